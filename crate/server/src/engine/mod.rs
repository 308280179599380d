//! The engine: evidence in, suggestions out. The tables hold the truth; everything here can be rebuilt from them.
//!
//! Words lie in a tantivy index ([`segments`]), people and what they did in an [`expertise::Ledger`] in memory. What
//! was added since tantivy's last commit lies in an [`expertise::Fresh`] index that is searched beside it with the
//! statistics of both, so evidence counts at once and commits can be few.

use std::{
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use expertise::{
    Evidence, Fresh, Hit, Index, Ledger, Model, Query, Request, Scored, Statistics, Suggestions, Terms,
    tokens,
};
use rustc_hash::{FxHashMap, FxHashSet};

use segments::Segments;

mod segments;
#[cfg(test)]
mod tests;

/// How many items wait for tantivy at most.
const WAITING: usize = 2_000;

/// How many items [`Engine::rebuild`] adds before it lets suggestions through.
const AT_ONCE: usize = 500;

/// Where the model lies beside the index.
const MODEL: &str = "model.json";

/// How many questions that were sent wait for their outcome at most.
const OPEN: usize = 5_000;

/// How many people of a question that was sent are remembered until its outcome is known.
const REMEMBERED: usize = 100;

/// Finds who can help. Safe to share: every method takes `&self`.
pub struct Engine {
    state: RwLock<State>,
    dir: Option<PathBuf>,
}

/// Why the index on disk cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// tantivy's own reason.
    #[error("the search index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The folder or a file in it.
    #[error("the search index's folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
}

impl EngineError {
    /// One word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            EngineError::Index(_) => "search_index",
            EngineError::Folder(_) => "search_folder",
        }
    }
}

struct State {
    ledger: Ledger,
    segments: Segments,
    fresh: Fresh,
    /// The words of what is in `fresh`, for tantivy.
    waiting: FxHashMap<u32, Waiting>,
    /// Which item a key of the index means.
    items: FxHashMap<u64, u32>,
    model: Model,
    /// Questions whose outcome is not known yet, as they looked when they were asked.
    open: FxHashMap<String, Scored>,
}

struct Waiting {
    key: u64,
    digest: u64,
    words: String,
}

/// What [`Engine::suggest`] takes into account beside the question.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// Whether the asker may see an item, by its id and visibility. Not called for what everyone sees.
    pub may_see: &'a dyn Fn(&str, &expertise::Visibility) -> bool,
    /// Whether a person cannot be asked now: absent, full, declined, or already in the thread.
    pub exclude: &'a dyn Fn(&str) -> bool,
    /// How strongly the last week's helps count as load; [`expertise::FAIRNESS`] unless the organisation says otherwise.
    pub fairness: f64,
    /// At most so many people.
    pub limit: usize,
}

impl Engine {
    /// An engine with an index in memory.
    pub fn in_memory() -> Result<Engine, EngineError> {
        Ok(Engine::with(Segments::in_memory()?, None, Model::shipped()))
    }

