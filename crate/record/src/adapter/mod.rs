//! What is known of each app, as data: `adapters/*.toml`, told in `adapters/README.md`.
//!
//! An adapter names the app behind an address, its tenant, the kind of object and its id. It sharpens the
//! generic reading and never replaces it: a rule that does not fit is simply silent.

mod pattern;
mod selector;

use std::sync::OnceLock;

use litemap::LiteMap;
use serde::Deserialize;
use thiserror::Error;

use crate::{FieldType, Kind, Location, Outline, View, json, knowledge, lexicon};
use pattern::{Parts, Pattern};
use selector::Selector;

/// A set of adapters, and what was wrong with those that could not be read.
#[derive(Debug, Default)]
pub struct Adapters {
    adapters: Vec<Adapter>,
    errors: Vec<AdapterError>,
}

/// What is known of one app.
#[derive(Debug, Clone)]
pub struct Adapter {
    app: String,
    hosts: Vec<String>,
    signature: Vec<Selector>,
    tenant: Tenant,
    id_length: Option<usize>,
    kinds: LiteMap<String, Kind>,
    prefixes: LiteMap<String, Kind>,
    undecided: Vec<String>,
    rules: Vec<Rule>,
    fields: LiteMap<String, FieldType>,
}

/// What an adapter says of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The app's name.
    pub app: String,
    /// Whose installation; `None` where the address does not tell and the origin counts.
    pub tenant: Option<String>,
    /// What the address shows; `None` where it does not tell.
    pub view: Option<View>,
    /// What sort of object; `None` where only the page tells.
    pub kind: Option<Kind>,
    /// The app's canonical id.
    pub id: Option<String>,
    /// The id as the address writes it, where that is another form.
    pub written_id: Option<String>,
    /// The id of the object that this one is part of.
    pub parent: Option<String>,
    /// Which rule of the adapter said so, from 1.
    pub rule: usize,
}

/// Why an adapter cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("The adapter {file}{} cannot be used: {problem}. The other adapters still work.", line.map(|line| format!(", line {line},")).unwrap_or_default())]
pub struct AdapterError {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub problem: String,
}

#[derive(Debug, Clone)]
struct Rule {
    pattern: Pattern,
    view: Option<View>,
    kind: Option<Kind>,
}

/// What tells installations of an app apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tenant {
    /// The whole host.
    #[default]
    Host,
    /// The first label of the host.
    Subdomain,
    /// What a rule takes as `{tenant}`.
    Address,
}

/// The file's form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    app: String,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    signature: Vec<String>,
    #[serde(default)]
    tenant: Tenant,
    #[serde(default)]
    id_length: Option<usize>,
    #[serde(default)]
    kinds: LiteMap<String, Kind>,
    #[serde(default)]
    prefixes: LiteMap<String, Kind>,
    /// Objects that serve several kinds: only the page tells.
    #[serde(default)]
    undecided: Vec<String>,
    address: Vec<FileRule>,
    #[serde(default)]
    fields: LiteMap<String, FieldType>,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRule {
    pattern: String,
    view: Option<View>,
    kind: Option<Kind>,
    #[serde(default, rename = "sample")]
    _sample: Option<serde::de::IgnoredAny>,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

impl Adapters {
    /// The adapters that ship.
    #[must_use]
    pub fn built_in() -> &'static Adapters {
        static ADAPTERS: OnceLock<Adapters> = OnceLock::new();
        ADAPTERS.get_or_init(|| {
            // A test reads them too, so that a mistake is seen before it ships.
            let files: Vec<File> = json::from_str(knowledge::adapters()).unwrap_or_default();
            let mut all = Adapters::default();
            for file in files {
                let name = file.app.clone();
                all.take(Adapter::new(&name, file, |_| None));
            }
            all
        })
    }

    /// Reads adapters as people write them: name of the file and its text. Earlier ones win.
    #[cfg(any(test, feature = "toml"))]
    pub fn load<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Adapters {
        let mut all = Adapters::default();
        for (file, text) in files {
            all.take(Adapter::parse(file, text));
        }
        all
    }

    /// These adapters without those of one app.
    #[must_use]
    pub fn without(&self, app: &str) -> Adapters {
        let adapters = self.adapters.iter().filter(|adapter| adapter.app != app).cloned().collect();
        Adapters { adapters, errors: Vec::new() }
    }

    fn take(&mut self, adapter: Result<Adapter, AdapterError>) {
        match adapter {
            Ok(adapter) => self.adapters.push(adapter),
            Err(error) => self.errors.push(error),
        }
    }

    /// What could not be read.
    #[must_use]
    pub fn errors(&self) -> &[AdapterError] {
        &self.errors
    }

    /// The adapter for a page and what it says of the address: by host first, then by the signature of
    /// apps that run on their customers' own hosts.
    #[must_use]
    pub fn find(&self, address: &str, outline: &Outline) -> Option<(&Adapter, Option<Place>)> {
        let url = Location::parse(address)?;
        let host = url.host();
        let known =
            self.adapters.iter().find(|adapter| adapter.hosts.iter().any(|glob| fits_host(glob, host)));
        let adapter = known.or_else(|| self.adapters.iter().find(|adapter| adapter.is_signed(outline)))?;
        Some((adapter, adapter.place(&url)))
    }
}

