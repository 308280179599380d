//! Reads outlines that the reader wrote to files: `read OUTLINES TRUTH OUT [--no-adapters]`.
//!
//! `OUTLINES/<app>/<page>.json` is an outline, `TRUTH/<app>/<page>.json` names the day of capture; what was read
//! goes to `OUT/<app>/<page>.json`. The same reading as in the browser, in seconds.

use std::path::Path;
use std::{env, fs};

use record::adapter::Adapters;
use record::{Context, Outline, read_with};

/// The words for signals that truths use.
const TOLD: [&str; 16] = [
    "overdue",
    "late",
    "expired",
    "refused",
    "cancelled",
    "lost",
    "abandoned",
    "disputed",
    "blocked",
    "on_hold",
    "escalated",
    "critical",
    "unassigned",
    "over_budget",
    "sla_breached",
    "reduced",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [outlines, truth, out, rest @ ..] = args.as_slice() else {
        return Err("usage: read OUTLINES TRUTH OUT [--no-adapters]".into());
    };
    let none = Adapters::default();
    let adapters = if rest.is_empty() { Adapters::built_in() } else { &none };
    for app in fs::read_dir(outlines)? {
        let app = app?.path();
        let name = app.file_name().unwrap_or_default().to_owned();
        fs::create_dir_all(Path::new(out).join(&name))?;
        for page in fs::read_dir(&app)? {
            let page = page?.path();
            let file = page.file_name().unwrap_or_default();
            let outline: Outline = serde_json::from_slice(&fs::read(&page)?)?;
            let known: serde_json::Value =
                serde_json::from_slice(&fs::read(Path::new(truth).join(&name).join(file))?)?;
            let context = Context {
                address: outline.url.clone(),
                origin: outline.url.split('/').take(3).collect::<Vec<_>>().join("/"),
                locales: outline.languages.clone(),
                today: known["captured"].as_str().unwrap_or("2026-11-23").to_owned(),
            };
            let mut written = serde_json::to_value(read_with(&outline, &context, adapters))?;
            // The truth names signals by their words alone, and these words only.
            for record in written["records"].as_array_mut().into_iter().flatten() {
                if let Some(signals) = record["signals"].as_array_mut() {
                    signals.iter_mut().for_each(|signal| *signal = signal["word"].take());
                    signals.retain(|word| word.as_str().is_some_and(|word| TOLD.contains(&word)));
                }
            }
            fs::write(Path::new(out).join(&name).join(file), serde_json::to_vec_pretty(&written)?)?;
        }
    }
    Ok(())
}
