//! The state of the page in a tab, as the sidebar, the side panel and the popup show it.

use protocol::extension::{PageState, Problem, SiteState, ThreadOnPage};
use record::Reading;
use serde_json::{Value, json};

use crate::{
    core::{Core, Task},
    host::{Host, Tab},
    place, problem, share, site,
    state::Page,
};

impl<H: Host> Core<H> {
    /// The tab that is meant; without one, the tab at the front.
    pub(crate) async fn tab(&self, tab: Option<i32>) -> Result<Tab, Problem> {
        let found = self.host.call("tab_get", json!({ "tab": tab })).await.unwrap_or(Value::Null);
        record::json::from_value(found).ok().flatten().ok_or_else(problem::closed_page)
    }

    /// Everything that is known of a tab's page.
    pub(crate) async fn page_state(&self, tab: Option<i32>) -> Result<PageState, Problem> {
        let tab = self.tab(tab).await?;
        self.forget_other_site(&tab).await;
        let state = self.state.borrow();
        let page = state.pages.get(&tab.id);
        let origin = page
            .map(|page| page.origin.clone())
            .or_else(|| tab.url.as_deref().and_then(site::origin))
            .unwrap_or_default();
        let site = match &tab.url {
            Some(url) if site::origin(url).is_none() => SiteState::Closed,
            _ => state.site(&origin),
        };
        let reading = page.and_then(|page| page.reading.clone());
        let threads = page.map(threads_on).unwrap_or_default();
        let draft = page.and_then(|page| state.drafts.get(&draft_key(page))).map(|kept| kept.draft.clone());
        let app = reading.as_ref().and_then(|reading| state.apps.get(&app_key(reading)));
        let strike = match (&reading, app) {
            (Some(reading), Some(app)) => reading
                .primary()
                .into_iter()
                .flat_map(|record| record.fields.iter().enumerate())
                .filter(|(_, field)| app.struck.contains(field.name.as_ref().unwrap_or(&field.label)))
                .map(|(position, _)| position)
                .collect(),
            _ => Vec::new(),
        };
        Ok(PageState {
            tab: tab.id,
            site,
            account: state.account(),
            threads,
            threads_problem: page.and_then(|page| page.threads_problem.clone()),
            draft,
            queued: u32::try_from(state.outbox.len()).unwrap_or(u32::MAX),
            open_ask: page.and_then(|page| page.open_ask.clone()),
            first_use: app.is_none(),
            strike,
            sidebar: state.sidebar(tab.id, &origin),
            reading,
            origin,
        })
    }

    /// A tab that went to another site takes nothing of the old one along.
    async fn forget_other_site(&self, tab: &Tab) {
        let Some(url) = &tab.url else {
            return;
        };
        let elsewhere = self
            .state
            .borrow()
            .pages
            .get(&tab.id)
            .is_some_and(|page| site::origin(url).as_deref() != Some(&page.origin));
        if elsewhere {
            self.state.borrow_mut().pages.remove(&tab.id);
        }
    }

    /// What a draft shares of a tab's page.
    pub(crate) fn share(
        &self,
        tab: i32,
        draft: &protocol::extension::Draft,
    ) -> Result<share::Share, Problem> {
        let state = self.state.borrow();
        let page = state.pages.get(&tab).ok_or_else(problem::no_record)?;
        let reading = page.reading.as_ref().ok_or_else(problem::no_record)?;
        let page = share::Page {
            reading,
            struck: &page.struck,
            address: &page.address,
            taken: &self.host.now().utc,
        };
        share::of(&page, draft)
    }

    /// Fetches the threads on a tab's page. Only for a page that the person has a page of ours open on:
    /// looking alone sends nothing.
    pub(crate) async fn look_up(&self, tab: i32) {
        let Some(client) = self.client() else {
            return;
        };
        let hashes: Vec<String> = {
            let state = self.state.borrow();
            let (Some(page), Some(index)) = (state.pages.get(&tab), &state.index) else {
                drop(state);
                return self.later_index();
            };
            let Some(reading) = &page.reading else {
                return;
            };
            crate::lookup::threads_of(index, reading)
                .into_iter()
                .map(|(_, (hash, _))| hash)
                .take(MOST_LOOKUPS)
                .collect()
        };
        let mut found = litemap::LiteMap::new();
        let mut trouble = None;
        for hash in hashes {
            match client.get(&self.host, &format!("threads?record={hash}")).await {
                Ok(threads) => {
                    found.insert(hash, threads);
                }
                Err(problem) => {
                    self.notice_expiry(&problem).await;
                    trouble = Some(problem);
                    break;
                }
            }
        }
        self.change_page(tab, |page| {
            if trouble.is_none() {
                page.threads = found;
            }
            page.threads_problem = trouble;
        })
        .await;
        self.refresh(tab).await;
    }

    fn later_index(&self) {
        if self.state.borrow().index.is_none() {
            self.later(Task::FetchIndex);
        }
    }
}

/// The most records of one page whose threads are fetched.
const MOST_LOOKUPS: usize = 20;

/// What a draft is kept under: the record, else the page's address.
pub(crate) fn draft_key(page: &Page) -> String {
    page.reading
        .as_ref()
        .and_then(|reading| reading.key(reading.primary()?))
        .map_or_else(|| page.address.clone(), |key| key.canonical())
}

/// What an app's sharing is remembered under.
pub(crate) fn app_key(reading: &Reading) -> String {
    format!("{} {}", reading.app, reading.tenant)
}

fn threads_on(page: &Page) -> Vec<ThreadOnPage> {
    let Some(reading) = &page.reading else {
        return Vec::new();
    };
    let mut threads: Vec<ThreadOnPage> = page
        .threads
        .values()
        .flatten()
        .map(|thread| {
            let place = place::of(reading, &thread.anchor);
            ThreadOnPage { thread: thread.clone(), node: place.node, now: place.now }
        })
        .collect();
    threads.sort_by(|a, b| b.thread.updated.cmp(&a.thread.updated));
    threads
}
