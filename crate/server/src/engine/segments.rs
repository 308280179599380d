//! The part of the words that lies in tantivy. Only this file knows tantivy.

use std::path::Path;

use expertise::{Statistics, Terms};
use rustc_hash::FxHashMap;
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
    collector::TopDocs,
    query::{Bm25StatisticsProvider, BooleanQuery},
    schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
};

use super::EngineError;

/// What tantivy's writer may hold in memory.
const WRITER_BYTES: usize = 30_000_000;

/// Words by key, in tantivy's files or in memory.
pub(super) struct Segments {
    fields: Fields,
    writer: IndexWriter,
    reader: IndexReader,
    searcher: Searcher,
    statistics: Statistics,
    /// What lies there: the digest of the words by key.
    digests: FxHashMap<u64, u64>,
}

#[derive(Clone, Copy)]
struct Fields {
    key: Field,
    digest: Field,
    words: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqs)
        .set_fieldnorms(true);
    let fields = Fields {
        key: schema.add_u64_field("key", INDEXED | FAST),
        digest: schema.add_u64_field("digest", FAST),
        words: schema.add_text_field("words", TextOptions::default().set_indexing_options(indexing)),
    };
    (schema.build(), fields)
}

impl Segments {
    pub(super) fn in_memory() -> Result<Segments, EngineError> {
        let (schema, fields) = schema();
        Segments::with(&Index::create_in_ram(schema), fields)
    }

    pub(super) fn open(dir: &Path) -> Result<Segments, EngineError> {
        std::fs::create_dir_all(dir)?;
        match Segments::open_as_is(dir) {
            Ok(segments) => Ok(segments),
            // Another process holds it: emptying it would pull the floor from under that process.
            Err(error @ EngineError::Index(TantivyError::LockFailure(..))) => Err(error),
            Err(error) => {
                tracing::warn!(%error, "the search index is damaged; it is built anew");
                std::fs::remove_dir_all(dir)?;
                std::fs::create_dir_all(dir)?;
                Segments::open_as_is(dir)
            }
        }
    }

    fn open_as_is(dir: &Path) -> Result<Segments, EngineError> {
        let (schema, fields) = schema();
        let directory = tantivy::directory::MmapDirectory::open(dir).map_err(TantivyError::from)?;
        let index = Index::open_or_create(directory, schema)?;
        if !index.validate_checksum()?.is_empty() {
            return Err(TantivyError::InternalError("a file's checksum is wrong".to_owned()).into());
        }
        Segments::with(&index, fields)
    }

    fn with(index: &Index, fields: Fields) -> Result<Segments, EngineError> {
        let writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let statistics = Statistics::default();
        let mut segments =
            Segments { fields, writer, reader, searcher, statistics, digests: FxHashMap::default() };
        segments.reload()?;
        segments.digests = segments.read_digests()?;
        Ok(segments)
    }

    fn read_digests(&self) -> Result<FxHashMap<u64, u64>, EngineError> {
        let mut digests = FxHashMap::default();
        for segment in self.searcher.segment_readers() {
            let (keys, values) = (segment.fast_fields().u64("key")?, segment.fast_fields().u64("digest")?);
            for doc in segment.doc_ids_alive() {
                if let (Some(key), Some(digest)) = (keys.first(doc), values.first(doc)) {
                    digests.insert(key, digest);
                }
            }
        }
        Ok(digests)
    }

    /// The digest of the words under a key.
    pub(super) fn digest(&self, key: u64) -> Option<u64> {
        self.digests.get(&key).copied()
    }

    /// Adds words under a key in place of those that are there. Found after the next commit.
    pub(super) fn add(&mut self, key: u64, digest: u64, words: &str) -> Result<(), EngineError> {
        if self.digests.insert(key, digest).is_some() {
            self.writer.delete_term(Term::from_field_u64(self.fields.key, key));
        }
        let mut document = TantivyDocument::default();
        document.add_u64(self.fields.key, key);
        document.add_u64(self.fields.digest, digest);
        document.add_text(self.fields.words, words);
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Removes what is under a key, with the next commit.
    pub(super) fn remove(&mut self, key: u64) {
        if self.digests.remove(&key).is_some() {
            self.writer.delete_term(Term::from_field_u64(self.fields.key, key));
        }
    }

    /// Removes all keys but these, with the next commit.
    pub(super) fn retain(&mut self, keep: impl Fn(u64) -> bool) {
        for key in self.digests.keys().copied().filter(|key| !keep(*key)).collect::<Vec<_>>() {
            self.remove(key);
        }
    }

    pub(super) fn commit(&mut self) -> Result<(), EngineError> {
        self.writer.commit()?;
        self.reload()
    }

    fn reload(&mut self) -> Result<(), EngineError> {
        self.reader.reload()?;
        self.searcher = self.reader.searcher();
        let words = Bm25StatisticsProvider::total_num_tokens(&self.searcher, self.fields.words)?;
        self.statistics = Statistics { items: self.searcher.num_docs(), words };
        Ok(())
    }

    pub(super) fn statistics(&self) -> Statistics {
        self.statistics
    }

    pub(super) fn frequency(&self, term: &str) -> u64 {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.words, term)).unwrap_or(0)
    }

    /// The best keys for these words, scored as a part of a larger collection.
    pub(super) fn best(
        &self,
        terms: &Terms,
        limit: usize,
        all: Statistics,
        frequency: &(dyn Fn(&str) -> u64 + '_),
    ) -> Result<Vec<(u64, f32)>, TantivyError> {
        let of_terms = terms.words.iter().map(|word| Term::from_field_text(self.fields.words, word));
        let known: FxHashMap<Term, u64> =
            of_terms.clone().zip(&terms.words).map(|(term, word)| (term, frequency(word))).collect();
        let query = BooleanQuery::new_multiterms_query(of_terms.collect());
        let best = self.searcher.search_with_statistics_provider(
            &query,
            &TopDocs::with_limit(limit).order_by_score(),
            &Whole { all, known },
        )?;
        let columns = self
            .searcher
            .segment_readers()
            .iter()
            .map(|segment| segment.fast_fields().u64("key"))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(best
            .into_iter()
            .filter_map(|(score, address)| {
                Some((columns[address.segment_ord as usize].first(address.doc_id)?, score))
            })
            .collect())
    }
}

/// The statistics of the whole collection, of which tantivy has one part.
struct Whole {
    all: Statistics,
    known: FxHashMap<Term, u64>,
}

impl Bm25StatisticsProvider for Whole {
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        Ok(self.all.words)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.all.items)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.known.get(term).copied().unwrap_or(0))
    }
}
