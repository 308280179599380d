//! The background over a browser in memory: what it keeps, sends and refuses.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "a test may; clippy does not know the helpers here for tests"
)]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use futures::executor::block_on;
use muster_core::{
    core::Core,
    event::Event,
    host::{Host, HostError, Moment},
};
use serde_json::{Value, json};

const BASE: &str = "chrome-extension://muster";
const SITE: &str = "https://desk.example";
const SERVER: &str = "https://muster.example";

/// A browser that keeps in memory, and a server that answers by path or is down.
#[derive(Default)]
struct Browser {
    storage: RefCell<BTreeMap<String, serde_json::Map<String, Value>>>,
    answers: RefCell<BTreeMap<String, (u16, Value)>>,
    calls: RefCell<Vec<(String, Value)>>,
    full: Cell<bool>,
    blind: Cell<bool>,
}

impl Browser {
    fn answer(&self, path: &str, status: u16, body: Value) {
        self.answers.borrow_mut().insert(path.to_owned(), (status, body));
    }

    fn down(&self) {
        self.answers.borrow_mut().clear();
    }

    /// The bodies that were sent to a path.
    fn sent(&self, path: &str) -> Vec<Value> {
        self.calls
            .borrow()
            .iter()
            .filter(|(operation, call)| {
                operation == "fetch" && call["url"] == format!("{SERVER}/api/v1/{path}")
            })
            .map(|(_, call)| serde_json::from_str(call["body"].as_str().unwrap_or("null")).unwrap())
            .collect()
    }

    fn calls(&self, operation: &str) -> Vec<Value> {
        self.calls
            .borrow()
            .iter()
            .filter(|(name, _)| name == operation)
            .map(|(_, arguments)| arguments.clone())
            .collect()
    }

    fn kept(&self) -> String {
        serde_json::to_string(&*self.storage.borrow()).unwrap()
    }
}

impl Host for &Browser {
    async fn call(&self, operation: &str, arguments: Value) -> Result<Value, HostError> {
        self.calls.borrow_mut().push((operation.to_owned(), arguments.clone()));
        let area = arguments["area"].as_str().unwrap_or_default().to_owned();
        let mut storage = self.storage.borrow_mut();
        Ok(match operation {
            "storage_get" if area == "managed" => return Err(HostError("no policy".into())),
            "storage_get" => Value::Object(storage.entry(area).or_default().clone()),
            "storage_set" if self.full.get() => return Err(HostError("QUOTA_BYTES quota exceeded".into())),
            "storage_set" => {
                let items = arguments["items"].as_object().unwrap().clone();
                storage.entry(area).or_default().extend(items);
                Value::Null
            }
            "storage_remove" => {
                for key in arguments["keys"].as_array().unwrap() {
                    storage.entry(area.clone()).or_default().remove(key.as_str().unwrap());
                }
                Value::Null
            }
            "fetch" => {
                let url = arguments["url"].as_str().unwrap();
                let path = url.strip_prefix(SERVER).and_then(|path| path.strip_prefix("/api/v1/"));
                match path.and_then(|path| self.answers.borrow().get(path).cloned()) {
                    Some((status, Value::String(text))) => {
                        json!({ "answer": { "status": status, "body": text } })
                    }
                    Some((status, body)) => {
                        json!({ "answer": { "status": status, "body": body.to_string() } })
                    }
                    None => json!("offline"),
                }
            }
            "tab_get" => {
                json!({ "id": arguments["tab"].as_i64().unwrap_or(1), "url": format!("{SITE}/ticket/42") })
            }
            "granted" => json!(true),
            "tabs_of" => json!([1]),
            "read" if self.blind.get() => return Err(HostError("out of memory".into())),
            // Here the outline itself is what it is known by.
            "read" => serde_json::from_str(&muster_recogniser::read(
                &arguments["outline"].to_string(),
                &json!({ "origin": arguments["origin"], "today": arguments["today"] }).to_string(),
            ))
            .unwrap(),
            _ => Value::Null,
        })
    }

    fn now(&self) -> Moment {
        Moment { ms: 1_795_430_400_000, utc: "2026-11-23T12:00:00Z".into(), today: "2026-11-23".into() }
    }
}

/// The background on a browser.
struct Background<'a>(Core<&'a Browser>);

