//! The web inbox's calls to the server that served it.

use std::cell::Cell;
use std::time::Duration;

use js_sys::{Reflect, Uint8Array};
use leptos::prelude::{set_timeout, window};
use protocol::api::{
    Ask, AskReaction, AskState, Event, Inbox, Me, NewPost, Person, Post, RedeemInvitation, Refusal, Resolve,
    Session, Thread,
};
use protocol::extension::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, ReadableStreamDefaultReader, RequestInit, Response, Storage, TextDecoder,
};

use crate::live::{self, Change};
use crate::words;

/// Where the session's token is kept.
const SESSION: &str = "muster.session";

/// How long a call may take.
const PATIENCE: u32 = 20_000;

/// Whether somebody is signed in on this device.
pub(crate) fn is_signed_in() -> bool {
    token().is_some()
}

/// Trades an invitation for a session. On a shared computer it ends with the tab.
pub(crate) async fn redeem(token: String, shared_computer: bool) -> Result<Session, Problem> {
    let device = device();
    let session: Session = post("sign-in/invitation", &RedeemInvitation { token, device }).await?;
    forget();
    let place = if shared_computer { window().session_storage() } else { window().local_storage() };
    match place {
        Ok(Some(place)) if place.set_item(SESSION, &session.token).is_ok() => Ok(session),
        _ => Err(words::no_storage()),
    }
}

/// Ends the session here and at the server.
pub(crate) async fn sign_out() -> Result<(), Problem> {
    let ended = call("DELETE", "sessions/current", None).await;
    forget();
    ended.map(|_| ())
}

/// Removes the session from this device.
pub(crate) fn forget() {
    for place in places() {
        let _ = place.remove_item(SESSION);
    }
}

/// Who is signed in.
pub(crate) async fn me() -> Result<Me, Problem> {
    get("me").await
}

/// An ask, for the thread that its link means.
pub(crate) async fn ask(id: &str) -> Result<Ask, Problem> {
    get(&format!("asks/{}", part(id))).await
}

pub(crate) async fn thread(id: &str) -> Result<Thread, Problem> {
    let thread: Thread = get(&format!("threads/{}", part(id))).await?;
    if thread.summary.unread {
        // That it was read is a courtesy to the reader's own list: the thread is shown without it.
        let _ = call("POST", &format!("threads/{}/read", part(id)), None).await;
    }
    Ok(thread)
}

pub(crate) async fn answer(thread: &str, key: String, body: String) -> Result<(), Problem> {
    let new = NewPost { idempotency_key: key, body };
    let _: Post = post(&format!("threads/{}/posts", part(thread)), &new).await?;
    Ok(())
}

pub(crate) async fn resolve(thread: &str, accepted: String, outcome: String) -> Result<(), Problem> {
    let resolve = Resolve { post: accepted, outcome };
    let _: Thread = post(&format!("threads/{}/resolution", part(thread)), &resolve).await?;
    Ok(())
}

pub(crate) async fn react(ask: &str, state: AskState, to: Option<String>) -> Result<(), Problem> {
    let reaction = AskReaction { state, to, note: None };
    let _: Ask = post(&format!("asks/{}/state", part(ask)), &reaction).await?;
    Ok(())
}

pub(crate) async fn inbox() -> Result<Inbox, Problem> {
    get("inbox").await
}

pub(crate) async fn find_people(query: &str) -> Result<Vec<Person>, Problem> {
    get(&format!("people?q={}", part(query))).await
}

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
}

/// Hears the server's events for as long as somebody is signed in here.
pub(crate) fn listen() {
    if LISTENING.replace(true) {
        return;
    }
    wasm_bindgen_futures::spawn_local(async {
        let mut heard_before = false;
        let _ = hear(&mut heard_before).await;
        LISTENING.set(false);
        if is_signed_in() {
            let pause = if heard_before { 1_000 } else { 10_000 };
            set_timeout(
                move || {
                    listen();
                    live::publish(&Change::Anything);
                },
                Duration::from_millis(pause),
            );
        }
    });
}

/// One connection, until it ends. An `EventSource` cannot carry the session's header.
async fn hear(heard: &mut bool) -> Result<(), JsValue> {
    let init = RequestInit::new();
    init.set_headers(headers("text/event-stream")?.as_ref());
    let response: Response =
        JsFuture::from(window().fetch_with_str_and_init(&path("events"), &init)).await?.dyn_into()?;
    let body = response.body().filter(|_| response.ok()).ok_or(JsValue::UNDEFINED)?;
    *heard = true;
    let reader: ReadableStreamDefaultReader = body.get_reader().dyn_into()?;
    let decoder = TextDecoder::new()?;
    let options = web_sys::TextDecodeOptions::new();
    options.set_stream(true);
    let mut lines = Lines::default();
    loop {
        let piece = JsFuture::from(reader.read()).await?;
        if Reflect::get(&piece, &"done".into())?.is_truthy() {
            return Ok(());
        }
        let bytes: Uint8Array = Reflect::get(&piece, &"value".into())?.dyn_into()?;
        let text = decoder.decode_with_js_u8_array_and_options(&bytes, &options)?;
        for event in lines.take(&text) {
            live::publish(&match event {
                Event::Thread { id, .. } => Change::Thread(id),
                Event::Inbox { .. } => Change::Inbox,
            });
        }
    }
}

