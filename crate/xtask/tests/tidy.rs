//! The house's own rules, as tests.
#![allow(clippy::unwrap_used, reason = "a test may; clippy does not know the helpers here for tests")]

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The tracked text files whose names end so, with their text.
fn files(endings: &[&str]) -> BTreeMap<String, String> {
    let listed = Command::new("git").args(["ls-files"]).current_dir(root()).output().unwrap();
    String::from_utf8(listed.stdout)
        .unwrap()
        .lines()
        .filter(|name| endings.iter().any(|ending| name.ends_with(ending)))
        .filter_map(|name| Some((name.to_owned(), fs::read_to_string(root().join(name)).ok()?)))
        .collect()
}

/// Every `name:line` that holds one of the words.
fn found(files: &BTreeMap<String, String>, words: &[String]) -> Vec<String> {
    files
        .iter()
        .flat_map(|(name, text)| text.lines().enumerate().map(move |(at, line)| (name, at + 1, line)))
        .filter(|(_, _, line)| words.iter().any(|word| line.contains(word.as_str())))
        .map(|(name, at, _)| format!("{name}:{at}"))
        .collect()
}

#[test]
fn nothing_is_left_over() {
    // Put together here, so that this file does not find itself.
    let words = ["TO-DO", "FIX-ME", "dbg-!(", "unimple-mented!"].map(|word| word.replace('-', ""));
    assert_eq!(found(&files(&[".rs", ".js", ".mjs", ".sh", ".css", ".html"]), &words), Vec::<String>::new());
}

#[test]
fn text_never_becomes_markup() {
    let words = ["inner-HTML", "outer-HTML", "insertAdjacent-HTML", "document.wri-te("]
        .map(|word| word.replace('-', ""));
    let shipped = files(&[".rs", ".js"])
        .into_iter()
        .filter(|(name, _)| !name.starts_with("demo/") && !name.starts_with("crate/xtask/"))
        .collect();
    assert_eq!(found(&shipped, &words), Vec::<String>::new());
}

#[test]
fn dependencies_point_one_way() {
    let allowed = BTreeMap::from([
        ("record", vec![]),
        ("expertise", vec![]),
        ("protocol", vec!["record"]),
        ("recogniser", vec!["record"]),
        ("core", vec!["protocol", "record"]),
        ("panel", vec!["protocol", "record"]),
        ("server", vec!["expertise", "protocol", "record"]),
    ]);
    let ours = [
        "record",
        "expertise",
        "protocol",
        "server",
        "muster-core",
        "muster-panel",
        "muster-recogniser",
        "xtask",
    ];
    for (name, may) in allowed {
        let manifest = fs::read_to_string(root().join("crate").join(name).join("Cargo.toml")).unwrap();
        let normal = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
        let uses: Vec<&str> = normal
            .lines()
            .filter_map(|line| line.split(['=', '.']).next().map(str::trim))
            .filter(|dependency| ours.contains(dependency))
            .collect();
        assert!(uses.iter().all(|used| may.contains(used)), "{name} may use {may:?} but uses {uses:?}");
    }
}

#[test]
fn every_crate_opens_with_its_sentence() {
    for name in ["record", "expertise", "protocol", "recogniser", "core", "panel", "server"] {
        let text = fs::read_to_string(root().join("crate").join(name).join("src/lib.rs")).unwrap();
        assert!(text.starts_with("//! "), "crate/{name}/src/lib.rs does not open with a sentence");
    }
}
