//! The rules for signals, as data.

use std::sync::OnceLock;

use serde::{Deserialize, Deserializer};

use crate::lexicon::{Role, State};
use crate::{Kind, Level, json, knowledge};

/// Every rule.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Rules {
    pub(super) state: Vec<Saying>,
    pub(super) late: Vec<Late>,
    pub(super) over: Vec<Over>,
    pub(super) cut: Vec<Cut>,
    pub(super) unassigned: Vec<Unassigned>,
}

/// A state that says it.
#[derive(Debug, Deserialize)]
pub(super) struct Saying {
    pub(super) word: String,
    #[serde(deserialize_with = "states")]
    pub(super) states: Vec<State>,
    pub(super) level: Level,
    /// Whether the state itself ends the record.
    #[serde(default, rename = "final")]
    pub(super) last: bool,
    /// Whether subject and description say it too.
    #[serde(default)]
    pub(super) mentioned: bool,
}

/// A date that has passed.
#[derive(Debug, Deserialize)]
pub(super) struct Late {
    pub(super) word: String,
    pub(super) kinds: Vec<Kind>,
    #[serde(deserialize_with = "roles")]
    pub(super) roles: Vec<Role>,
    pub(super) noun: String,
    pub(super) critical_after_days: i64,
    /// States in which the date does not bind.
    #[serde(default, deserialize_with = "states")]
    pub(super) skips: Vec<State>,
}

/// An amount above another.
#[derive(Debug, Deserialize)]
pub(super) struct Over {
    pub(super) word: String,
    #[serde(deserialize_with = "roles")]
    pub(super) amounts: Vec<Role>,
    #[serde(deserialize_with = "roles")]
    pub(super) limits: Vec<Role>,
    pub(super) critical_above_percent: f64,
}

/// An amount granted below the one asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Cut {
    pub(super) word: String,
    #[serde(deserialize_with = "roles")]
    pub(super) asked: Vec<Role>,
    #[serde(deserialize_with = "roles")]
    pub(super) granted: Vec<Role>,
}

/// Nobody answers for it.
#[derive(Debug, Deserialize)]
pub(super) struct Unassigned {
    pub(super) word: String,
    pub(super) level: Level,
}

impl Rules {
    pub(super) fn built_in() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        // A test reads them too, so that a mistake is seen before it ships.
        RULES.get_or_init(|| json::from_str(knowledge::signals()).unwrap_or_default())
    }
}

fn roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Role>, D::Error> {
    named(deserializer, Role::parse)
}

fn states<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<State>, D::Error> {
    named(deserializer, State::parse)
}

fn named<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> Option<T>,
) -> Result<Vec<T>, D::Error> {
    let unknown = |name: &String| serde::de::Error::custom(format!("{name:?} is not known"));
    Vec::<String>::deserialize(deserializer)?
        .iter()
        .map(|name| parse(name).ok_or_else(|| unknown(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_well_formed() {
        let rules: Rules = json::from_str(knowledge::signals()).unwrap();
        assert!(rules.state.len() > 8 && rules.late.len() > 4 && !rules.over.is_empty());
    }
}
