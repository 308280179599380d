//! What each group of features is worth: every set is played once, then learned and ranked anew without each group.

use std::path::Path;

use anyhow::Result;
use expertise::{
    Model, Scored, Weights,
    feature::{Features, NAMES},
};
use server::engine::{Circumstances, Engine};

use crate::{
    history::{Event, History},
    train::{self, Example},
};

/// Features that say nearly the same, by how their names begin.
const GROUPS: [(&str, &[&str]); 11] = [
    ("nothing", &[]),
    ("votes of similar items, help alone", &["HelpSum", "HelpBest", "HelpRanks"]),
    ("votes of similar items, help and own work", &["Part", "WorkBest"]),
    ("all votes of similar items", &["HelpSum", "HelpBest", "HelpRanks", "Part", "WorkBest", "AcceptedSum"]),
    ("shares of the newest parts under labels", &["LabelNew", "LabelBest", "LabelMean", "Triple"]),
    ("how help stands out under labels", &["LabelLift", "Pair"]),
    ("everything under labels", &["Label", "Pair", "Triple"]),
    ("the heading", &["Heading"]),
    ("how recently they helped", &["Awake"]),
    ("time of the day and day of the week", &["Hour", "Weekday"]),
    ("who has helped whom, who was accepted", &["Asker", "Returned", "Accepted"]),
];

/// How many people of a question are looked at: those whom the shipped weights put first.
const CONSIDERED: usize = 150;

/// A set as it was played.
struct Played {
    name: String,
    training: Vec<Example>,
    moments: Vec<Moment>,
}

enum Moment {
    /// A question that counts, or one for training, and who really helped.
    Asked { scored: Scored, helpers: Vec<String>, counts: bool },
    /// It becomes known who helped with the question at this place.
    Known(usize),
}

/// Prints the mean reciprocal rank of every set without each group, with and without learning from outcomes.
pub(crate) fn ablation(dir: &Path) -> Result<()> {
    let mut sets = Vec::new();
    for folder in train::sets(dir)? {
        sets.push(play(&History::read(&folder)?)?);
    }
    let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
    println!("| without | {} | mean | mean, not learning |", names.join(" | "));
    println!("|---|{}", "---|".repeat(names.len() + 2));
    for (name, group) in GROUPS {
        let without: Vec<usize> =
            (0..NAMES.len()).filter(|at| group.iter().any(|start| NAMES[*at].starts_with(start))).collect();
        let (learning, still): (Vec<f64>, Vec<f64>) = sets
            .iter()
            .map(|set| {
                let others = sets.iter().filter(|other| other.name != set.name);
                let training: Vec<Vec<Example>> = others
                    .map(|set| set.training.iter().map(|example| blind(example, &without)).collect())
                    .collect();
                let start = train::fit(training.iter().map(Vec::as_slice));
                (ranked(set, start.clone(), &without, true), ranked(set, start, &without, false))
            })
            .unzip();
        let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
        let cells: Vec<String> = learning.iter().map(|value| format!("{value:.3}")).collect();
        println!("| {name} | {} | {:.4} | {:.4} |", cells.join(" | "), mean(&learning), mean(&still));
    }
    Ok(())
}

fn play(history: &History) -> Result<Played> {
    let engine = Engine::in_memory()?;
    let circumstances =
        Circumstances { may_see: &|_, _| false, exclude: &|_| false, fairness: 0.0, limit: 0 };
    let (mut training, mut moments) = (Vec::new(), Vec::new());
    let mut asked = std::collections::HashMap::new();
    history.play(i64::MAX, |event| {
        match event {
            Event::Evidence(evidence) => engine.add(&evidence)?,
            Event::Question(question) => {
                let mut scored = engine.rank(&question.query, circumstances);
                scored.shorten(CONSIDERED);
                if question.training {
                    training.push(Example::new(&scored, &question.helpers));
                }
                asked.insert(question.id.clone(), moments.len());
                let (helpers, counts) = (question.helpers.clone(), !question.training);
                moments.push(Moment::Asked { scored, helpers, counts });
            }
            Event::Outcome(question) => moments.extend(asked.get(&question.id).map(|at| Moment::Known(*at))),
        }
        Ok(())
    })?;
    Ok(Played { name: history.name.clone(), training, moments })
}

fn ranked(set: &Played, start: Weights, without: &[usize], learning: bool) -> f64 {
    let mut model = Model::from(start);
    let mut ranked: Vec<Option<Scored>> = Vec::with_capacity(set.moments.len());
    let (mut questions, mut reciprocal) = (0, 0.0);
    for moment in &set.moments {
        match moment {
            Moment::Asked { scored, helpers, counts } => {
                let mut scored = scored.clone();
                for features in &mut scored.features {
                    *features = blinded(*features, without);
                }
                scored.weigh(&model);
                if *counts {
                    questions += 1;
                    let place = scored.people.iter().position(|person| helpers.contains(person));
                    reciprocal += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
                }
                scored.shorten(100);
                ranked.push(Some(scored));
            }
            Moment::Known(at) => {
                if let (true, Some(scored), Moment::Asked { helpers, .. }) =
                    (learning, ranked[*at].take(), &set.moments[*at])
                {
                    model.learn(&scored, helpers);
                }
                ranked.push(None);
            }
        }
    }
    reciprocal / f64::from(questions.max(1))
}

fn blind(example: &Example, without: &[usize]) -> Example {
    let people = example.people.iter().map(|features| blinded(*features, without)).collect();
    Example { people, helped: example.helped.clone() }
}

fn blinded(mut features: Features, without: &[usize]) -> Features {
    for at in without {
        features[*at] = 0.0;
    }
    features
}
