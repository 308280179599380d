//! What items under the question's own labels say about people.

use rustc_hash::FxHashMap;

use crate::{
    ledger::{Ledger, fading, heading_label, origin_label},
    rank::{Request, visible},
    tokens::heading,
    votes::WORK,
};

/// How many of the newest items under a label are looked at.
pub(crate) const NEWEST: usize = 3_000;
/// How many labels of a question are looked at.
const LABELS: usize = 16;
/// Of how many labels sets of three are made.
const TRIPLES: usize = 8;
/// After how many days help under a label has faded to a third.
const FADING: f64 = 400.0;
/// The same, for what is called lately.
const LATELY: f64 = 45.0;
/// How many helps a set of labels needs before its own figures outweigh the whole's.
const PRIOR: f64 = 3.0;
/// The same, for shares of the newest parts.
const PRIOR_NEW: f64 = 2.0;

/// A set of the question's labels, by their places.
pub(crate) type Set = u32;

/// Who did what under which of the question's labels.
#[derive(Debug, Default)]
pub(crate) struct Under {
    /// Newest first.
    parts: Vec<LabelledPart>,
    /// Fading help of everybody, and of each person, by the exact set of labels.
    all: Sums,
    people: FxHashMap<u32, Sums>,
    /// How many labels the question has, of those that any evidence has.
    labels: usize,
    /// The place of the asker, as the one whom items came from, and of the question's own heading.
    asker: Option<usize>,
    heading: Option<usize>,
}

#[derive(Debug)]
struct LabelledPart {
    time: i64,
    person: u32,
    set: Set,
    help: bool,
}

/// Fading help by exact set of labels: over a year, and lately.
type Sums = Vec<(Set, [f64; 2])>;

/// How a person's help stands out under some sets of labels.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Lift {
    /// How much more often than elsewhere, as a logarithm, in the mean over the sets.
    pub(crate) mean: f64,
    /// The same, sets weighted by how much they tell about who helps.
    pub(crate) telling: f64,
    /// The same, counted over the last weeks.
    pub(crate) lately: f64,
    /// The largest share of the help under one of them.
    pub(crate) share: f64,
}

/// A person's share of the newest parts under some sets of labels.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Newest {
    /// Under the best set.
    pub(crate) best: f64,
    /// In the mean over the sets.
    pub(crate) mean: f64,
}

impl Under {
    pub(crate) fn new(ledger: &Ledger, request: &Request<'_>) -> Under {
        let query = request.query;
        let mut lists: Vec<&[u32]> = Vec::new();
        let mut under = Under::default();
        for name in query.labels().iter().take(LABELS) {
            lists
                .extend(ledger.label(name).map(|(_, label)| &*label.items).filter(|items| !items.is_empty()));
        }
        under.labels = lists.len();
        let mut place = |name: String| {
            let items =
                ledger.label(&name).map(|(_, label)| &*label.items).filter(|items| !items.is_empty())?;
            lists.push(items);
            Some(lists.len() - 1)
        };
        under.asker = query.asker.as_deref().and_then(|asker| place(origin_label(asker)));
        under.heading = heading(&query.text).and_then(|heading| place(heading_label(&heading)));

        let mut items: FxHashMap<u32, Set> = FxHashMap::default();
        for (place, list) in lists.iter().enumerate() {
            for &item in list.iter().rev().take(NEWEST) {
                *items.entry(item).or_default() |= 1 << place;
            }
        }
        for (number, set) in items {
            let item = ledger.item(number);
            if item.time < query.time && visible(item, request) {
                let parts = item
                    .parts
                    .iter()
                    .filter(|part| part.time < query.time && (part.role.is_help() || part.role.is_work()));
                under.parts.extend(parts.map(|part| LabelledPart {
                    time: part.time,
                    person: part.person,
                    set,
                    help: part.role.is_help(),
                }));
            }
        }
        under
            .parts
            .sort_unstable_by_key(|part| std::cmp::Reverse((part.time, part.person, part.set, part.help)));
        for part in under.parts.iter().filter(|part| part.help) {
            let age = query.time - part.time;
            let weight = [fading(age, FADING), fading(age, LATELY)];
            add(&mut under.all, part.set, weight);
            add(under.people.entry(part.person).or_default(), part.set, weight);
        }
        under
    }

