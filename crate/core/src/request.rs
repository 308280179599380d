//! What the pages of the extension ask for.

use protocol::{
    api::{Ask, AskReaction, Inbox, NewPost, Person, Post, Resolve, Suggestions, Thread},
    extension::{Draft, Notice, Problem, Reply, Request, Settings, Sidebar, Site, SiteState},
};
use record::location::encode;
use serde_json::json;

use crate::{
    client::{body_of, is_passing},
    core::{Core, Task},
    event::Sender,
    host::Host,
    lookup,
    marks::Say,
    page::{app_key, draft_key},
    problem, site,
    state::{KeptDraft, Sending, SharedApp},
};

impl<H: Host> Core<H> {
    pub(crate) async fn request(&self, sender: &Sender, request: Request) -> Result<Reply, Problem> {
        // The sidebar's frame means the tab it lies over, the other pages the tab at the front.
        let over = sender.tab.filter(|_| sender.frame.is_some_and(|frame| frame != 0));
        match request {
            Request::GetPage { tab } => self.get_page(tab.or(over)).await,
            Request::ReadAgain { tab } => self.read_again(tab.or(over)).await,
            Request::SwitchSite { origin, on: true } => self.switch_on(&origin).await,
            Request::SwitchSite { origin, on: false } => self.switch_off(&origin).await,
            Request::Suggest { tab, draft } => self.suggest(tab.or(over), &draft).await,
            Request::Preview { tab, draft } => {
                let tab = self.tab(tab.or(over)).await?.id;
                let share = self.share(tab, &draft)?;
                Ok(Reply::Preview { snapshot: Box::new(share.snapshot), struck: share.struck })
            }
            Request::SaveDraft { tab, draft } => {
                let tab = self.tab(tab.or(over)).await?.id;
                self.save_draft(tab, draft).await.map(|()| Reply::Done)
            }
            Request::DropDraft { tab } => {
                let tab = self.tab(tab.or(over)).await?.id;
                self.drop_draft(tab).await.map(|()| Reply::Done)
            }
            Request::Ask { tab, draft } => self.ask(tab.or(over), draft).await,
            Request::GetThread { id } => self.get_thread(&id).await,
            Request::Answer { thread, idempotency_key, body } => {
                self.answer(&thread, idempotency_key, body).await
            }
            Request::Resolve { thread, post, outcome } => {
                let path = format!("threads/{}/resolution", encode(&thread));
                let thread: Thread = self.post(&path, &Resolve { post, outcome }).await?;
                self.later(Task::FetchIndex);
                Ok(thread_reply(thread))
            }
            Request::React { ask, state, to } => {
                let path = format!("asks/{}/state", encode(&ask));
                let reaction = AskReaction { state, to, note: None };
                let _: Ask = self.post(&path, &reaction).await?;
                self.later(Task::Poll);
                Ok(Reply::Done)
            }
            Request::GetInbox {} => {
                let inbox: Inbox = self.get("inbox").await?;
                self.set_waiting(count(&inbox)).await;
                Ok(Reply::Inbox { inbox })
            }
            Request::FindPeople { query } => {
                let people: Vec<Person> = self.get(&format!("people?q={}", encode(&query))).await?;
                Ok(Reply::People { people })
            }
            Request::SignIn { link } => self.sign_in(&link).await,
            Request::SignOut {} => self.sign_out().await,
            Request::GetSettings {} => Ok(Reply::Settings { settings: self.settings() }),
            Request::OpenSidebar { tab, ask } => {
                let tab = self.tab(tab.or(over)).await?;
                self.bring_in(tab.id, tab.url.as_deref()).await?;
                match ask {
                    Some(target) => self.open_ask(tab.id, target).await,
                    None => self.open_sidebar(tab.id).await,
                }
                let origin = self.origin_of(tab.id).unwrap_or_default();
                if self.sidebar(tab.id, &origin).blocked {
                    return Err(problem::sidebar_blocked());
                }
                Ok(Reply::Done)
            }
            Request::SetSidebar { origin, open, width, side } => {
                let sidebar = Sidebar { open, width, side, blocked: false };
                self.remember_sidebar(&origin, sidebar).await?;
                let tabs: Vec<i32> = match over {
                    Some(tab) => vec![tab],
                    None => self.tabs_of(&origin),
                };
                for tab in tabs {
                    self.say_sidebar(tab, open).await;
                }
                Ok(Reply::Done)
            }
            Request::ShowOnPage { tab, node } => {
                let tab = self.tab(tab.or(over)).await?.id;
                self.say(tab, &Say::ScrollTo { node }).await;
                Ok(Reply::Done)
            }
        }
    }

