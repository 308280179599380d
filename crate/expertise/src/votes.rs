//! What similar items say about people.

use rustc_hash::FxHashMap;

use crate::{
    evidence::Role,
    index::Hit,
    ledger::{Ledger, fading},
};

/// How many similar items vote, counted for help, for work and for both alone: where work is common and help is rare,
/// the most similar items alone would say little about help.
const VOTING: usize = 200;
/// After how many days similar help has faded to a third.
pub(crate) const FADING: f64 = 240.0;
/// How much own work counts beside help.
pub(crate) const WORK: f64 = 0.3;

/// After how many days a refusal has faded to a third: people change what they do.
const REFUSAL_FADING: f64 = 400.0;

/// How much a role tells that the person is not the one for this. Who declined may just have had no time.
fn refusal(role: Role) -> f64 {
    match role {
        Role::NotMe => 1.0,
        Role::PassedOn => 0.7,
        Role::Declined => 0.3,
        _ => 0.0,
    }
}

/// What the items with a person's part in them add up to; named as the features are.
#[derive(Debug, Default)]
pub(crate) struct Votes {
    pub(crate) help_sum: f64,
    pub(crate) help_sum_ever: f64,
    pub(crate) help_best: f64,
    pub(crate) help_ranks: f64,
    pub(crate) accepted_sum: f64,
    pub(crate) work_best: f64,
    pub(crate) part_sum: f64,
    pub(crate) part_ranks: f64,
    pub(crate) part_sharp: f64,
    pub(crate) part_sharp_ever: f64,
    pub(crate) part_lately: f64,
    pub(crate) refused: f64,
}

/// Counts the items found, best first, for everybody with a part in them that was known at `time`.
pub(crate) fn votes(ledger: &Ledger, time: i64, hits: &[Hit]) -> FxHashMap<u32, Votes> {
    let mut people: FxHashMap<u32, Votes> = FxHashMap::default();
    let top = hits.first().map_or(1.0, |hit| hit.score);
    let (mut with_help, mut with_work, mut with_part) = (0, 0, 0);
    for (rank, hit) in hits.iter().enumerate() {
        let score = f64::from(hit.score);
        let relative = f64::from(hit.score / top);
        let rank = rank as f64 + 3.0;
        let mut seen: Vec<(u32, bool)> = Vec::new();
        for part in &ledger.item(hit.item).parts {
            let help = part.role.is_help();
            if part.time >= time {
                continue;
            }
            let age = time - part.time;
            let refusal = refusal(part.role);
            if refusal > 0.0 {
                let votes = people.entry(part.person).or_default();
                votes.refused += refusal * relative.powi(2) * fading(age, REFUSAL_FADING);
            }
            if !(help || part.role.is_work()) {
                continue;
            }
            let faded = fading(age, FADING);
            let votes = people.entry(part.person).or_default();
            if with_part < VOTING {
                let weight = if help { 1.0 } else { WORK };
                votes.part_sum += weight * score * faded;
                votes.part_ranks += weight * faded / rank;
                votes.part_sharp += weight * relative.powi(4) * faded;
                votes.part_sharp_ever += weight * relative.powi(4) * fading(age, 1_000.0);
                votes.part_lately += weight * relative.powi(2) * fading(age, 120.0);
            }
            if seen.contains(&(part.person, help)) {
                continue;
            }
            seen.push((part.person, help));
            if help && with_help < VOTING {
                votes.help_sum += score * faded;
                votes.help_sum_ever += score;
                votes.help_best = votes.help_best.max(relative);
                votes.help_ranks += faded / rank;
                if part.role == Role::Accepted {
                    votes.accepted_sum += score * faded;
                }
            } else if !help && with_work < VOTING {
                votes.work_best = votes.work_best.max(relative * faded);
            }
        }
        with_help += usize::from(seen.iter().any(|(_, help)| *help));
        with_work += usize::from(seen.iter().any(|(_, help)| !*help));
        with_part += usize::from(!seen.is_empty());
    }
    people
}
