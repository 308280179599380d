//! What the background knows, and what of it is kept where.
//!
//! Memory is the truth while the worker lives; every change is written at once, so that a killed worker
//! loses nothing. What must survive the browser is in its local storage, the pages in its session storage.

use std::collections::BTreeSet;

use litemap::LiteMap;
use protocol::{
    api::{Index, Person, ThreadSummary},
    extension::{Account, Draft, Problem, Sidebar, SiteState},
};
use record::{AnchorTarget, Reading};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Everything that the background knows.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Who is signed in.
    pub(crate) account: Option<SignedIn>,
    /// The origins that the person switched on.
    pub(crate) sites: BTreeSet<String>,
    /// The origins that an administrator switched on.
    pub(crate) policy: BTreeSet<String>,
    /// How the sidebar stands, by origin.
    pub(crate) sidebars: LiteMap<String, Sidebar>,
    /// What was typed and not sent, by record.
    pub(crate) drafts: LiteMap<String, KeptDraft>,
    /// The drafts of sites that were switched off: never kept, had back where the site is switched on again soon.
    pub(crate) removed: Vec<(String, KeptDraft)>,
    /// What is to be sent.
    pub(crate) outbox: Vec<Sending>,
    /// What was shared of an app, by app and tenant.
    pub(crate) apps: LiteMap<String, SharedApp>,
    /// The pages, by tab.
    pub(crate) pages: LiteMap<i32, Page>,
    /// Which records have discussions.
    pub(crate) index: Option<Index>,
    /// When the index was fetched, in milliseconds since 1970.
    pub(crate) index_fetched: u64,
    /// How many questions wait for the person.
    pub(crate) waiting: u32,
    /// The open pages of the extension, by port, with the tab of those that lie over one.
    pub(crate) ports: LiteMap<u32, Option<i32>>,
}

/// Who is signed in, where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SignedIn {
    /// The server's origin.
    pub(crate) server: String,
    /// The bearer token.
    pub(crate) token: String,
    /// The person.
    pub(crate) me: Person,
    /// The organisation's name.
    pub(crate) organisation: String,
    /// Whether the server said that the token has expired.
    #[serde(default)]
    pub(crate) expired: bool,
}

/// A draft, and the site that it was typed on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptDraft {
    /// The site's origin.
    pub(crate) origin: String,
    /// The draft.
    pub(crate) draft: Draft,
}

/// Something that waits for the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sending {
    /// The server that it is meant for.
    pub(crate) server: String,
    /// Makes a second copy of it recognisable.
    pub(crate) key: String,
    /// The path below `/api/v1`.
    pub(crate) path: String,
    /// The body.
    pub(crate) body: Value,
    /// The draft of a question and what it was kept under: it comes back where the server refuses it.
    pub(crate) draft: Option<(String, KeptDraft)>,
    /// Why it did not go the last time, where the server refused it for good.
    #[serde(default)]
    pub(crate) refused: Option<Problem>,
}

/// What the last ask on an app shared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SharedApp {
    /// The site.
    pub(crate) origin: String,
    /// The names, else labels, of the fields that were struck.
    pub(crate) struck: BTreeSet<String>,
}

/// The page in a tab.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Page {
    /// The browser's id of the document, where it gives one.
    pub(crate) document: Option<String>,
    /// The origin, as the browser reports it.
    pub(crate) origin: String,
    /// The address.
    pub(crate) address: String,
    /// What was read.
    pub(crate) reading: Option<Reading>,
    /// What was struck from it, in words for people.
    pub(crate) struck: Vec<String>,
    /// The threads on its records, by the record's hash.
    pub(crate) threads: LiteMap<String, Vec<ThreadSummary>>,
    /// Why they are not known.
    pub(crate) threads_problem: Option<Problem>,
    /// What the sidebar opens on.
    pub(crate) open_ask: Option<AnchorTarget>,
    /// Whether the page lets no frame in.
    pub(crate) blocked: bool,
    /// Whether a content script reads it.
    pub(crate) read: bool,
    /// Whether the person let it be read this once, without switching the site on.
    pub(crate) once: bool,
}

impl State {
    /// Takes what the browser kept.
    pub(crate) fn load(local: &Value, session: &Value, managed: &Value) -> State {
        State {
            account: take(local, "account"),
            sites: take(local, "sites"),
            policy: take::<Vec<String>>(managed, "sites")
                .iter()
                .filter_map(|site| crate::site::origin(site))
                .collect(),
            sidebars: take(local, "sidebars"),
            drafts: take(local, "drafts"),
            removed: Vec::new(),
            outbox: take(local, "outbox"),
            apps: take(local, "apps"),
            pages: session
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(key, value)| {
                    let tab = key.strip_prefix("page:")?.parse().ok()?;
                    Some((tab, record::json::from_value(value.clone()).ok()?))
                })
                .collect(),
            index: take(session, "index"),
            index_fetched: take(session, "index_fetched"),
            waiting: take(session, "waiting"),
            ports: LiteMap::new(),
        }
    }

    /// Whether a site is read without asking.
    pub(crate) fn is_on(&self, origin: &str) -> bool {
        self.sites.contains(origin) || self.policy.contains(origin)
    }

    /// Why a site is read, or that it is not.
    pub(crate) fn site(&self, origin: &str) -> SiteState {
        if self.policy.contains(origin) {
            SiteState::Policy
        } else if self.sites.contains(origin) {
            SiteState::On
        } else {
            SiteState::Off
        }
    }

    /// How the sidebar stands over a tab's page.
    pub(crate) fn sidebar(&self, tab: i32, origin: &str) -> Sidebar {
        Sidebar {
            blocked: self.pages.get(&tab).is_some_and(|page| page.blocked),
            ..self.sidebars.get(origin).copied().unwrap_or_default()
        }
    }

    /// Who is signed in, as pages show it.
    pub(crate) fn account(&self) -> Option<Account> {
        self.account.as_ref().map(|account| Account {
            server: account.server.clone(),
            me: account.me.clone(),
            organisation: account.organisation.clone(),
            waiting: self.waiting,
        })
    }
}

/// A kept value; what an older version kept in another form counts as not kept.
fn take<T: DeserializeOwned + Default>(area: &Value, key: &str) -> T {
    area.get(key).and_then(|value| record::json::from_value(value.clone()).ok()).unwrap_or_default()
}