impl Adapter {
    /// Reads one adapter.
    ///
    /// # Errors
    /// Where the file is no TOML, lacks a part, or holds a pattern or selector that is none.
    #[cfg(any(test, feature = "toml"))]
    pub fn parse(file: &str, text: &str) -> Result<Adapter, AdapterError> {
        let read = toml::from_str(text).map_err(|error| AdapterError {
            file: file.to_owned(),
            line: error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1),
            problem: error.message().to_owned(),
        })?;
        Adapter::new(file, read, |part| text.lines().position(|line| line.contains(part)).map(|at| at + 1))
    }

    /// Makes sense of a file's patterns and selectors.
    fn new(file: &str, read: File, line_of: impl Fn(&str) -> Option<usize>) -> Result<Adapter, AdapterError> {
        let fail =
            |line: Option<usize>, problem: String| AdapterError { file: file.to_owned(), line, problem };
        let mut rules = Vec::new();
        for rule in read.address {
            let pattern =
                Pattern::parse(&rule.pattern).map_err(|problem| fail(line_of(&rule.pattern), problem))?;
            rules.push(Rule { pattern, view: rule.view, kind: rule.kind });
        }
        let mut signature = Vec::new();
        for selector in &read.signature {
            signature.push(Selector::parse(selector).map_err(|problem| fail(line_of(selector), problem))?);
        }
        Ok(Adapter {
            app: read.app,
            hosts: read.hosts,
            signature,
            tenant: read.tenant,
            id_length: read.id_length,
            kinds: read.kinds,
            prefixes: read.prefixes,
            undecided: read.undecided,
            rules,
            fields: read.fields,
        })
    }

    /// The app's name.
    #[must_use]
    pub fn app(&self) -> &str {
        &self.app
    }

    /// The type of a field by the app's own name for it.
    #[must_use]
    pub fn field_type(&self, name: &str) -> Option<FieldType> {
        self.fields.get(name).copied()
    }

    /// Whether a page bears the marks of the app.
    fn is_signed(&self, outline: &Outline) -> bool {
        !self.signature.is_empty()
            && outline.nodes.iter().any(|node| self.signature.iter().any(|selector| selector.matches(node)))
    }

    /// What the address says, by the first rule that fits.
    fn place(&self, url: &Location) -> Option<Place> {
        let parts = Parts::new(url);
        let fitting =
            |(at, rule): (usize, &Rule)| Some((at + 1, rule.clone(), rule.pattern.matches(&parts)?));
        let (number, rule, captures) = self.rules.iter().enumerate().find_map(fitting)?;
        let take = |name: &str| captures.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let written = take("id");
        let cut = |id: &String| self.id_length.and_then(|length| id.get(..length)).map(str::to_owned);
        let id = written.as_ref().map(|id| cut(id).unwrap_or_else(|| id.clone()));
        let by_object = || {
            let object = take("object").filter(|object| !self.undecided.contains(object))?;
            let known =
                self.kinds.iter().find(|(name, _)| name.eq_ignore_ascii_case(&object)).map(|(_, kind)| *kind);
            known.or_else(|| lexicon::kind_of_object(&object))
        };
        let by_prefix = || {
            let id = id.as_deref()?;
            self.prefixes.iter().find(|(prefix, _)| id.starts_with(prefix.as_str())).map(|(_, kind)| *kind)
        };
        Some(Place {
            app: self.app.clone(),
            tenant: match self.tenant {
                Tenant::Host => Some(url.host().to_owned()),
                Tenant::Subdomain => url.host().split('.').next().map(str::to_owned),
                Tenant::Address => take("tenant"),
            },
            view: rule.view,
            kind: rule.kind.or_else(by_object).or_else(by_prefix),
            written_id: written.filter(|written| Some(written) != id.as_ref()),
            id,
            parent: take("parent"),
            rule: number,
        })
    }
}

