//! What the extension's pages say to its background and hear from it.
//!
//! A page (sidebar, side panel, popup, options, first run) sends one [`Request`] by
//! `runtime.sendMessage` and gets one [`Reply`]; a page that stays open connects a port named `panel`
//! and gets a [`Notice`] whenever what it shows has changed. Content scripts send facts, not requests
//! (see `extension/`): the background decides.

use record::{AnchorTarget, Reading};
use serde::{Deserialize, Serialize};

use crate::api::{AskState, Inbox, Person, Snapshot, Suggestions, Thread, ThreadSummary, Visibility};

/// What a page of the extension asks of the background.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// The state of the page in a tab. Without a tab: of the frame's own tab, or of the active one.
    GetPage {
        /// The browser's id of the tab.
        tab: Option<i32>,
    },
    /// Read the page again now.
    ReadAgain {
        /// The tab.
        tab: Option<i32>,
    },
    /// Switch a site on or off. The page has already got the browser's permission for the origin.
    /// Switching off removes what was kept of the site.
    SwitchSite {
        /// The site's origin.
        origin: String,
        /// On or off.
        on: bool,
    },
    /// Who can help? Shares nothing but what `draft` lets be shared.
    Suggest {
        /// The tab.
        tab: Option<i32>,
        /// The question so far.
        draft: Draft,
    },
    /// Exactly what would be shared with a draft.
    Preview {
        /// The tab.
        tab: Option<i32>,
        /// The question so far.
        draft: Draft,
    },
    /// Keep what was typed; it survives a dead worker and a closed browser.
    SaveDraft {
        /// The tab.
        tab: Option<i32>,
        /// The question so far.
        draft: Draft,
    },
    /// Throw the draft for a record away.
    DropDraft {
        /// The tab.
        tab: Option<i32>,
    },
    /// Send the question. Queued where the server cannot be reached.
    Ask {
        /// The tab.
        tab: Option<i32>,
        /// The question.
        draft: Draft,
    },
    /// A thread, whole.
    GetThread {
        /// Its id.
        id: String,
    },
    /// Answer in a thread.
    Answer {
        /// The thread.
        thread: String,
        /// Chosen by the page, once for each answer.
        idempotency_key: String,
        /// Markdown.
        body: String,
    },
    /// Accept an answer, with what came of it.
    Resolve {
        /// The thread.
        thread: String,
        /// The post.
        post: String,
        /// The outcome, may be empty.
        outcome: String,
    },
    /// React to an ask.
    React {
        /// The ask.
        ask: String,
        /// seen, accepted, passed on or declined.
        state: AskState,
        /// To whom it is passed on.
        to: Option<String>,
    },
    /// What waits for me, and my questions.
    GetInbox {},
    /// People whose names hold these letters.
    FindPeople {
        /// Part of a name.
        query: String,
    },
    /// Sign in by an invitation link (`https://host/#invite=…`).
    SignIn {
        /// The link as pasted.
        link: String,
    },
    /// Sign out and remove what was kept.
    SignOut {},
    /// What the options page shows.
    GetSettings {},
    /// Opens the sidebar over the page in a tab, reading the page first where nothing reads it yet.
    /// Fails with `sidebar_blocked` where the page lets no frame in: offer the side panel then.
    OpenSidebar {
        /// The tab.
        tab: Option<i32>,
        /// What the ask form opens on, where it shall open.
        ask: Option<AnchorTarget>,
    },
    /// Opens, closes, widens or moves the sidebar on a site, and remembers it.
    SetSidebar {
        /// The site's origin.
        origin: String,
        /// Open or closed.
        open: bool,
        /// Its width, in CSS pixels.
        width: u32,
        /// The edge of the page that it stands at.
        side: Side,
    },
    /// Show the field or record on the page: scrolls to it and marks it.
    ShowOnPage {
        /// The tab.
        tab: Option<i32>,
        /// The outline node.
        node: u32,
    },
}

/// The background's answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "got", rename_all = "snake_case")]
pub enum Reply {
    /// The state of a page.
    Page {
        /// The state.
        page: Box<PageState>,
    },
    /// Who can help.
    Suggestions {
        /// The proposals.
        suggestions: Suggestions,
    },
    /// What would be shared.
    Preview {
        /// The snapshot as the server would get it.
        snapshot: Box<Snapshot>,
        /// What was struck by itself, in words for people (`a card number in "Notes"`).
        struck: Vec<String>,
    },
    /// A thread.
    Thread {
        /// The thread.
        thread: Box<Thread>,
    },
    /// The ask or answer is kept here and goes out when the server can be reached.
    Queued {
        /// One sentence for people.
        message: String,
    },
    /// What waits.
    Inbox {
        /// The inbox.
        inbox: Inbox,
    },
    /// People found.
    People {
        /// At most ten.
        people: Vec<Person>,
    },
    /// The settings.
    Settings {
        /// The settings.
        settings: Settings,
    },
    /// Done; there is nothing to say.
    Done,
    /// Not done.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// Why something was not done, and what the person can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// One word for programs: `offline`, `server_error`, `bad_answer`, `slow`, `token_expired`,
    /// `not_signed_in`, `no_record`, `invalid`, `storage_full` …
    pub code: String,
    /// One sentence for people: what happened and what to do next.
    pub message: String,
}

