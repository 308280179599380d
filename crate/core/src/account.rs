//! Signing in and out, and what comes from the server by itself.

use protocol::{
    api::{Event, Inbox, Index, RedeemInvitation, Session},
    extension::{Notice, Problem, Reply},
};
use serde_json::{Value, json};

use crate::{
    client::{Client, is_passing},
    core::{Core, SEND_ALARM, Task},
    host::{Area, Host, forget, keep},
    lookup, request,
    state::{Sending, SignedIn},
};

/// How old an index may be, in milliseconds, before the alarm fetches it again.
const INDEX_AGE: u64 = 5 * 60 * 1000;

impl<H: Host> Core<H> {
    pub(crate) async fn redeem(&self, server: String, token: String) -> Result<(), Problem> {
        let client = Client { server, token: None };
        let device = self.host.call("device", json!({})).await;
        let invitation = RedeemInvitation {
            token,
            device: device
                .ok()
                .and_then(|device| device.as_str().map(str::to_owned))
                .unwrap_or_else(|| "a browser".to_owned()),
        };
        let session: Session = client.post(&self.host, "sign-in/invitation", &invitation).await?;
        let account = SignedIn {
            server: client.server,
            token: session.token,
            me: session.me,
            organisation: session.organisation,
            expired: false,
        };
        let somebody_else = {
            let mut state = self.state.borrow_mut();
            let before = state.account.replace(account.clone());
            state.index = None;
            before.is_some_and(|before| before.server != account.server || before.me.id != account.me.id)
        };
        if somebody_else {
            self.remove_personal().await;
        }
        self.keep_local("account", json!(account)).await
    }

    pub(crate) async fn sign_out(&self) -> Result<Reply, Problem> {
        if let Some(client) = self.client() {
            // The token is thrown away here even where the server cannot be told.
            let _ = client.tell(&self.host, "DELETE", "sessions/current").await;
        }
        self.state.borrow_mut().account = None;
        let _ = self.host.call("stream_close", json!({})).await;
        self.remove_personal().await;
        forget(&self.host, Area::Local, &["account".to_owned()])
            .await
            .map_err(|error| crate::problem::of_host(&error))?;
        self.set_poll_alarm().await;
        self.set_waiting(0).await;
        self.refresh_all().await;
        Ok(Reply::Done)
    }

    /// Removes what was kept for the person who was signed in.
    async fn remove_personal(&self) {
        {
            let mut state = self.state.borrow_mut();
            state.index = None;
            state.removed.clear();
            state.outbox.clear();
            state.drafts.clear();
            state.apps.clear();
            for (_, page) in state.pages.iter_mut() {
                page.threads.clear();
                page.threads_problem = None;
            }
        }
        let local = ["outbox", "drafts", "apps"].map(str::to_owned);
        let _ = forget(&self.host, Area::Local, &local).await;
        let session = ["index", "index_fetched", "waiting"].map(str::to_owned);
        let _ = forget(&self.host, Area::Session, &session).await;
        let tabs: Vec<i32> = self.state.borrow().pages.keys().copied().collect();
        for tab in tabs {
            self.change_page(tab, |_| {}).await;
        }
    }

    /// Remembers that the server no longer knows the token, so that nothing more is tried with it.
    pub(crate) async fn notice_expiry(&self, trouble: &Problem) {
        if trouble.code != "token_expired" {
            return;
        }
        let account = {
            let mut state = self.state.borrow_mut();
            let Some(account) = &mut state.account else {
                return;
            };
            account.expired = true;
            json!(account)
        };
        let _ = self.keep_local("account", account).await;
    }

    pub(crate) async fn fetch_index(&self) {
        let Some(client) = self.client() else {
            return;
        };
        match client.get::<Index>(&self.host, "index").await {
            Ok(index) => {
                let now = self.host.now().ms;
                let changed = {
                    let mut state = self.state.borrow_mut();
                    let changed = state.index.as_ref() != Some(&index);
                    state.index = Some(index.clone());
                    state.index_fetched = now;
                    changed
                };
                // An index that cannot be kept is fetched again by a later worker.
                let _ = keep(&self.host, Area::Session, "index", json!(index)).await;
                let _ = keep(&self.host, Area::Session, "index_fetched", json!(now)).await;
                if changed {
                    self.refresh_all().await;
                }
            }
            Err(trouble) => self.notice_expiry(&trouble).await,
        }
    }

    async fn refresh_all(&self) {
        let tabs: Vec<i32> = self.state.borrow().pages.keys().copied().collect();
        for tab in tabs {
            self.refresh(tab).await;
        }
    }

    pub(crate) async fn poll(&self) {
        let Some(client) = self.client() else {
            return;
        };
        match client.get::<Inbox>(&self.host, "inbox").await {
            Ok(inbox) => {
                self.set_waiting(request::count(&inbox)).await;
                self.send_what_waits();
            }
            Err(trouble) => self.notice_expiry(&trouble).await,
        }
        let age = self.host.now().ms.saturating_sub(self.state.borrow().index_fetched);
        if age > INDEX_AGE || self.state.borrow().index.is_none() {
            self.fetch_index().await;
        }
    }

