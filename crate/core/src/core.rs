//! The background's one object: hears every event, keeps the [`State`], answers.

use std::{cell::RefCell, collections::VecDeque};

use protocol::extension::{Notice, Problem, Reply, Sidebar};
use record::{AnchorTarget, Phase, Reading};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    client::Client,
    event::{Event, Fact, Sender},
    host::{Area, Host, Read, forget, keep, read_all},
    lookup,
    marks::{self, Say, Summary},
    place, problem, site,
    state::{Page, State},
    stream::Stream,
};

/// The alarm that sends again what could not be sent.
pub(crate) const SEND_ALARM: &str = "send";
/// The alarm that asks what waits while no page of the extension is open.
pub(crate) const POLL_ALARM: &str = "poll";

/// The background.
pub struct Core<H: Host> {
    pub(crate) host: H,
    pub(crate) state: RefCell<State>,
    /// The origin of the extension's own pages.
    base: String,
    pub(crate) version: String,
    stream: RefCell<Stream>,
    tasks: RefCell<VecDeque<Task>>,
    /// Whether the outbox is being sent right now, so that nothing is sent twice at once.
    pub(crate) sending: RefCell<bool>,
    /// How often the stream broke since it last brought something.
    broken: RefCell<u32>,
}

/// What is done after the event that asks for it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// Fetch the threads on a tab's page.
    LookUp(i32),
    /// Fetch the index of records with discussions.
    FetchIndex,
    /// Ask what waits.
    Poll,
    /// Send what waits.
    Send,
    /// Open the live stream again after a pause.
    OpenStream,
}

impl<H: Host> Core<H> {
    /// Wakes up: takes what was kept.
    pub async fn start(host: H, base: &str, version: &str) -> Core<H> {
        // Firefox rejects the managed area where no policy exists.
        let managed = read_all(&host, Area::Managed).await.unwrap_or(Value::Null);
        let local = read_all(&host, Area::Local).await.unwrap_or(Value::Null);
        let session = read_all(&host, Area::Session).await.unwrap_or(Value::Null);
        let core = Core {
            host,
            state: RefCell::new(State::load(&local, &session, &managed)),
            base: base.trim_end_matches('/').to_owned(),
            version: version.to_owned(),
            stream: RefCell::default(),
            tasks: RefCell::default(),
            sending: RefCell::default(),
            broken: RefCell::default(),
        };
        if !core.state.borrow().outbox.is_empty() {
            core.later(Task::Send);
        }
        core
    }

    /// Hears an event; gives what its sender is answered.
    pub async fn hear(&self, event: Event) -> Option<Value> {
        match event {
            Event::Message { sender, message } => return self.message(sender, message).await,
            Event::Connect { port, name, sender } => self.connect(port, &name, &sender).await,
            Event::Disconnect { port } => self.disconnect(port).await,
            Event::Installed { reason } => self.installed(&reason).await,
            Event::Startup => self.startup().await,
            Event::Menu { tab, url, selection } => {
                let target = selection
                    .map(|text| text.trim().to_owned())
                    .filter(|text| !text.is_empty())
                    .map_or(AnchorTarget::Record, |text| AnchorTarget::Quote { text });
                self.ask_from_outside(tab, url, target).await;
            }
            Event::Command { name, tab, url } if name == "ask" => {
                self.ask_from_outside(tab, url, AnchorTarget::Record).await;
            }
            Event::Command { tab, url, .. } => self.toggle(tab, url).await,
            Event::Alarm { name } if name == SEND_ALARM => self.later(Task::Send),
            Event::Alarm { .. } => self.later(Task::Poll),
            Event::TabActivated { tab } => self.notify_page(tab).await,
            Event::TabRemoved { tab } => self.drop_page(tab).await,
            Event::PermissionsRemoved { patterns } => self.permissions_removed(&patterns).await,
            Event::Stream { text } => self.streamed(&text).await,
            Event::StreamEnd => {
                *self.broken.borrow_mut() += 1;
                if !self.state.borrow().ports.is_empty() {
                    self.later(Task::OpenStream);
                }
            }
        }
        None
    }

    /// Does what was put off while answering.
    pub async fn work(&self) {
        loop {
            let Some(task) = self.tasks.borrow_mut().pop_front() else {
                return;
            };
            match task {
                Task::LookUp(tab) => self.look_up(tab).await,
                Task::FetchIndex => self.fetch_index().await,
                Task::Poll => self.poll().await,
                Task::Send => self.send_all().await,
                Task::OpenStream => self.reopen_stream().await,
            }
        }
    }