/// The lines of an event stream that have not ended yet.
#[derive(Default)]
struct Lines {
    rest: String,
}

impl Lines {
    /// The events that `text` completes. What is no event is passed over.
    fn take(&mut self, text: &str) -> Vec<Event> {
        self.rest.push_str(text);
        let Some(end) = self.rest.rfind('\n') else {
            return Vec::new();
        };
        let rest = self.rest.split_off(end + 1);
        let whole = std::mem::replace(&mut self.rest, rest);
        whole
            .lines()
            .filter_map(|line| record::json::from_str(line.strip_prefix("data:")?.trim()).ok())
            .collect()
    }
}

async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Problem> {
    read(&call("GET", path, None).await?)
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, Problem> {
    let body = serde_json::to_string(body).map_err(|_| words::not_understood())?;
    read(&call("POST", path, Some(&body)).await?)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    record::json::from_str(text).map_err(|_| words::not_understood())
}

async fn call(method: &str, at: &str, body: Option<&str>) -> Result<String, Problem> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE);
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&signal));
    let headers = headers("application/json").map_err(|_| words::not_understood())?;
    if let Some(body) = body {
        init.set_body(&body.into());
        let _ = headers.set("content-type", "application/json");
    }
    init.set_headers(headers.as_ref());
    let lost = |_| if signal.aborted() { words::slow() } else { words::offline() };
    let response = JsFuture::from(window().fetch_with_str_and_init(&path(at), &init)).await.map_err(lost)?;
    let response: Response = response.dyn_into().map_err(|_| words::not_understood())?;
    let text = JsFuture::from(response.text().map_err(lost)?).await.map_err(lost)?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    let refusal: Option<Refusal> = record::json::from_str(&text).ok();
    if response.status() == 401 {
        forget();
        live::publish(&Change::Anything);
    }
    Err(refusal.map_or_else(words::server_error, |Refusal { code, message }| Problem { code, message }))
}

fn headers(accept: &str) -> Result<Headers, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", accept)?;
    if let Some(token) = token() {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    Ok(headers)
}

fn token() -> Option<String> {
    places().into_iter().find_map(|place| place.get_item(SESSION).ok().flatten())
}

fn places() -> Vec<Storage> {
    [window().session_storage(), window().local_storage()]
        .into_iter()
        .filter_map(|place| place.ok().flatten())
        .collect()
}

fn path(at: &str) -> String {
    format!("/api/v1/{at}")
}

/// Text as one part of an address.
fn part(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// What the person sees in their list of devices.
fn device() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    words::device(&agent)
}

/// The token of an invitation in the page's own address, taken out of it so that it is in no history.
pub(crate) fn take_invitation() -> Option<String> {
    let location = window().location();
    let hash = location.hash().ok()?;
    let token = hash.strip_prefix("#invite=")?.to_owned();
    let history = window().history().ok()?;
    let place = location.pathname().ok()?;
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&place));
    Some(token).filter(|token| !token.is_empty())
}

/// What the page's address asks for.
pub(crate) fn place() -> Place {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    if let Some(id) = path.strip_prefix("/ask/") {
        return Place::Ask(id.to_owned());
    }
    match location.hash().unwrap_or_default().strip_prefix("#thread=") {
        Some(id) => Place::Thread(id.to_owned()),
        None => Place::List,
    }
}

/// Puts a place into the page's address.
pub(crate) fn go(place: &Place) {
    let Ok(history) = window().history() else {
        return;
    };
    let address = match place {
        Place::List => "/".to_owned(),
        Place::Thread(id) => format!("/#thread={id}"),
        Place::Ask(id) => format!("/ask/{id}"),
    };
    let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&address));
}

/// Calls `moved` whenever the person goes back or forward.
pub(crate) fn on_back(moved: impl Fn() + 'static) {
    let heard = Closure::<dyn Fn(JsValue)>::new(move |_| moved());
    let _ = window().add_event_listener_with_callback("popstate", heard.as_ref().unchecked_ref());
    heard.forget();
}

/// A place of the web inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The lists.
    List,
    /// A thread, by its id.
    Thread(String),
    /// The thread of an ask, by the ask's id.
    Ask(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_across_pieces() {
        let mut lines = Lines::default();
        assert_eq!(lines.take("event: inbox\ndata: {\"inb"), []);
        assert_eq!(lines.take("ox\":{\"waiting\":2}}"), []);
        assert_eq!(lines.take("\n\n: keep-alive\n"), [Event::Inbox { waiting: 2 }]);
    }

    #[test]
    fn what_is_no_event_is_passed_over() {
        let mut lines = Lines::default();
        let two = "data: nonsense\ndata:{\"thread\":{\"id\":\"t\",\"record_hash\":\"h\"}}\r\n";
        assert_eq!(lines.take(two), [Event::Thread { id: "t".into(), record_hash: "h".into() }]);
    }
}