    pub(crate) async fn set_waiting(&self, waiting: u32) {
        let before = std::mem::replace(&mut self.state.borrow_mut().waiting, waiting);
        self.show_badge(None).await;
        if before != waiting {
            let _ = keep(&self.host, Area::Session, "waiting", json!(waiting)).await;
            self.notify(None, &request::waiting_notice(waiting)).await;
        }
    }

    pub(crate) async fn server_event(&self, event: Event) {
        match event {
            Event::Inbox { waiting } => self.set_waiting(waiting).await,
            Event::Thread { id, record_hash } => {
                self.notify(None, &Notice::Thread { id }).await;
                self.fetch_index().await;
                for tab in self.tabs_with(&record_hash) {
                    self.later(Task::LookUp(tab));
                }
            }
        }
    }

    fn tabs_with(&self, hash: &str) -> Vec<i32> {
        let state = self.state.borrow();
        let Some(index) = &state.index else {
            return Vec::new();
        };
        state
            .pages
            .iter()
            .filter(|(_, page)| {
                page.reading.as_ref().is_some_and(|reading| {
                    lookup::threads_of(index, reading).values().any(|(known, _)| known == hash)
                })
            })
            .map(|(tab, _)| *tab)
            .collect()
    }

    // --- what waits for the server ---------------------------------------------------------------

    /// Keeps something that could not be sent, and sets the alarm that tries again.
    pub(crate) async fn queue(&self, sending: Sending) -> Result<(), Problem> {
        let outbox = {
            let mut state = self.state.borrow_mut();
            state.outbox.retain(|other| other.key != sending.key);
            state.outbox.push(sending);
            json!(state.outbox)
        };
        self.keep_local("outbox", outbox).await?;
        self.set_send_alarm().await;
        Ok(())
    }

    /// The server answers again: what waits need not wait for its alarm.
    pub(crate) fn send_what_waits(&self) {
        if !self.state.borrow().outbox.is_empty() {
            self.later(Task::Send);
        }
    }

    async fn set_send_alarm(&self) {
        let alarm = json!({ "name": SEND_ALARM, "minutes": 0.5, "repeat": false });
        let _ = self.host.call("alarm_set", alarm).await;
    }

    /// Sends what waits, oldest first, until the server fails again.
    pub(crate) async fn send_all(&self) {
        if self.sending.replace(true) {
            return;
        }
        let mut sent = false;
        while let Some(client) = self.client() {
            let next = self
                .state
                .borrow()
                .outbox
                .iter()
                .find(|sending| sending.server == client.server && sending.refused.is_none())
                .cloned();
            let Some(next) = next else {
                break;
            };
            let got: Result<Value, Problem> = client.post(&self.host, &next.path, &next.body).await;
            match got {
                Ok(_) => {
                    sent = true;
                    self.change_outbox(|outbox| outbox.retain(|other| other.key != next.key)).await;
                }
                Err(trouble) if trouble.code == "token_expired" => {
                    self.notice_expiry(&trouble).await;
                    break;
                }
                Err(trouble) if is_passing(&trouble) => {
                    self.set_send_alarm().await;
                    break;
                }
                Err(trouble) => self.give_back(&next, trouble).await,
            }
        }
        self.sending.replace(false);
        if sent {
            self.fetch_index().await;
            self.refresh_all().await;
        }
    }

    /// What the server refuses for good comes back to the person: a question as the draft that it was, an
    /// answer stays with the reason.
    async fn give_back(&self, refused: &Sending, trouble: Problem) {
        let Some((key, kept)) = refused.draft.clone() else {
            return self
                .change_outbox(|outbox| {
                    for other in outbox.iter_mut().filter(|other| other.key == refused.key) {
                        other.refused = Some(trouble.clone());
                    }
                })
                .await;
        };
        let origin = kept.origin.clone();
        let drafts = {
            let mut state = self.state.borrow_mut();
            // What was typed since then is newer.
            state.drafts.entry(key).or_insert(kept);
            json!(state.drafts)
        };
        if self.keep_local("drafts", drafts).await.is_err() {
            return;
        }
        self.change_outbox(|outbox| outbox.retain(|other| other.key != refused.key)).await;
        for tab in self.tabs_of(&origin) {
            let trouble = trouble.clone();
            self.change_page(tab, |page| page.threads_problem = Some(trouble)).await;
            self.notify_page(tab).await;
        }
    }

    async fn change_outbox(&self, change: impl FnOnce(&mut Vec<Sending>)) {
        let outbox = {
            let mut state = self.state.borrow_mut();
            change(&mut state.outbox);
            json!(state.outbox)
        };
        // One that stays by mistake is sent again, which its key makes harmless.
        let _ = self.keep_local("outbox", outbox).await;
    }
}
