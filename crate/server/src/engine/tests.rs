//! What holds for every history.

use expertise::{Evidence, FAIRNESS, Part, Query, ReasonData, Role, Visibility};

use super::{Circumstances, Engine};

const NOW: i64 = 1_800_000_000;
const DAY: i64 = 86_400;

fn answered(id: &str, text: &str, person: &str, days_ago: i64) -> Evidence {
    let time = NOW - days_ago * DAY;
    Evidence {
        id: id.to_owned(),
        time,
        kind: "question".to_owned(),
        tags: Vec::new(),
        record: None,
        text: text.to_owned(),
        parts: vec![
            Part { person: "ada".to_owned(), role: Role::Asked, time },
            Part { person: person.to_owned(), role: Role::Answered, time: time + 60 },
        ],
        visibility: Visibility::Everyone,
    }
}

fn asks(person: &str, text: &str) -> Query {
    Query { text: text.to_owned(), asker: Some(person.to_owned()), time: NOW, ..Query::default() }
}

fn anybody<'a>() -> Circumstances<'a> {
    Circumstances { may_see: &|_, _| false, exclude: &|_| false, fairness: FAIRNESS, limit: 5 }
}

fn history() -> Vec<Evidence> {
    vec![
        answered("1", "hotel limit in Paris exceeded", "bo", 30),
        answered("2", "hotel over the limit", "bo", 20),
        answered("3", "invoice does not match its order", "cy", 10),
        answered("4", "purchase order approval missing", "di", 5),
    ]
}

fn engine(evidence: &[Evidence]) -> Engine {
    let engine = Engine::in_memory().unwrap();
    engine.add(evidence).unwrap();
    engine
}

fn first(engine: &Engine, query: &Query) -> Option<String> {
    engine.suggest(query, anybody()).people.first().map(|candidate| candidate.person.clone())
}

#[test]
fn who_answered_the_like_comes_first_and_says_why() {
    let engine = engine(&history());
    let suggestions = engine.suggest(&asks("eve", "is the hotel limit per night?"), anybody());
    let best = &suggestions.people[0];
    assert_eq!(best.person, "bo");
    assert_eq!(best.reasons[0].evidence, ["2", "1"]);
    assert_eq!(best.reasons[0].data.sentence(NOW), "answered 2 questions like this · last 26 Dec 2026");
}

#[test]
fn the_asker_is_never_suggested() {
    assert_ne!(first(&engine(&history()), &asks("bo", "hotel limit")).as_deref(), Some("bo"));
}

#[test]
fn added_evidence_counts_at_once_and_after_a_commit_alike() {
    let engine = engine(&history());
    engine.add(&[answered("5", "forklift licence renewal", "flo", 1)]).unwrap();
    let query = asks("eve", "renewal of a forklift licence");
    let before = engine.suggest(&query, anybody());
    assert_eq!(before.people[0].person, "flo");
    engine.flush().unwrap();
    assert_eq!(engine.suggest(&query, anybody()).people[0].person, "flo");
}

#[test]
fn adding_twice_is_adding_once() {
    let (once, twice) = (engine(&history()), engine(&history()));
    twice.add(&history()).unwrap();
    twice.flush().unwrap();
    twice.add(&history()).unwrap();
    let query = asks("eve", "hotel limit");
    assert_eq!(once.suggest(&query, anybody()).people.len(), twice.suggest(&query, anybody()).people.len());
    assert_eq!(twice.len(), 4);
    assert_eq!(twice.similar(&query, 10).len(), 2);
}

#[test]
fn what_is_removed_is_gone_before_and_after_a_commit() {
    for flush in [false, true] {
        let engine = engine(&history());
        if flush {
            engine.flush().unwrap();
        }
        assert!(engine.remove_evidence("1").unwrap());
        assert!(engine.remove_evidence("2").unwrap());
        assert!(!engine.remove_evidence("2").unwrap());
        assert_ne!(first(&engine, &asks("eve", "hotel limit")).as_deref(), Some("bo"));
        assert!(engine.similar(&asks("eve", "hotel limit"), 10).is_empty());
    }
}

#[test]
fn a_removed_person_is_gone() {
    let engine = engine(&history());
    assert!(engine.remove_person("bo"));
    assert_ne!(first(&engine, &asks("eve", "hotel limit")).as_deref(), Some("bo"));
}

#[test]
fn hidden_evidence_neither_ranks_nor_explains() {
    let mut hidden = answered("9", "salary of the board", "gil", 3);
    hidden.visibility = Visibility::People(vec!["ada".to_owned()]);
    let engine = engine(&history());
    engine.add(&[hidden]).unwrap();
    let query = asks("eve", "salary of the board");
    let named =
        |circumstances| engine.suggest(&query, circumstances).people.iter().any(|one| one.person == "gil");
    assert!(!named(anybody()));
    assert!(named(Circumstances { may_see: &|_, _| true, ..anybody() }));
}