/// `*.example.com`, `app-*.example.com`: a star stands for any characters.
fn fits_host(glob: &str, host: &str) -> bool {
    match glob.split_once('*') {
        None => glob.eq_ignore_ascii_case(host),
        Some((before, after)) => {
            let Some(rest) = host.strip_prefix(before) else {
                return false;
            };
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| fits_host(after, &rest[at..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every rule of every adapter against the samples that it names.
    #[test]
    fn every_sample_is_understood() {
        let folder = format!("{}/adapters", env!("CARGO_MANIFEST_DIR"));
        let mut wrong = Vec::new();
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let adapter = Adapter::parse(&name, &text).unwrap_or_else(|error| panic!("{error}"));
            let file: toml::Table = text.parse().unwrap();
            assert!(file.contains_key("source"), "{name} names no source");
            for (at, rule) in file["address"].as_array().unwrap().iter().enumerate() {
                let sample =
                    rule.get("sample").unwrap_or_else(|| panic!("{name}: rule {} has no sample", at + 1));
                count += 1;
                let said = |key: &str| sample.get(key).and_then(toml::Value::as_str).map(str::to_owned);
                let url = Location::parse(&said("address").unwrap()).unwrap();
                let place = adapter.place(&url);
                let got = place.as_ref().map(|place| {
                    let view = place.view.and_then(|view| serde_json::to_value(view).ok());
                    (
                        place.rule,
                        place.kind.map(|kind| kind.as_str().to_owned()),
                        place.id.clone(),
                        view.and_then(|view| view.as_str().map(str::to_owned)),
                    )
                });
                let want = Some((at + 1, said("kind"), said("id"), said("view")));
                if got != want {
                    wrong.push(format!("{name}: {url}: {got:?}, not {want:?}"));
                }
                if let (Some(tenant), Some(place)) = (said("tenant"), &place) {
                    assert_eq!(place.tenant.as_deref(), Some(tenant.as_str()), "{url}");
                }
            }
        }
        assert!(count > 60, "{count} samples");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn all_that_ship_can_be_read() {
        let adapters = Adapters::built_in();
        assert_eq!(adapters.errors(), []);
        assert!(adapters.adapters.len() >= 26, "{}", adapters.adapters.len());
    }

    #[test]
    fn a_broken_adapter_says_where_and_spoils_no_other() {
        let good = "app = \"x\"\nhosts = [\"x.example\"]\n[[address]]\npattern = \"/deal/{id}\"\nview = \"detail\"\nkind = \"opportunity\"\n";
        let adapters = Adapters::load(
            [
                ("bad.toml", "app = \"y\"\n[[address]]\npattern = \"/{nr}\"\n"),
                ("worse.toml", "app ="),
                ("x.toml", good),
            ]
            .into_iter(),
        );
        assert_eq!(adapters.errors()[0].line, Some(3));
        let told = adapters.errors()[0].to_string();
        assert!(told.contains("bad.toml, line 3,") && told.contains("use id"), "{told}");
        assert_eq!(adapters.errors()[1].line, Some(1));
        let (_, place) = adapters.find("https://x.example/deal/4", &Outline::default()).unwrap();
        assert_eq!(place.and_then(|place| place.id).as_deref(), Some("4"));
    }

    #[test]
    fn hosts_are_globs() {
        for (glob, host, fits) in [
            ("*.zendesk.com", "acme.zendesk.com", true),
            ("*.zendesk.com", "zendesk.com.evil.example", false),
            ("app-*.hubspot.com", "app-eu1.hubspot.com", true),
            ("app.hubspot.com", "app.hubspot.com", true),
        ] {
            assert_eq!(fits_host(glob, host), fits, "{glob} {host}");
        }
    }
}
