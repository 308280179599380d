//! `eval pages`: what the packed extension reads on pages whose truth is known.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, ensure};
use record::adapter::Adapters;
use serde_json::Value;

use crate::outlines;

/// Reads every page of `dir` in a real browser into `out` and prints a score for each app.
pub(crate) fn eval_pages(dir: &Path, out: &Path, adapters: bool) -> anyhow::Result<()> {
    ensure!(dir.is_dir(), "{} is no folder", dir.display());
    let mut node = Command::new("node");
    node.arg("tests/eval/read.mjs").arg(dir).arg(out).arg("--extension").arg("dist/extension");
    if !adapters {
        node.arg("--no-adapters");
    }
    if let Some(app) = env::var_os("APP") {
        node.arg("--app").arg(app);
    }
    let status = node.status().context("node could not be started; is it installed?")?;
    ensure!(status.success(), "reading the pages failed");
    print(&score(dir, out)?);
    Ok(())
}

/// Reads each app with every adapter but its own, and prints the score beside the one with all.
///
/// The lexicon names sources outside the pages, and nothing else is fitted: an app's adapter is all that is its own.
pub(crate) fn leave_one_out(dir: &Path, out: &Path) -> anyhow::Result<()> {
    for page in outlines::of(dir)? {
        let reading = {
            let known = Adapters::built_in();
            let context = page.context();
            let own =
                known.find(&context.address, &page.outline).map(|(adapter, _)| adapter.app().to_owned());
            let rest = own.map(|app| known.without(&app));
            record::read_with(&page.outline, &context, rest.as_ref().unwrap_or(known))
        };
        let folder = out.join(&page.app);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{}.json", page.name)), serde_json::to_vec_pretty(&reading)?)?;
    }
    print(&score(dir, out)?);
    Ok(())
}

/// Hits of so many.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    hits: usize,
    of: usize,
}

impl Share {
    fn count(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.of += 1;
    }
}

/// The figures, in the order in which they are printed. They are counted more simply than by the
/// judges' own program: equal labels and values, no parts of values.
const FIGURES: [&str; 8] = ["view", "kind", "id", "title", "field", "type", "norm", "row"];

#[derive(Debug, Default)]
struct Score {
    shares: [Share; FIGURES.len()],
    wrong: usize,
}

fn score(dir: &Path, out: &Path) -> anyhow::Result<BTreeMap<String, Score>> {
    let mut apps: BTreeMap<String, Score> = BTreeMap::new();
    for app in fs::read_dir(dir)? {
        let app = app?;
        if !app.file_type()?.is_dir() {
            continue;
        }
        for page in fs::read_dir(app.path())? {
            let path = page?.path();
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            let truth: Value = serde_json::from_slice(&fs::read(&path)?)
                .with_context(|| format!("{} is no JSON", path.display()))?;
            let file = path.file_name().unwrap_or_default();
            let read = fs::read(out.join(app.file_name()).join(file))
                .ok()
                .and_then(|bytes| serde_json::from_slice(&bytes).ok())
                .unwrap_or(Value::Null);
            let name = app.file_name().to_string_lossy().into_owned();
            apps.entry(name).or_default().add(&truth, &read);
        }
    }
    Ok(apps)
}

impl Score {
    fn add(&mut self, truth: &Value, read: &Value) {
        let view = |page: &Value| {
            page["page"].as_str().map(|view| if view == "edit" { "detail" } else { view }.to_owned())
        };
        self.shares[0].count(view(truth) == view(read));
        let wanted = records(truth);
        let got = records(read);
        if wanted.is_empty() {
            self.wrong += got.len();
            return;
        }
        if view(truth).as_deref() == Some("detail") {
            let Some(want) = wanted.iter().find(|record| record["primary"] == true) else {
                return;
            };
            let found = got.iter().find(|record| record["primary"] == true).unwrap_or(&Value::Null);
            self.shares[1].count(found["kind"] == want["kind"]);
            self.shares[2].count(same_id(want, found) || (ids(want).is_empty() && found["id"].is_null()));
            self.shares[3].count(text(&found["title"]) == text(&want["title"]));
            for field in values(want) {
                let hit = values(found).find(|read| same_field(field, read));
                self.shares[4].count(hit.is_some());
                if let Some(hit) = hit {
                    self.shares[5].count(hit["type"] == field["type"]);
                    let formed = matches!(
                        field["type"].as_str(),
                        Some("money" | "number" | "percent" | "date" | "datetime")
                    );
                    if formed && !field["normalized"].is_null() {
                        self.shares[6].count(same_form(&hit["normalized"], &field["normalized"]));
                    }
                }
            }
        } else {
            for want in wanted {
                self.shares[7].count(got.iter().any(|read| {
                    same_id(want, read)
                        || (ids(read).is_empty() || ids(want).is_empty())
                            && text(&read["title"]) == text(&want["title"])
                }));
            }
        }
    }
}

fn records(page: &Value) -> &[Value] {
    page["records"].as_array().map_or(&[], Vec::as_slice)
}

fn values(record: &Value) -> impl Iterator<Item = &Value> {
    record["fields"].as_array().into_iter().flatten()
}

fn ids(record: &Value) -> Vec<String> {
    let more = record["ids"].as_array().into_iter().flatten();
    [&record["id"], &record["ref"]].into_iter().chain(more).map(text).filter(|id| !id.is_empty()).collect()
}

fn same_id(one: &Value, other: &Value) -> bool {
    let known = ids(other);
    ids(one).iter().any(|id| known.contains(id))
}

fn same_field(want: &Value, read: &Value) -> bool {
    let label = text(&want["label"]);
    let same_value = text(&want["value"]) == text(&read["value"])
        || (want["normalized"].is_string() && same_form(&read["normalized"], &want["normalized"]));
    (label.is_empty() || label.trim_end_matches([':', '*', '?', ' ']) == text(&read["label"])) && same_value
}

/// Equal forms; a read currency is not wrong where the truth names none.
fn same_form(read: &Value, want: &Value) -> bool {
    let (read, want) = (text(read), text(want));
    let number = |form: &str| form.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    read == want
        || (number(&read).is_some()
            && number(&read) == number(&want)
            && (!want.contains(' ') || read.split(' ').nth(1) == want.split(' ').nth(1)))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn print(apps: &BTreeMap<String, Score>) {
    println!("{:<18}{}{:>8}", "app", FIGURES.map(|name| format!("{name:>8}")).concat(), "false");
    let mut all = Score::default();
    for (app, score) in apps {
        println!("{}", line(app, score));
        all.wrong += score.wrong;
        for (sum, share) in all.shares.iter_mut().zip(score.shares) {
            sum.hits += share.hits;
            sum.of += share.of;
        }
    }
    println!("{}", line("all", &all));
}

fn line(app: &str, score: &Score) -> String {
    let cells: String = score
        .shares
        .iter()
        .map(|share| {
            if share.of == 0 {
                return format!("{:>8}", "-");
            }
            #[allow(clippy::cast_precision_loss)] // a few thousand fields
            let mean = share.hits as f64 / share.of as f64;
            format!("{mean:>8.3}")
        })
        .collect();
    format!("{app:<18}{cells}{:>8}", score.wrong)
}