#[test]
fn declared_topics_find_a_newcomer() {
    let engine = engine(&history());
    engine.set_topics("hal", &["customs duty".to_owned()]);
    let suggestions = engine.suggest(&asks("eve", "customs duty on samples"), anybody());
    let hal = suggestions.people.iter().find(|candidate| candidate.person == "hal").unwrap();
    assert_eq!(hal.reasons[0].data, ReasonData::Declared { topic: "customs duty".to_owned() });
}

#[test]
fn who_said_not_me_gives_way() {
    let engine = engine(&history());
    engine.add(&[answered("11", "hotel limit in Rome exceeded", "di", 40)]).unwrap();
    let query = asks("eve", "is the hotel limit in Rome per night?");
    let confidence = |engine: &Engine, person: &str| {
        let people = engine.suggest(&query, anybody()).people;
        people.iter().find(|one| one.person == person).map_or(0.0, |one| one.confidence)
    };
    let before = confidence(&engine, "di");
    let mut refused = answered("12", "hotel limit in Rome exceeded again", "bo", 2);
    refused.parts.push(Part { person: "di".to_owned(), role: Role::NotMe, time: NOW - DAY });
    engine.add(&[refused]).unwrap();
    let after = confidence(&engine, "di");
    assert!(before > 0.0 && after < before / 2.0, "{before} {after}");
}

#[test]
fn a_word_in_common_is_not_knowledge() {
    let engine = engine(&history());
    engine
        .add(&[answered("13", "the meter reboots over night after the firmware update", "fay", 1)])
        .unwrap();
    let people = engine.suggest(&asks("eve", "the hotel in Paris is over the limit"), anybody()).people;
    assert_eq!(people[0].person, "bo");
    assert!(people.iter().all(|one| one.person != "fay"), "{people:?}");
}

#[test]
fn reasons_do_not_repeat_each_other() {
    let mut evidence = history();
    for one in &mut evidence {
        one.tags = vec!["kind:expense_report".to_owned()];
    }
    let engine = engine(&evidence);
    let mut query = asks("eve", "hotel over the limit");
    query.tags = vec!["kind:expense_report".to_owned()];
    let people = engine.suggest(&query, anybody()).people;
    assert_eq!(people[0].person, "bo");
    assert_eq!(people[0].reasons.len(), 1, "{:?}", people[0].reasons);
    assert_eq!(
        people[0].reasons[0].data.sentence(NOW),
        "answered 2 questions about expense reports · last 26 Dec 2026"
    );
}

#[test]
fn an_outcome_teaches_and_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let query = asks("eve", "hotel limit or order approval?");
    let confidence = |engine: &Engine| {
        let scored = engine.rank(&query, anybody());
        let at = scored.people.iter().position(|person| person == "di").unwrap();
        scored.confidence[at]
    };
    let engine = Engine::open(dir.path()).unwrap();
    engine.rebuild(history()).unwrap();
    let before = confidence(&engine);
    for question in 0..20 {
        engine.remember(&question.to_string(), &query, anybody());
        engine.learn(&question.to_string(), &["di".to_owned()]);
    }
    let after = confidence(&engine);
    assert!(after > before, "{before} {after}");
    engine.flush().unwrap();
    drop(engine);
    let again = Engine::open(dir.path()).unwrap();
    again.rebuild(history()).unwrap();
    assert!((confidence(&again) - after).abs() < 1e-6);
    again.remove_person("di");
    again.flush().unwrap();
    let kept = std::fs::read_to_string(dir.path().join("model.json")).unwrap();
    assert!(!kept.contains("\"di\""), "{kept}");
}

#[test]
fn nothing_known_suggests_nobody() {
    assert!(engine(&[]).suggest(&asks("eve", "hotel limit"), anybody()).people.is_empty());
}

#[test]
fn nothing_at_or_after_the_question_is_shown() {
    let engine = engine(&history());
    engine.add(&[answered("7", "hotel limit", "ivy", 0), answered("8", "hotel limit", "ivy", -3)]).unwrap();
    let suggestions = engine.suggest(&asks("eve", "hotel limit"), anybody());
    assert!(suggestions.people.iter().all(|candidate| candidate.person != "ivy"));
}

#[test]
fn an_index_on_disk_is_taken_up_again_and_a_damaged_one_is_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    let query = asks("eve", "hotel limit");
    for damaged in [false, false, true, false] {
        if damaged {
            for entry in std::fs::read_dir(dir.path().join("words")).unwrap() {
                std::fs::write(entry.unwrap().path(), b"rubbish").unwrap();
            }
        }
        let engine = Engine::open(dir.path()).unwrap();
        engine.rebuild(history()).unwrap();
        assert_eq!(first(&engine, &query).as_deref(), Some("bo"));
        assert_eq!(engine.similar(&query, 10).len(), 2);
        engine.flush().unwrap();
    }
}