    pub(crate) fn later(&self, task: Task) {
        let mut tasks = self.tasks.borrow_mut();
        if !tasks.contains(&task) {
            tasks.push_back(task);
        }
    }

    // --- who says what ---------------------------------------------------------------------------

    async fn message(&self, sender: Sender, message: Value) -> Option<Value> {
        if self.is_own_page(&sender) {
            if message.get("frame").is_some() {
                if let Some(tab) = sender.tab {
                    self.say(tab, &Say::Hello).await;
                }
                return None;
            }
            let reply = match record::json::from_value(message) {
                Ok(request) => match self.request(&sender, request).await {
                    Ok(reply) => reply,
                    Err(problem) => Reply::Failed { problem },
                },
                Err(error) => Reply::Failed {
                    problem: problem::invalid(format!("Muster's page said something unknown: {error}.")),
                },
            };
            return serde_json::to_value(reply).ok();
        }
        // A content script speaks for its tab's own document, on the web, and states facts.
        let (Some(tab), Some(0)) = (sender.tab, sender.frame) else {
            return None;
        };
        let origin = sender.web_origin()?;
        let fact = record::json::from_value(message).ok()?;
        self.fact(tab, &origin, sender.document, fact).await.and_then(|say| serde_json::to_value(say).ok())
    }