    /// Everybody with a part in these items.
    pub(crate) fn people(&self) -> impl Iterator<Item = u32> + '_ {
        self.parts.iter().map(|part| part.person)
    }

    /// Each label alone.
    pub(crate) fn singles(&self) -> Vec<Set> {
        (0..self.labels).map(|place| 1 << place).collect()
    }

    /// All pairs of labels, the asker among them.
    pub(crate) fn pairs(&self) -> Vec<Set> {
        let mut places: Vec<usize> = (0..self.labels).collect();
        places.extend(self.asker);
        let pair = |(at, one): (usize, &usize)| {
            let one = *one;
            places[at + 1..].iter().map(move |other| 1 << one | 1 << other).collect::<Vec<_>>()
        };
        places.iter().enumerate().flat_map(pair).collect()
    }

    /// All sets of three labels.
    pub(crate) fn triples(&self) -> Vec<Set> {
        let labels = self.labels.min(TRIPLES);
        (0..1 << labels).filter(|set: &Set| set.count_ones() == 3).collect()
    }

    pub(crate) fn heading(&self) -> Option<Set> {
        self.heading.map(|place| 1 << place)
    }

    pub(crate) fn asker(&self) -> Option<Set> {
        self.asker.map(|place| 1 << place)
    }

    /// The help under a set by a person, fading over a year, and how it stands out against their share of all help.
    pub(crate) fn tie(&self, set: Set, person: u32, share: f64) -> (f64, f64) {
        let count = self.people.get(&person).map_or(0.0, |sums| sum(sums, set)[0]);
        (count, lift(count, sum(&self.all, set)[0], share))
    }

    /// How each of these people, who have these shares of all help, stands out under some sets of labels.
    pub(crate) fn lifts(&self, sets: &[Set], people: &[(u32, f64)]) -> Vec<Lift> {
        let mut lifts = vec![Lift::default(); people.len()];
        for &set in sets {
            let total = sum(&self.all, set);
            if total[0] <= 0.0 {
                continue;
            }
            let counts: Vec<[f64; 2]> = people
                .iter()
                .map(|(person, _)| self.people.get(person).map_or([0.0; 2], |sums| sum(sums, set)))
                .collect();
            // How far this set moves the distribution over people, in nats.
            let information: f64 = counts
                .iter()
                .zip(people)
                .filter(|(count, _)| count[0] > 0.0)
                .map(|(count, (_, share))| {
                    smoothed(count[0], total[0], *share) * lift(count[0], total[0], *share)
                })
                .sum::<f64>()
                .max(0.0);
            for ((count, (_, share)), stands) in counts.iter().zip(people).zip(&mut lifts) {
                let ever = lift(count[0], total[0], *share) / sets.len() as f64;
                stands.mean += ever;
                stands.telling += ever * information;
                stands.lately += lift(count[1], total[1], *share) / sets.len() as f64 * information;
                stands.share = stands.share.max(smoothed(count[0], total[0], *share));
            }
        }
        lifts
    }

    /// Everybody's shares of the newest parts under each of some sets, older ones fading over `horizon` parts.
    /// Counting parts and not days suits a busy help desk and a quiet office alike.
    pub(crate) fn newest(&self, sets: &[Set], horizon: f64, work: bool) -> FxHashMap<u32, Newest> {
        let mut people: FxHashMap<u32, Newest> = FxHashMap::default();
        for &set in sets {
            let mut counts: Vec<(u32, f64)> = Vec::new();
            let (mut passed, mut total) = (0.0, 0.0);
            // Parts of one moment count alike, whatever their order.
            let (mut moment, mut passed_before) = (i64::MAX, 0.0);
            for part in self.parts.iter().filter(|part| part.set & set == set && (work || part.help)) {
                let weight = if part.help { 1.0 } else { WORK };
                if part.time != moment {
                    if passed > 6.0 * horizon {
                        break;
                    }
                    (moment, passed_before) = (part.time, passed);
                }
                let faded = weight * f64::exp(-passed_before / horizon);
                total += faded;
                match counts.iter_mut().find(|(person, _)| *person == part.person) {
                    Some((_, count)) => *count += faded,
                    None => counts.push((part.person, faded)),
                }
                passed += weight;
            }
            for (person, count) in counts {
                let share = count / (total + PRIOR_NEW);
                let newest = people.entry(person).or_default();
                newest.best = newest.best.max(share);
                newest.mean += share / sets.len() as f64;
            }
        }
        people
    }
}

fn add(sums: &mut Sums, set: Set, weight: [f64; 2]) {
    match sums.iter_mut().find(|(other, _)| *other == set) {
        Some((_, sum)) => {
            sum[0] += weight[0];
            sum[1] += weight[1];
        }
        None => sums.push((set, weight)),
    }
}

/// The help under a set and whatever other labels.
fn sum(sums: &Sums, set: Set) -> [f64; 2] {
    let mut sum = [0.0; 2];
    for (other, weight) in sums {
        if other & set == set {
            sum[0] += weight[0];
            sum[1] += weight[1];
        }
    }
    sum
}

/// Somebody's share of the help here, drawn towards their share everywhere.
fn smoothed(count: f64, total: f64, share: f64) -> f64 {
    (count + PRIOR * share) / (total + PRIOR)
}

/// How much more often than elsewhere somebody helps here, as a logarithm.
fn lift(count: f64, total: f64, share: f64) -> f64 {
    (smoothed(count, total, share) / share).ln()
}
