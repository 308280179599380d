//! From a question to ranked people.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    candidate::Suggestions,
    evidence::Visibility,
    feature::{COUNT, Feature, Features},
    index::{Hit, Index},
    ledger::{DAY, Item, Ledger, Person, fading},
    model::Model,
    query::{Query, Terms},
    reason::explain,
    tokens::tokens,
    under::{NEWEST, Under},
    votes::{Votes, votes},
    weights::softmax,
};

/// How many similar items are looked at.
const HITS: usize = 1_000;
/// How many of the recently most active people are considered for every question.
const ACTIVE: usize = 60;
/// How many parts are the newest ones under a label.
const NEW: f64 = 8.0;
/// How many are the recent ones.
const RECENT: f64 = 120.0;

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
    /// What is taken from each score because they helped so much lately.
    load: Vec<f64>,
    pub(crate) numbers: Vec<u32>,
    pub(crate) hits: Vec<Hit>,
    /// About what an item would score that has all words of the question.
    pub(crate) information: f32,
}

impl Scored {
    /// Scores everybody by a model, and orders them.
    pub fn weigh(&mut self, model: &Model) {
        let scores: Vec<f64> = self
            .people
            .iter()
            .zip(&self.features)
            .map(|(person, features)| model.score(person, features))
            .collect();
        let confidence = softmax(&scores);
        let scores: Vec<f64> = scores.iter().zip(&self.load).map(|(score, load)| score - load).collect();
        let mut order: Vec<usize> = (0..scores.len()).collect();
        // Ties go by id, so that an order never depends on the order in which evidence came.
        order.sort_by(|&a, &b| {
            scores[b].total_cmp(&scores[a]).then_with(|| self.people[a].cmp(&self.people[b]))
        });
        *self = Scored {
            people: order.iter().map(|&at| std::mem::take(&mut self.people[at])).collect(),
            features: order.iter().map(|&at| self.features[at]).collect(),
            scores: order.iter().map(|&at| scores[at]).collect(),
            confidence: order.iter().map(|&at| confidence[at]).collect(),
            load: order.iter().map(|&at| self.load[at]).collect(),
            numbers: order.iter().map(|&at| self.numbers[at]).collect(),
            hits: std::mem::take(&mut self.hits),
            information: self.information,
        };
    }

    /// Keeps the best `people` alone, and no more of them than an outcome can teach from.
    pub fn shorten(&mut self, people: usize) {
        self.people.truncate(people);
        self.features.truncate(people);
        self.scores.truncate(people);
        self.confidence.truncate(people);
        self.numbers.truncate(people);
        self.load.truncate(people);
        self.hits = Vec::new();
    }
}

/// Suggests people with reasons.
pub fn suggest(ledger: &Ledger, index: &dyn Index, model: &Model, request: &Request<'_>) -> Suggestions {
    let scored = rank(ledger, index, model, request);
    explain(ledger, model.weights(), request, &scored)
}

/// Ranks everybody who can be considered, without reasons.
pub fn rank(ledger: &Ledger, index: &dyn Index, model: &Model, request: &Request<'_>) -> Scored {
    let gathered = Gathered::new(ledger, index, request);
    let mut scored = Scored::default();
    for (number, features) in gathered.features(ledger, request.query) {
        let person = ledger.person(number);
        scored.people.push(person.id.to_string());
        scored.features.push(features);
        scored.numbers.push(number);
        let week = person.help.at_time(request.query.time)[1];
        scored.load.push(request.fairness * (1.0 + week).ln());
    }
    scored.hits = gathered.hits;
    scored.information = gathered.information;
    scored.weigh(model);
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
    information: f32,
    votes: FxHashMap<u32, Votes>,
    under: Under,
    /// Everybody who is considered.
    people: Vec<u32>,
}

impl Gathered {
    fn new(ledger: &Ledger, index: &dyn Index, request: &Request<'_>) -> Gathered {
        let query = request.query;
        let terms = Terms::choose(query, index);
        let mut hits = index.best(&terms, HITS);
        hits.retain(|hit| {
            let item = ledger.item(hit.item);
            item.time < query.time && visible(item, request)
        });
        // Equals go by time and id, so that their order never depends on that in which evidence came.
        hits.sort_by(|a, b| {
            let key = |hit: &Hit| (ledger.item(hit.item).time, ledger.item_id(hit.item));
            b.score.total_cmp(&a.score).then_with(|| key(b).cmp(&key(a)))
        });
        let votes = votes(ledger, query.time, &hits);
        let under = Under::new(ledger, request);
        let known = votes.keys().copied().chain(under.people());
        let considered: FxHashSet<u32> =
            known.chain(active(ledger, query.time)).chain(declared(ledger, query)).collect();
        let mut people: Vec<u32> = considered
            .into_iter()
            .filter(|number| {
                let id = &*ledger.person(*number).id;
                query.asker.as_deref() != Some(id) && !(request.exclude)(id)
            })
            .collect();
        people.sort_by(|a, b| ledger.person(*a).id.cmp(&ledger.person(*b).id));
        Gathered { hits, information: terms.information, votes, under, people }
    }