    /// An engine with its index in a folder, which is made where it is missing and emptied where it is damaged.
    /// Knows nobody until [`Engine::rebuild`] has given it the tables' evidence; what the index has of that already is
    /// not indexed again.
    pub fn open(dir: &Path) -> Result<Engine, EngineError> {
        let segments = Segments::open(&dir.join("words"))?;
        let model = match std::fs::read(dir.join(MODEL)) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(%error, "the learned model is damaged; starting from the shipped one");
                Model::shipped()
            }),
            Err(_) => Model::shipped(),
        };
        Ok(Engine::with(segments, Some(dir.to_owned()), model))
    }

    fn with(segments: Segments, dir: Option<PathBuf>, model: Model) -> Engine {
        let state = State {
            ledger: Ledger::default(),
            segments,
            fresh: Fresh::default(),
            waiting: FxHashMap::default(),
            items: FxHashMap::default(),
            model,
            open: FxHashMap::default(),
        };
        Engine { state: RwLock::new(state), dir }
    }

    /// Adds evidence; an item of a known id is replaced. It counts from the next question on.
    pub fn add(&self, evidence: &[Evidence]) -> Result<(), EngineError> {
        let mut state = self.write();
        for one in evidence {
            state.add(one);
        }
        if state.waiting.len() >= WAITING { state.commit() } else { Ok(()) }
    }

    /// Takes over all evidence of the tables, in steps between which questions are answered, and drops what they do
    /// not have.
    pub fn rebuild(&self, evidence: impl IntoIterator<Item = Evidence>) -> Result<(), EngineError> {
        let mut all = FxHashSet::default();
        let mut some = Vec::with_capacity(AT_ONCE);
        for one in evidence {
            all.insert(one.id.clone());
            some.push(one);
            if some.len() == AT_ONCE {
                self.add(&some)?;
                some.clear();
            }
        }
        self.add(&some)?;
        {
            let mut state = self.write();
            let gone: Vec<String> =
                state.ledger.ids().filter(|id| !all.contains(*id)).map(str::to_owned).collect();
            for id in gone {
                state.remove(&id);
            }
        }
        self.sweep()
    }

    /// Drops from the index on disk whatever was not added since the start: the tables do not have it any more.
    pub fn sweep(&self) -> Result<(), EngineError> {
        let mut state = self.write();
        let known: FxHashSet<u64> = state.items.keys().copied().collect();
        state.segments.retain(|key| known.contains(&key));
        state.commit()
    }

    /// Removes an item with every trace; says whether it was there.
    pub fn remove_evidence(&self, id: &str) -> Result<bool, EngineError> {
        let mut state = self.write();
        let there = state.remove(id);
        if there {
            state.commit()?;
        }
        Ok(there)
    }

    /// Removes a person from all evidence; says whether they were there. Items and their words stay: to remove what
    /// the person wrote, remove or replace the items.
    pub fn remove_person(&self, person: &str) -> bool {
        let mut state = self.write();
        state.open.clear();
        state.model.forget(person);
        state.ledger.remove_person(person)
    }

    /// Replaces what a person declares to know.
    pub fn set_topics(&self, person: &str, topics: &[String]) {
        self.write().ledger.set_topics(person, topics);
    }

    /// Who can help, best first, with reasons; nobody where nobody is known for this.
    pub fn suggest(&self, query: &Query, circumstances: Circumstances<'_>) -> Suggestions {
        let state = self.read();
        expertise::suggest(&state.ledger, &*state, &state.model, &request(query, circumstances))
    }

    /// Everybody who can be considered, best first, without reasons: for evaluations.
    pub fn rank(&self, query: &Query, circumstances: Circumstances<'_>) -> Scored {
        let state = self.read();
        expertise::rank(&state.ledger, &*state, &state.model, &request(query, circumstances))
    }

    /// Items whose words are like the question's, best first, with their similarity.
    pub fn similar(&self, query: &Query, limit: usize) -> Vec<(String, f32)> {
        let state = self.read();
        let hits = state.best(&Terms::choose(query, &*state), limit);
        hits.into_iter().map(|hit| (state.ledger.item_id(hit.item).to_owned(), hit.score)).collect()
    }

    /// Remembers a question that was sent, as everything looks now, so that its outcome can be learned from.
    pub fn remember(&self, question: &str, query: &Query, circumstances: Circumstances<'_>) {
        let mut scored = self.rank(query, circumstances);
        scored.shorten(REMEMBERED);
        let mut state = self.write();
        if state.open.len() >= OPEN {
            // Whichever goes: a question that old is hardly answered any more, and one lost outcome costs little.
            if let Some(question) = state.open.keys().next().cloned() {
                state.open.remove(&question);
            }
        }
        state.open.insert(question.to_owned(), scored);
    }

    /// Learns who helped with a question that was remembered, for good.
    pub fn learn(&self, question: &str, helpers: &[String]) {
        let mut state = self.write();
        if let Some(scored) = state.open.remove(question) {
            state.model.learn(&scored, helpers);
        }
    }

    /// Starts from another model.
    pub fn set_model(&self, model: Model) {
        self.write().model = model;
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.read().ledger.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Brings everything to disk. Nothing is lost without: the tables have it.
    pub fn flush(&self) -> Result<(), EngineError> {
        self.write().commit()?;
        self.save()
    }

    /// Brings what was learned to disk; the tables do not have it.
    pub fn save(&self) -> Result<(), EngineError> {
        if let Some(dir) = &self.dir {
            let model = serde_json::to_vec_pretty(&self.read().model).map_err(std::io::Error::from)?;
            let new = dir.join("model.json.new");
            std::fs::write(&new, model)?;
            std::fs::rename(new, dir.join(MODEL))?;
        }
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn request<'a>(query: &'a Query, circumstances: Circumstances<'a>) -> Request<'a> {
    let Circumstances { may_see, exclude, fairness, limit } = circumstances;
    Request { query, may_see, exclude, fairness, limit }
}

/// The first eight bytes of a cryptographic hash: stable over versions, and no two of a million are likely alike.
fn hash(text: &str) -> u64 {
    let bytes = *blake3::hash(text.as_bytes()).as_bytes();
    bytes[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl State {
    fn add(&mut self, evidence: &Evidence) {
        let item = self.ledger.add(evidence);
        let key = hash(&evidence.id);
        self.items.insert(key, item);
        let tokens = tokens::item_tokens(&evidence.text, &evidence.labels());
        let words = tokens.join(" ");
        let digest = hash(&words);
        match self.waiting.get(&item) {
            Some(waiting) if waiting.digest == digest => return,
            None if self.segments.digest(key) == Some(digest) => return,
            Some(_) => _ = self.fresh.remove(item),
            None => (),
        }
        self.fresh.add(item, &tokens);
        self.waiting.insert(item, Waiting { key, digest, words });
    }

    fn remove(&mut self, id: &str) -> bool {
        let Some(item) = self.ledger.remove(id) else {
            return false;
        };
        let key = hash(id);
        self.items.remove(&key);
        self.fresh.remove(item);
        self.waiting.remove(&item);
        self.segments.remove(key);
        true
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        for waiting in self.waiting.values() {
            self.segments.add(waiting.key, waiting.digest, &waiting.words)?;
        }
        self.segments.commit()?;
        self.waiting.clear();
        self.fresh.clear();
        Ok(())
    }
}

impl Index for State {
    fn best(&self, terms: &Terms, limit: usize) -> Vec<Hit> {
        let all = self.statistics();
        let frequency = |term: &str| self.document_frequency(term);
        let mut hits = self.fresh.best_within(terms, limit, all, &frequency);
        match self.segments.best(terms, limit, all, &frequency) {
            Ok(found) => hits.extend(found.into_iter().filter_map(|(key, score)| {
                let item = *self.items.get(&key)?;
                // What waits replaces what tantivy has of the same item.
                (!self.fresh.contains(item)).then_some(Hit { item, score })
            })),
            Err(error) => {
                tracing::error!(%error, "the search index failed; only the newest evidence is found");
            }
        }
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.item.cmp(&a.item)));
        hits.truncate(limit);
        hits
    }

    fn document_frequency(&self, term: &str) -> u64 {
        self.segments.frequency(term) + self.fresh.frequency(term)
    }

    fn statistics(&self) -> Statistics {
        let (old, fresh) = (self.segments.statistics(), self.fresh.statistics());
        Statistics { items: old.items + fresh.items, words: old.words + fresh.words }
    }
}
