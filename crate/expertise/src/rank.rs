//! From a question to ranked people.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    candidate::{Suggestions, explain},
    evidence::{Role, Visibility},
    feature::{COUNT, Feature, Features},
    index::{Hit, Index},
    ledger::{DAY, Item, Ledger, fading, origin_label},
    query::{Query, Terms},
    tokens::tokens,
    weights::{Weights, softmax},
};

/// How many similar items are looked at.
const HITS: usize = 1_000;
/// How many of them vote, counted for help and for work alone: where work is common and help is rare, the most similar
/// items alone would say little about help.
const VOTING: usize = 200;
/// How many of the newest items under a label are looked at.
const NEWEST: usize = 3_000;
/// How many labels of a question are looked at.
const LABELS: usize = 16;
/// How many of the recently most active people are considered for every question.
const ACTIVE: usize = 60;
/// After how many days similar help has faded to a third.
const FADING: f64 = 240.0;
/// The same, for what is called lately.
const LATELY: f64 = 45.0;
/// How many helps a label needs before its own figures outweigh the whole's.
const PRIOR: f64 = 3.0;

/// A question and the circumstances in which it is put.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The question.
    pub query: &'a Query,
    /// Whether the asker may see an item, by its id and visibility. Not called for what everyone sees.
    pub may_see: &'a dyn Fn(&str, &Visibility) -> bool,
    /// Whether a person cannot be asked now: absent, full, has declined, or sits in the thread already.
    pub exclude: &'a dyn Fn(&str) -> bool,
    /// How strongly recent helps count as load; 0 is off. The default is [`FAIRNESS`].
    pub fairness: f64,
    /// At most so many people.
    pub limit: usize,
}

/// The default of [`Request::fairness`].
pub const FAIRNESS: f64 = 0.25;

/// Everybody who was considered for a question, best first.
#[derive(Debug, Clone, Default)]
pub struct Scored {
    /// The people's ids.
    pub people: Vec<String>,
    /// Their features.
    pub features: Vec<Features>,
    /// Their scores, fairness included.
    pub scores: Vec<f64>,
    /// How probable it is, of each, that they are the one who helps, fairness left out.
    pub confidence: Vec<f64>,
    pub(crate) numbers: Vec<u32>,
    pub(crate) hits: Vec<Hit>,
}

/// Suggests people with reasons.
pub fn suggest(ledger: &Ledger, index: &dyn Index, weights: &Weights, request: &Request<'_>) -> Suggestions {
    let scored = rank(ledger, index, weights, request);
    explain(ledger, weights, request, &scored)
}

