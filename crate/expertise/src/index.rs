//! Finding evidence by words: the seam between ranking and a search engine.

use crate::query::Terms;

/// Finds items by words. The numbers are those of the [`Ledger`](crate::Ledger).
pub trait Index {
    /// The best items for these words by BM25 (k1 1.2, b 0.75), best first.
    fn best(&self, terms: &Terms, limit: usize) -> Vec<Hit>;

    /// In how many items a word occurs.
    fn document_frequency(&self, term: &str) -> u64;

    /// How much there is.
    fn statistics(&self) -> Statistics;
}

/// An item found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its number in the ledger.
    pub item: u32,
    /// Its BM25 score.
    pub score: f32,
}

/// What BM25 needs to know of the whole collection, so that its parts score alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many items there are.
    pub items: u64,
    /// How many words they have together.
    pub words: u64,
}

/// BM25's saturation of repeated words.
pub(crate) const K1: f32 = 1.2;
/// BM25's share of length normalisation.
pub(crate) const B: f32 = 0.75;

/// BM25's weight of a word that occurs in `frequency` of `items`.
pub(crate) fn rarity(frequency: u64, items: u64) -> f32 {
    let (frequency, items) = (frequency as f32, items.max(frequency) as f32);
    (1.0 + (items - frequency + 0.5) / (frequency + 0.5)).ln()
}
