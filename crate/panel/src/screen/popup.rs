//! The popup of the toolbar's button: this site, the sidebar, what waits.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::extension::{PageState, Problem, Reply, Request, SiteState};

use super::sidebar::switch_on;
use crate::client::Client;
use crate::icon::Icon;
use crate::live::{self, Change};
use crate::part::{self, Me, chip, problem, spinner};
use crate::{browser, words};

/// The popup.
pub(crate) fn popup() -> AnyView {
    let page: RwSignal<Option<PageState>> = RwSignal::new(None);
    let wrong: RwSignal<Option<Problem>> = RwSignal::new(None);
    let off: RwSignal<Option<String>> = RwSignal::new(None);
    let thread: RwSignal<Option<String>> = RwSignal::new(None);
    let load = move || {
        spawn_local(async move {
            match browser::send(&Request::GetPage { tab: None }).await {
                Ok(Reply::Page { page: new }) => page.set(Some(*new)),
                Ok(_) => wrong.set(Some(words::not_understood())),
                Err(why) => wrong.set(Some(why)),
            }
        });
    };
    live::on_change(move |change| match change {
        Change::Page(new)
            if page.with_untracked(|old| old.as_ref().is_some_and(|old| old.tab == new.tab)) =>
        {
            page.set(Some((**new).clone()));
        }
        Change::Inbox | Change::Anything => load(),
        _ => {}
    });
    browser::listen();
    load();
    let me = Me(Signal::derive(move || {
        page.with(|page| page.as_ref()?.account.as_ref().map(|account| account.me.clone()))
    }));
    view! {
        <div class="panel popup">
            <nav class="bar" aria-label=words::MUSTER>
                {move || match thread.get() {
                    None => view! { <span class="brand">{words::MUSTER}</span> }.into_any(),
                    Some(_) => {
                        view! {
                            <button type="button" class="bar-button" on:click=move |_| thread.set(None)>
                                {Icon::Back.view()}
                                {words::BACK}
                            </button>
                        }
                            .into_any()
                    }
                }}
                <span class="spacer"></span>
                <button
                    type="button"
                    class="icon-button"
                    title=words::SETTINGS
                    aria-label=words::SETTINGS
                    on:click=move |_| browser::open_options()
                >
                    {Icon::Settings.view()}
                </button>
            </nav>
            <main class="panel-body">
                {problem(move || wrong.get())}
                {move || match thread.get() {
                    Some(id) => part::thread(Client::Extension, me, id, Signal::derive(|| None)),
                    None => lists(page, wrong, off, thread),
                }}
            </main>
        </div>
    }
    .into_any()
}

fn lists(
    page: RwSignal<Option<PageState>>,
    wrong: RwSignal<Option<Problem>>,
    off: RwSignal<Option<String>>,
    thread: RwSignal<Option<String>>,
) -> AnyView {
    let signed_in = Memo::new(move |_| page.with(|page| page.as_ref().map(|page| page.account.is_some())));
    let is_on =
        move |_: &str| page.with(|page| page.as_ref().is_some_and(|page| page.site != SiteState::Off));
    let open = Callback::new(move |id| thread.set(Some(id)));
    view! {
        {switched_off(off, wrong, is_on)}
        {move || match page.get() {
            None if wrong.with(Option::is_some) => ().into_any(),
            None => spinner(words::LOOKING_AT_THE_PAGE),
            Some(page) => site(page, wrong, off),
        }}
        {move || match signed_in.get() {
            Some(true) => part::inbox(Client::Extension, open),
            Some(false) => {
                view! {
                    <section class="section card">
                        <h2>{words::SIGN_IN_TO_ASK}</h2>
                        <p class="hint">{words::SIGN_IN_HINT}</p>
                        {part::sign_in(Callback::new(|()| live::publish(&Change::Anything)))}
                    </section>
                }
                    .into_any()
            }
            None => ().into_any(),
        }}
    }
    .into_any()
}

