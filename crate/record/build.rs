//! Turns the knowledge files into what ships: words and rules without their samples and sources,
//! which only tests and readers need.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let text = [lexicon(), adapters(), signals()].join("\0");
    let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 10);
    fs::write(out.join("knowledge.deflate"), packed).expect("the knowledge can be written");
}

/// One line an entry and language: topic, meaning, language, words.
fn lexicon() -> String {
    let mut lines = String::new();
    for path in files("lexicon") {
        let topic = stem(&path);
        for entry in parse(&path)["entry"].as_array().into_iter().flatten() {
            let mut languages: Vec<_> = entry.as_table().into_iter().flatten().collect();
            // English first: where words are spelt alike, names in programs are English.
            languages.sort_by_key(|(language, _)| *language != "en");
            for (language, words) in languages {
                let Some(words) = words.as_array().filter(|_| language != "sample") else {
                    continue;
                };
                let words: Vec<&str> = words.iter().filter_map(toml::Value::as_str).collect();
                let means = entry["means"].as_str().unwrap_or_default();
                writeln!(lines, "{topic}\t{means}\t{language}\t{}", words.join("|"))
                    .expect("a string takes every line");
            }
        }
    }
    lines
}

/// A list of the adapters, in the order of their files.
fn adapters() -> String {
    let mut adapters: Vec<toml::Table> = files("adapters").iter().map(|path| parse(path)).collect();
    adapters.iter_mut().for_each(shorten);
    json(&adapters)
}

/// The rules for signals.
fn signals() -> String {
    println!("cargo::rerun-if-changed=signals.toml");
    let mut rules = parse(Path::new("signals.toml"));
    shorten(&mut rules);
    json(&rules)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("what TOML holds can be written as JSON")
}

/// Takes samples and sources away, at every depth.
fn shorten(value: &mut toml::Table) {
    value.remove("sample");
    value.remove("source");
    for (_, inner) in value.iter_mut() {
        match inner {
            toml::Value::Table(table) => shorten(table),
            toml::Value::Array(items) => {
                items.iter_mut().filter_map(toml::Value::as_table_mut).for_each(shorten);
            }
            _ => {}
        }
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={folder}");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("the folder {folder} cannot be read: {error}"))
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    paths
}

fn parse(path: &Path) -> toml::Table {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
