//! Plays a history through the server's own engine and writes whom it would have suggested.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use expertise::{FAIRNESS, Weights};
use server::engine::{Circumstances, Engine};

use crate::history::{Event, History};

/// How many people are written for a question.
const WRITTEN: usize = 100;

/// How an evaluation runs.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    /// Whether outcomes of the history itself teach the weights.
    pub learning: bool,
    /// Whether the last week's helps count as load.
    pub fairness: bool,
}

/// Plays the set in `dir` and writes `question<TAB>person<TAB>score` lines to `out`.
pub(crate) fn eval(dir: &Path, out: &Path, options: Options) -> Result<()> {
    let history = History::read(dir)?;
    let engine = Engine::in_memory()?;
    engine.set_model(start_weights(&history.name)?.into());
    let mut out =
        BufWriter::new(File::create(out).with_context(|| format!("cannot write {}", out.display()))?);
    let fairness = if options.fairness { FAIRNESS } else { 0.0 };
    let circumstances =
        Circumstances { may_see: &|_, _| false, exclude: &|_| false, fairness, limit: WRITTEN };
    let (mut questions, mut reciprocal, mut took) = (0usize, 0.0, Vec::new());
    let mut first: HashMap<String, usize> = HashMap::new();
    let started = Instant::now();
    history.play(i64::MAX, |event| {
        match event {
            Event::Evidence(evidence) => engine.add(&evidence)?,
            Event::Question(question) => {
                if !question.training {
                    let asked = Instant::now();
                    let ranked = engine.rank(&question.query, circumstances);
                    took.push(asked.elapsed());
                    for (person, score) in ranked.people.iter().zip(&ranked.scores).take(WRITTEN) {
                        writeln!(out, "{}\t{person}\t{score}", question.id)?;
                    }
                    questions += 1;
                    let place = ranked
                        .people
                        .iter()
                        .take(WRITTEN)
                        .position(|person| question.helpers.contains(person));
                    reciprocal += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
                    if let Some(person) = ranked.people.into_iter().next() {
                        *first.entry(person).or_default() += 1;
                    }
                }
                if options.learning {
                    engine.remember(&question.id, &question.query, circumstances);
                }
            }
            Event::Outcome(question) => engine.learn(&question.id, &question.helpers),
        }
        Ok(())
    })?;
    out.flush()?;
    took.sort();
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or(Duration::ZERO);
    println!(
        "{}: MRR {:.4} · {questions} questions · most often first {:.3} · p50 {:.1?} p99 {:.1?} · {:.0?} in all",
        history.name,
        reciprocal / questions.max(1) as f64,
        first.values().max().copied().unwrap_or(0) as f64 / questions.max(1) as f64,
        at(0.5),
        at(0.99),
        started.elapsed(),
    );
    Ok(())
}

/// The weights that a set starts from: learned without it. A set that took no part gets the shipped ones.
fn start_weights(name: &str) -> Result<Weights> {
    let path = crate::train::weights_dir().join(format!("without-{name}.json"));
    if !path.exists() {
        return Ok(Weights::shipped());
    }
    let bytes = std::fs::read(&path)?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is damaged", path.display()))
}