impl<'a> Background<'a> {
    /// A worker that wakes on what the browser kept.
    fn wake(browser: &'a Browser) -> Background<'a> {
        let core = block_on(Core::start(browser, BASE, "0.1.0"));
        block_on(core.work());
        Background(core)
    }

    /// A worker with a page on a site that is on, and somebody signed in.
    fn ready(browser: &'a Browser) -> Background<'a> {
        let background = Background::wake(browser);
        serve(browser);
        background.page(json!({ "switch_site": { "origin": SITE, "on": true } }));
        let signed_in = background.page(json!({ "sign_in": { "link": format!("{SERVER}/#invite=abc") } }));
        assert_eq!(signed_in["got"], "settings", "{signed_in}");
        background.content(json!({ "hello": {} }));
        background.content(json!({ "outline": { "outline": ticket() } }));
        background
    }

    fn hear(&self, event: Value) -> Value {
        let event: Event = serde_json::from_value(event).unwrap();
        let answer = block_on(self.0.hear(event));
        block_on(self.0.work());
        answer.unwrap_or(Value::Null)
    }

    fn page(&self, message: Value) -> Value {
        let url = format!("{BASE}/popup.html");
        self.hear(json!({ "message": { "sender": { "url": url, "origin": BASE }, "message": message } }))
    }

    fn content(&self, message: Value) -> Value {
        self.from(json!({ "tab": 1, "frame": 0, "document": "d1", "url": SITE, "origin": SITE }), message)
    }

    fn from(&self, sender: Value, message: Value) -> Value {
        self.hear(json!({ "message": { "sender": sender, "message": message } }))
    }

    fn state(&self) -> Value {
        self.page(json!({ "get_page": { "tab": 1 } }))["page"].clone()
    }

    fn ask(&self, key: &str, body: &str) -> Value {
        self.page(json!({ "ask": { "tab": 1, "draft": draft(key, body) } }))
    }
}

fn draft(key: &str, body: &str) -> Value {
    json!({
        "idempotency_key": key, "target": "record", "body": body, "people": [],
        "struck": [], "share_address": true, "visibility": "participants",
    })
}

fn person() -> Value {
    json!({ "id": "p1", "name": "Ada Example" })
}

fn serve(browser: &Browser) {
    browser.answer(
        "sign-in/invitation",
        200,
        json!({ "token": "secret-token", "expires": "2027-01-01T00:00:00Z", "me": person(), "organisation": "Example" }),
    );
    browser.answer("index", 200, json!({ "key": "00ff", "records": [] }));
    browser.answer("inbox", 200, json!({ "asked": [], "mine": [] }));
    browser.answer("sessions/current", 204, json!(""));
    browser.answer("threads", 200, thread());
}

fn thread() -> Value {
    let record = json!({ "app": "site", "tenant": SITE, "kind": "ticket", "id": "42" });
    json!({
        "summary": {
            "id": "t1", "author": person(), "excerpt": "Why?", "title": "Ticket", "state": "open", "posts": 1,
            "anchor": { "record": record, "target": "record" },
            "updated": "2026-11-23T12:00:00Z", "unread": false,
        },
        "snapshot": { "record": record, "kind": "ticket", "title": "Ticket", "fields": [], "taken": "2026-11-23T12:00:00Z" },
        "visibility": "participants", "posts": [], "asks": [],
    })
}

/// A ticket's page as the reader takes it.
fn ticket() -> Value {
    let mut nodes = vec![json!({ "p": -1, "t": "body" }), json!({ "p": 0, "t": "main" })];
    let mut add = |parent: usize, tag: &str, text: &str| {
        nodes.push(json!({ "p": parent, "t": tag }));
        let element = nodes.len() - 1;
        if !text.is_empty() {
            nodes.push(json!({ "p": element, "x": text }));
        }
        element
    };
    add(1, "h1", "Ticket #42: Printer on fire");
    let list = add(1, "dl", "");
    for (label, value) in [
        ("Status", "Open"),
        ("Requester", "Ben Example"),
        ("Priority", "High"),
        ("Card", "4111 1111 1111 1111"),
    ] {
        add(list, "dt", label);
        add(list, "dd", value);
    }
    json!({
        "url": format!("{SITE}/ticket/42"), "title": "Ticket #42: Printer on fire", "lang": "en",
        "languages": ["en-US"], "loading": false, "nodes": nodes,
    })
}

#[test]
fn a_page_is_read_and_its_card_number_struck() {
    let browser = Browser::default();
    let state = Background::ready(&browser).state();
    assert_eq!(state["reading"]["records"][0]["id"], "42", "{state}");
    assert!(!browser.kept().contains("4111 1111"), "{}", browser.kept());
}

#[test]
fn a_site_that_is_off_is_told_to_stop() {
    let browser = Browser::default();
    let background = Background::wake(&browser);
    assert_eq!(background.content(json!({ "hello": {} }))["say"], "stop");
    assert_eq!(background.content(json!({ "outline": { "outline": ticket() } }))["say"], "stop");
    assert!(!browser.kept().contains("Printer"));
}

#[test]
fn looking_at_a_page_sends_nothing() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    let before = browser.calls("fetch").len();
    background.content(json!({ "outline": { "outline": ticket() } }));
    assert_eq!(browser.calls("fetch").len(), before);
}

#[test]
fn the_page_cannot_say_which_origin_it_is() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    let mut forged = ticket();
    forged["url"] = json!("https://bank.example/ticket/42");
    background.content(json!({ "outline": { "outline": forged } }));
    assert_eq!(background.state()["reading"]["tenant"], SITE);
}

