//! The extension and the web inbox, put together from their sources and the compiled WebAssembly.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail, ensure};
use flate2::{Compression, write::GzEncoder};
use wasm_bindgen_cli_support::Bindgen;

use crate::{archive, notices::notices};

/// The most that each part may weigh, in bytes: a guest must not slow the page it visits.
const CONTENT_SCRIPTS_GZIPPED: u64 = 20_000;

/// The WebAssembly modules: name, folder in the extension, the most that it may weigh.
const MODULES: [(&str, &str, u64); 3] =
    [("core", "", 600_000), ("recogniser", "", 600_000), ("panel", "panel", 900_000)];

/// The scripts that run in pages.
const CONTENT_SCRIPTS: [&str; 2] = ["reader.js", "content.js"];

/// What lies in `extension/` for developers or for the web inbox alone.
const NOT_SHIPPED: [&str; 5] = ["web", "tsconfig.json", "types", "node_modules", "README.md"];

/// Writes `dist/extension`, `dist/muster-VERSION.{zip,xpi}` and `dist/web`.
///
/// # Errors
/// When a source is missing, cannot be read or, with `limited`, a part weighs more than it may.
pub(crate) fn bundle(wasm: &Path, limited: bool) -> anyhow::Result<()> {
    let dist = PathBuf::from("dist");
    let extension = dist.join("extension");
    let web = dist.join("web");
    for folder in [&extension, &web] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
    }
    copy_tree(Path::new("extension"), &extension, &NOT_SHIPPED)?;
    for (name, folder, _) in MODULES {
        bind(&wasm.join(format!("muster_{name}.wasm")), name, &extension.join(folder))?;
        if limited {
            shrink(&extension.join(folder).join(format!("{name}_bg.wasm")))?;
        }
    }
    let glue = extension.join("panel/panel.js");
    fs::write(&glue, without_inner_html(&fs::read_to_string(&glue)?)?)?;
    copy_tree(&extension.join("panel"), &web.join("panel"), &[])?;
    if Path::new("extension/web").exists() {
        copy_tree(Path::new("extension/web"), &web, &[])?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(licence, extension.join(licence))?;
    }
    let notices = notices(&fs::read_to_string("NOTICES.md").context("cannot read NOTICES.md")?)?;
    for place in [&extension, &web] {
        fs::write(place.join("NOTICES.txt"), &notices)?;
    }

    let manifest = fs::read_to_string(extension.join("manifest.json"))?;
    let version = version(&manifest)?;
    let chromium = with_side_panel(&manifest)?;
    for (ending, manifest) in [("zip", &chromium), ("xpi", &manifest)] {
        let path = dist.join(format!("muster-{version}.{ending}"));
        archive::write(&extension, &path, &[("manifest.json", manifest.as_bytes())])?;
        println!("{:>9} bytes  {}", fs::metadata(&path)?.len(), path.display());
    }
    weigh(&extension, limited)
}

/// Runs wasm-bindgen over one module.
fn bind(module: &Path, name: &str, out: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(out)?;
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(false)
        .out_name(name)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .with_context(|| format!("cannot bind {}", module.display()))
}

/// Runs Binaryen's optimiser over what wasm-bindgen wrote, in place. The features named are those that rustc
/// uses by default for this target.
fn shrink(module: &Path) -> anyhow::Result<()> {
    const OPTIMISER: &str = "tests/node_modules/binaryen/bin/wasm-opt";
    let features = [
        "bulk-memory",
        "multivalue",
        "mutable-globals",
        "nontrapping-float-to-int",
        "reference-types",
        "sign-ext",
    ];
    let status = Command::new("node")
        .arg(OPTIMISER)
        .args(features.map(|feature| format!("--enable-{feature}")))
        .arg("-Oz")
        .arg(module)
        .arg("-o")
        .arg(module)
        .status()
        .context("cannot run node")?;
    ensure!(status.success(), "{OPTIMISER} failed on {}: is `npm ci` done in tests/?", module.display());
    Ok(())
}

/// The glue of the panel with Leptos' one way from text to markup led through `template.js`, which takes
/// nothing but templates.
fn without_inner_html(glue: &str) -> anyhow::Result<String> {
    const ASSIGNMENT: &str = "arg0.innerHTML = getStringFromWasm0(arg1, arg2);";
    if !glue.contains("innerHTML") {
        return Ok(glue.to_owned());
    }
    let led = glue.replace(ASSIGNMENT, "fillTemplate(arg0, getStringFromWasm0(arg1, arg2));");
    ensure!(!led.contains(".innerHTML"), "wasm-bindgen writes innerHTML in a way that is not known here");
    Ok(format!("import {{ fillTemplate }} from \"./template.js\";\n{led}"))
}

/// The manifest as Chromium's shops get it: its side panel needs a permission that no other browser knows, and
/// that Firefox's linter warns of.
fn with_side_panel(manifest: &str) -> anyhow::Result<String> {
    const PERMISSIONS: &str = "\"permissions\": [";
    ensure!(manifest.matches(PERMISSIONS).count() == 1, "manifest.json must have one line of permissions");
    Ok(manifest.replace(PERMISSIONS, &format!("{PERMISSIONS}\"sidePanel\", ")))
}

/// The version that the manifest names, which must be the workspace's.
fn version(manifest: &str) -> anyhow::Result<String> {
    let manifest: serde_json::Value = serde_json::from_str(manifest)?;
    let version = manifest["version"].as_str().context("manifest.json names no version")?;
    ensure!(
        version == env!("CARGO_PKG_VERSION"),
        "manifest.json says version {version}, Cargo.toml says {}: make them the same",
        env!("CARGO_PKG_VERSION")
    );
    Ok(version.to_owned())
}

/// Prints what the parts weigh, and refuses what weighs too much.
fn weigh(extension: &Path, limited: bool) -> anyhow::Result<()> {
    let mut scripts = 0;
    for name in CONTENT_SCRIPTS {
        let path = extension.join(name);
        scripts += gzipped(&fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?)?;
    }
    let mut parts = vec![("content scripts, gzipped".to_owned(), scripts, CONTENT_SCRIPTS_GZIPPED)];
    for (name, folder, limit) in MODULES {
        let module = extension.join(folder).join(format!("{name}_bg.wasm"));
        parts.push((format!("{name}, WebAssembly"), fs::metadata(module)?.len(), limit));
    }
    for (part, bytes, limit) in &parts {
        println!("{bytes:>9} bytes  {part} (limit {limit})");
    }
    match parts.iter().find(|(_, bytes, limit)| limited && *bytes > *limit) {
        Some((part, bytes, limit)) => {
            bail!("{part}: {bytes} bytes, {} over the limit", bytes - limit)
        }
        None => Ok(()),
    }
}

fn gzipped(bytes: &[u8]) -> anyhow::Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn copy_tree(from: &Path, to: &Path, except: &[&str]) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        if except.iter().any(|left_out| name == *left_out) || name.to_string_lossy().ends_with(".d.ts") {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target, except)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
