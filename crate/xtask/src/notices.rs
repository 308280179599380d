//! The licences of everything that is compiled into the extension, in one text.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
    process::Command,
};

use anyhow::{Context, ensure};
use serde::Deserialize;

/// The crates whose WebAssembly ships.
const SHIPPED: [&str; 2] = ["muster-core", "muster-panel"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

/// The notices: each licence text once, with the names of the packages that it came with, after the
/// hand-written `assets` (icons, colours).
///
/// # Errors
/// When cargo cannot tell what the extension is made of, or a package names no licence.
pub(crate) fn notices(assets: &str) -> anyhow::Result<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version=1", "--filter-platform=wasm32-unknown-unknown"])
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;

    let mut names = BTreeMap::<String, BTreeSet<String>>::new();
    let mut listed = String::new();
    for package in shipped(&metadata) {
        let licence =
            package.license.as_deref().with_context(|| format!("{} names no licence", package.name))?;
        writeln!(listed, "{} {} ({licence})", package.name, package.version)?;
        for text in texts(Path::new(&package.manifest_path))? {
            names.entry(text).or_default().insert(package.name.clone());
        }
    }

    let mut all = format!("{assets}\nCompiled into the extension:\n\n{listed}");
    for (text, packages) in names {
        let packages = Vec::from_iter(packages).join(", ");
        write!(all, "\n----------------------------------------\n{packages}\n\n{}\n", text.trim())?;
    }
    Ok(all)
}

/// The foreign packages that the shipped crates are made of, without what only runs while compiling.
fn shipped(metadata: &Metadata) -> Vec<&Package> {
    let packages: BTreeMap<&str, &Package> = metadata.packages.iter().map(|p| (p.id.as_str(), p)).collect();
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|n| (n.id.as_str(), n)).collect();
    let mut open: Vec<&Package> =
        metadata.packages.iter().filter(|p| SHIPPED.contains(&p.name.as_str())).collect();
    let mut seen = BTreeSet::new();
    while let Some(package) = open.pop() {
        let macros = package.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "proc-macro"));
        if macros || !seen.insert(package.id.as_str()) {
            continue;
        }
        let normal = nodes[package.id.as_str()]
            .deps
            .iter()
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        open.extend(normal.map(|dependency| packages[dependency.pkg.as_str()]));
    }
    let mut found: Vec<&Package> =
        seen.into_iter().map(|id| packages[id]).filter(|package| package.source.is_some()).collect();
    found.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    found
}

/// The licence files that lie beside a package's manifest.
fn texts(manifest: &Path) -> anyhow::Result<Vec<String>> {
    let folder = manifest.parent().context("a manifest without a folder")?;
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|word| name.starts_with(word))
        {
            texts.push(String::from_utf8_lossy(&fs::read(&path)?).replace("\r\n", "\n"));
        }
    }
    texts.sort();
    Ok(texts)
}
