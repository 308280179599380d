//! The server's HTTP interface, below `/api/v1`.
//!
//! Times are RFC 3339 in UTC. Ids are opaque strings. Every call that makes something new carries an
//! [`IdempotencyKey`]: a repeated one returns what the first call made. The other writes set a state:
//! repeating them changes nothing. Every refusal is one [`Refusal`].
//!
//! Signed in means the header `Authorization: Bearer TOKEN`, with the token of a [`Session`].
//!
//! | call | takes | gives |
//! |---|---|---|
//! | `POST sign-in/invitation` (not signed in) | [`RedeemInvitation`] | [`Session`] |
//! | `GET sessions` | | list of [`Device`] |
//! | `DELETE sessions/{id}` (`current`: this one) | | nothing (204) |
//! | `GET me` | | [`Me`] |
//! | `GET people?q=` | part of a name | list of [`Person`] |
//! | `POST suggestions` | [`SuggestionRequest`] | [`Suggestions`] |
//! | `POST threads` | [`NewThread`] | [`Thread`] |
//! | `GET threads?record=` | a record's keyed hash | list of [`ThreadSummary`] |
//! | `GET threads/{id}` | | [`Thread`] |
//! | `POST threads/{id}/posts` | [`NewPost`] | [`Post`] |
//! | `POST threads/{id}/resolution` | [`Resolve`] | [`Thread`] |
//! | `POST threads/{id}/read` | | nothing (204): what was said so far is read |
//! | `GET asks/{id}` | | [`Ask`] |
//! | `POST asks/{id}/state` | [`AskReaction`] | [`Ask`], the reader's own |
//! | `GET inbox` | | [`Inbox`] |
//! | `GET index` | | [`Index`] |
//! | `GET events` | | server-sent events, the data of each an [`Event`] |
//! | `GET openapi.json` (not signed in) | | this table for programs |
//!
//! An invitation link is `ORIGIN/#invite=TOKEN`; the link of an ask is `ORIGIN/ask/ID#invite=TOKEN`.
//! A token works once.

use record::{Anchor, Field, Kind, RecordKey, Signal};
use serde::{Deserialize, Serialize};

/// Chosen by the client, once for each thing that it wants done: 16 to 64 characters of `A-Za-z0-9-`.
pub type IdempotencyKey = String;

/// Why the server did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// One word for programs, such as `token_expired`, `not_found`, `too_many_requests`.
    pub code: String,
    /// One sentence for people: what happened and what to do next.
    pub message: String,
}

/// Someone who asks or knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// The server's id.
    pub id: String,
    /// The name that colleagues use.
    pub name: String,
    /// What they do, in a few words.
    #[serde(default)]
    pub role: String,
    /// Where mail reaches them; empty where it is not known or not to be shown.
    #[serde(default)]
    pub email: String,
}

/// `POST sign-in/invitation`: an invitation link's token for a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedeemInvitation {
    /// The token of the link's fragment.
    pub token: String,
    /// What the person sees in their list of devices, such as `Firefox on Linux`.
    pub device: String,
}

/// The answer to [`RedeemInvitation`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The bearer token, shown this once; the server keeps its hash alone.
    pub token: String,
    /// When it expires.
    pub expires: String,
    /// Who is signed in.
    pub me: Person,
    /// The organisation's name.
    pub organisation: String,
}

/// `GET me`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Who is signed in.
    pub person: Person,
    /// The organisation's name.
    pub organisation: String,
}

/// A place where the person is signed in; `GET sessions` lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    /// The server's id of the session.
    pub id: String,
    /// What it called itself when it signed in.
    pub device: String,
    /// When it signed in.
    pub signed_in: String,
    /// When it was last used, to the hour.
    pub last_used: String,
    /// When it expires.
    pub expires: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What of a record is shared: never more than the preview showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// The record's identity.
    pub record: RecordKey,
    /// What sort of object.
    pub kind: Kind,
    /// The number that people use.
    #[serde(default)]
    pub reference: Option<String>,
    /// Its title.
    pub title: String,
    /// Its address, for those who can open it; left out where the asker struck it.
    #[serde(default)]
    pub address: Option<String>,
    /// The fields that were not struck.
    pub fields: Vec<Field>,
    /// The signals that were not struck; their field positions are those of `fields`.
    #[serde(default)]
    pub signals: Vec<Signal>,
    /// When it was taken.
    pub taken: String,
}

/// `POST suggestions`: who can help with this?
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestionRequest {
    /// The question in the asker's words; may be empty.
    pub question: String,
    /// What would be shared.
    pub snapshot: Snapshot,
    /// What of the record is meant.
    pub anchor: Anchor,
}

/// The answer to [`SuggestionRequest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    /// At most five, best first, each with at least one reason.
    pub people: Vec<Suggestion>,
    /// Answered questions like this one, best first.
    pub answered: Vec<ThreadSummary>,
    /// Where `people` is empty: why, and what to do instead.
    #[serde(default)]
    pub nobody: Option<String>,
}

/// A proposed person and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestion {
    /// Who.
    pub person: Person,
    /// One to three reasons that the asker may see.
    pub reasons: Vec<Reason>,
    /// What speaks against, such as `has 4 open questions`.
    #[serde(default)]
    pub caution: Option<String>,
}

