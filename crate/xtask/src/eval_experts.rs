//! Plays a history through the server's own engine and writes whom it would have suggested.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use expertise::{FAIRNESS, Query, Weights};
use server::engine::{Circumstances, Engine};

use crate::{
    baselines::{self, Baselines, p_value},
    history::{Event, History, Question},
};

/// How many people are written for a question.
const WRITTEN: usize = 100;

/// How an evaluation runs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Options {
    /// Whether outcomes of the history itself teach the model.
    pub learning: bool,
    /// Whether the last week's helps count as load.
    pub fairness: bool,
    /// Whether known methods run beside, and the engine with fairness too.
    pub baselines: bool,
}

/// What is said to people, beyond the order: whom nobody is known for, and how sure it is.
#[derive(Default)]
struct Said {
    questions: usize,
    nobody: usize,
    /// Whether the helper is among the five.
    helped: usize,
    /// By tenths of the first person's confidence: how many, how sure in sum, how many right.
    sure: [(usize, f64, usize); 10],
    /// The first person's confidence, for every question.
    confidence: Vec<f64>,
}

impl Said {
    fn note(&mut self, engine: &Engine, question: &Question) {
        let circumstances =
            Circumstances { may_see: &|_, _| false, exclude: &|_| false, fairness: 0.0, limit: 5 };
        let people = engine.suggest(&question.query, circumstances).people;
        self.questions += 1;
        self.helped += usize::from(people.iter().any(|one| question.helpers.contains(&one.person)));
        self.confidence.push(people.first().map_or(0.0, |first| first.confidence));
        match people.first() {
            None => self.nobody += 1,
            Some(first) => {
                let tenth = &mut self.sure[((first.confidence * 10.0) as usize).min(9)];
                tenth.0 += 1;
                tenth.1 += first.confidence;
                tenth.2 += usize::from(question.helpers.contains(&first.person));
            }
        }
    }

    fn print(&self) {
        let share = |count: usize| count as f64 / self.questions.max(1) as f64;
        println!("  nobody {:.3} · helper among the five {:.3}", share(self.nobody), share(self.helped));
        let mut sorted = self.confidence.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| sorted.get((share * sorted.len() as f64) as usize).copied().unwrap_or(0.0);
        let quantiles = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95].map(|share| format!("{share}: {:.3}", at(share)));
        println!("  confidence by share of the questions · {}", quantiles.join(" · "));
        for (count, confidence, right) in self.sure.iter().filter(|tenth| tenth.0 > 0) {
            let count_of = *count as f64;
            println!(
                "  sure {:.2} · right {:.2} · {count} questions",
                confidence / count_of,
                *right as f64 / count_of
            );
        }
    }
}

/// Puts the questions of another organisation, which nobody here can know, and prints how often nobody is suggested.
pub(crate) fn strangers(dir: &Path, others: &Path) -> Result<()> {
    let (history, others) = (History::read(dir)?, History::read(others)?);
    let engine = Engine::in_memory()?;
    engine.set_model(start_weights(&history.name)?.into());
    let mut own = Said::default();
    let mut time = 0;
    history.play(i64::MAX, |event| {
        match event {
            Event::Evidence(evidence) => engine.add(&evidence)?,
            Event::Question(question) if !question.training => {
                time = question.query.time;
                own.note(&engine, question);
            }
            _ => (),
        }
        Ok(())
    })?;
    println!("{}, its own questions", history.name);
    own.print();
    let mut foreign = Said::default();
    for question in others.questions.iter().filter(|question| !question.training) {
        let query = Query { time, asker: None, ..question.query.clone() };
        foreign.note(&engine, &Question { query, ..question.clone() });
    }
    println!("{}, questions of {}", history.name, others.name);
    foreign.print();
    Ok(())
}

/// Plays the set in `dir` and writes `question<TAB>person<TAB>score` lines to `out`; those of other methods to
/// `out.METHOD`.
pub(crate) fn eval(dir: &Path, out: &Path, options: Options) -> Result<()> {
    let history = History::read(dir)?;
    let engine = Engine::in_memory()?;
    engine.set_model(start_weights(&history.name)?.into());
    let fairness = |on| if on { FAIRNESS } else { 0.0 };
    let circumstances =
        |fairness| Circumstances { may_see: &|_, _| false, exclude: &|_| false, fairness, limit: WRITTEN };
    let ours = circumstances(fairness(options.fairness));
    let mut run = Run::create("muster", out)?;
    let mut others = Vec::new();
    let mut baselines = Baselines::default();
    if options.baselines {
        let turned = if options.fairness { "muster, fairness off" } else { "muster, fairness on" };
        others.push(Run::create(turned, &beside(out, turned))?);
        for name in baselines::NAMES {
            others.push(Run::create(name, &beside(out, name))?);
        }
    }
    let mut took = Vec::new();
    let started = Instant::now();
    history.play(i64::MAX, |event| {
        match event {
            Event::Evidence(evidence) => {
                engine.add(&evidence)?;
                if options.baselines {
                    baselines.add(&evidence);
                }
            }
            Event::Question(question) => {
                if !question.training {
                    let asked = Instant::now();
                    let ranked = engine.rank(&question.query, ours);
                    took.push(asked.elapsed());
                    run.note(question, ranked.people.into_iter().zip(ranked.scores))?;
                    if let Some((turned, others)) = others.split_first_mut() {
                        let ranked = engine.rank(&question.query, circumstances(fairness(!options.fairness)));
                        turned.note(question, ranked.people.into_iter().zip(ranked.scores))?;
                        for (other, found) in others.iter_mut().zip(baselines.run(&engine, &question.query)) {
                            other.note(question, found.into_iter())?;
                        }
                    }
                }
                if options.learning {
                    engine.remember(&question.id, &question.query, circumstances(0.0));
                }
            }
            Event::Outcome(question) => engine.learn(&question.id, &question.helpers),
        }
        Ok(())
    })?;
    took.sort();
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or(Duration::ZERO);
    println!(
        "{}: {} · {} questions · p50 {:.1?} p99 {:.1?} · {:.0?} in all",
        history.name,
        run.summary(),
        run.reciprocal.len(),
        at(0.5),
        at(0.99),
        started.elapsed(),
    );
    for other in &mut others {
        println!(
            "  {:22} {} · p {:.4}",
            other.name,
            other.summary(),
            p_value(&run.reciprocal, &other.reciprocal)
        );
        other.out.flush()?;
    }
    run.out.flush()?;
    Ok(())
}

