//! Finds what there is to say for the people ranked.

use crate::{
    candidate::{Candidate, Reason, ReasonData, Suggestions, plural},
    evidence::Role,
    feature::Feature,
    ledger::{Ledger, origin_label},
    rank::{Request, Scored, visible},
    under::NEWEST,
    weights::Weights,
};

/// Below this confidence in the best person, nobody is known for the question. Measured by putting one organisation's
/// questions to another: hardly any of an organisation's own questions stays below, most of a stranger's do.
const NOBODY: f64 = 0.04;

/// Who helps less often than in one of five hundred such questions is not worth anybody's time.
const LEAST_CONFIDENCE: f64 = 0.002;

/// Which share of a question's words, by what they tell, an item must have to be like it. Measured in the same way: nine
/// of ten of an organisation's own questions find an item above this. It is what guards a small organisation, where
/// everybody is somewhat probable.
const LEAST_COVERAGE: f32 = 0.1;

/// The same, as a share of what the most similar item has: the items of nineteen of twenty who really helped have more.
const LEAST_OF_BEST: f32 = 0.35;

/// How much larger than elsewhere a person's part under a label must be to be named.
const CLEARLY: f64 = 1.2;

/// How many reasons a person gets at most.
const REASONS: usize = 3;

/// How many items a reason names at most; its count may be higher.
const NAMED: usize = 20;

/// Turns ranked people into suggestions, best first: those who are known for this, which is to say who have a reason that
/// has to do with the question and not with its asker alone.
pub(crate) fn explain(
    ledger: &Ledger,
    weights: &Weights,
    request: &Request<'_>,
    scored: &Scored,
) -> Suggestions {
    if scored.confidence.iter().copied().fold(0.0, f64::max) < NOBODY {
        return Suggestions::default();
    }
    let top = scored.hits.first().map_or(0.0, |hit| hit.score);
    let least = (LEAST_OF_BEST * top).max(LEAST_COVERAGE * scored.information);
    let near: Vec<u32> =
        scored.hits.iter().take_while(|hit| hit.score >= least).map(|hit| hit.item).collect();
    let means = means(scored);
    let mut people = Vec::new();
    for at in 0..scored.people.len() {
        if people.len() == request.limit {
            break;
        }
        if scored.confidence[at] < LEAST_CONFIDENCE {
            continue;
        }
        let mut found = Finder { ledger, request, scored, near: &near, at }.all();
        if found.iter().all(|found| matches!(found.data, ReasonData::HelpedYou { .. })) {
            continue;
        }
        let strength = |found: &Found| -> f64 {
            features_of(&found.data)
                .iter()
                .map(|feature| {
                    let feature = *feature as usize;
                    weights.of(feature) * f64::from(scored.features[at][feature] - means[feature])
                })
                .sum()
        };
        found.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        let named = |item: &u32| ledger.item(*item).id.to_string();
        let reasons = distinct(found).into_iter().take(REASONS).map(|found| Reason {
            data: found.data,
            evidence: found.items.iter().take(NAMED).map(named).collect(),
        });
        let person = ledger.person(scored.numbers[at]);
        people.push(Candidate {
            person: scored.people[at].clone(),
            score: scored.scores[at],
            confidence: scored.confidence[at],
            reasons: reasons.collect(),
            helps_this_week: person.help.at_time(request.query.time)[1].round() as u32,
        });
    }
    Suggestions { people }
}

/// Leaves out what rests mostly on the same items as a stronger reason, and says little else.
fn distinct(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for found in found {
        let repeats = |other: &Found| {
            let shared = found.items.iter().filter(|item| other.items.contains(item)).count();
            match found.data {
                ReasonData::Similar { .. } | ReasonData::Label { .. } => 2 * shared > found.items.len(),
                ReasonData::SameRecord { .. } | ReasonData::HelpedYou { .. } => found.items == other.items,
                ReasonData::Declared { .. } => false,
            }
        };
        if !kept.iter().any(repeats) {
            kept.push(found);
        }
    }
    kept
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

/// A reason, with the items that it rests on, newest first.
struct Found {
    data: ReasonData,
    items: Vec<u32>,
}

/// Finds the reasons for one person.
struct Finder<'a> {
    ledger: &'a Ledger,
    request: &'a Request<'a>,
    scored: &'a Scored,
    /// The items that are like the question.
    near: &'a [u32],
    at: usize,
}

