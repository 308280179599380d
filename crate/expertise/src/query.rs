//! What is asked.

use serde::{Deserialize, Serialize};

use crate::{
    evidence::{RecordContext, labels},
    index::Index,
    tokens::item_tokens,
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms(pub Vec<String>);

/// How many words of a query are searched by: the rarest carry nearly all of the accuracy.
const RAREST: usize = 32;

impl Terms {
    /// Chooses the words of `query` that `index` knows and that are rarest there.
    pub fn choose(query: &Query, index: &dyn Index) -> Terms {
        let mut words: Vec<String> = item_tokens(&query.text, &query.labels());
        words.sort_unstable();
        words.dedup();
        let mut known: Vec<(u64, String)> = words
            .into_iter()
            .map(|word| (index.document_frequency(&word), word))
            .filter(|(frequency, _)| *frequency > 0)
            .collect();
        known.sort_unstable();
        known.truncate(RAREST);
        Terms(known.into_iter().map(|(_, word)| word).collect())
    }
}