/// Ranks everybody who can be considered, without reasons.
pub fn rank(ledger: &Ledger, index: &dyn Index, weights: &Weights, request: &Request<'_>) -> Scored {
    let gathered = Gathered::new(ledger, index, request);
    let mut rows: Vec<(u32, Features, f64)> = gathered
        .features(ledger, request)
        .into_iter()
        .map(|(person, features)| (person, features, weights.score(&features)))
        .collect();
    let confidence = softmax(&rows.iter().map(|row| row.2).collect::<Vec<_>>());
    if request.fairness > 0.0 {
        for (person, _, score) in &mut rows {
            let week = ledger.person(*person).help.at_time(request.query.time)[1];
            *score -= request.fairness * (1.0 + week).ln();
        }
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    // Ties go by id, so that an order never depends on the order in which evidence came.
    order.sort_by(|&a, &b| {
        rows[b]
            .2
            .total_cmp(&rows[a].2)
            .then_with(|| ledger.person(rows[a].0).id.cmp(&ledger.person(rows[b].0).id))
    });
    let mut scored = Scored { hits: gathered.hits, ..Scored::default() };
    for at in order {
        scored.people.push(ledger.person(rows[at].0).id.to_string());
        scored.features.push(rows[at].1);
        scored.scores.push(rows[at].2);
        scored.confidence.push(confidence[at]);
        scored.numbers.push(rows[at].0);
    }
    scored
}

/// Whether the asker may see an item.
pub(crate) fn visible(item: &Item, request: &Request<'_>) -> bool {
    !item.removed
        && (item.visibility == Visibility::Everyone || (request.may_see)(&item.id, &item.visibility))
}

/// What similar items and items under the same labels say about people.
struct Gathered {
    hits: Vec<Hit>,
    people: FxHashMap<u32, Votes>,
    /// Fading help of everybody by the labels that an item shares with the question.
    shared: Shared,
    labels: usize,
    /// Which of the labels, if any, is the asker.
    asker: Option<usize>,
}

#[derive(Default)]
struct Votes {
    sum: f32,
    ever: f32,
    lately: f32,
    count: f32,
    best: f32,
    best_fading: f32,
    ranks: f32,
    sharp: f32,
    accepted: f32,
    work_sum: f32,
    work_best: f32,
    label_work: f32,
    alike: f32,
    shared: Shared,
}

/// Fading help by set of shared labels: over a year, and lately.
type Shared = Vec<(u32, [f64; 2])>;

fn count_shared(shared: &mut Shared, labels: u32, weight: [f64; 2]) {
    match shared.iter_mut().find(|(other, _)| *other == labels) {
        Some((_, sum)) => {
            sum[0] += weight[0];
            sum[1] += weight[1];
        }
        None => shared.push((labels, weight)),
    }
}

fn help_under(shared: &Shared, labels: u32) -> [f64; 2] {
    let mut sum = [0.0; 2];
    for (other, weight) in shared {
        if other & labels == labels {
            sum[0] += weight[0];
            sum[1] += weight[1];
        }
    }
    sum
}

impl Gathered {
    fn new(ledger: &Ledger, index: &dyn Index, request: &Request<'_>) -> Gathered {
        let query = request.query;
        let mut hits = index.best(&Terms::choose(query, index), HITS);
        hits.retain(|hit| {
            let item = ledger.item(hit.item);
            item.time < query.time && visible(item, request)
        });
        let mut gathered = Gathered {
            hits: Vec::new(),
            people: FxHashMap::default(),
            shared: Shared::new(),
            labels: 0,
            asker: None,
        };
        gathered.vote(ledger, query, &hits);
        gathered.hits = hits;
        gathered.share(ledger, request);
        gathered.recently_active(ledger, query.time);
        gathered
    }

    fn vote(&mut self, ledger: &Ledger, query: &Query, hits: &[Hit]) {
        let top = hits.first().map_or(1.0, |hit| hit.score);
        let (mut with_help, mut with_work) = (0, 0);
        for (rank, hit) in hits.iter().enumerate() {
            let relative = hit.score / top;
            let mut seen: Vec<(u32, bool)> = Vec::new();
            for part in &ledger.item(hit.item).parts {
                let (person, help) = (part.person, part.role.is_help());
                let room = if help { with_help < VOTING } else { with_work < VOTING && part.role.is_work() };
                if part.time >= query.time || !room || seen.contains(&(person, help)) {
                    continue;
                }
                seen.push((person, help));
                let faded = fading(query.time - part.time, FADING) as f32;
                let votes = self.people.entry(person).or_default();
                if help {
                    votes.sum += hit.score * faded;
                    votes.ever += hit.score;
                    votes.lately += hit.score * fading(query.time - part.time, LATELY) as f32;
                    votes.count += 1.0;
                    votes.best = votes.best.max(relative);
                    votes.best_fading = votes.best_fading.max(relative * faded);
                    votes.ranks += faded / (rank as f32 + 3.0);
                    votes.sharp += relative.powi(4) * faded;
                    if part.role == Role::Accepted {
                        votes.accepted += hit.score * faded;
                    }
                } else {
                    votes.work_sum += hit.score * faded;
                    votes.work_best = votes.work_best.max(relative * faded);
                }
            }
            with_help += usize::from(seen.iter().any(|(_, help)| *help));
            with_work += usize::from(seen.iter().any(|(_, help)| !*help));
        }
    }

    /// Counts help by the labels that items share with the question.
    fn share(&mut self, ledger: &Ledger, request: &Request<'_>) {
        let query = request.query;
        let mut names = query.labels();
        names.truncate(LABELS);
        if let Some(asker) = &query.asker {
            self.asker = Some(names.len());
            names.push(origin_label(asker));
        }
        self.labels = names.len();
        let mut items: FxHashMap<u32, u32> = FxHashMap::default();
        for (at, name) in names.iter().enumerate() {
            if let Some((_, label)) = ledger.label(name) {
                for &item in label.items.iter().rev().take(NEWEST) {
                    *items.entry(item).or_default() |= 1 << at;
                }
            }
        }
        let own = self.asker.map_or(0, |at| 1 << at);
        for (item, labels) in items {
            let item = ledger.item(item);
            if item.time >= query.time || !visible(item, request) {
                continue;
            }
            let alike = ((labels & !own).count_ones() as f32
                / (names.len() - usize::from(own > 0)).max(1) as f32)
                .powi(4);
            for part in item.parts.iter().filter(|part| part.time < query.time) {
                let age = query.time - part.time;
                if part.role.is_help() {
                    let weight = [fading(age, 400.0), fading(age, LATELY)];
                    count_shared(&mut self.shared, labels, weight);
                    let votes = self.people.entry(part.person).or_default();
                    count_shared(&mut votes.shared, labels, weight);
                    votes.alike += alike * fading(age, FADING) as f32;
                } else if part.role.is_work() && labels & !own != 0 {
                    let votes = self.people.entry(part.person).or_default();
                    votes.label_work += fading(age, FADING) as f32;
                }
            }
        }
    }

    fn recently_active(&mut self, ledger: &Ledger, time: i64) {
        let mut active: Vec<(u32, f64)> = ledger
            .people()
            .filter(|(_, person)| !person.id.is_empty() && (person.helps > 0 || !person.topics.is_empty()))
            .map(|(number, person)| (number, person.help.at_time(time)[2] + person.topics.len() as f64))
            .collect();
        active.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (number, _) in active.into_iter().take(ACTIVE) {
            self.people.entry(number).or_default();
        }
    }

    fn features(&self, ledger: &Ledger, request: &Request<'_>) -> Vec<(u32, Features)> {
        let query = request.query;
        let all = ledger.help.at_time(query.time)[3];
        let words: FxHashSet<String> = if ledger.people().any(|(_, person)| !person.topics.is_empty()) {
            tokens(&query.text)
                .into_iter()
                .chain(query.labels().iter().flat_map(|label| tokens(label)))
                .collect()
        } else {
            FxHashSet::default()
        };
        let rows: Vec<(u32, &Votes)> = {
            let mut rows: Vec<_> = self
                .people
                .iter()
                .filter(|(number, _)| {
                    let id = &ledger.person(**number).id;
                    query.asker.as_deref() != Some(id) && !(request.exclude)(id)
                })
                .map(|(number, votes)| (*number, votes))
                .collect();
            rows.sort_by_key(|row| row.0);
            rows
        };
        let shares: Vec<f64> = rows
            .iter()
            .map(|(number, _)| (ledger.person(*number).help.at_time(query.time)[3] + 0.05) / (all + 5.0))
            .collect();
        let (helps, accepted) = ledger.people().fold((0.0, 0.0), |(helps, accepted), (_, person)| {
            (helps + f64::from(person.helps), accepted + f64::from(person.accepted))
        });
        let usual = if accepted > 0.0 { accepted / helps } else { 0.0 };
        let mut features: Vec<(u32, Features)> = rows
            .iter()
            .map(|(number, votes)| (*number, own_features(ledger, *number, votes, query, &words, usual)))
            .collect();

        let plain: Vec<usize> = (0..self.labels).filter(|at| Some(*at) != self.asker).collect();
        let single: Vec<u32> = plain.iter().map(|at| 1 << at).collect();
        let pairs: Vec<u32> =
            (0..self.labels).flat_map(|a| (a + 1..self.labels).map(move |b| 1 << a | 1 << b)).collect();
        use Feature::*;
        self.associate(
            &rows,
            &shares,
            &single,
            &mut features,
            [LabelBest, LabelMean, LabelTelling, LabelLately, LabelShare],
        );
        self.associate(
            &rows,
            &shares,
            &pairs,
            &mut features,
            [PairBest, PairMean, PairTelling, PairLately, PairShare],
        );
        if let Some(at) = self.asker {
            let total = help_under(&self.shared, 1 << at);
            let returned = returned(ledger, query);
            for (((number, votes), share), (_, features)) in rows.iter().zip(&shares).zip(&mut features) {
                let count = help_under(&votes.shared, 1 << at);
                features[AskerTie as usize] = lift(count[0], total[0], *share) as f32;
                features[AskerCount as usize] = (1.0 + count[0]).ln() as f32;
                features[AskerShare as usize] = smoothed(count[0], total[0], *share) as f32;
                features[AskerLately as usize] = smoothed(count[1], total[1], *share) as f32;
                features[Returned as usize] = returned.get(number).copied().unwrap_or(0.0).ln_1p() as f32;
            }
        }
        features
    }

    /// Fills in the features `[best, mean, telling, lately, share]` of help under these sets of labels.
    fn associate(
        &self,
        rows: &[(u32, &Votes)],
        shares: &[f64],
        sets: &[u32],
        features: &mut [(u32, Features)],
        [best, mean, telling, lately, share]: [Feature; 5],
    ) {
        for &set in sets {
            let total = help_under(&self.shared, set);
            if total[0] <= 0.0 {
                continue;
            }
            let counts: Vec<[f64; 2]> =
                rows.iter().map(|(_, votes)| help_under(&votes.shared, set)).collect();
            // How far this set of labels moves the distribution over people, in nats.
            let information: f64 = counts
                .iter()
                .zip(shares)
                .filter(|(count, _)| count[0] > 0.0)
                .map(|(count, share)| {
                    let probability = (count[0] + PRIOR * share) / (total[0] + PRIOR);
                    probability * (probability / share).ln()
                })
                .sum::<f64>()
                .max(0.0);
            for (at, (_, features)) in features.iter_mut().enumerate() {
                let lift_ever = lift(counts[at][0], total[0], shares[at]) as f32;
                let probability = ((counts[at][0] + PRIOR * shares[at]) / (total[0] + PRIOR)) as f32;
                features[best as usize] = features[best as usize].max(lift_ever);
                features[mean as usize] += lift_ever / sets.len() as f32;
                features[telling as usize] += lift_ever * information as f32 / sets.len() as f32;
                features[lately as usize] +=
                    lift(counts[at][1], total[1], shares[at]) as f32 * information as f32 / sets.len() as f32;
                features[share as usize] = features[share as usize].max(probability);
            }
        }
    }
}

/// Somebody's share of the help here, drawn towards their share everywhere.
fn smoothed(count: f64, total: f64, share: f64) -> f64 {
    (count + PRIOR * share) / (total + PRIOR)
}

/// How much more often than elsewhere somebody helps here, as a logarithm.
fn lift(count: f64, total: f64, share: f64) -> f64 {
    (smoothed(count, total, share) / share).ln()
}

/// How often the asker has helped each person, fading.
fn returned(ledger: &Ledger, query: &Query) -> FxHashMap<u32, f64> {
    let mut returned = FxHashMap::default();
    let Some(asker) = query.asker.as_deref().and_then(|asker| ledger.person_number_of(asker)) else {
        return returned;
    };
    for &number in ledger.person(asker).items.iter().rev().take(NEWEST) {
        let item = ledger.item(number);
        let helped = item.parts.iter().find(|part| {
            part.person == asker && part.role.is_help() && part.time < query.time && item.time < query.time
        });
        if let Some(helped) = helped {
            for part in item.parts.iter().filter(|part| part.role.is_origin() && part.time < query.time) {
                *returned.entry(part.person).or_default() += fading(query.time - helped.time, 400.0);
            }
        }
    }
    returned
}

fn own_features(
    ledger: &Ledger,
    number: u32,
    votes: &Votes,
    query: &Query,
    words: &FxHashSet<String>,
    usual: f64,
) -> Features {
    use Feature::*;
    let person = ledger.person(number);
    let help = person.help.at_time(query.time);
    let work = person.work.at_time(query.time);
    let mut features = [0.0; COUNT];
    let mut set = |feature: Feature, value: f64| features[feature as usize] = value as f32;
    set(HelpSum, f64::from(votes.sum).ln_1p());
    set(HelpSumEver, f64::from(votes.ever).ln_1p());
    set(HelpSumLately, f64::from(votes.lately).ln_1p());
    set(HelpCount, f64::from(votes.count).ln_1p());
    set(HelpBest, f64::from(votes.best));
    set(HelpBestFading, f64::from(votes.best_fading));
    set(HelpRanks, f64::from(votes.ranks));
    set(HelpSharp, f64::from(10.0 * votes.sharp).ln_1p());
    set(WorkSum, f64::from(votes.work_sum).ln_1p());
    set(WorkBest, f64::from(votes.work_best));
    set(HelpDay, help[0].ln_1p());
    set(HelpWeek, help[1].ln_1p());
    set(HelpMonths, help[2].ln_1p());
    set(HelpYear, help[3].ln_1p());
    let idle = if person.helps == 0 { 3_650.0 } else { (query.time - person.last_help).max(0) as f64 / DAY };
    set(Awake, -idle.ln_1p());
    set(WorkWeek, work[1].ln_1p());
    set(WorkMonths, work[2].ln_1p());
    set(WorkYear, work[3].ln_1p());
    set(LabelsAlike, f64::from(10.0 * votes.alike).ln_1p());
    if usual > 0.0 {
        let rate = (f64::from(person.accepted) + 4.0 * usual) / (f64::from(person.helps) + 4.0);
        set(Accepted, (rate / usual).ln());
    }
    set(AcceptedSum, f64::from(votes.accepted).ln_1p());
    if query.text.contains('@') {
        set(Mentioned, f64::from(u8::from(query.text.contains(&format!("@{}", person.id)))));
    }
    set(LabelWork, f64::from(votes.label_work).ln_1p());
    let declared = person.topics.iter().map(|(_, topic)| {
        topic.iter().filter(|word| words.contains(*word)).count() as f64 / topic.len().max(1) as f64
    });
    set(Declared, declared.fold(0.0, f64::max));
    features
}
