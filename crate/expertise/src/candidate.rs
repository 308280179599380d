//! Proposed people, and why.

use serde::{Deserialize, Serialize};

use crate::{
    evidence::Role,
    feature::Feature,
    ledger::{Ledger, origin_label},
    rank::{Request, Scored, visible},
    weights::Weights,
};

/// Below this confidence in the best person, nobody is known for the question.
const NOBODY: f64 = 0.03;

/// How many reasons a person gets at most.
const REASONS: usize = 3;

/// How many items a reason names at most; its count may be higher.
const NAMED: usize = 20;

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
    /// One clause for people, as seen at `now`: *answered 4 questions on hotel limits · last 12 May*.
    pub fn sentence(&self, now: i64) -> String {
        match self {
            ReasonData::Similar { role, kind, count, topic: Some(topic), last } => {
                format!("{} {} on {topic} · last {}", verb(*role), counted(*count, kind), date(*last, now))
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
                format!("{} {} on {topic} · last {}", verb(*role), counted(*count, kind), date(*last, now))
            }
            ReasonData::HelpedYou { count: 1, last } => {
                format!("helped you before · {}", date(*last, now))
            }
            ReasonData::HelpedYou { count, last } => {
                format!("helped you {count} times · last {}", date(*last, now))
            }
            ReasonData::Declared { topic } => format!("says to know about {topic}"),
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
    let kind = kind.replace('_', " ");
    let kind = if kind.is_empty() { "item".to_owned() } else { kind };
    match (count, kind.strip_suffix('y')) {
        (1, _) => format!("1 {kind}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => {
            format!("{count} {stem}ies")
        }
        _ => format!("{count} {kind}s"),
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

/// A label as people would say it: without its family, and with spaces.
fn spoken(label: &str) -> String {
    label.split_once(':').map_or(label, |(_, value)| value).replace('_', " ")
}

/// Turns ranked people into suggestions: those with a reason, best first, as long as anybody is known for this.
pub(crate) fn explain(
    ledger: &Ledger,
    weights: &Weights,
    request: &Request<'_>,
    scored: &Scored,
) -> Suggestions {
    let mut people = Vec::new();
    if scored.confidence.iter().copied().fold(0.0, f64::max) < NOBODY {
        return Suggestions::default();
    }
    let means = means(scored);
    for at in 0..scored.people.len() {
        if people.len() == request.limit {
            break;
        }
        let mut reasons = Reasons { ledger, request, scored, at }.all();
        let strength = |reason: &Reason| -> f64 {
            features_of(&reason.data)
                .iter()
                .map(|feature| {
                    let feature = *feature as usize;
                    weights.of(feature) * f64::from(scored.features[at][feature] - means[feature])
                })
                .sum()
        };
        reasons.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        reasons.truncate(REASONS);
        if reasons.is_empty() {
            continue;
        }
        let person = ledger.person(scored.numbers[at]);
        people.push(Candidate {
            person: scored.people[at].clone(),
            score: scored.scores[at],
            confidence: scored.confidence[at],
            reasons,
            helps_this_week: person.help.at_time(request.query.time)[1].round() as u32,
        });
    }
    Suggestions { people }
}

fn means(scored: &Scored) -> Vec<f32> {
    let mut means = vec![0.0; crate::feature::COUNT];
    for features in &scored.features {
        for (mean, feature) in means.iter_mut().zip(features) {
            *mean += feature / scored.features.len() as f32;
        }
    }
    means
}

/// The features that a reason puts into words.
fn features_of(data: &ReasonData) -> &'static [Feature] {
    use Feature::*;
    match data {
        ReasonData::Similar { role, .. } if role.is_help() => &[
            HelpSum,
            HelpSumEver,
            HelpBest,
            HelpRanks,
            PartSum,
            PartRanks,
            PartSharp,
            PartSharpEver,
            PartLately,
            HeadingNew,
            Heading,
        ],
        ReasonData::Similar { .. } => {
            &[WorkBest, PartSum, PartRanks, PartSharp, PartSharpEver, PartLately, HeadingNew, Heading]
        }
        ReasonData::SameRecord { .. } => {
            &[LabelNewBest, LabelBest, TripleNewBest, TripleBest, PairShare, LabelLiftTelling]
        }
        ReasonData::Label { .. } => &[
            LabelNewBest,
            LabelNewMean,
            LabelBest,
            LabelMean,
            TripleNewMean,
            TripleMean,
            LabelLift,
            LabelLiftTelling,
            LabelLiftLately,
            PairLift,
            PairLiftTelling,
            PairLiftLately,
        ],
        ReasonData::HelpedYou { .. } => &[AskerTie, AskerCount],
        ReasonData::Declared { .. } => &[Declared],
    }
}

/// Finds the reasons for one person.
struct Reasons<'a> {
    ledger: &'a Ledger,
    request: &'a Request<'a>,
    scored: &'a Scored,
    at: usize,
}

/// What a person did with one item.
struct Deed {
    item: u32,
    role: Role,
    time: i64,
}

impl Reasons<'_> {
    fn all(&self) -> Vec<Reason> {
        let hits = self.scored.hits.iter().map(|hit| hit.item);
        let (helped, worked) = (self.deeds(hits.clone(), Role::is_help), self.deeds(hits, Role::is_work));
        let mut reasons = Vec::new();
        let similar = if helped.is_empty() { worked } else { helped };
        if let Some(first) = similar.first() {
            reasons.push(Reason {
                data: ReasonData::Similar {
                    role: usual(similar.iter().map(|deed| deed.role)).unwrap_or(first.role),
                    kind: usual(similar.iter().map(|deed| &*self.ledger.item(deed.item).kind))
                        .unwrap_or("")
                        .to_owned(),
                    count: similar.len(),
                    topic: self.topic(&similar),
                    last: first.time,
                },
                evidence: self.ids(&similar),
            });
        }
        reasons.extend(self.record());
        reasons.extend(self.label());
        reasons.extend(self.asker());
        reasons.extend(self.declared());
        // Two reasons that rest on the same evidence are one.
        let mut kept: Vec<Reason> = Vec::new();
        for reason in reasons {
            if reason.evidence.is_empty() || kept.iter().all(|other| other.evidence != reason.evidence) {
                kept.push(reason);
            }
        }
        kept
    }

    fn record(&self) -> Option<Reason> {
        let key = &self.request.query.record.as_ref()?.key;
        let (_, label) = self.ledger.label(&format!("record:{key}"))?;
        let deeds = self.deeds(label.items.iter().copied(), |role| role.is_help() || role.is_work());
        let first = deeds.first()?;
        Some(Reason {
            data: ReasonData::SameRecord {
                role: usual(deeds.iter().map(|deed| deed.role)).unwrap_or(first.role),
                count: deeds.len(),
                last: first.time,
            },
            evidence: self.ids(&deeds),
        })
    }

    /// The label under which this person's part is largest.
    fn label(&self) -> Option<Reason> {
        let (deeds, name) = self
            .request
            .query
            .labels()
            .into_iter()
            .filter(|name| !name.starts_with("record:"))
            .filter_map(|name| {
                let (_, label) = self.ledger.label(&name)?;
                let deeds = self.deeds(label.items.iter().rev().take(2_000).copied(), Role::is_help);
                let share = deeds.len() as f64 / (label.items.len() as f64 + 3.0);
                (!deeds.is_empty()).then_some((share, deeds, name))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, deeds, name)| (deeds, name))?;
        let first = deeds.first()?;
        Some(Reason {
            data: ReasonData::Label {
                role: usual(deeds.iter().map(|deed| deed.role)).unwrap_or(first.role),
                kind: usual(deeds.iter().map(|deed| &*self.ledger.item(deed.item).kind))
                    .unwrap_or("")
                    .to_owned(),
                topic: spoken(&name),
                count: deeds.len(),
                last: first.time,
            },
            evidence: self.ids(&deeds),
        })
    }

    fn asker(&self) -> Option<Reason> {
        let asker = self.request.query.asker.as_deref()?;
        let (_, label) = self.ledger.label(&origin_label(asker))?;
        let deeds = self.deeds(label.items.iter().copied(), Role::is_help);
        let first = deeds.first()?;
        Some(Reason {
            data: ReasonData::HelpedYou { count: deeds.len(), last: first.time },
            evidence: self.ids(&deeds),
        })
    }

    fn declared(&self) -> Option<Reason> {
        if self.scored.features[self.at][Feature::Declared as usize] <= 0.0 {
            return None;
        }
        let query = self.request.query;
        let words: Vec<String> = crate::tokens::tokens(&query.text)
            .into_iter()
            .chain(query.labels().iter().flat_map(|label| crate::tokens::tokens(label)))
            .collect();
        let person = self.ledger.person(self.scored.numbers[self.at]);
        let topic = person
            .topics
            .iter()
            .max_by_key(|(_, topic)| words.iter().filter(|word| topic.contains(*word)).count())?;
        Some(Reason { data: ReasonData::Declared { topic: topic.0.clone() }, evidence: Vec::new() })
    }

    /// What this person did with these items, newest first, an item once.
    fn deeds(&self, items: impl Iterator<Item = u32>, counts: fn(Role) -> bool) -> Vec<Deed> {
        let person = self.scored.numbers[self.at];
        let time = self.request.query.time;
        let mut deeds: Vec<Deed> = items
            .filter_map(|number| {
                let item = self.ledger.item(number);
                let part = item
                    .parts
                    .iter()
                    .filter(|part| part.person == person && part.time < time && counts(part.role))
                    .max_by_key(|part| part.time)?;
                (item.time < time && visible(item, self.request)).then_some(Deed {
                    item: number,
                    role: part.role,
                    time: part.time,
                })
            })
            .collect();
        deeds.sort_by_key(|deed| std::cmp::Reverse((deed.time, deed.item)));
        deeds
    }

    /// The label that most of these items share with the question; of equals the one that fewer items have.
    fn topic(&self, deeds: &[Deed]) -> Option<String> {
        let labels = self.request.query.labels();
        labels
            .iter()
            .filter(|name| !name.starts_with("record:"))
            .filter_map(|name| {
                let (number, label) = self.ledger.label(name)?;
                let shared =
                    deeds.iter().filter(|deed| self.ledger.item(deed.item).labels.contains(&number)).count();
                // Named only when it is true of most of the items.
                (2 * shared > deeds.len()).then(|| (label.items.len(), self.ledger.label_name(number)))
            })
            .min()
            .map(|(_, name)| spoken(name))
    }

    fn ids(&self, deeds: &[Deed]) -> Vec<String> {
        deeds.iter().take(NAMED).map(|deed| self.ledger.item(deed.item).id.to_string()).collect()
    }
}

/// The most frequent of these.
fn usual<T: PartialEq + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
    let all: Vec<T> = all.collect();
    all.iter().copied().max_by_key(|one| all.iter().filter(|other| *other == one).count())
}
