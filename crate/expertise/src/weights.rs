//! The linear model: one number for each feature, never negative.

use serde::{Deserialize, Serialize};

use crate::feature::{COUNT, Feature, Features, NAMES};

/// The weight of each feature, and how much each has moved. Learned listwise: the people who really helped should stand
/// above the others of the same question.
///
/// No weight is ever negative and every feature is written so that more speaks for a person. So evidence never counts
/// against somebody, and a reason always reads the right way round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Named>", into = "Vec<Named>")]
pub struct Weights {
    value: [f64; COUNT],
    /// AdaGrad's sums of squared gradients.
    moved: [f64; COUNT],
}

#[derive(Serialize, Deserialize)]
struct Named {
    feature: String,
    weight: f64,
    #[serde(default)]
    moved: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Weights { value: [0.0; COUNT], moved: [0.0; COUNT] }
    }
}

impl From<Vec<Named>> for Weights {
    /// Features that are unknown by now are left out, new ones start at nothing.
    fn from(list: Vec<Named>) -> Self {
        let mut weights = Weights::default();
        for named in list {
            if let Some(at) = NAMES.iter().position(|name| *name == named.feature) {
                weights.value[at] = named.weight;
                weights.moved[at] = named.moved;
            }
        }
        weights
    }
}

impl From<Weights> for Vec<Named> {
    fn from(weights: Weights) -> Self {
        (0..COUNT)
            .map(|at| Named {
                feature: NAMES[at].to_owned(),
                weight: weights.value[at],
                moved: weights.moved[at],
            })
            .collect()
    }
}

impl Weights {
    /// The weights that ship: learned from several histories of different kinds of work.
    pub fn shipped() -> Weights {
        serde_json::from_str(include_str!("../weights/all.json")).unwrap_or_default()
    }

    /// The score of a person.
    pub fn score(&self, features: &Features) -> f64 {
        self.value.iter().zip(features).map(|(weight, feature)| weight * f64::from(*feature)).sum()
    }

    /// The weight of a feature.
    pub fn of(&self, feature: usize) -> f64 {
        self.value[feature]
    }

    /// Learns from one question: who of the people considered really helped. Does nothing when none of them did, or all.
    pub fn learn(&mut self, people: &[Features], helped: &[bool], rate: f64) {
        let helpers = helped.iter().filter(|helped| **helped).count();
        if helpers == 0 || helpers == people.len() {
            return;
        }
        let scores: Vec<f64> = people.iter().map(|features| self.score(features)).collect();
        let beyond: Vec<f64> = softmax(&scores)
            .into_iter()
            .zip(helped)
            .map(|(foreseen, helped)| if *helped { 1.0 / helpers as f64 - foreseen } else { -foreseen })
            .collect();
        self.step(people, &beyond, rate);
    }

    /// Moves the weights towards what was not foreseen: for each person, how much more they helped than foreseen.
    pub(crate) fn step(&mut self, people: &[Features], beyond: &[f64], rate: f64) {
        let mut gradient = [0.0; COUNT];
        for (features, beyond) in people.iter().zip(beyond) {
            for (gradient, feature) in gradient.iter_mut().zip(features) {
                *gradient += beyond * f64::from(*feature);
            }
        }
        for (at, gradient) in gradient.into_iter().enumerate() {
            self.moved[at] += gradient * gradient;
            self.value[at] = (self.value[at] + rate * gradient / (1.0 + self.moved[at]).sqrt()).max(0.0);
        }
    }

    /// Sets the weights that no history can teach, because none says who declared or refused what: a topic that covers
    /// the question speaks for somebody about as much as help with an item just like it, and having refused such an item
    /// speaks as much against.
    pub fn judge(&mut self) {
        self.value[Feature::Declared as usize] = 2.0;
        self.value[Feature::Unrefused as usize] = 1.0;
    }

    /// The mean of several weights, free to move again.
    pub fn mean(all: &[Weights]) -> Weights {
        let mut mean = Weights::default();
        for weights in all {
            for (mean, value) in mean.value.iter_mut().zip(weights.value) {
                *mean += value / all.len() as f64;
            }
        }
        mean
    }
}

/// Scores as probabilities.
pub(crate) fn softmax(scores: &[f64]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