    // --- pages and sites -------------------------------------------------------------------------

    async fn get_page(&self, tab: Option<i32>) -> Result<Reply, Problem> {
        let page = self.page_state(tab).await?;
        // What the sidebar opens on is told once.
        if page.open_ask.is_some() {
            self.change_page(page.tab, |kept| kept.open_ask = None).await;
        }
        self.later(Task::LookUp(page.tab));
        Ok(Reply::Page { page: Box::new(page) })
    }

    async fn read_again(&self, tab: Option<i32>) -> Result<Reply, Problem> {
        let tab = self.tab(tab).await?;
        self.bring_in(tab.id, tab.url.as_deref()).await?;
        self.say(tab.id, &Say::Read).await;
        Ok(Reply::Done)
    }

    async fn switch_on(&self, address: &str) -> Result<Reply, Problem> {
        let origin = site::origin(address).ok_or_else(problem::closed_page)?;
        let pattern = self.permitted(&origin).await?;
        let (sites, drafts) = {
            let mut state = self.state.borrow_mut();
            let state = &mut *state;
            state.sites.insert(origin.clone());
            let back = std::mem::take(&mut state.removed).into_iter();
            let (back, others): (Vec<_>, Vec<_>) = back.partition(|(_, kept)| kept.origin == origin);
            state.removed = others;
            for (key, kept) in back {
                state.drafts.insert(key, kept);
            }
            (json!(state.sites), json!(state.drafts))
        };
        self.keep_local("sites", sites).await?;
        self.keep_local("drafts", drafts).await?;
        self.register().await;
        // Pages that are open already get their script now; a tab that refuses gets it at its next load.
        let open = self.host.call("tabs_of", json!({ "pattern": pattern })).await;
        let tabs: Vec<i32> =
            open.ok().and_then(|tabs| record::json::from_value(tabs).ok()).unwrap_or_default();
        for tab in tabs {
            let _ = self.host.call("inject", json!({ "tab": tab })).await;
        }
        Ok(Reply::Done)
    }

    /// Switches a site off and removes what was kept of it. While this background lives, its drafts come back
    /// where the site is switched on again.
    pub(crate) async fn switch_off(&self, origin: &str) -> Result<Reply, Problem> {
        let tabs = self.tabs_of(origin);
        let (sites, sidebars, drafts, apps, still_needed) = {
            let mut state = self.state.borrow_mut();
            state.sites.remove(origin);
            state.sidebars.remove(origin);
            let state = &mut *state;
            let drafts = state.drafts.iter().filter(|(_, kept)| kept.origin == origin);
            state.removed.extend(drafts.map(|(key, kept)| (key.clone(), kept.clone())));
            state.drafts.retain(|_, kept| kept.origin != origin);
            state.apps.retain(|_, app| app.origin != origin);
            let pattern = site::pattern(origin);
            let account = state.account.as_ref().map(|account| account.server.clone());
            let still_needed = state
                .sites
                .union(&state.policy)
                .chain(account.as_ref())
                .any(|other| site::pattern(other) == pattern);
            (json!(state.sites), json!(state.sidebars), json!(state.drafts), json!(state.apps), still_needed)
        };
        for tab in tabs {
            self.say(tab, &Say::Stop).await;
            self.drop_page(tab).await;
        }
        self.keep_local("sites", sites).await?;
        self.keep_local("sidebars", sidebars).await?;
        self.keep_local("drafts", drafts).await?;
        self.keep_local("apps", apps).await?;
        self.register().await;
        if let (Some(pattern), false) = (site::pattern(origin), still_needed) {
            let _ = self.host.call("ungrant", json!({ "pattern": pattern })).await;
        }
        Ok(Reply::Done)
    }

    pub(crate) fn tabs_of(&self, origin: &str) -> Vec<i32> {
        self.state
            .borrow()
            .pages
            .iter()
            .filter(|(_, page)| page.origin == origin)
            .map(|(tab, _)| *tab)
            .collect()
    }

