//! From an outline as the page sends it to a reading without what nobody may see.

use record::adapter::Adapters;
use record::json::{self, JsonError};
use record::{Context, Diagnostic, Location, Outline, Reading, redact};
use serde::{Deserialize, Serialize};

/// What is known of a page besides its outline.
#[derive(Debug, Deserialize)]
struct Given {
    /// The page's origin, by the browser's word.
    origin: String,
    /// The person's own day, ISO 8601.
    today: String,
    /// Whether adapters may help; evaluations also read without them.
    #[serde(default = "yes")]
    adapters: bool,
}

/// What was read.
#[derive(Debug, Serialize)]
struct Read {
    /// The page's address, as the page says within its origin.
    address: String,
    /// What was read.
    reading: Reading,
    /// What was struck, in words for people.
    struck: Vec<String>,
}

/// Reads a page: takes an outline and `{"origin", "today", "adapters"}` as JSON, gives
/// `{"address", "reading", "struck"}`. What makes no sense gives a reading of nothing that says so.
#[must_use]
pub fn read(outline: &str, given: &str) -> String {
    let read = json::from_str(given).map_or_else(
        |error| unreadable("", &error),
        |given: Given| {
            json::from_str(outline).map_or_else(
                |error| unreadable(&given.origin, &error),
                |outline| of_outline(&outline, &given),
            )
        },
    );
    serde_json::to_string(&read).unwrap_or_default()
}

fn of_outline(outline: &Outline, given: &Given) -> Read {
    // The page may say where within its origin it is; the origin is the browser's word.
    let same = Location::parse(&outline.url).is_some_and(|location| location.origin() == given.origin);
    let address = if same { &outline.url } else { &given.origin };
    let context = Context {
        address: address.clone(),
        origin: given.origin.clone(),
        locales: outline.languages.clone(),
        today: given.today.clone(),
    };
    let none = Adapters::default();
    let adapters = if given.adapters { Adapters::built_in() } else { &none };
    let mut reading = record::read_with(outline, &context, adapters);
    let struck = redact::reading(&mut reading);
    Read { address: context.address, reading, struck }
}

fn unreadable(origin: &str, error: &JsonError) -> Read {
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

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIVEN: &str = r#"{"origin": "https://desk.example", "today": "2026-11-23"}"#;

    fn told(outline: &str, given: &str) -> serde_json::Value {
        serde_json::from_str(&read(outline, given)).unwrap()
    }

    #[test]
    fn a_page_may_not_say_that_it_is_elsewhere() {
        let there = r#"{"url": "https://bank.example/account/7"}"#;
        assert_eq!(told(there, GIVEN)["address"], "https://desk.example");
        assert_eq!(told(there, GIVEN)["reading"]["tenant"], "https://desk.example");
        let here = r#"{"url": "https://desk.example/ticket/7"}"#;
        assert_eq!(told(here, GIVEN)["address"], "https://desk.example/ticket/7");
    }

    #[test]
    fn what_is_no_outline_is_said() {
        for (outline, given) in [("{", GIVEN), ("[]", GIVEN), ("{}", "{}"), (r#"{"nodes": 4}"#, GIVEN)] {
            let read = told(outline, given);
            assert_eq!(read["reading"]["diagnostics"][0]["code"], "outline-unreadable", "{outline}");
            assert_eq!(read["reading"]["page"], "none");
        }
    }

    #[test]
    fn secrets_do_not_come_out() {
        let outline = r#"{"url": "https://desk.example/ticket/7", "title": "Ticket 7: card 4111 1111 1111 1111",
            "nodes": [{"p": -1, "t": "h1"}, {"p": 0, "x": "Ticket 7: card 4111 1111 1111 1111"}]}"#;
        assert!(!read(outline, GIVEN).contains("1111 1111"));
    }
}