/// What an open page hears without asking.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// The page in a tab has changed.
    Page {
        /// The new state.
        page: Box<PageState>,
    },
    /// A thread has changed on the server: ask for it again where it is shown.
    Thread {
        /// Its id.
        id: String,
    },
    /// The inbox has changed.
    Inbox {
        /// How many questions wait.
        waiting: u32,
    },
    /// Put the sidebar on its ask form for this target ("Ask an expert about …").
    OpenAsk {
        /// The tab.
        tab: i32,
        /// What is asked about.
        target: AnchorTarget,
    },
}

/// Everything that is known of the page in a tab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageState {
    /// The browser's id of the tab.
    pub tab: i32,
    /// The page's origin, as the browser reports it.
    pub origin: String,
    /// Whether Muster reads this site.
    pub site: SiteState,
    /// Who is signed in, and where.
    pub account: Option<Account>,
    /// What was read; `None` before the first reading.
    pub reading: Option<Reading>,
    /// The threads on the page's record and rows that the person may see.
    pub threads: Vec<ThreadOnPage>,
    /// Whether `threads` could be asked for, or why not.
    pub threads_problem: Option<Problem>,
    /// What was typed and not sent.
    pub draft: Option<Draft>,
    /// How many sends wait for the server.
    pub queued: u32,
    /// What the sidebar should open on, set by the context menu or a marker; cleared once read.
    pub open_ask: Option<AnchorTarget>,
    /// Whether this page would share for the first time on this app: the preview must be shown.
    pub first_use: bool,
    /// The positions in the primary record's fields that this app's last ask left out: a new draft
    /// begins with them in [`Draft::struck`].
    pub strike: Vec<usize>,
    /// How the sidebar stands on this site.
    pub sidebar: Sidebar,
}

/// How the sidebar stands over the pages of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidebar {
    /// Open or closed.
    pub open: bool,
    /// Its width, in CSS pixels.
    pub width: u32,
    /// The edge of the page that it stands at.
    pub side: Side,
    /// Whether this page lets no frame in: the side panel must serve instead.
    pub blocked: bool,
}

impl Default for Sidebar {
    fn default() -> Sidebar {
        Sidebar { open: false, width: 360, side: Side::Right, blocked: false }
    }
}

/// An edge of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The left edge.
    Left,
    /// The right edge.
    #[default]
    Right,
}

/// Whether Muster reads a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteState {
    /// The person has not switched it on.
    Off,
    /// It is read.
    On,
    /// An administrator's policy switched it on.
    Policy,
    /// The browser lets no extension in (its own pages, shops for extensions).
    Closed,
}

/// Who is signed in, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The server's origin.
    pub server: String,
    /// The person.
    pub me: Person,
    /// The organisation's name.
    pub organisation: String,
    /// Questions that wait for this person.
    pub waiting: u32,
}

/// A thread, and where it is on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreadOnPage {
    /// The thread.
    pub thread: ThreadSummary,
    /// The outline node of its anchor; `None` where it is not on this page.
    pub node: Option<u32>,
    /// The anchor's value now, where it differs from the value then.
    pub now: Option<String>,
}

/// A question that was not sent yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Chosen when the draft begins; the server makes one thread of it however often it is sent.
    pub idempotency_key: String,
    /// What of the record is meant.
    pub target: AnchorTarget,
    /// The question, in Markdown.
    pub body: String,
    /// The people to ask.
    pub people: Vec<Person>,
    /// The positions in the primary record's fields that are struck from what is shared.
    pub struck: Vec<usize>,
    /// Whether the page's address is shared.
    pub share_address: bool,
    /// Who may read it.
    pub visibility: Visibility,
}

/// What the options page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Who is signed in.
    pub account: Option<Account>,
    /// The sites, by origin.
    pub sites: Vec<Site>,
    /// The extension's version.
    pub version: String,
}

/// A site that the person or a policy switched on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its origin.
    pub origin: String,
    /// Why it is on.
    pub state: SiteState,
}
