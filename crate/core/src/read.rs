//! From an outline as the page sends it to a reading, for the background and for evaluations alike.

use record::adapter::Adapters;
use record::{Context, Diagnostic, Outline, Reading};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    client::{body_of, parse},
    redact,
};

/// A reading, without what nobody may see.
#[derive(Debug)]
pub(crate) struct Read {
    /// The page's address, as the page says within the origin that the browser reports.
    pub(crate) address: String,
    /// What was read.
    pub(crate) reading: Reading,
    /// What was struck, in words for people.
    pub(crate) struck: Vec<String>,
}

/// Reads a page. The page may say where within its origin it is; the origin is the browser's word.
pub(crate) fn of_page(outline: Value, origin: &str, today: &str) -> Read {
    let outline: Outline = match serde_json::from_value(outline) {
        Ok(outline) => outline,
        Err(error) => return unreadable(origin, &error),
    };
    let address = if crate::site::origin(&outline.url).as_deref() == Some(origin) {
        outline.url.clone()
    } else {
        origin.to_owned()
    };
    let context = Context {
        address,
        origin: origin.to_owned(),
        locales: outline.languages.clone(),
        today: today.to_owned(),
    };
    of_outline(&outline, context, true)
}

/// Reads a page for an evaluation: takes and gives JSON. The context holds `address`, `origin`, `locales`
/// and `today`.
#[must_use]
pub fn read(outline: &str, context: &str, use_adapters: bool) -> String {
    let context: Given = parse(context).unwrap_or_default();
    let outline = serde_json::from_str::<Value>(outline).and_then(serde_json::from_value);
    let read = match outline {
        Ok(outline) => of_outline(&outline, context.into(), use_adapters),
        Err(error) => unreadable(&context.origin, &error),
    };
    body_of(&read.reading).to_string()
}

fn of_outline(outline: &Outline, context: Context, use_adapters: bool) -> Read {
    let none = Adapters::default();
    let adapters = if use_adapters { Adapters::built_in() } else { &none };
    let mut reading = record::read_with(outline, &context, adapters);
    let struck = redact::reading(&mut reading);
    Read { address: context.address, reading, struck }
}

fn unreadable(origin: &str, error: &serde_json::Error) -> Read {
    Read {
        address: origin.to_owned(),
        reading: Reading {
            app: "site".to_owned(),
            tenant: origin.to_owned(),
            diagnostics: vec![Diagnostic {
                code: "outline-unreadable".to_owned(),
                message: format!("What came from the page is no outline: {error}."),
                node: None,
            }],
            ..Reading::default()
        },
        struck: Vec::new(),
    }
}

/// A context as an evaluation gives it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Given {
    address: String,
    origin: String,
    locales: Vec<String>,
    today: String,
}

impl From<Given> for Context {
    fn from(given: Given) -> Context {
        Context { address: given.address, origin: given.origin, locales: given.locales, today: given.today }
    }
}