/// What a person did with one item.
struct Deed {
    item: u32,
    role: Role,
    time: i64,
}

fn items(deeds: &[Deed]) -> Vec<u32> {
    deeds.iter().map(|deed| deed.item).collect()
}

impl Finder<'_> {
    fn all(&self) -> Vec<Found> {
        [self.similar(), self.record(), self.label(), self.asker(), self.declared()]
            .into_iter()
            .flatten()
            .collect()
    }

    fn similar(&self) -> Option<Found> {
        let near = self.near.iter().copied();
        let helped = self.deeds(near.clone(), Role::is_help);
        let deeds = if helped.is_empty() { self.deeds(near, Role::is_work) } else { helped };
        let first = deeds.first()?;
        Some(Found {
            data: ReasonData::Similar {
                role: usual(deeds.iter().map(|deed| deed.role)).unwrap_or(first.role),
                kind: self.usual_kind(&deeds),
                count: deeds.len(),
                topic: self.topic(&deeds),
                last: first.time,
            },
            items: items(&deeds),
        })
    }

    fn record(&self) -> Option<Found> {
        let key = &self.request.query.record.as_ref()?.key;
        let (_, label) = self.ledger.label(&format!("record:{key}"))?;
        let deeds = self.deeds(label.items.iter().copied(), |role| role.is_help() || role.is_work());
        let first = deeds.first()?;
        Some(Found {
            data: ReasonData::SameRecord {
                role: usual(deeds.iter().map(|deed| deed.role)).unwrap_or(first.role),
                count: deeds.len(),
                last: first.time,
            },
            items: items(&deeds),
        })
    }

    /// The label under which this person's part is largest, where it is clearly larger than elsewhere: what everything
    /// is labelled with says nothing.
    fn label(&self) -> Option<Found> {
        let person = self.ledger.person(self.scored.numbers[self.at]);
        let everywhere = f64::from(person.helps) / f64::from(self.ledger.helps.max(1));
        let (_, deeds, name) = self
            .request
            .query
            .labels()
            .into_iter()
            .filter(|name| !name.starts_with("record:"))
            .filter_map(|name| {
                let (_, label) = self.ledger.label(&name)?;
                let newest = label.items.iter().rev().take(NEWEST);
                let helps: usize = newest
                    .clone()
                    .map(|item| {
                        self.ledger.item(*item).parts.iter().filter(|part| part.role.is_help()).count()
                    })
                    .sum();
                let deeds = self.deeds(newest.copied(), Role::is_help);
                let share = deeds.len() as f64 / (helps as f64 + 3.0);
                (!deeds.is_empty() && share > CLEARLY * everywhere).then_some((share, deeds, name))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        let first = deeds.first()?;
        Some(Found {
            data: ReasonData::Label {
                role: usual(deeds.iter().map(|deed| deed.role)).unwrap_or(first.role),
                kind: self.usual_kind(&deeds),
                topic: spoken(&name),
                count: deeds.len(),
                last: first.time,
            },
            items: items(&deeds),
        })
    }

    fn asker(&self) -> Option<Found> {
        let asker = self.request.query.asker.as_deref()?;
        let (_, label) = self.ledger.label(&origin_label(asker))?;
        let deeds = self.deeds(label.items.iter().copied(), Role::is_help);
        let first = deeds.first()?;
        Some(Found {
            data: ReasonData::HelpedYou { count: deeds.len(), last: first.time },
            items: items(&deeds),
        })
    }

    fn declared(&self) -> Option<Found> {
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
        Some(Found { data: ReasonData::Declared { topic: topic.0.clone() }, items: Vec::new() })
    }

    /// What these items mostly are.
    fn usual_kind(&self, deeds: &[Deed]) -> String {
        usual(deeds.iter().map(|deed| &*self.ledger.item(deed.item).kind)).unwrap_or("").to_owned()
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
}

/// A label as people would say it: without its family, with spaces, and a kind of record as several of them.
fn spoken(label: &str) -> String {
    match label.split_once(':') {
        Some(("kind", "other")) => "other records".to_owned(),
        Some(("kind", kind)) => plural(kind),
        Some((_, value)) => value.replace('_', " "),
        None => label.replace('_', " "),
    }
}

/// The most frequent of these.
fn usual<T: PartialEq + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
    let all: Vec<T> = all.collect();
    all.iter().copied().max_by_key(|one| all.iter().filter(|other| *other == one).count())
}
