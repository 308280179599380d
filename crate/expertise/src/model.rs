//! How people are weighed: the weights of their features, and what outcomes have taught beyond these.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::{
    feature::Features,
    rank::Scored,
    weights::{Weights, softmax},
};

/// How far one outcome moves the weights.
const RATE: f64 = 0.2;
/// How far one outcome moves somebody's surplus.
const SURPLUS_RATE: f64 = 0.02;
/// What is foreseen as nearly nothing and does not happen, tells nothing about somebody.
const TELLS: f64 = 0.01;
/// How many outcomes are kept to learn from again.
const KEPT: usize = 1_000;
/// How often, for every new outcome, an earlier one is learned from again: a few hundred outcomes teach more than one
/// look at each can take in.
const AGAIN: usize = 2;
/// How many people of an outcome are kept, beside those who helped.
const PEOPLE: usize = 50;

/// What weighs people: starts from weights that others' outcomes taught, and learns from the organisation's own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Model {
    weights: Weights,
    /// How much more often somebody helps than their features foresee: those who take questions on, against those who
    /// let them pass. By the person's id.
    #[serde(default)]
    surplus: FxHashMap<String, f64>,
    #[serde(skip)]
    past: VecDeque<Outcome>,
    #[serde(skip)]
    looks: u64,
}

/// A question as it looked when it was asked, and who helped.
#[derive(Debug, Clone)]
struct Outcome {
    people: Vec<String>,
    features: Vec<Features>,
    helped: Vec<bool>,
}

impl From<Weights> for Model {
    fn from(weights: Weights) -> Self {
        Model { weights, ..Model::default() }
    }
}

impl Model {
    /// The model that ships: nothing learned from the organisation yet.
    pub fn shipped() -> Model {
        Weights::shipped().into()
    }

    /// The weights as learned so far.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The score of a person.
    pub fn score(&self, person: &str, features: &Features) -> f64 {
        self.weights.score(features) + self.surplus.get(person).copied().unwrap_or(0.0)
    }

    /// Learns who helped with a question that looked like this when it was asked. Does nothing when none of those who
    /// were considered did.
    pub fn learn(&mut self, asked: &Scored, helpers: &[String]) {
        let kept =
            asked.people.iter().enumerate().filter(|(at, person)| *at < PEOPLE || helpers.contains(person));
        let (mut people, mut features, mut helped) = (Vec::new(), Vec::new(), Vec::new());
        for (at, person) in kept {
            people.push(person.clone());
            features.push(asked.features[at]);
            helped.push(helpers.contains(person));
        }
        if helped.iter().all(|helped| *helped) || helped.iter().all(|helped| !helped) {
            return;
        }
        if self.past.len() == KEPT {
            self.past.pop_front();
        }
        self.past.push_back(Outcome { people, features, helped });
        self.look(self.past.len() - 1);
        for _ in 0..AGAIN {
            // Which one is looked at again is drawn by Weyl's sequence: even, and the same every time.
            self.looks = self.looks.wrapping_add(0x9E37_79B9_7F4A_7C15);
            self.look(((u128::from(self.looks) * self.past.len() as u128) >> 64) as usize);
        }
    }

    fn look(&mut self, at: usize) {
        let Some(Outcome { people, features, helped }) = self.past.get(at) else {
            return;
        };
        let scores: Vec<f64> =
            people.iter().zip(features).map(|(person, features)| self.score(person, features)).collect();
        let helpers = helped.iter().filter(|helped| **helped).count() as f64;
        let beyond: Vec<f64> = softmax(&scores)
            .into_iter()
            .zip(helped)
            .map(|(foreseen, helped)| if *helped { 1.0 / helpers - foreseen } else { -foreseen })
            .collect();
        self.weights.step(features, &beyond, RATE);
        for (person, beyond) in people.iter().zip(&beyond).filter(|(_, beyond)| beyond.abs() > TELLS) {
            *self.surplus.entry(person.clone()).or_default() += SURPLUS_RATE * beyond;
        }
    }

    /// Forgets everything about a person.
    pub fn forget(&mut self, person: &str) {
        self.surplus.remove(person);
        self.past.retain(|outcome| outcome.people.iter().all(|other| other != person));
    }
}
