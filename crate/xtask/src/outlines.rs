//! Outlines of pages, taken by the extension's own reader in a headless browser.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use record::{Context, Outline};
use serde_json::Value;

/// A page with the truth beside it.
pub(crate) struct Page {
    pub(crate) app: String,
    pub(crate) name: String,
    pub(crate) truth: Value,
    pub(crate) outline: Outline,
}

impl Page {
    /// What a browser that shows the page tells besides its outline.
    pub(crate) fn context(&self) -> Context {
        context(&self.outline, self.truth["captured"].as_str().unwrap_or("2026-11-23"))
    }
}

/// What a browser that shows an outline's page tells on a day.
pub(crate) fn context(outline: &Outline, today: &str) -> Context {
    Context {
        address: outline.url.clone(),
        origin: outline.url.split('/').take(3).collect::<Vec<_>>().join("/"),
        locales: outline.languages.clone(),
        today: today.to_owned(),
    }
}

/// Reads every `DIR/<app>/<page>.html` that has a truth beside it.
pub(crate) fn of(dir: &Path) -> anyhow::Result<Vec<Page>> {
    ensure!(dir.is_dir(), "{} is no folder", dir.display());
    let out = tempfile::tempdir()?;
    let status = Command::new("node")
        .arg("tests/eval/read.mjs")
        .args([dir, out.path()])
        .args(["--reader", "extension/reader.js"])
        .status()
        .context("node could not be started; is it installed?")?;
    ensure!(status.success(), "reading the pages failed");
    let mut pages = Vec::new();
    for app in fs::read_dir(out.path())? {
        let app = app?;
        for page in fs::read_dir(app.path())? {
            let path = page?.path();
            let file = path.file_name().unwrap_or_default();
            let truth = fs::read(dir.join(app.file_name()).join(file))?;
            pages.push(Page {
                app: app.file_name().to_string_lossy().into_owned(),
                name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                truth: serde_json::from_slice(&truth)?,
                outline: serde_json::from_slice(&fs::read(&path)?)?,
            });
        }
    }
    pages.sort_by(|one, other| (&one.app, &one.name).cmp(&(&other.app, &other.name)));
    Ok(pages)
}