/// Why a person is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// One clause for people: *answered 4 questions about hotel limits · last 12 May*.
    pub text: String,
    /// The ids of the evidence it rests on.
    pub evidence: Vec<String>,
}

/// `POST threads`: start a discussion, and ask people.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewThread {
    /// Makes a repeated call harmless.
    pub idempotency_key: IdempotencyKey,
    /// The keyed hash of the record, by which others find it (see [`Index`]).
    pub record_hash: String,
    /// Where it hangs.
    pub anchor: Anchor,
    /// What is shared.
    pub snapshot: Snapshot,
    /// The question, in Markdown.
    pub body: String,
    /// The ids of the people asked.
    pub ask: Vec<String>,
    /// Who may read it.
    pub visibility: Visibility,
}

/// Who may read a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Who wrote in it or was asked.
    #[default]
    Participants,
    /// Everyone in the organisation who opens the record.
    Record,
}

/// How far a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ThreadState {
    /// Nobody has answered.
    Open,
    /// There is an answer.
    Answered,
    /// The asker accepted an answer.
    Resolved,
}

/// A thread in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThreadSummary {
    /// The server's id.
    pub id: String,
    /// Who started it.
    pub author: Person,
    /// The first words of the question.
    pub excerpt: String,
    /// Where it hangs.
    pub anchor: Anchor,
    /// The record's title at the time.
    pub title: String,
    /// How far it is.
    pub state: ThreadState,
    /// How many posts it has.
    pub posts: u32,
    /// When something was last said.
    pub updated: String,
    /// Whether something was said since the reader last looked.
    pub unread: bool,
}

/// A discussion, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thread {
    /// Its entry in lists.
    pub summary: ThreadSummary,
    /// What was shared.
    pub snapshot: Snapshot,
    /// Who may read it.
    pub visibility: Visibility,
    /// What was said, oldest first; the first is the question.
    pub posts: Vec<Post>,
    /// Who was asked.
    pub asks: Vec<Ask>,
    /// The accepted post.
    #[serde(default)]
    pub accepted: Option<String>,
    /// What came of it, in the asker's words.
    #[serde(default)]
    pub outcome: Option<String>,
}

/// One entry of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Post {
    /// The server's id.
    pub id: String,
    /// Who wrote it.
    pub author: Person,
    /// Markdown.
    pub body: String,
    /// When.
    pub posted: String,
}

/// `POST threads/{id}/posts`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPost {
    /// Makes a repeated call harmless.
    pub idempotency_key: IdempotencyKey,
    /// Markdown.
    pub body: String,
}

/// `POST threads/{id}/resolution`: accept an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resolve {
    /// The accepted post.
    pub post: String,
    /// What came of it; may be empty.
    #[serde(default)]
    pub outcome: String,
}

/// A question put to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ask {
    /// The server's id.
    pub id: String,
    /// The thread.
    pub thread: String,
    /// Who was asked.
    pub person: Person,
    /// How far it is.
    pub state: AskState,
    /// When it was last changed.
    pub changed: String,
    /// Why this person was asked, where somebody passed the question on to them.
    #[serde(default)]
    pub why: Option<String>,
    /// What this person said when they declined it or passed it on.
    #[serde(default)]
    pub note: Option<String>,
    /// A link that lets this person answer without the extension: given to the asker to copy where the
    /// server cannot send mail.
    #[serde(default)]
    pub link: Option<String>,
}

/// How far an ask is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AskState {
    /// On the server, not seen yet.
    Sent,
    /// Opened by the person.
    Seen,
    /// The person will answer.
    Accepted,
    /// Passed to somebody else.
    PassedOn,
    /// Declined.
    Declined,
    /// Answered.
    Answered,
}

/// `POST asks/{id}/state`: the person's reaction.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskReaction {
    /// The new state: seen, accepted, passed on or declined.
    pub state: AskState,
    /// To whom it is passed on.
    #[serde(default)]
    pub to: Option<String>,
    /// Why it is passed on or declined, for the asker and for whoever is asked next.
    #[serde(default)]
    pub note: Option<String>,
}

/// `GET inbox`: what waits for the person who is signed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inbox {
    /// Questions put to me that are open.
    pub asked: Vec<ThreadSummary>,
    /// My own questions, newest first.
    pub mine: Vec<ThreadSummary>,
}

/// `GET index`: which records have discussions that the reader may see, told so that a look-up needs
/// no call. A record's hash is HMAC-SHA256 of [`RecordKey::canonical`] under `key`, as hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Index {
    /// The organisation's key, as hexadecimal.
    pub key: String,
    /// The hashes, each with the number of its threads.
    pub records: Vec<IndexEntry>,
}

/// One record of an [`Index`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndexEntry {
    /// The record's keyed hash.
    pub hash: String,
    /// How many threads the reader may see.
    pub threads: u32,
}

/// `GET events` (server-sent events): something changed; ask again for what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A thread that the reader may see has changed.
    Thread {
        /// The thread.
        id: String,
        /// Its record's keyed hash.
        record_hash: String,
    },
    /// The reader's inbox has changed.
    Inbox {
        /// How many questions wait for the reader.
        waiting: u32,
    },
}