/// This site: whether it is read, the switch, and the way to the sidebar.
fn site(page: PageState, wrong: RwSignal<Option<Problem>>, off: RwSignal<Option<String>>) -> AnyView {
    let name = words::site(&page.origin).to_owned();
    let (tone, icon, state) = match page.site {
        SiteState::On => ("good", Icon::Check, words::ON),
        SiteState::Policy => ("good", Icon::Shield, words::ON_BY_YOUR_ORGANISATION),
        SiteState::Off => ("neutral", Icon::Power, words::OFF),
        SiteState::Closed => ("neutral", Icon::Lock, words::NO_ACCESS),
    };
    let record = page.reading.as_ref().and_then(|reading| reading.primary()).map(|record| {
        view! {
            <p class="site-record" dir="auto">
                {Icon::of(record.kind).view()} <span>{record.title.clone()}</span>
            </p>
        }
    });
    let actions = match page.site {
        SiteState::Closed => view! { <p class="hint">{words::NO_EXTENSION_HERE}</p> }.into_any(),
        SiteState::Off => view! {
            <p class="hint">
                {words::SWITCH_ON_HINT}
            </p>
            <div class="buttons">
                {switch_on(page.origin.clone(), wrong, words::SWITCH_ON, "primary")}
                <button type="button" class="secondary" on:click=move |_| open_sidebar(&page, wrong)>
                    {Icon::Open.view()}
                    {words::JUST_THIS_ONCE}
                </button>
            </div>
        }
        .into_any(),
        SiteState::On | SiteState::Policy => {
            let off = (page.site == SiteState::On).then(|| switch_off(page.origin.clone(), wrong, off));
            view! {
                <div class="buttons">
                    <button type="button" class="primary" on:click=move |_| open_sidebar(&page, wrong)>
                        {Icon::Open.view()}
                        {words::OPEN_THE_SIDEBAR}
                    </button>
                    {off}
                </div>
            }
            .into_any()
        }
    };
    view! {
        <section class="section card">
            <div class="site-line">
                <h2 dir="ltr">{name}</h2>
                {chip(tone, Some(icon), state)}
            </div>
            {record}
            {actions}
        </section>
    }
    .into_any()
}

/// Says that a site was just switched off, and offers the way back.
pub(crate) fn switched_off(
    off: RwSignal<Option<String>>,
    wrong: RwSignal<Option<Problem>>,
    is_on: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> AnyView {
    let note = move || {
        let origin = off.get().filter(|origin| !is_on(origin))?;
        Some(view! {
            <div class="note">
                {Icon::Undo.view()}
                <div>
                    <p>{words::switched_off(&origin)}</p>
                    <div class="buttons">{switch_on(origin, wrong, words::UNDO, "secondary")}</div>
                </div>
            </div>
        })
    };
    view! { <div role="status">{note}</div> }.into_any()
}

/// The button that switches a site off.
pub(crate) fn switch_off(
    origin: String,
    wrong: RwSignal<Option<Problem>>,
    off: RwSignal<Option<String>>,
) -> AnyView {
    let label = words::switch_off(&origin);
    let click = move |_| {
        let origin = origin.clone();
        spawn_local(async move {
            let result = browser::send(&Request::SwitchSite { origin: origin.clone(), on: false }).await;
            off.try_set(result.is_ok().then_some(origin));
            wrong.try_set(result.err());
            live::publish(&Change::Anything);
        });
    };
    view! {
        <button type="button" class="quiet" aria-label=label on:click=click>
            {Icon::Power.view()}
            {words::SWITCH_OFF}
        </button>
    }
    .into_any()
}

/// Opens the sidebar over the page; the browser's side panel where the page lets no frame in.
fn open_sidebar(page: &PageState, wrong: RwSignal<Option<Problem>>) {
    let tab = page.tab;
    // A panel opens within the click alone: what is known of the page decides before it is asked.
    if page.sidebar.blocked {
        browser::open_side_panel(tab);
        browser::close_window();
        return;
    }
    spawn_local(async move {
        match browser::send(&Request::OpenSidebar { tab: Some(tab), ask: None }).await {
            Ok(_) => browser::close_window(),
            Err(why) if why.code == "sidebar_blocked" => {
                browser::open_side_panel(tab);
                browser::close_window();
            }
            Err(why) => {
                wrong.try_set(Some(why));
            }
        }
    });
}
