//! The browser's own interfaces: the page, its storage, and the extension's messages.

use std::future::Future;
use std::time::Duration;

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use leptos::prelude::{document, set_timeout, window};
use protocol::extension::{Problem, Reply, Request};
use wasm_bindgen::prelude::{Closure, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::live::{self, Change};
use crate::words;

/// Asks the background for something.
pub(crate) async fn send(request: &Request) -> Result<Reply, Problem> {
    let text = serde_json::to_string(request).map_err(|_| words::not_understood())?;
    let message = JSON::parse(&text).map_err(|_| words::not_understood())?;
    let reply = match deliver(&message).await {
        Ok(reply) => reply,
        // A background that was just ended is started by the next message.
        Err(_) => deliver(&message).await.map_err(|_| words::no_background())?,
    };
    match reply_of(&reply) {
        Some(Reply::Failed { problem }) => Err(problem),
        Some(reply) => Ok(reply),
        None => Err(words::not_understood()),
    }
}

/// A reply, read part by part: serde reads a tagged enum through a buffer of its own, which would put
/// every type into the module twice.
fn reply_of(reply: &JsValue) -> Option<Reply> {
    Some(match &*text(reply, "got")? {
        "page" => Reply::Page { page: part(reply, "page")? },
        "suggestions" => Reply::Suggestions { suggestions: part(reply, "suggestions")? },
        "preview" => Reply::Preview { snapshot: part(reply, "snapshot")?, struck: part(reply, "struck")? },
        "thread" => Reply::Thread { thread: part(reply, "thread")? },
        "queued" => Reply::Queued { message: text(reply, "message")? },
        "inbox" => Reply::Inbox { inbox: part(reply, "inbox")? },
        "people" => Reply::People { people: part(reply, "people")? },
        "settings" => Reply::Settings { settings: part(reply, "settings")? },
        "done" => Reply::Done,
        "failed" => Reply::Failed { problem: part(reply, "problem")? },
        _ => return None,
    })
}

/// What a notice says, read as a reply is.
fn change_of(notice: &JsValue) -> Option<Change> {
    Some(match &*text(notice, "notice")? {
        "page" => Change::Page(part(notice, "page")?),
        "thread" => Change::Thread(text(notice, "id")?),
        "inbox" => Change::Inbox,
        "open_ask" => Change::OpenAsk(part(notice, "tab")?, part(notice, "target")?),
        _ => return None,
    })
}

/// Hears the background's notices for as long as the page is open.
pub(crate) fn listen() {
    let Ok(port) = connect() else {
        set_timeout(listen, Duration::from_secs(2));
        return;
    };
    let heard = Closure::<dyn Fn(JsValue)>::new(|message: JsValue| {
        if let Some(change) = change_of(&message) {
            live::publish(&change);
        }
    });
    let lost = Closure::<dyn Fn(JsValue)>::new(|_| {
        set_timeout(
            || {
                listen();
                live::publish(&Change::Anything);
            },
            Duration::from_millis(300),
        );
    });
    let _ = listen_to(&port, "onMessage", heard.as_ref());
    let _ = listen_to(&port, "onDisconnect", lost.as_ref());
    heard.forget();
    lost.forget();
}

/// Asks the person for an origin's permission. The question itself is put before this returns, because
/// a browser lets it be put only within a click.
pub(crate) fn ask_permission(origin: &str) -> impl Future<Output = bool> + use<> {
    let asked = (|| {
        let permissions = Reflect::get(&api(), &"permissions".into()).ok()?;
        let wish = Object::new();
        let pattern = Array::of1(&words::origin_pattern(origin)?.into());
        Reflect::set(&wish, &"origins".into(), &pattern).ok()?;
        call(&permissions, "request", &[wish.into()]).ok()
    })();
    async move {
        match asked {
            Some(promise) => settled(promise).await.is_ok_and(|granted| granted.is_truthy()),
            None => false,
        }
    }
}

/// Whether this page may ask for permissions: a frame within a page may not, in Firefox.
pub(crate) fn can_ask_permission() -> bool {
    Reflect::get(&api(), &"permissions".into()).is_ok_and(|it| it.is_object())
}

/// Opens the browser's side panel for a tab, within a click; where there is none, the background knows another way.
pub(crate) fn open_side_panel(tab: i32) {
    let open = |name: &str, arguments: &[JsValue]| {
        let panel = Reflect::get(&api(), &name.into()).ok()?;
        call(&panel, "open", arguments).ok()
    };
    let options = Object::new();
    let _ = Reflect::set(&options, &"tabId".into(), &tab.into());
    if open("sidePanel", &[options.into()]).or_else(|| open("sidebarAction", &[])).is_none() {
        let (place, fact) = (Object::new(), Object::new());
        let _ = Reflect::set(&place, &"tab".into(), &tab.into());
        let _ = Reflect::set(&fact, &"side_panel".into(), &place);
        let _ = runtime().and_then(|runtime| call(&runtime, "sendMessage", &[fact.into()]));
    }
}

/// Opens the options page.
pub(crate) fn open_options() {
    if let Ok(runtime) = runtime() {
        let _ = call(&runtime, "openOptionsPage", &[]);
    }
}

/// Closes the popup.
pub(crate) fn close_window() {
    let _ = window().close();
}

/// Calls `changed` whenever another tab of the window is shown.
pub(crate) fn on_other_tab(changed: impl Fn() + 'static) {
    let Ok(tabs) = Reflect::get(&api(), &"tabs".into()) else {
        return;
    };
    let heard = Closure::<dyn Fn(JsValue)>::new(move |_| changed());
    let _ = listen_to(&tabs, "onActivated", heard.as_ref());
    heard.forget();
}

/// What `<html data-page>` says.
pub(crate) fn page_name() -> String {
    document().document_element().and_then(|html| html.get_attribute("data-page")).unwrap_or_default()
}

/// A new key for one thing that is to be done once: 32 hexadecimal digits of chance.
pub(crate) fn new_key() -> String {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts text on the clipboard. Says whether it is there.
pub(crate) async fn copy(text: String) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok()
}

/// Text that was kept under a name on this device.
pub(crate) fn kept(name: &str) -> Option<String> {
    let local = window().local_storage().ok()??;
    local.get_item(name).ok()?
}

/// Keeps text on this device; empty text is removed. A browser may refuse its storage to a frame.
pub(crate) fn keep(name: &str, text: &str) {
    let Ok(Some(local)) = window().local_storage() else {
        return;
    };
    let _ = if text.is_empty() { local.remove_item(name) } else { local.set_item(name, text) };
}

/// Submits the form of a text area: Control and Enter send, as in mail.
pub(crate) fn submit_form(event: &web_sys::KeyboardEvent) {
    let area = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    if let Some(form) = area.and_then(|area| area.form()) {
        let _ = form.request_submit();
    }
}

/// Removes from this device whatever was kept under names that begin so.
pub(crate) fn forget(beginning: &str) {
    let Ok(Some(local)) = window().local_storage() else {
        return;
    };
    let count = local.length().unwrap_or(0);
    let names: Vec<String> = (0..count).filter_map(|at| local.key(at).ok().flatten()).collect();
    for name in names.iter().filter(|name| name.starts_with(beginning)) {
        let _ = local.remove_item(name);
    }
}

/// `object.name(…arguments)`.
pub(crate) fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &name.into())?.dyn_into()?;
    function.apply(object, &arguments.iter().collect())
}

