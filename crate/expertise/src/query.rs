//! What is asked.

use serde::{Deserialize, Serialize};

use crate::{
    evidence::{RecordContext, labels},
    index::{Index, rarity},
    tokens::{is_common, item_tokens},
};

/// A question: its words, its labels, the record it is about, who asks, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Query {
    /// The question's words, with whatever of the record's text is shared.
    #[serde(default)]
    pub text: String,
    /// Short labels, as on [`Evidence`](crate::Evidence).
    #[serde(default)]
    pub tags: Vec<String>,
    /// The record it is about.
    #[serde(default)]
    pub record: Option<RecordContext>,
    /// Who asks; never suggested.
    #[serde(default)]
    pub asker: Option<String>,
    /// When, in Unix seconds: nothing at or after this time counts.
    pub time: i64,
}

impl Query {
    /// Tags and record context as one list of labels, without repetition.
    pub fn labels(&self) -> Vec<String> {
        labels(&self.tags, self.record.as_ref())
    }
}

/// The words to search by: the rarest of a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Terms {
    /// Words that the index knows, rarest first.
    pub words: Vec<String>,
    /// How much all words of the query tell together, those that the index does not know among them: about what an item
    /// would score that has them all.
    pub information: f32,
}

/// How many words of a query are searched by: the rarest carry nearly all of the accuracy.
const RAREST: usize = 32;

/// Below so many items a collection does not show yet which words are common everywhere. Above, to leave them out costs:
/// how people word things tells them apart a little.
const SMALL: u64 = 2_000;

impl Terms {
    /// Chooses the words of `query` that are rarest in `index`.
    pub fn choose(query: &Query, index: &dyn Index) -> Terms {
        let mut words: Vec<String> = item_tokens(&query.text, &query.labels());
        words.sort_unstable();
        words.dedup();
        let items = index.statistics().items;
        if items < SMALL {
            words.retain(|word| !is_common(word));
        }
        let mut words: Vec<(u64, String)> =
            words.into_iter().map(|word| (index.document_frequency(&word), word)).collect();
        words.sort_unstable();
        // A word that is not here tells as much as one that is here once: in a small collection it would tell far more.
        let information =
            words.iter().take(RAREST).map(|(frequency, _)| rarity((*frequency).max(1), items)).sum();
        let known = words.into_iter().filter(|(frequency, _)| *frequency > 0).take(RAREST);
        Terms { words: known.map(|(_, word)| word).collect(), information }
    }
}
