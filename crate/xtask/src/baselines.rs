//! What known methods make of the same history over the same index, to compare with.
//!
//! Each gets every item that the engine has, and the items that the engine's own index finds. Roles count as in the
//! engine: help fully, own work a little.

use std::collections::HashMap;

use expertise::{Evidence, Query, Role, tokens};
use server::engine::Engine;

/// How many items found vote.
const VOTING: usize = 200;
/// After how many days a vote has faded to a third, where recency counts.
const FADING: f64 = 240.0;
/// The same for recent help.
const RECENT: f64 = 60.0;
/// How much own work counts beside help.
const WORK: f64 = 0.3;
/// How much of a word's probability is the whole collection's (Jelinek and Mercer).
const SMOOTHING: f64 = 0.5;
/// BM25's saturation and length normalisation.
const BM25: (f64, f64) = (1.2, 0.75);
const DAY: f64 = 86_400.0;

/// People with scores, in no order.
pub(crate) type Run = Vec<(String, f64)>;

/// The methods' names, in the order of [`Baselines::run`].
pub(crate) const NAMES: [&str; 6] =
    ["popular", "popular, recent", "profile BM25", "Balog 2", "votes CombMNZ", "CombSUM + recency"];

/// All evidence so far, as the methods need it.
#[derive(Default)]
pub(crate) struct Baselines {
    items: HashMap<String, Item>,
    /// How often each word occurs in each person's items, and how many words these have.
    profiles: HashMap<String, HashMap<String, f64>>,
    lengths: HashMap<String, f64>,
    /// How often each word occurs at all.
    collection: HashMap<String, f64>,
    total: f64,
}

struct Item {
    parts: Vec<(String, Role, i64)>,
    words: Vec<String>,
}

impl Baselines {
    /// Takes over items that are new or have new parts.
    pub(crate) fn add(&mut self, evidence: &[Evidence]) {
        for one in evidence {
            let item = self.items.entry(one.id.clone()).or_insert_with(|| {
                let words = tokens::item_tokens(&one.text, &one.labels());
                for word in &words {
                    *self.collection.entry(word.clone()).or_default() += 1.0;
                }
                self.total += words.len() as f64;
                Item { parts: Vec::new(), words }
            });
            for part in one.parts.iter().filter(|part| weight(part.role) > 0.0) {
                let new = (part.person.clone(), part.role, part.time.max(one.time));
                if item.parts.contains(&new) {
                    continue;
                }
                if item.parts.iter().all(|(person, ..)| *person != part.person) {
                    *self.lengths.entry(part.person.clone()).or_default() += item.words.len() as f64;
                    for word in &item.words {
                        let people = self.profiles.entry(word.clone()).or_default();
                        *people.entry(part.person.clone()).or_default() += 1.0;
                    }
                }
                item.parts.push(new);
            }
        }
    }

