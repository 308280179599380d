//! Keeps the engine at one with the tables, and asks it.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Context as _;
use expertise::{FAIRNESS, Query, Visibility};
use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::{
    Result,
    db::{
        self, Db,
        evidence::{About, THREAD},
    },
    engine::{Circumstances, Engine},
};

/// How many parts are taken over at once.
const AT_ONCE: i64 = 1000;
/// How many items like a question are looked at for answered ones.
const SIMILAR: usize = 50;
/// What is less like a question than this share of the best is not like it.
const LIKENESS: f32 = 0.4;

/// The engine, and how far it has followed the tables.
pub(crate) struct Knowledge {
    engine: Engine,
    followed: Mutex<Followed>,
    filled: AtomicBool,
}

#[derive(Default)]
struct Followed {
    /// The last part of evidence.
    seq: i64,
    /// When the last of the people was changed.
    people: String,
}

/// Who and what was found for a question.
pub(crate) struct Found {
    /// People, best first.
    pub(crate) people: Vec<Candidate>,
    /// The ids of threads like the question, best first.
    pub(crate) threads: Vec<String>,
}

/// A person with reasons, each with the evidence that it rests on.
pub(crate) struct Candidate {
    /// Their id.
    pub(crate) person: String,
    /// The clauses and the ids.
    pub(crate) reasons: Vec<(String, Vec<String>)>,
}

type MaySee = dyn Fn(&str, &Visibility) -> bool + Send + Sync;
type Exclude = dyn Fn(&str) -> bool + Send + Sync;

/// A question, and who asks it.
struct Asking {
    query: Query,
    may_see: Box<MaySee>,
    exclude: Box<Exclude>,
}

impl Asking {
    /// Of a person who has a part in the threads `mine`, in an organisation of these people.
    fn new(query: Query, mine: HashSet<String>, people: HashSet<String>) -> Asking {
        let asker = query.asker.clone();
        Asking {
            query,
            may_see: Box::new(move |_, visibility| match visibility {
                Visibility::Everyone => true,
                Visibility::Rule(thread) => mine.contains(thread),
                Visibility::People(people) => people.iter().any(|person| Some(person) == asker.as_ref()),
            }),
            exclude: Box::new(move |person| !people.contains(person)),
        }
    }

    fn circumstances(&self, fairness: f64) -> Circumstances<'_> {
        Circumstances { may_see: &*self.may_see, exclude: &*self.exclude, fairness, limit: 5 }
    }
}

impl Knowledge {
    /// Opens the engine; what it finds on the disk saves it work, no more.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Knowledge> {
        let engine = Engine::open(&data.join("index")).context("cannot open the search index")?;
        Ok(Knowledge { engine, followed: Mutex::default(), filled: AtomicBool::new(false) })
    }

    /// Takes over all that the tables have, while questions are answered from what is there already.
    pub(crate) async fn fill(self: Arc<Self>, db: Db) {
        match self.follow(&db).await {
            Ok(()) => {
                if let Err(error) = tokio::task::block_in_place(|| self.engine.sweep()) {
                    tracing::warn!(%error, "what is gone could not be dropped from the search index");
                }
            }
            Err(error) => {
                tracing::error!(%error, "the search index could not be filled; the next question tries again");
            }
        }
        self.filled.store(true, Ordering::Release);
    }

    /// Takes over what the tables have beyond what the engine knows, whoever wrote it: this server, or
    /// an import that runs beside it.
    async fn follow(&self, db: &Db) -> Result<()> {
        let mut followed = self.followed.lock().await;
        loop {
            let next = {
                let mut read = db.read().await?;
                self.follow_people(&mut read, &mut followed).await?;
                db::evidence::since(&mut read, followed.seq, AT_ONCE).await?
            };
            let Some((seq, evidence)) = next else {
                return Ok(());
            };
            tokio::task::block_in_place(|| self.engine.add(&evidence))
                .context("cannot add to the search index")?;
            followed.seq = seq;
        }
    }

    async fn follow_people(&self, read: &mut sqlx::SqliteConnection, followed: &mut Followed) -> Result<()> {
        let changed = db::person::changed(read).await?;
        if changed == followed.people {
            return Ok(());
        }
        let mut topics: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (person, topic) in db::person::topics_since(read, &followed.people).await? {
            topics.entry(person).or_default().extend(topic);
        }
        for (person, topics) in topics {
            self.engine.set_topics(&person, &topics);
        }
        followed.people = changed;
        Ok(())
    }

    /// Who can help somebody with a question, and what was asked like it. All that was acknowledged
    /// before counts, unless the engine is being filled: then what it has so far.
    pub(crate) async fn find(&self, db: &Db, about: About, asker: &str) -> Result<Found> {
        let asking = self.asking(db, about, asker).await?;
        let now = Timestamp::now().as_second();
        Ok(tokio::task::block_in_place(|| self.ask(&asking.query, asking.circumstances(FAIRNESS), now)))
    }

    /// Remembers a question that was sent, as everything looks now, so that its outcome can be learned from. A restart
    /// forgets it: one lost outcome costs little.
    pub(crate) async fn sent(&self, db: &Db, thread: &str, about: About, asker: &str) -> Result<()> {
        let asking = self.asking(db, about, asker).await?;
        tokio::task::block_in_place(|| {
            self.engine.remember(thread, &asking.query, asking.circumstances(0.0));
        });
        Ok(())
    }

    /// Learns whose answer was accepted, and keeps what was learned.
    pub(crate) fn accepted(&self, thread: &str, person: &str) {
        self.engine.learn(thread, &[person.to_owned()]);
        if let Err(error) = self.engine.save() {
            tracing::warn!(%error, "what was learned from an outcome could not be kept");
        }
    }

    async fn asking(&self, db: &Db, about: About, asker: &str) -> Result<Asking> {
        if self.filled.load(Ordering::Acquire) {
            self.follow(db).await?;
        }
        let mut read = db.read().await?;
        let mine = db::thread::of_participant(&mut read, asker).await?.into_iter().collect();
        let people = db::person::ids(&mut read).await?.into_iter().collect();
        let query = Query {
            text: about.text,
            tags: about.tags,
            record: Some(about.record),
            asker: Some(asker.to_owned()),
            // What happened within this second counts too.
            time: Timestamp::now().as_second() + 1,
        };
        Ok(Asking::new(query, mine, people))
    }

    fn ask(&self, query: &Query, circumstances: Circumstances<'_>, now: i64) -> Found {
        let people = self.engine.suggest(query, circumstances).people;
        let similar = self.engine.similar(query, SIMILAR);
        let least = similar.first().map_or(0.0, |(_, best)| best * LIKENESS);
        Found {
            people: people
                .into_iter()
                .map(|candidate| Candidate {
                    person: candidate.person,
                    reasons: candidate
                        .reasons
                        .into_iter()
                        .map(|reason| (reason.data.sentence(now), reason.evidence))
                        .collect(),
                })
                .collect(),
            threads: similar
                .iter()
                .filter(|(_, score)| *score >= least)
                .filter_map(|(id, _)| id.strip_prefix(THREAD).map(str::to_owned))
                .collect(),
        }
    }

    /// Brings the engine to disk, so that the next start has less to do.
    pub(crate) fn flush(&self) {
        if let Err(error) = self.engine.flush() {
            tracing::warn!(%error, "the search index was not brought to disk; it will be filled anew");
        }
    }
}