/// Awaits what may be a promise.
pub(crate) async fn settled(value: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&value)).await
}

fn part<T: serde::de::DeserializeOwned>(value: &JsValue, name: &str) -> Option<T> {
    let text = JSON::stringify(&Reflect::get(value, &name.into()).ok()?).ok()?;
    record::json::from_str(&text.as_string()?).ok()
}

fn text(value: &JsValue, name: &str) -> Option<String> {
    Reflect::get(value, &name.into()).ok()?.as_string()
}

async fn deliver(message: &JsValue) -> Result<JsValue, JsValue> {
    let reply = settled(call(&runtime()?, "sendMessage", std::slice::from_ref(message))?).await?;
    if reply.is_object() { Ok(reply) } else { Err(JsValue::UNDEFINED) }
}

fn connect() -> Result<JsValue, JsValue> {
    let info = Object::new();
    Reflect::set(&info, &"name".into(), &"panel".into())?;
    call(&runtime()?, "connect", &[info.into()])
}

fn listen_to(target: &JsValue, event: &str, listener: &JsValue) -> Result<JsValue, JsValue> {
    let event = Reflect::get(target, &event.into())?;
    call(&event, "addListener", std::slice::from_ref(listener))
}

fn runtime() -> Result<JsValue, JsValue> {
    Reflect::get(&api(), &"runtime".into())
}

/// `browser` where there is one (Firefox), else `chrome`.
fn api() -> JsValue {
    let global = js_sys::global();
    ["browser", "chrome"]
        .iter()
        .filter_map(|name| Reflect::get(&global, &(*name).into()).ok())
        .find(|api| api.is_object())
        .unwrap_or(JsValue::UNDEFINED)
}
