//! What shows that somebody knows something.

use serde::{Deserialize, Serialize};

/// A dated item, and the part that each person had in it: an answered question, a resolved ticket, a reviewed
/// change, an imported mail thread, a record somebody owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Stable and unique; adding the same id again replaces the item.
    pub id: String,
    /// When the item came to be, in Unix seconds.
    pub time: i64,
    /// What it is, in one word: `question`, `ticket`, `commit` …; used in the reasons.
    pub kind: String,
    /// Short labels, such as `tag:postgresql` or `expenses`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The business record that it hung on.
    #[serde(default)]
    pub record: Option<RecordContext>,
    /// Its words.
    #[serde(default)]
    pub text: String,
    /// Who had which part in it.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Who may see it.
    #[serde(default)]
    pub visibility: Visibility,
}

impl Evidence {
    /// Tags and record context as one list of labels, without repetition.
    pub fn labels(&self) -> Vec<String> {
        labels(&self.tags, self.record.as_ref())
    }
}

/// Tags and record context as one list of labels, without repetition.
pub(crate) fn labels(tags: &[String], record: Option<&RecordContext>) -> Vec<String> {
    let mut all: Vec<String> = tags.iter().map(|tag| tag.to_lowercase()).collect();
    if let Some(record) = record {
        all.push(format!("record:{}", record.key));
        all.push(format!("kind:{}", record.kind));
        for entity in &record.entities {
            all.push(format!("{}:{}", entity.name, entity.value).to_lowercase());
        }
    }
    let mut seen = rustc_hash::FxHashSet::default();
    all.retain(|label| seen.insert(label.clone()));
    all
}

/// A person's part in an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The person's id.
    pub person: String,
    /// What they did.
    pub role: Role,
    /// When, in Unix seconds. A part counts from the later of its own time and the item's.
    pub time: i64,
}

/// What a person did with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Gave an answer.
    Answered,
    /// Gave the answer that the asker accepted.
    Accepted,
    /// Resolved it.
    Resolved,
    /// Reviewed or approved it.
    Reviewed,
    /// Was credited for help.
    Helped,
    /// Made it.
    Authored,
    /// Was put in charge of it.
    Assigned,
    /// Wrote something in it.
    Replied,
    /// Merged or booked it.
    Merged,
    /// Owns the record.
    Owned,
    /// Asked it.
    Asked,
    /// Opened it for somebody else.
    Opened,
    /// Declined to help.
    Declined,
    /// Said that they are the wrong person.
    NotMe,
    /// Passed it on to somebody else.
    PassedOn,
}

impl Role {
    /// Whether it shows that the person helped somebody else.
    pub fn is_help(self) -> bool {
        matches!(self, Role::Answered | Role::Accepted | Role::Resolved | Role::Reviewed | Role::Helped)
    }

    /// Whether it shows knowledge without help: own work.
    pub fn is_work(self) -> bool {
        matches!(self, Role::Authored | Role::Assigned | Role::Replied | Role::Merged | Role::Owned)
    }

    /// Whether it tells that the item came from this person.
    pub fn is_origin(self) -> bool {
        matches!(self, Role::Asked | Role::Opened | Role::Authored)
    }

    /// Whether it shows that the person is not the one for this.
    pub fn is_against(self) -> bool {
        matches!(self, Role::Declined | Role::NotMe | Role::PassedOn)
    }

    /// The role of this name, as histories write it.
    pub fn parse(name: &str) -> Option<Role> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }
}

/// The business record that an item or a query is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordContext {
    /// The record's key, in one string.
    pub key: String,
    /// Its kind, such as `expense_report`.
    pub kind: String,
    /// Fields whose values tie records to each other: customer, owner, cost centre, category …
    #[serde(default)]
    pub entities: Vec<Entity>,
}

/// A field of a record and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// The field's name.
    pub name: String,
    /// Its normalised value.
    pub value: String,
}

/// Who may see an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everyone in the organisation.
    #[default]
    Everyone,
    /// These people.
    People(Vec<String>),
    /// Whoever the caller's own rule lets in, such as all who can open the record.
    Rule(String),
}
