//! A small index in memory: evidence that is too fresh for the search engine's files.

use rustc_hash::FxHashMap;

use crate::{
    index::{B, Hit, Index, K1, Statistics, rarity},
    query::Terms,
};

/// An inverted index in memory. Alone it is a complete [`Index`]; beside a search engine it holds what was added since
/// the last commit, and scores by the statistics of both ([`Fresh::best_within`]).
#[derive(Debug, Default)]
pub struct Fresh {
    postings: FxHashMap<String, Vec<(u32, u32)>>,
    lengths: FxHashMap<u32, u32>,
    words: u64,
}

impl Fresh {
    /// Adds an item's words. An item that is there already must be removed first.
    pub fn add(&mut self, item: u32, tokens: &[String]) {
        let mut counted: FxHashMap<&str, u32> = FxHashMap::default();
        for token in tokens {
            *counted.entry(token).or_default() += 1;
        }
        for (token, count) in counted {
            self.postings.entry(token.to_owned()).or_default().push((item, count));
        }
        self.lengths.insert(item, tokens.len() as u32);
        self.words += tokens.len() as u64;
    }

    /// Removes an item with every trace of it. Walks the whole index, which is small.
    pub fn remove(&mut self, item: u32) -> bool {
        let Some(length) = self.lengths.remove(&item) else {
            return false;
        };
        self.words -= u64::from(length);
        self.postings.retain(|_, list| {
            list.retain(|(other, _)| *other != item);
            !list.is_empty()
        });
        true
    }

    /// Forgets everything: the search engine has it now.
    pub fn clear(&mut self) {
        *self = Fresh::default();
    }

    /// Whether an item is here.
    pub fn contains(&self, item: u32) -> bool {
        self.lengths.contains_key(&item)
    }

    /// The items here.
    pub fn items(&self) -> impl Iterator<Item = u32> + '_ {
        self.lengths.keys().copied()
    }

    /// In how many items here a word occurs.
    pub fn frequency(&self, term: &str) -> u64 {
        self.postings.get(term).map_or(0, |list| list.len() as u64)
    }

    /// The best items here, scored as a part of a larger collection: `all` are its statistics, `frequency` tells how
    /// often a word occurs in it.
    pub fn best_within(
        &self,
        terms: &Terms,
        limit: usize,
        all: Statistics,
        frequency: &dyn Fn(&str) -> u64,
    ) -> Vec<Hit> {
        let average = all.words as f32 / all.items.max(1) as f32;
        let mut scores: FxHashMap<u32, f32> = FxHashMap::default();
        for term in &terms.words {
            let Some(list) = self.postings.get(term) else {
                continue;
            };
            let rarity = rarity(frequency(term), all.items);
            for &(item, count) in list {
                let (count, length) = (count as f32, self.lengths[&item] as f32);
                let saturated = count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length / average));
                *scores.entry(item).or_default() += rarity * saturated;
            }
        }
        let mut hits: Vec<Hit> = scores.into_iter().map(|(item, score)| Hit { item, score }).collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.item.cmp(&a.item)));
        hits.truncate(limit);
        hits
    }
}

impl Index for Fresh {
    fn best(&self, terms: &Terms, limit: usize) -> Vec<Hit> {
        self.best_within(terms, limit, self.statistics(), &|term| self.frequency(term))
    }

    fn document_frequency(&self, term: &str) -> u64 {
        self.frequency(term)
    }

    fn statistics(&self) -> Statistics {
        Statistics { items: self.lengths.len() as u64, words: self.words }
    }
}