/// Where another method's lines go.
fn beside(out: &Path, name: &str) -> PathBuf {
    let mut path = OsString::from(out);
    path.push(".");
    path.push(name.replace(", ", "-").replace(' ', "-"));
    path.into()
}

/// What one method suggested.
struct Run {
    name: &'static str,
    out: BufWriter<File>,
    /// One by the place of the first who really helped, for each question.
    reciprocal: Vec<f64>,
    first: HashMap<String, usize>,
}

impl Run {
    fn create(name: &'static str, path: &Path) -> Result<Run> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Run { name, out: BufWriter::new(file), reciprocal: Vec::new(), first: HashMap::new() })
    }

    fn note(&mut self, question: &Question, people: impl Iterator<Item = (String, f64)>) -> Result<()> {
        let mut reciprocal = 0.0;
        for (place, (person, score)) in people.take(WRITTEN).enumerate() {
            writeln!(self.out, "{}\t{person}\t{score}", question.id)?;
            if reciprocal == 0.0 && question.helpers.contains(&person) {
                reciprocal = 1.0 / (place as f64 + 1.0);
            }
            if place == 0 {
                *self.first.entry(person).or_default() += 1;
            }
        }
        self.reciprocal.push(reciprocal);
        Ok(())
    }

    fn summary(&self) -> String {
        let questions = self.reciprocal.len().max(1) as f64;
        format!(
            "MRR {:.4} · most often first {:.3}",
            self.reciprocal.iter().sum::<f64>() / questions,
            self.first.values().max().copied().unwrap_or(0) as f64 / questions,
        )
    }
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

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// A small organisation's history: who knows a topic answers on it, and questions come from the items. `after` gives
    /// the number by which an item beyond the middle is answered and worded.
    fn write_history(dir: &Path, after: impl Fn(usize) -> usize) {
        const ITEMS: usize = 240;
        let topics =
            ["hotel limit", "invoice order mismatch", "forklift licence", "crm forecast", "vat number"];
        let (mut evidence, mut questions) = (String::new(), String::new());
        for at in 0..ITEMS {
            let by = if at < ITEMS / 2 { at } else { after(at) };
            let (topic, person, asker) = (topics[by % 5], by % 5 + by / 7 % 2 * 5, by % 11);
            let day = |days: usize| {
                format!("20{:02}-{:02}-{:02}T08:00:00Z", 20 + days / 336, days / 28 % 12 + 1, days % 28 + 1)
            };
            let (asked, answered) = (day(at), day(at + 2));
            writeln!(
                evidence,
                r#"{{"id":"i{at}","time":"{asked}","kind":"question","tags":["area:{}"],"text":"{topic} {by}","people":[{{"id":"a{asker}","role":"asked","time":"{asked}"}},{{"id":"p{person}","role":"answered","time":"{answered}"}}]}}"#,
                by % 3
            )
            .unwrap();
            writeln!(
                questions,
                r#"{{"id":"q{at}","time":"{asked}","text":"{topic} {by}","tags":["area:{}"],"asker":"a{asker}","doc":"i{at}","relevant":["p{person}"]}}"#,
                by % 3
            )
            .unwrap();
        }
        std::fs::write(dir.join("evidence.jsonl"), "").unwrap();
        std::fs::write(dir.join("dev.jsonl"), "").unwrap();
        std::fs::write(dir.join("stream.jsonl"), evidence).unwrap();
        std::fs::write(dir.join("queries.jsonl"), questions).unwrap();
    }

    fn played(after: impl Fn(usize) -> usize) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        write_history(dir.path(), after);
        let out = dir.path().join("out");
        eval(dir.path(), &out, Options { learning: true, ..Options::default() }).unwrap();
        std::fs::read_to_string(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn shuffling_the_future_changes_nothing_before_it() {
        let before = |lines: Vec<String>| -> Vec<String> {
            let number = |line: &str| line[1..line.find('\t').unwrap()].parse::<usize>().unwrap();
            lines.into_iter().filter(|line| number(line) < 120).collect()
        };
        let (as_it_was, shuffled) = (played(|at| at), played(|at| at * 7 % 120 + 120));
        assert_ne!(as_it_was, shuffled, "the future was not shuffled");
        let (as_it_was, shuffled) = (before(as_it_was), before(shuffled));
        assert!(as_it_was.len() > 500);
        assert_eq!(as_it_was, shuffled);
    }

    #[test]
    fn playing_twice_gives_the_same() {
        assert_eq!(played(|at| at), played(|at| at));
    }
}