    /// The match pattern of an origin that the browser lets us reach.
    async fn permitted(&self, origin: &str) -> Result<String, Problem> {
        let pattern = site::pattern(origin).ok_or_else(|| problem::no_permission(origin))?;
        let granted = self.host.call("granted", json!({ "pattern": pattern })).await;
        match granted.ok().and_then(|granted| granted.as_bool()) {
            Some(true) => Ok(pattern),
            _ => Err(problem::no_permission(origin)),
        }
    }

    fn settings(&self) -> Settings {
        let state = self.state.borrow();
        let of = |state: SiteState| move |origin: &String| Site { origin: origin.clone(), state };
        Settings {
            account: state.account(),
            sites: state
                .policy
                .iter()
                .map(of(SiteState::Policy))
                .chain(state.sites.difference(&state.policy).map(of(SiteState::On)))
                .collect(),
            version: self.version.clone(),
        }
    }

    // --- asking ----------------------------------------------------------------------------------

    async fn suggest(&self, tab: Option<i32>, draft: &Draft) -> Result<Reply, Problem> {
        let tab = self.tab(tab).await?.id;
        let request = self.share(tab, draft)?.suggestion_request();
        let suggestions: Suggestions = self.post("suggestions", &request).await?;
        Ok(Reply::Suggestions { suggestions })
    }

    async fn save_draft(&self, tab: i32, draft: Draft) -> Result<(), Problem> {
        let drafts = {
            let mut state = self.state.borrow_mut();
            let page = state.pages.get(&tab).ok_or_else(problem::no_record)?;
            let (key, origin) = (draft_key(page), page.origin.clone());
            state.drafts.insert(key, KeptDraft { origin, draft });
            json!(state.drafts)
        };
        self.keep_local("drafts", drafts).await
    }

    fn kept_draft(&self, tab: i32) -> Option<(String, KeptDraft)> {
        let state = self.state.borrow();
        let key = draft_key(state.pages.get(&tab)?);
        let kept = state.drafts.get(&key)?.clone();
        Some((key, kept))
    }

    async fn drop_draft(&self, tab: i32) -> Result<(), Problem> {
        let drafts = {
            let mut state = self.state.borrow_mut();
            let Some(key) = state.pages.get(&tab).map(draft_key) else {
                return Ok(());
            };
            state.drafts.remove(&key);
            json!(state.drafts)
        };
        self.keep_local("drafts", drafts).await
    }

    async fn ask(&self, tab: Option<i32>, draft: Draft) -> Result<Reply, Problem> {
        let tab = self.tab(tab).await?.id;
        if draft.body.trim().is_empty() {
            return Err(problem::invalid("Write your question first."));
        }
        // Whatever happens next, the words are kept.
        self.save_draft(tab, draft.clone()).await?;
        let share = self.share(tab, &draft)?;
        let client = self.client().ok_or_else(|| self.signed_out())?;
        let hash = self.record_hash(&share.anchor.record).await?;
        let thread = share.new_thread(&draft, hash);
        let sending = Sending {
            server: client.server.clone(),
            key: draft.idempotency_key.clone(),
            path: "threads".to_owned(),
            body: body_of(&thread),
            draft: self.kept_draft(tab),
            refused: None,
        };
        match client.post::<Thread>(&self.host, "threads", &thread).await {
            Ok(thread) => {
                self.remember_app(tab, &draft).await?;
                self.drop_draft(tab).await?;
                self.later(Task::FetchIndex);
                self.later(Task::LookUp(tab));
                Ok(thread_reply(thread))
            }
            Err(trouble) if is_passing(&trouble) => {
                self.remember_app(tab, &draft).await?;
                self.queue(sending).await?;
                self.drop_draft(tab).await?;
                self.notify_page(tab).await;
                Ok(queued(&trouble))
            }
            Err(trouble) => {
                self.notice_expiry(&trouble).await;
                Err(trouble)
            }
        }
    }

    /// The hash by which others find the record. Without an index there is none, and nothing is sent.
    async fn record_hash(&self, key: &record::RecordKey) -> Result<String, Problem> {
        if self.state.borrow().index.is_none() {
            self.fetch_index().await;
        }
        let state = self.state.borrow();
        let server = || {
            let account = state.account.as_ref();
            account.map(|account| account.server.clone()).unwrap_or_default()
        };
        let index = state.index.as_ref().ok_or_else(|| problem::offline(&server()))?;
        lookup::hash(index, key).ok_or_else(|| problem::bad_answer(&server()))
    }

