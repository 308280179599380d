//! Proposed people, and why.

use serde::{Deserialize, Serialize};

use crate::evidence::Role;

/// The answer to a question: people best first, or nobody.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Suggestions {
    /// People with at least one reason each; empty when nobody is known for this.
    pub people: Vec<Candidate>,
}

/// A proposed person.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub person: String,
    /// Orders the people of one question; means nothing beyond it.
    pub score: f64,
    /// How probable it is that this person is the one who helps, between 0 and 1.
    pub confidence: f64,
    /// One to three reasons, strongest first.
    pub reasons: Vec<Reason>,
    /// How often they helped in the last week, roughly; what speaks for asking somebody else.
    pub helps_this_week: u32,
}

/// Why a person is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What there is to say.
    pub data: ReasonData,
    /// The ids of the evidence that it rests on, all visible to the asker, newest first.
    /// Empty only for a declared topic, which the person's own declaration shows.
    pub evidence: Vec<String>,
}

/// What a reason says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum ReasonData {
    /// Helped with, or worked on, items whose words are like the question's.
    Similar {
        /// What they mostly did.
        role: Role,
        /// What the items mostly are.
        kind: String,
        /// How many.
        count: usize,
        /// What they have in common with the question, where it has a name.
        topic: Option<String>,
        /// When last, in Unix seconds.
        last: i64,
    },
    /// Did something with this very record.
    SameRecord {
        /// What they mostly did.
        role: Role,
        /// How often.
        count: usize,
        /// When last, in Unix seconds.
        last: i64,
    },
    /// Helped under one of the question's labels.
    Label {
        /// What they mostly did.
        role: Role,
        /// What the items mostly are.
        kind: String,
        /// The label, for people.
        topic: String,
        /// How many.
        count: usize,
        /// When last, in Unix seconds.
        last: i64,
    },
    /// Helped this asker before.
    HelpedYou {
        /// How often.
        count: usize,
        /// When last, in Unix seconds.
        last: i64,
    },
    /// Declared to know about it.
    Declared {
        /// The topic, as they wrote it.
        topic: String,
    },
}

impl ReasonData {
    /// One clause for people, as seen at `now`: *answered 4 questions about hotel limits · last 12 May*.
    pub fn sentence(&self, now: i64) -> String {
        match self {
            ReasonData::Similar { role, kind, count, topic: Some(topic), last } => {
                format!("{} {} about {topic} · last {}", verb(*role), counted(*count, kind), date(*last, now))
            }
            ReasonData::Similar { role, kind, count, topic: None, last } => {
                format!("{} {} like this · last {}", verb(*role), counted(*count, kind), date(*last, now))
            }
            ReasonData::SameRecord { role, count: 1, last } => {
                format!("{} this record · {}", verb_for_record(*role), date(*last, now))
            }
            ReasonData::SameRecord { role, count, last } => {
                format!("{} this record {count} times · last {}", verb_for_record(*role), date(*last, now))
            }
            ReasonData::Label { role, kind, topic, count, last } => {
                format!("{} {} about {topic} · last {}", verb(*role), counted(*count, kind), date(*last, now))
            }
            ReasonData::HelpedYou { count: 1, last } => {
                format!("helped you before · {}", date(*last, now))
            }
            ReasonData::HelpedYou { count, last } => {
                format!("helped you {count} times · last {}", date(*last, now))
            }
            ReasonData::Declared { topic } => format!("says they know about {topic}"),
        }
    }
}

fn verb(role: Role) -> &'static str {
    match role {
        Role::Answered | Role::Accepted => "answered",
        Role::Resolved => "resolved",
        Role::Reviewed => "reviewed",
        Role::Helped => "helped with",
        Role::Authored => "made",
        Role::Assigned => "was in charge of",
        Role::Replied => "replied in",
        Role::Merged => "merged",
        Role::Owned => "owns",
        Role::Asked | Role::Opened => "opened",
        Role::Declined | Role::NotMe | Role::PassedOn => "was asked about",
    }
}

fn verb_for_record(role: Role) -> &'static str {
    match role {
        Role::Answered | Role::Accepted => "answered about",
        Role::Authored => "worked on",
        other => verb(other),
    }
}

fn counted(count: usize, kind: &str) -> String {
    let kind = if kind.is_empty() { "item" } else { kind };
    if count == 1 { format!("1 {}", kind.replace('_', " ")) } else { format!("{count} {}", plural(kind)) }
}

/// Several of a kind: `opportunity` → *opportunities*.
pub(crate) fn plural(kind: &str) -> String {
    let kind = kind.replace('_', " ");
    match kind.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{kind}s"),
    }
}

/// A day for people: *12 May*, with the year when it is not this one.
fn date(time: i64, now: i64) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = civil(time);
    let month = MONTHS[month as usize - 1];
    if civil(now).0 == year { format!("{day} {month}") } else { format!("{day} {month} {year}") }
}

/// Year, month and day of a Unix time, by Howard Hinnant's days-to-civil method.
fn civil(time: i64) -> (i64, i64, i64) {
    let days = time.div_euclid(86_400) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}