    fn features(&self, ledger: &Ledger, query: &Query) -> Vec<(u32, Features)> {
        let all = ledger.help.at_time(query.time)[3];
        let people: Vec<(u32, f64)> = self
            .people
            .iter()
            .map(|&number| (number, (ledger.person(number).help.at_time(query.time)[3] + 0.05) / (all + 5.0)))
            .collect();
        let words = words(ledger, query);
        let none = Votes::default();
        let mut features: Vec<(u32, Features)> = people
            .iter()
            .map(|&(number, _)| {
                let votes = self.votes.get(&number).unwrap_or(&none);
                (number, own_features(ledger, ledger.person(number), votes, query.time, &words))
            })
            .collect();
        use Feature::*;
        let under = &self.under;
        for (sets, horizon, work, [best, mean]) in [
            (under.singles(), NEW, true, [LabelNewBest, LabelNewMean]),
            (under.singles(), RECENT, true, [LabelBest, LabelMean]),
            (under.triples(), NEW, false, [TripleNewBest, TripleNewMean]),
            (under.triples(), RECENT, false, [TripleBest, TripleMean]),
            (under.heading().into_iter().collect(), NEW, true, [HeadingNew, HeadingNew]),
            (under.heading().into_iter().collect(), RECENT, true, [Heading, Heading]),
        ] {
            let newest = under.newest(&sets, horizon, work);
            for (number, features) in &mut features {
                if let Some(newest) = newest.get(number) {
                    features[best as usize] = level(newest.best);
                    features[mean as usize] = level(newest.mean);
                }
            }
        }
        for (lift, (_, features)) in under.lifts(&under.singles(), &people).iter().zip(&mut features) {
            features[LabelLift as usize] = lift.mean as f32;
            features[LabelLiftTelling as usize] = lift.telling as f32;
            features[LabelLiftLately as usize] = lift.lately as f32;
        }
        for (lift, (_, features)) in under.lifts(&under.pairs(), &people).iter().zip(&mut features) {
            features[PairLift as usize] = lift.mean as f32;
            features[PairLiftTelling as usize] = lift.telling as f32;
            features[PairLiftLately as usize] = lift.lately as f32;
            features[PairShare as usize] = lift.share as f32;
        }
        if let Some(asker) = under.asker() {
            for ((number, share), (_, features)) in people.iter().zip(&mut features) {
                let (count, lift) = under.tie(asker, *number, *share);
                features[AskerTie as usize] = lift as f32;
                features[AskerCount as usize] = count.ln_1p() as f32;
            }
        }
        let returned = returned(ledger, query);
        if !returned.is_empty() {
            for (number, features) in &mut features {
                features[Returned as usize] = returned.get(number).copied().unwrap_or(0.0).ln_1p() as f32;
            }
        }
        features
    }
}

/// The people who helped most in the last months.
fn active(ledger: &Ledger, time: i64) -> impl Iterator<Item = u32> {
    let mut active: Vec<(u32, f64, &str)> = ledger
        .people()
        .filter(|(_, person)| person.helps > 0)
        .map(|(number, person)| (number, person.help.at_time(time)[2], &*person.id))
        .collect();
    active.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.cmp(b.2)));
    active.into_iter().take(ACTIVE).map(|(number, ..)| number)
}

/// The people who declared a topic that has a word of the question.
fn declared(ledger: &Ledger, query: &Query) -> Vec<u32> {
    let words = words(ledger, query);
    let knows = |topic: &FxHashSet<String>| topic.iter().any(|word| words.contains(word));
    ledger
        .people()
        .filter(|(_, person)| person.topics.iter().any(|(_, topic)| knows(topic)))
        .map(|(number, _)| number)
        .collect()
}

/// The question's words, where anybody has declared any.
fn words(ledger: &Ledger, query: &Query) -> FxHashSet<String> {
    if ledger.people().all(|(_, person)| person.topics.is_empty()) {
        return FxHashSet::default();
    }
    tokens(&query.text).into_iter().chain(query.labels().iter().flat_map(|label| tokens(label))).collect()
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

/// A share as a logarithm that is nothing for nothing: twice the share is about the same step everywhere.
fn level(share: f64) -> f32 {
    const FLOOR: f64 = 0.003;
    (1.0 + share / FLOOR).ln() as f32
}

fn own_features(
    ledger: &Ledger,
    person: &Person,
    votes: &Votes,
    time: i64,
    words: &FxHashSet<String>,
) -> Features {
    use Feature::*;
    let mut features = [0.0; COUNT];
    let mut set = |feature: Feature, value: f64| features[feature as usize] = value as f32;
    set(HelpSum, votes.help_sum.ln_1p());
    set(HelpSumEver, votes.help_sum_ever.ln_1p());
    set(HelpBest, votes.help_best);
    set(HelpRanks, votes.help_ranks);
    set(AcceptedSum, votes.accepted_sum.ln_1p());
    set(WorkBest, votes.work_best);
    set(PartSum, votes.part_sum.ln_1p());
    set(PartRanks, votes.part_ranks);
    set(PartSharp, (10.0 * votes.part_sharp).ln_1p());
    set(PartSharpEver, (10.0 * votes.part_sharp_ever).ln_1p());
    set(PartLately, (10.0 * votes.part_lately).ln_1p());
    let idle = if person.helps == 0 { 3_650.0 } else { (time - person.last_help).max(0) as f64 / DAY };
    set(Awake, -idle.ln_1p());
    let (about_now, hour, weekday) = person.habit.at_time(time);
    set(HourHelp, about_now.ln_1p());
    set(Hour, 3.0 * hour);
    set(Weekday, 3.0 * weekday);
    if ledger.accepted > 0 {
        let usual = f64::from(ledger.accepted) / f64::from(ledger.helps);
        let rate = (f64::from(person.accepted) + 4.0 * usual) / (f64::from(person.helps) + 4.0);
        set(Accepted, (rate / usual).ln());
    }
    let declared = person.topics.iter().map(|(_, topic)| {
        topic.iter().filter(|word| words.contains(*word)).count() as f64 / topic.len().max(1) as f64
    });
    set(Declared, declared.fold(0.0, f64::max));
    set(Unrefused, -(4.0 * votes.refused).ln_1p());
    features
}