#[test]
fn a_content_script_cannot_ask_what_pages_of_ours_may_ask() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    for request in [json!({ "get_settings": {} }), json!({ "sign_out": {} }), json!({ "get_inbox": {} })] {
        assert_eq!(background.content(request), Value::Null);
    }
    assert!(browser.kept().contains("secret-token"));
}

#[test]
fn frames_and_pages_that_look_like_ours_are_not_heard() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    for sender in [
        json!({ "tab": 1, "frame": 7, "document": "d1", "url": SITE, "origin": SITE }),
        json!({ "url": format!("{BASE}.evil/popup.html"), "origin": format!("{BASE}.evil") }),
        json!({ "tab": 1, "frame": 0, "url": "file:///tmp/x" }),
    ] {
        assert_eq!(background.from(sender, json!({ "get_settings": {} })), Value::Null);
    }
}

#[test]
fn another_document_of_the_tab_changes_nothing() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    let old = json!({ "tab": 1, "frame": 0, "document": "d0", "url": SITE, "origin": SITE });
    background.from(old, json!({ "hidden": {} }));
    assert_eq!(background.state()["reading"]["records"][0]["id"], "42");
}

#[test]
fn a_killed_worker_loses_nothing() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    background
        .page(json!({ "save_draft": { "tab": 1, "draft": draft("key-000000000001", "Half a quest") } }));
    let before = background.state();
    drop(background);
    assert_eq!(Background::wake(&browser).state(), before);
}

#[test]
fn a_question_that_cannot_go_is_queued_and_goes_once() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    browser.down();
    assert_eq!(background.ask("key-000000000001", "Why?")["got"], "queued");
    assert_eq!(background.state()["queued"], 1);
    drop(background);
    let woken = Background::wake(&browser);
    assert_eq!(woken.state()["queued"], 1);
    serve(&browser);
    woken.hear(json!({ "alarm": { "name": "send" } }));
    woken.hear(json!({ "alarm": { "name": "send" } }));
    assert_eq!(woken.state()["queued"], 0);
    let sent = browser.sent("threads");
    assert!(sent.iter().all(|body| body["idempotency_key"] == "key-000000000001"));
    assert_eq!(sent.len(), 3, "at the first try, on waking, and when the server was back");
}

#[test]
fn every_failure_has_its_sentence_and_keeps_the_words() {
    for (status, body, code) in [
        (401, json!({ "code": "token_expired", "message": "expired" }), "token_expired"),
        (403, json!({ "code": "forbidden", "message": "You may not ask here." }), "forbidden"),
    ] {
        let browser = Browser::default();
        let background = Background::ready(&browser);
        browser.answer("threads", status, body);
        let reply = background.ask("key-000000000001", "Why on earth?");
        assert_eq!(reply["problem"]["code"], code);
        assert_eq!(background.state()["draft"]["body"], "Why on earth?");
    }
    for (status, body) in [
        (200, json!("<html>")),
        (502, json!("bad gateway")),
        (429, json!({ "code": "too_many_requests", "message": "Wait." })),
    ] {
        let browser = Browser::default();
        let background = Background::ready(&browser);
        browser.answer("threads", status, body);
        assert_eq!(background.ask("key-000000000001", "Why on earth?")["got"], "queued", "{status}");
        assert!(browser.kept().contains("Why on earth?"));
    }
}