    fn is_own_page(&self, sender: &Sender) -> bool {
        let is_own = |address: &str| {
            address.strip_prefix(&self.base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match &sender.origin {
            Some(origin) => is_own(origin),
            None => sender.url.as_deref().is_some_and(is_own),
        }
    }

    async fn fact(&self, tab: i32, origin: &str, document: Option<String>, fact: Fact) -> Option<Say> {
        if let Fact::Hello = fact {
            return Some(self.welcome(tab, origin, document).await);
        }
        let known = self
            .state
            .borrow()
            .pages
            .get(&tab)
            .is_some_and(|page| page.origin == origin && page.document == document);
        if !known || !self.may_read(tab, origin) {
            return match fact {
                // A document that came back from the browser's back-forward cache.
                Fact::Outline { outline } if self.may_read(tab, origin) => {
                    self.welcome(tab, origin, document).await;
                    self.outline(tab, origin, outline).await
                }
                _ if self.may_read(tab, origin) => None,
                _ => Some(Say::Stop),
            };
        }
        match fact {
            Fact::Hello | Fact::Frame => None,
            Fact::Outline { outline } => self.outline(tab, origin, outline).await,
            Fact::Hidden => {
                self.drop_page(tab).await;
                None
            }
            Fact::Sidebar { open, width, side } => {
                let sidebar = Sidebar { open, width, side, blocked: false };
                // A full disk costs the memory of a width, nothing more.
                let _ = self.remember_sidebar(origin, sidebar).await;
                None
            }
            Fact::Blocked => {
                self.change_page(tab, |page| page.blocked = true).await;
                self.show_badge(Some(tab)).await;
                self.notify_page(tab).await;
                None
            }
            Fact::Marker { node } => {
                let target = self.reading(tab).and_then(|reading| place::target(&reading, node))?;
                self.open_ask(tab, target).await;
                None
            }
        }
    }

    // --- pages -----------------------------------------------------------------------------------

    async fn welcome(&self, tab: i32, origin: &str, document: Option<String>) -> Say {
        if !self.may_read(tab, origin) {
            return Say::Stop;
        }
        {
            let mut state = self.state.borrow_mut();
            let before = state.pages.remove(&tab).unwrap_or_default();
            let same = before.origin == origin;
            let page = Page {
                document,
                origin: origin.to_owned(),
                read: true,
                once: before.once && same,
                // Asked for just now, while this script was on its way.
                open_ask: before.open_ask.filter(|_| same && !before.read),
                ..Page::default()
            };
            state.pages.insert(tab, page);
        }
        self.keep_page(tab).await;
        Say::Welcome { on: true, sidebar: self.sidebar(tab, origin) }
    }

    async fn outline(&self, tab: i32, origin: &str, outline: Value) -> Option<Say> {
        let page = json!({ "outline": outline, "origin": origin, "today": self.host.now().today });
        let document = self.document(tab);
        let read = self.host.call("read", page).await.map_err(|error| error.to_string());
        let read = read.and_then(|read| record::json::from_value(read).map_err(|error| error.to_string()));
        let read = read.unwrap_or_else(|error| Read::failed(origin, &error));
        self.change_page(tab, |page| {
            // The tab went on to another page meanwhile.
            if page.document != document || page.origin != origin {
                return;
            }
            // While a page is still unclear, what it showed at the same address stands.
            let unclear = read.reading.phase == Phase::Detecting;
            if unclear && page.address == read.address && page.reading.is_some() {
                return;
            }
            if page.address != read.address {
                page.threads.clear();
                page.threads_problem = None;
            }
            page.address = read.address;
            page.reading = Some(read.reading);
            page.struck = read.struck;
        })
        .await;
        if self.is_watched(tab) {
            self.later(Task::LookUp(tab));
        }
        self.notify_page(tab).await;
        self.show(tab, false)
    }

    /// The browser's id of the document that is read in a tab.
    fn document(&self, tab: i32) -> Option<String> {
        self.state.borrow().pages.get(&tab)?.document.clone()
    }

    /// What the content script of a tab is to show.
    pub(crate) fn show(&self, tab: i32, insist: bool) -> Option<Say> {
        let state = self.state.borrow();
        let page = state.pages.get(&tab)?;
        let (summary, marks) = match (&page.reading, &state.index) {
            (Some(reading), index) => {
                let counts =
                    index.as_ref().map(|index| lookup::threads_of(index, reading)).unwrap_or_default();
                let threads: Vec<_> = page.threads.values().flatten().collect();
                marks::of(reading, &counts, &threads)
            }
            (None, _) => (Summary::default(), Vec::new()),
        };
        Some(Say::Show { summary, marks, sidebar: state.sidebar(tab, &page.origin), insist })
    }

    /// Has the content script of a tab show what is known now.
    pub(crate) async fn refresh(&self, tab: i32) {
        if let Some(say) = self.show(tab, false) {
            self.say(tab, &say).await;
        }
        self.notify_page(tab).await;
    }

    pub(crate) fn reading(&self, tab: i32) -> Option<Reading> {
        self.state.borrow().pages.get(&tab)?.reading.clone()
    }

    pub(crate) fn sidebar(&self, tab: i32, origin: &str) -> Sidebar {
        self.state.borrow().sidebar(tab, origin)
    }

    fn may_read(&self, tab: i32, origin: &str) -> bool {
        let state = self.state.borrow();
        state.is_on(origin) || state.pages.get(&tab).is_some_and(|page| page.once && page.origin == origin)
    }

    /// Changes what is known of a tab's page, and keeps it.
    pub(crate) async fn change_page(&self, tab: i32, change: impl FnOnce(&mut Page)) {
        {
            let mut state = self.state.borrow_mut();
            let Some(page) = state.pages.get_mut(&tab) else {
                return;
            };
            change(page);
        }
        self.keep_page(tab).await;
    }

    async fn keep_page(&self, tab: i32) {
        let Some(page) = self.state.borrow().pages.get(&tab).cloned() else {
            return;
        };
        let value = serde_json::to_value(page).unwrap_or(Value::Null);
        // A page that cannot be kept is read again by a later worker.
        let _ = keep(&self.host, Area::Session, &page_key(tab), value).await;
    }

    pub(crate) async fn drop_page(&self, tab: i32) {
        self.state.borrow_mut().pages.remove(&tab);
        let _ = forget(&self.host, Area::Session, &[page_key(tab)]).await;
        self.notify_page(tab).await;
    }

    // --- ways in ---------------------------------------------------------------------------------

    async fn ask_from_outside(&self, tab: i32, url: Option<String>, target: AnchorTarget) {
        if self.bring_in(tab, url.as_deref()).await.is_ok() {
            self.open_ask(tab, target).await;
        }
    }

    async fn toggle(&self, tab: i32, url: Option<String>) {
        if self.bring_in(tab, url.as_deref()).await.is_err() {
            return;
        }
        let Some(origin) = self.origin_of(tab) else {
            return;
        };
        let sidebar = self.sidebar(tab, &origin);
        let open = !sidebar.open;
        let _ = self.remember_sidebar(&origin, Sidebar { open, ..sidebar }).await;
        self.say_sidebar(tab, open).await;
    }

    /// Sees to it that a content script reads a tab's page: what `activeTab` lets us do for a gesture.
    pub(crate) async fn bring_in(&self, tab: i32, url: Option<&str>) -> Result<(), Problem> {
        let origin = match url.map(site::origin) {
            Some(None) => return Err(problem::closed_page()),
            Some(origin) => origin,
            None => None,
        };
        let there = self
            .state
            .borrow()
            .pages
            .get(&tab)
            .is_some_and(|page| page.read && origin.as_ref().is_none_or(|o| *o == page.origin));
        if there {
            return Ok(());
        }
        let Some(origin) = origin else {
            return Err(problem::closed_page());
        };
        {
            let mut state = self.state.borrow_mut();
            let once = !state.is_on(&origin);
            state.pages.insert(
                tab,
                Page { origin, once, address: url.unwrap_or_default().to_owned(), ..Page::default() },
            );
        }
        self.keep_page(tab).await;
        match self.host.call("inject", json!({ "tab": tab })).await {
            Ok(_) => Ok(()),
            Err(_) => {
                self.drop_page(tab).await;
                Err(problem::closed_page())
            }
        }
    }

    /// Puts the sidebar on its ask form.
    pub(crate) async fn open_ask(&self, tab: i32, target: AnchorTarget) {
        self.change_page(tab, |page| page.open_ask = Some(target.clone())).await;
        self.open_sidebar(tab).await;
        self.notify(Some(tab), &Notice::OpenAsk { tab, target }).await;
    }

    pub(crate) async fn open_sidebar(&self, tab: i32) {
        let Some(origin) = self.origin_of(tab) else {
            return;
        };
        let sidebar = self.sidebar(tab, &origin);
        let _ = self.remember_sidebar(&origin, Sidebar { open: true, ..sidebar }).await;
        self.say_sidebar(tab, true).await;
    }

    pub(crate) async fn say_sidebar(&self, tab: i32, insist: bool) {
        let Some(origin) = self.origin_of(tab) else {
            return;
        };
        let sidebar = self.sidebar(tab, &origin);
        self.say(tab, &Say::Sidebar { sidebar, insist }).await;
    }

    pub(crate) fn origin_of(&self, tab: i32) -> Option<String> {
        Some(self.state.borrow().pages.get(&tab)?.origin.clone())
    }

    pub(crate) async fn remember_sidebar(&self, origin: &str, sidebar: Sidebar) -> Result<(), Problem> {
        let sidebars = {
            let mut state = self.state.borrow_mut();
            let kept = Sidebar { blocked: false, width: sidebar.width.clamp(280, 1200), ..sidebar };
            state.sidebars.insert(origin.to_owned(), kept);
            json!(state.sidebars)
        };
        self.keep_local("sidebars", sidebars).await
    }

    // --- what is said ----------------------------------------------------------------------------

    /// Says something to the content script of a tab; one that is gone hears nothing.
    pub(crate) async fn say(&self, tab: i32, say: &Say) {
        let message = json!({ "tab": tab, "document": self.document(tab), "message": say });
        let _ = self.host.call("tab_send", message).await;
    }

    /// Tells the open pages of the extension; with a tab, those over other tabs hear nothing.
    pub(crate) async fn notify(&self, tab: Option<i32>, notice: &impl Serialize) {
        let ports: Vec<u32> = self
            .state
            .borrow()
            .ports
            .iter()
            .filter(|(_, over)| tab.is_none() || over.is_none() || **over == tab)
            .map(|(port, _)| *port)
            .collect();
        for port in ports {
            let _ = self.host.call("port_send", json!({ "port": port, "message": notice })).await;
        }
    }

    pub(crate) async fn notify_page(&self, tab: i32) {
        if self.state.borrow().ports.is_empty() {
            return;
        }
        if let Ok(page) = self.page_state(Some(tab)).await {
            self.notify(Some(tab), &Notice::Page { page: Box::new(page) }).await;
        }
    }

    pub(crate) async fn show_badge(&self, tab: Option<i32>) {
        let (waiting, blocked) = {
            let state = self.state.borrow();
            let blocked = tab.and_then(|tab| state.pages.get(&tab)).is_some_and(|page| page.blocked);
            (state.waiting, blocked)
        };
        let (text, title) = match (blocked, waiting) {
            (true, _) => ("!".to_owned(), problem::sidebar_blocked().message),
            (false, 0) => (String::new(), "Muster".to_owned()),
            (false, 1) => ("1".to_owned(), "Muster – 1 question waits for you".to_owned()),
            (false, n) => (n.to_string(), format!("Muster – {n} questions wait for you")),
        };
        let _ = self.host.call("badge", json!({ "tab": tab, "text": text, "title": title })).await;
    }

    // --- open pages of the extension -------------------------------------------------------------

    async fn connect(&self, port: u32, name: &str, sender: &Sender) {
        if name != "panel" || !self.is_own_page(sender) {
            return;
        }
        // Only the sidebar's frame lies over a page; other pages of ours may stand in tabs of their own.
        let over = sender.tab.filter(|_| sender.frame.is_some_and(|frame| frame != 0));
        let first = {
            let mut state = self.state.borrow_mut();
            state.ports.insert(port, over);
            state.ports.len() == 1
        };
        if first {
            *self.broken.borrow_mut() = 0;
            self.later(Task::OpenStream);
            self.later(Task::Poll);
        }
        if let Some(tab) = over {
            self.later(Task::LookUp(tab));
        }
    }

    async fn disconnect(&self, port: u32) {
        let last = {
            let mut state = self.state.borrow_mut();
            state.ports.remove(&port).is_some() && state.ports.is_empty()
        };
        if last {
            let _ = self.host.call("stream_close", json!({})).await;
        }
    }

    /// Whether the person has a page of ours open that shows this tab.
    fn is_watched(&self, tab: i32) -> bool {
        self.state.borrow().ports.values().any(|over| over.is_none() || *over == Some(tab))
    }

    async fn reopen_stream(&self) {
        let broken = *self.broken.borrow();
        if broken > 0 {
            let pause = 1000 * 2_u64.pow(broken.min(6));
            let _ = self.host.call("wait", json!({ "ms": pause })).await;
        }
        let Some(client) = self.client() else {
            return;
        };
        if self.state.borrow().ports.is_empty() {
            return;
        }
        *self.stream.borrow_mut() = Stream::default();
        let target = json!({ "url": client.url("events"), "token": client.token });
        let _ = self.host.call("stream_open", target).await;
    }

    async fn streamed(&self, text: &str) {
        *self.broken.borrow_mut() = 0;
        self.send_what_waits();
        let events = self.stream.borrow_mut().take(text);
        for event in events {
            self.server_event(event).await;
        }
    }

    // --- lives and ends --------------------------------------------------------------------------

    async fn installed(&self, reason: &str) {
        let _ = self.host.call("menus", json!({})).await;
        self.startup().await;
        if reason == "install" {
            let _ = self.host.call("open_page", json!({ "page": "welcome.html" })).await;
        }
    }

    async fn startup(&self) {
        self.register().await;
        self.set_poll_alarm().await;
        self.show_badge(None).await;
        self.later(Task::Poll);
        self.later(Task::Send);
    }

    pub(crate) async fn set_poll_alarm(&self) {
        let _ = if self.state.borrow().account.is_some() {
            let alarm = json!({ "name": POLL_ALARM, "minutes": 1, "repeat": true });
            self.host.call("alarm_set", alarm).await
        } else {
            self.host.call("alarm_clear", json!({ "name": POLL_ALARM })).await
        };
    }

    /// Has the browser load the content scripts on the sites that are on.
    pub(crate) async fn register(&self) {
        let patterns: Vec<String> = {
            let state = self.state.borrow();
            let mut patterns: Vec<String> =
                state.sites.union(&state.policy).filter_map(|origin| site::pattern(origin)).collect();
            patterns.dedup();
            patterns
        };
        let _ = self.host.call("register", json!({ "patterns": patterns })).await;
    }

    async fn permissions_removed(&self, patterns: &[String]) {
        let gone: Vec<String> = self
            .state
            .borrow()
            .sites
            .iter()
            .filter(|origin| patterns.iter().any(|pattern| site::holds(pattern, origin)))
            .cloned()
            .collect();
        for origin in gone {
            let _ = self.switch_off(&origin).await;
        }
    }

    // --- keeping ---------------------------------------------------------------------------------

    pub(crate) async fn keep_local(&self, key: &str, value: Value) -> Result<(), Problem> {
        keep(&self.host, Area::Local, key, value).await.map_err(|error| problem::of_host(&error))
    }

    pub(crate) fn client(&self) -> Option<Client> {
        let state = self.state.borrow();
        let account = state.account.as_ref().filter(|account| !account.expired)?;
        Some(Client { server: account.server.clone(), token: Some(account.token.clone()) })
    }
}

fn page_key(tab: i32) -> String {
    format!("page:{tab}")
}