    async fn remember_app(&self, tab: i32, draft: &Draft) -> Result<(), Problem> {
        let apps = {
            let mut state = self.state.borrow_mut();
            let Some(page) = state.pages.get(&tab) else {
                return Ok(());
            };
            let Some(reading) = &page.reading else {
                return Ok(());
            };
            let fields = reading.primary().map(|record| &record.fields[..]).unwrap_or_default();
            let struck = draft
                .struck
                .iter()
                .filter_map(|position| fields.get(*position))
                .map(|field| field.name.as_ref().unwrap_or(&field.label).clone())
                .collect();
            let (key, origin) = (app_key(reading), page.origin.clone());
            state.apps.insert(key, SharedApp { origin, struck });
            json!(state.apps)
        };
        self.keep_local("apps", apps).await
    }

    // --- threads ---------------------------------------------------------------------------------

    async fn get_thread(&self, id: &str) -> Result<Reply, Problem> {
        let thread: Thread = self.get(&format!("threads/{}", encode(id))).await?;
        if thread.summary.unread
            && let Some(client) = self.client()
        {
            // Unread a little longer than it is costs nothing.
            let _ = client.tell(&self.host, "POST", &format!("threads/{}/read", encode(id))).await;
            self.later(Task::Poll);
        }
        Ok(thread_reply(thread))
    }

    async fn answer(&self, thread: &str, key: String, body: String) -> Result<Reply, Problem> {
        if body.trim().is_empty() {
            return Err(problem::invalid("Write your answer first."));
        }
        let client = self.client().ok_or_else(|| self.signed_out())?;
        let path = format!("threads/{}/posts", encode(thread));
        let post = NewPost {
            idempotency_key: key.clone(),
            body: record::redact::text(&body).map_or(body, |(kept, _)| kept),
        };
        match client.post::<Post>(&self.host, &path, &post).await {
            Ok(_) => self.get_thread(thread).await.or(Ok(Reply::Done)),
            Err(trouble) if is_passing(&trouble) => {
                let sending = Sending {
                    server: client.server.clone(),
                    key,
                    path,
                    body: body_of(&post),
                    draft: None,
                    refused: None,
                };
                self.queue(sending).await?;
                Ok(queued(&trouble))
            }
            Err(trouble) => {
                self.notice_expiry(&trouble).await;
                Err(trouble)
            }
        }
    }

    // --- the server ------------------------------------------------------------------------------

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, Problem> {
        let client = self.client().ok_or_else(|| self.signed_out())?;
        let got = client.get(&self.host, path).await;
        if let Err(trouble) = &got {
            self.notice_expiry(trouble).await;
        }
        got
    }

    async fn post<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
    ) -> Result<T, Problem> {
        let client = self.client().ok_or_else(|| self.signed_out())?;
        let got = client.post(&self.host, path, body).await;
        if let Err(trouble) = &got {
            self.notice_expiry(trouble).await;
        }
        got
    }

    /// Why nothing can be sent: nobody is signed in, or not any more.
    fn signed_out(&self) -> Problem {
        match &self.state.borrow().account {
            Some(account) if account.expired => problem::token_expired(),
            _ => problem::not_signed_in(),
        }
    }

    async fn sign_in(&self, link: &str) -> Result<Reply, Problem> {
        let (server, token) = site::invitation(link).map_err(problem::invalid)?;
        self.permitted(&server).await?;
        self.redeem(server, token).await?;
        self.fetch_index().await;
        self.set_poll_alarm().await;
        self.later(Task::Poll);
        self.later(Task::Send);
        self.later(Task::OpenStream);
        Ok(Reply::Settings { settings: self.settings() })
    }
}

fn thread_reply(thread: Thread) -> Reply {
    Reply::Thread { thread: Box::new(thread) }
}

fn queued(trouble: &Problem) -> Reply {
    let why = match trouble.code.as_str() {
        "slow" => "the server is slow",
        "offline" => "the server cannot be reached",
        _ => "the server has trouble",
    };
    Reply::Queued {
        message: format!("Not sent yet: {why}. It is kept in this browser and goes out by itself."),
    }
}

pub(crate) fn count(inbox: &Inbox) -> u32 {
    u32::try_from(inbox.asked.len()).unwrap_or(u32::MAX)
}

/// The notice that the number of waiting questions has changed.
pub(crate) fn waiting_notice(waiting: u32) -> Notice {
    Notice::Inbox { waiting }
}
