//! What the core needs of the browser it runs in.

use record::{Diagnostic, Reading};
use serde::Deserialize;
use serde_json::{Value, json};

/// The browser, seen from the core. Each operation is named in `extension/background.js`.
pub trait Host {
    /// Has the browser do something: takes and gives JSON.
    ///
    /// # Errors
    /// With the browser's own words.
    fn call(&self, operation: &str, arguments: Value) -> impl Future<Output = Result<Value, HostError>>;

    /// The present moment.
    fn now(&self) -> Moment;
}

/// The browser did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the browser refused: {0}")]
pub struct HostError(pub String);

impl HostError {
    /// Whether the browser has no room left for what it was to keep.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let words = self.0.to_ascii_lowercase();
        words.contains("quota") || words.contains("disk") || words.contains("no space")
    }
}

/// A moment, told in the three ways that are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub ms: u64,
    /// RFC 3339 in UTC.
    pub utc: String,
    /// The person's own day, ISO 8601.
    pub today: String,
}

/// A storage area of the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Until the person or the extension removes it.
    Local,
    /// Until the browser closes; in memory alone.
    Session,
    /// Set by an administrator.
    Managed,
}

impl Area {
    fn as_str(self) -> &'static str {
        match self {
            Area::Local => "local",
            Area::Session => "session",
            Area::Managed => "managed",
        }
    }
}

/// A tab as far as the browser shows it to us.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tab {
    /// The browser's id.
    pub id: i32,
    /// Its address, where we may know it.
    pub url: Option<String>,
}

/// What `read` gives: a page as the recogniser reads it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Read {
    /// The page's address, as the page says within the origin that the browser reports.
    pub address: String,
    /// What was read.
    pub reading: Reading,
    /// What was struck, in words for people.
    pub struck: Vec<String>,
}

impl Read {
    /// A reading of nothing, which says that the recogniser failed.
    pub(crate) fn failed(origin: &str, error: &str) -> Read {
        let diagnostic = Diagnostic {
            code: "recogniser-failed".to_owned(),
            message: format!("The page could not be read: {error}. Reload it to try again."),
            node: None,
        };
        let reading =
            Reading { tenant: origin.to_owned(), diagnostics: vec![diagnostic], ..Reading::default() };
        Read { address: origin.to_owned(), reading, struck: Vec::new() }
    }
}

/// What came back for a call over the network.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fetched {
    /// An answer.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: String,
    },
    /// None in time.
    Slow,
    /// None.
    Offline,
}

/// Everything in an area, by key.
///
/// # Errors
/// Where the browser refuses, as Firefox does for [`Area::Managed`] without a policy.
pub async fn read_all(host: &impl Host, area: Area) -> Result<Value, HostError> {
    host.call("storage_get", json!({ "area": area.as_str(), "keys": null })).await
}

/// Keeps a value.
///
/// # Errors
/// Where the browser refuses, as when its storage is full.
pub async fn keep(host: &impl Host, area: Area, key: &str, value: Value) -> Result<(), HostError> {
    let items = Value::Object([(key.to_owned(), value)].into_iter().collect());
    host.call("storage_set", json!({ "area": area.as_str(), "items": items })).await.map(drop)
}

/// Forgets values.
///
/// # Errors
/// Where the browser refuses.
pub async fn forget(host: &impl Host, area: Area, keys: &[String]) -> Result<(), HostError> {
    host.call("storage_remove", json!({ "area": area.as_str(), "keys": keys })).await.map(drop)
}
