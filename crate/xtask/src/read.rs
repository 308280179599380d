//! `read`: what is read on one page, and why.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use record::adapter::Adapters;
use record::{Outline, Record};

use crate::outlines;

/// Reads a page's file in a real browser at an address, and says which rule took what from which element.
pub(crate) fn read(page: &Path, url: &str, locale: &str, adapters: bool) -> anyhow::Result<()> {
    let html = fs::read(page).with_context(|| format!("{} cannot be read", page.display()))?;
    let folder = tempfile::tempdir()?;
    let app = folder.path().join("page");
    fs::create_dir(&app)?;
    fs::write(app.join("page.html"), html)?;
    fs::write(app.join("page.json"), serde_json::json!({ "url": url, "locale": locale }).to_string())?;
    let pages = outlines::of(folder.path())?;
    let outline = &pages.first().context("the browser gave no outline")?.outline;
    let today = jiff::Zoned::now().date().to_string();
    let context = outlines::context(outline, &today);
    let none = Adapters::default();
    let known = if adapters { Adapters::built_in() } else { &none };
    let reading = record::read_with(outline, &context, known);
    println!(
        "view {:?}, app {}, tenant {}, {} nodes",
        reading.page,
        reading.app,
        reading.tenant,
        outline.nodes.len()
    );
    for record in &reading.records {
        print(record, outline);
    }
    for diagnostic in &reading.diagnostics {
        println!("note {}: {}", diagnostic.code, diagnostic.message);
    }
    for left in record::rejected(outline, &context) {
        println!("left out {:<52} {}", place(outline, left.node), left.message);
    }
    Ok(())
}

fn print(record: &Record, outline: &Outline) {
    let role = if record.primary { "primary" } else { "row" };
    let id = record.id.as_deref().unwrap_or("-");
    let number = record.reference.as_deref().unwrap_or("-");
    println!(
        "\n{role} {} ({:.2} sure), id {id}, number {number}: {}",
        record.kind.as_str(),
        record.confidence,
        record.title
    );
    for field in &record.fields {
        let form = field.normalized.as_deref().map_or(String::new(), |form| format!(" = {form}"));
        println!(
            "  {:<24} {:<40} {:?}{form}\n{:>28}{} from {}",
            field.label,
            field.value,
            field.ty,
            "by ",
            field.source.rule,
            place(outline, field.source.node)
        );
    }
    for signal in &record.signals {
        println!("  ! {} ({:?}): {}", signal.word, signal.level, signal.why);
    }
}

/// An element as its tag, id and classes, with its parent's.
fn place(outline: &Outline, node: Option<u32>) -> String {
    let Some(index) = node.and_then(|node| usize::try_from(node).ok()) else {
        return "the page".to_owned();
    };
    let mut parts = Vec::new();
    let mut at = outline.nodes.get(index);
    while let Some(node) = at.filter(|_| parts.len() < 3) {
        if node.text.is_none() {
            let id = node.attributes.get("id").map_or(String::new(), |id| format!("#{id}"));
            let class = node.attributes.get("class").and_then(|class| class.split_whitespace().next());
            parts.push(format!(
                "{}{id}{}",
                node.tag,
                class.map_or(String::new(), |class| format!(".{class}"))
            ));
        }
        at = usize::try_from(node.parent).ok().and_then(|parent| outline.nodes.get(parent));
    }
    parts.reverse();
    parts.join(" > ")
}
