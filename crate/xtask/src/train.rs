//! Learns the weights that ship, from the training questions of several histories.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use expertise::{Scored, Weights, feature::Features};
use server::engine::{Circumstances, Engine};

use crate::history::{Event, History};

/// How often training goes over all questions.
const ROUNDS: usize = 8;

/// How far one question moves the weights.
const RATE: f64 = 0.3;

/// From one question to the next in training: a large prime.
const STRIDE: usize = 7_919;

/// A question as the ranking saw it, and who helped.
pub(crate) struct Example {
    /// The people considered.
    pub people: Vec<Features>,
    /// Which of them helped.
    pub helped: Vec<bool>,
}

/// Where the weights lie in the source tree.
pub(crate) fn weights_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../expertise/weights")
}

impl Example {
    pub(crate) fn new(scored: &Scored, helpers: &[String]) -> Example {
        let helped = scored.people.iter().map(|person| helpers.contains(person)).collect();
        Example { people: scored.features.clone(), helped }
    }
}

/// Learns from every set in `dir`: one file from all, and for each set one from the others.
pub(crate) fn train(dir: &Path) -> Result<()> {
    let mut learned: Vec<(String, Vec<Example>)> = Vec::new();
    for folder in sets(dir)? {
        let history = History::read(&folder)?;
        let examples = examples(&history)?;
        learned.push((history.name, examples));
    }
    write("all", &fit(learned.iter().map(|(_, examples)| examples.as_slice())))?;
    for (name, _) in &learned {
        let others =
            learned.iter().filter(|(other, _)| other != name).map(|(_, examples)| examples.as_slice());
        write(&format!("without-{name}"), &fit(others))?;
    }
    Ok(())
}

/// The folders of the sets in `dir`.
pub(crate) fn sets(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(dir)
        .with_context(|| format!("cannot read {}", dir.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("meta.json").exists())
        .collect();
    folders.sort();
    if folders.is_empty() {
        bail!("{} has no set: a folder with meta.json, evidence.jsonl and dev.jsonl", dir.display());
    }
    Ok(folders)
}

/// The training questions of a history, as the engine saw them at their time.
fn examples(history: &History) -> Result<Vec<Example>> {
    let engine = Engine::in_memory()?;
    let circumstances =
        Circumstances { may_see: &|_, _| false, exclude: &|_| false, fairness: 0.0, limit: 0 };
    let mut examples = Vec::new();
    history.play(history.end_of_training(), |event| {
        match event {
            Event::Evidence(evidence) => engine.add(&evidence)?,
            Event::Question(question) if question.training => {
                let scored = engine.rank(&question.query, circumstances);
                examples.push(Example::new(&scored, &question.helpers));
            }
            _ => (),
        }
        Ok(())
    })?;
    Ok(examples)
}

/// Learns from several sets, each with the same say however many questions it has. The weights of the later rounds are
/// averaged: one round's last questions have too much of a say in where it ends.
pub(crate) fn fit<'a>(sets: impl Iterator<Item = &'a [Example]>) -> Weights {
    let sets: Vec<&[Example]> = sets.collect();
    let mut weights = Weights::default();
    let mut later = Vec::new();
    let longest = sets.iter().map(|set| set.len()).max().unwrap_or(0);
    for round in 0..ROUNDS {
        for at in 0..longest {
            for set in &sets {
                // A stride without a common divisor visits every question once, far from its neighbours.
                let stride = (at * STRIDE + round * longest / ROUNDS) % longest;
                if let Some(example) = set.get(stride * set.len() / longest) {
                    weights.learn(&example.people, &example.helped, RATE);
                }
            }
        }
        if 2 * round >= ROUNDS {
            later.push(weights.clone());
        }
    }
    let mut weights = Weights::mean(&later);
    weights.judge();
    weights
}

fn write(name: &str, weights: &Weights) -> Result<()> {
    let path = weights_dir().join(format!("{name}.json"));
    std::fs::write(&path, serde_json::to_string_pretty(weights)? + "\n")?;
    println!("wrote {}", path.display());
    Ok(())
}
