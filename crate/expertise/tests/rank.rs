//! What holds for whatever history and question.

use std::collections::BTreeMap;

use expertise::{
    Evidence, FAIRNESS, Fresh, Ledger, Model, Part, Query, Request, Role, Scored, Visibility,
    feature::{Features, NAMES},
    rank, suggest, tokens,
};
use proptest::{prelude::*, sample::select};

const DAY: i64 = 86_400;
const NOW: i64 = 1_800_000_000;

fn role() -> impl Strategy<Value = Role> {
    select(vec![
        Role::Answered,
        Role::Accepted,
        Role::Reviewed,
        Role::Authored,
        Role::Assigned,
        Role::Asked,
        Role::Declined,
        Role::NotMe,
        Role::PassedOn,
    ])
}

fn words() -> impl Strategy<Value = String> {
    let word = select(vec!["hotel", "limit", "invoice:", "orders", "vat", "ÄÖ", "x1", "forklifts", "@p1"]);
    prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(select(vec!["a:1", "a:2", "b:1", "c"]), 0..4)
        .prop_map(|tags| tags.into_iter().map(str::to_owned).collect())
}

prop_compose! {
    fn item()(
        days in 0..2_000i64,
        parts in prop::collection::vec((0..12u8, role(), 0..90i64), 0..4),
        text in words(),
        tags in tags(),
    ) -> (i64, Vec<(u8, Role, i64)>, String, Vec<String>) {
        (days, parts, text, tags)
    }
}

fn history() -> impl Strategy<Value = Vec<Evidence>> {
    prop::collection::vec(item(), 0..40).prop_map(|items| {
        let items = items.into_iter().enumerate();
        items
            .map(|(at, (days, parts, text, tags))| {
                // No two items are of one moment: their order is the only thing that tells them apart then.
                let time = NOW - (days + 1) * DAY + at as i64;
                let part = |(person, role, days): (u8, Role, i64)| Part {
                    person: format!("p{person}"),
                    role,
                    time: (time + days * DAY).min(NOW - 1),
                };
                Evidence {
                    id: format!("i{at}"),
                    time,
                    kind: "question".to_owned(),
                    tags,
                    record: None,
                    text,
                    parts: parts.into_iter().map(part).collect(),
                    visibility: Visibility::Everyone,
                }
            })
            .collect()
    })
}

fn query() -> impl Strategy<Value = Query> {
    (words(), tags(), prop::option::of(0..12u8)).prop_map(|(text, tags, asker)| Query {
        text,
        tags,
        record: None,
        asker: asker.map(|asker| format!("p{asker}")),
        time: NOW,
    })
}

struct Known {
    ledger: Ledger,
    index: Fresh,
}

fn known<'a>(evidence: impl IntoIterator<Item = &'a Evidence>) -> Known {
    let mut known = Known { ledger: Ledger::default(), index: Fresh::default() };
    for one in evidence {
        let item = known.ledger.add(one);
        known.index.add(item, &tokens::item_tokens(&one.text, &one.labels()));
    }
    known
}

fn request(query: &Query) -> Request<'_> {
    Request { query, may_see: &|_, _| true, exclude: &|_| false, fairness: FAIRNESS, limit: 5 }
}

fn ranked(known: &Known, query: &Query) -> Scored {
    rank(&known.ledger, &known.index, &Model::shipped(), &request(query))
}

/// What tells two rankings apart, if anything does: rounding may.
fn difference(one: &Scored, other: &Scored) -> Option<String> {
    let features = |scored: &Scored| -> BTreeMap<String, Features> {
        scored.people.iter().cloned().zip(scored.features.iter().copied()).collect()
    };
    let (one, other) = (features(one), features(other));
    if !one.keys().eq(other.keys()) {
        return Some(format!("{:?} and {:?}", one.keys(), other.keys()));
    }
    one.iter().find_map(|(person, features)| {
        let pairs = features.iter().zip(&other[person]).zip(NAMES);
        let mut apart = pairs.filter(|((a, b), _)| (*a - *b).abs() > 1e-3);
        apart.next().map(|((a, b), name)| format!("{name} of {person}: {a} and {b}"))
    })
}

proptest! {
    #[test]
    fn every_number_is_a_number(evidence in history(), query in query()) {
        let scored = ranked(&known(&evidence), &query);
        prop_assert!(scored.scores.iter().all(|score| score.is_finite()));
        prop_assert!(scored.features.iter().flatten().all(|feature| feature.is_finite()));
        let sum: f64 = scored.confidence.iter().sum();
        prop_assert!(scored.people.is_empty() || (sum - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_order_in_which_evidence_comes_makes_no_difference(
        (evidence, shuffled) in history().prop_flat_map(|evidence| (Just(evidence.clone()), Just(evidence).prop_shuffle())),
        query in query(),
    ) {
        prop_assert_eq!(difference(&ranked(&known(&evidence), &query), &ranked(&known(&shuffled), &query)), None);
    }

    #[test]
    fn adding_again_and_removing_what_was_added_makes_no_difference(
        evidence in history(),
        extra in history(),
        query in query(),
    ) {
        let mut again = known(&evidence);
        for one in &evidence {
            again.ledger.add(one);
        }
        for one in &extra {
            let one = Evidence { id: format!("extra-{}", one.id), ..one.clone() };
            let item = again.ledger.add(&one);
            again.index.add(item, &tokens::item_tokens(&one.text, &one.labels()));
        }
        for one in &extra {
            let item = again.ledger.remove(&format!("extra-{}", one.id));
            again.index.remove(item.unwrap());
        }
        prop_assert_eq!(difference(&ranked(&known(&evidence), &query), &ranked(&again, &query)), None);
    }

    #[test]
    fn nothing_after_the_question_counts(evidence in history(), query in query(), days in 0..2_000i64) {
        let query = Query { time: NOW - days * DAY, ..query };
        let until = |one: &Evidence| {
            let parts = one.parts.iter().filter(|part| part.time < query.time).cloned().collect();
            (one.time < query.time).then(|| Evidence { parts, ..one.clone() })
        };
        let then: Vec<Evidence> = evidence.iter().filter_map(until).collect();
        let suggested = suggest(
            &known(&evidence).ledger,
            &known(&evidence).index,
            &Model::shipped(),
            &request(&query),
        );
        for reason in suggested.people.iter().flat_map(|candidate| &candidate.reasons) {
            for id in &reason.evidence {
                prop_assert!(then.iter().any(|one| one.id == *id && !one.parts.is_empty()));
            }
        }
    }

    #[test]
    fn neither_the_asker_nor_a_stranger_is_ranked(evidence in history(), query in query()) {
        let scored = ranked(&known(&evidence), &query);
        for person in &scored.people {
            prop_assert!(Some(person) != query.asker.as_ref());
            prop_assert!(evidence.iter().flat_map(|one| &one.parts).any(|part| part.person == *person));
        }
    }
}