    /// What each method makes of a question.
    pub(crate) fn run(&self, engine: &Engine, query: &Query) -> [Run; 6] {
        let found: Vec<(&Item, f64)> = engine
            .similar(query, VOTING)
            .iter()
            .filter_map(|(id, score)| Some((self.items.get(id)?, f64::from(*score))))
            .collect();
        let words = tokens::item_tokens(&query.text, &query.labels());
        let mut runs = [
            self.popular(query.time, |_| 1.0),
            self.popular(query.time, |age| (-age / RECENT).exp()),
            self.profile(&words),
            self.balog(&found, &words),
            votes(&found, |_, score| score, true),
            votes(&found, |time, score| score * (-((query.time - time) as f64 / DAY) / FADING).exp(), false),
        ];
        for run in &mut runs {
            run.retain(|(person, _)| query.asker.as_ref() != Some(person));
            run.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        runs
    }

    fn popular(&self, now: i64, worth: impl Fn(f64) -> f64) -> Run {
        let mut people: HashMap<&str, f64> = HashMap::new();
        for (person, role, time) in self.items.values().flat_map(|item| &item.parts) {
            if role.is_help() {
                *people.entry(person).or_default() += worth((now - time) as f64 / DAY);
            }
        }
        owned(people)
    }

    fn profile(&self, words: &[String]) -> Run {
        let (k1, b) = BM25;
        let people = self.lengths.len() as f64;
        let average = self.lengths.values().sum::<f64>() / people.max(1.0);
        let mut scores: HashMap<&str, f64> = HashMap::new();
        for profiles in words.iter().filter_map(|word| self.profiles.get(word)) {
            let frequency = profiles.len() as f64;
            let rarity = (1.0 + (people - frequency + 0.5) / (frequency + 0.5)).ln();
            for (person, count) in profiles {
                let length = k1 * (1.0 - b + b * self.lengths[person] / average);
                *scores.entry(person).or_default() += rarity * count * (k1 + 1.0) / (count + length);
            }
        }
        owned(scores)
    }

    /// The probability that an item's language model gives the question, summed over a person's items.
    fn balog(&self, found: &[(&Item, f64)], words: &[String]) -> Run {
        let likelihoods: Vec<f64> = found
            .iter()
            .map(|(item, _)| {
                words
                    .iter()
                    .filter_map(|word| Some((word, self.collection.get(word)?)))
                    .map(|(word, everywhere)| {
                        let here = item.words.iter().filter(|other| *other == word).count() as f64;
                        let here = here / item.words.len().max(1) as f64;
                        ((1.0 - SMOOTHING) * here + SMOOTHING * everywhere / self.total).ln()
                    })
                    .sum()
            })
            .collect();
        let top = likelihoods.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let likely: Vec<(&Item, f64)> = found
            .iter()
            .zip(&likelihoods)
            .map(|((item, _), likelihood)| (*item, (likelihood - top).exp()))
            .collect();
        votes(&likely, |_, likelihood| likelihood, false)
    }
}

fn weight(role: Role) -> f64 {
    match role {
        role if role.is_help() => 1.0,
        role if role.is_work() => WORK,
        _ => 0.0,
    }
}

/// Sums up, or sums up and multiplies by the number of votes (MNZ).
fn votes(found: &[(&Item, f64)], worth: impl Fn(i64, f64) -> f64, multiplied: bool) -> Run {
    let mut people: HashMap<&str, (f64, f64)> = HashMap::new();
    for (item, score) in found {
        for (person, role, time) in &item.parts {
            let votes = people.entry(person).or_default();
            votes.0 += weight(*role) * worth(*time, *score);
            votes.1 += 1.0;
        }
    }
    let score = |(sum, count): (f64, f64)| if multiplied { sum * count } else { sum };
    people.into_iter().map(|(person, votes)| (person.to_owned(), score(votes))).collect()
}

fn owned(people: HashMap<&str, f64>) -> Run {
    people.into_iter().map(|(person, score)| (person.to_owned(), score)).collect()
}

/// How probable a difference in the mean this large is if the two lists do not differ: the paired randomisation test.
pub(crate) fn p_value(one: &[f64], other: &[f64]) -> f64 {
    const TRIALS: u32 = 2_000;
    let differences: Vec<f64> = one.iter().zip(other).map(|(one, other)| one - other).collect();
    let observed = differences.iter().sum::<f64>().abs();
    // A fixed seed: the same lists give the same answer.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut as_large = 0;
    for _ in 0..TRIALS {
        let mut sum = 0.0;
        for difference in &differences {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            sum += if state >> 63 == 0 { *difference } else { -difference };
        }
        as_large += u32::from(sum.abs() >= observed);
    }
    f64::from(as_large + 1) / f64::from(TRIALS + 1)
}

#[cfg(test)]
mod tests {
    use super::p_value;

    #[test]
    fn equal_lists_do_not_differ_and_different_ones_do() {
        let low: Vec<f64> = (0..200).map(|at| f64::from(at % 5) / 10.0).collect();
        let high: Vec<f64> = low.iter().map(|value| value + 0.1).collect();
        assert!(p_value(&low, &low) > 0.99);
        assert!(p_value(&high, &low) < 0.01);
    }
}