#[test]
fn a_question_that_is_refused_later_comes_back_as_a_draft() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    browser.down();
    background.ask("key-000000000001", "Why?");
    browser.answer("threads", 422, json!({ "code": "invalid", "message": "Nobody can read this." }));
    background.hear(json!({ "alarm": { "name": "send" } }));
    let state = background.state();
    assert_eq!(state["queued"], 0);
    assert_eq!(state["draft"]["body"], "Why?");
}

#[test]
fn a_recogniser_that_fails_is_said_and_works_again() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    browser.blind.set(true);
    background.content(json!({ "outline": { "outline": ticket() } }));
    assert_eq!(background.state()["reading"]["diagnostics"][0]["code"], "recogniser-failed");
    browser.blind.set(false);
    background.content(json!({ "outline": { "outline": ticket() } }));
    assert_eq!(background.state()["reading"]["records"][0]["kind"], "ticket");
}

#[test]
fn a_full_disk_is_said_before_anything_is_sent() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    browser.full.set(true);
    assert_eq!(background.ask("key-000000000001", "Why?")["problem"]["code"], "storage_full");
    assert!(browser.sent("threads").is_empty());
}

#[test]
fn what_is_sent_is_what_the_preview_showed() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    let mut draft = draft("key-000000000001", "Is IBAN DE89 3704 0044 0532 0130 00 right?");
    draft["struck"] = json!([0]);
    let preview = background.page(json!({ "preview": { "tab": 1, "draft": draft.clone() } }));
    background.page(json!({ "ask": { "tab": 1, "draft": draft } }));
    let sent = &browser.sent("threads")[0];
    assert_eq!(sent["snapshot"], preview["snapshot"]);
    assert_eq!(sent["body"], "Is IBAN ▮▮▮▮ right?");
    assert!(preview["struck"].as_array().unwrap().len() >= 2, "{preview}");
}

#[test]
fn switching_a_site_off_removes_what_was_kept_of_it() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    background
        .page(json!({ "save_draft": { "tab": 1, "draft": draft("key-000000000001", "Half a quest") } }));
    background.page(json!({ "switch_site": { "origin": SITE, "on": false } }));
    assert!(!browser.kept().contains("desk.example"), "{}", browser.kept());
    assert_eq!(browser.calls("tab_send").last().unwrap()["message"]["say"], "stop");
}

#[test]
fn switching_a_site_on_again_brings_its_drafts_back() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    background
        .page(json!({ "save_draft": { "tab": 1, "draft": draft("key-000000000001", "Half a quest") } }));
    background.page(json!({ "switch_site": { "origin": SITE, "on": false } }));
    assert!(!browser.kept().contains("Half a quest"), "{}", browser.kept());
    background.page(json!({ "switch_site": { "origin": SITE, "on": true } }));
    assert!(browser.kept().contains("Half a quest"), "{}", browser.kept());
}

#[test]
fn signing_out_removes_token_and_words() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    background
        .page(json!({ "save_draft": { "tab": 1, "draft": draft("key-000000000001", "Half a quest") } }));
    background.page(json!({ "sign_out": {} }));
    let kept = browser.kept();
    assert!(!kept.contains("secret-token") && !kept.contains("Half a quest"), "{kept}");
}

#[test]
fn the_context_menu_opens_the_ask_form_on_the_selected_words() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    background
        .hear(json!({ "menu": { "tab": 1, "url": format!("{SITE}/ticket/42"), "selection": " on fire " } }));
    let state = background.state();
    assert_eq!(state["open_ask"], json!({ "quote": { "text": "on fire" } }));
    assert_eq!(state["sidebar"]["open"], true);
    assert_eq!(background.state()["open_ask"], Value::Null, "told once");
}

#[test]
fn a_blocked_frame_leads_to_the_side_panel() {
    let browser = Browser::default();
    let background = Background::ready(&browser);
    background.content(json!({ "blocked": {} }));
    let reply = background.page(json!({ "open_sidebar": { "tab": 1, "ask": null } }));
    assert_eq!(reply["problem"]["code"], "sidebar_blocked");
    assert_eq!(browser.calls("badge").last().unwrap()["text"], "!");
}
