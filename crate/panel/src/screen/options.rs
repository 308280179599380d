//! The options page: who is signed in, which sites are read.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::extension::{Account, Problem, Reply, Request, Settings, Site, SiteState};

use super::popup::{switch_off, switched_off};
use crate::icon::Icon;
use crate::live::{self, Change};
use crate::part::{self, chip, problem, spinner};
use crate::{browser, words};

/// The options page.
pub(crate) fn options() -> AnyView {
    let (settings, wrong) = followed_settings();
    let off: RwSignal<Option<String>> = RwSignal::new(None);
    let is_on = move |origin: &str| {
        settings.with(|it| it.as_ref().is_some_and(|it| it.sites.iter().any(|site| site.origin == origin)))
    };
    view! {
        <main class="sheet">
            <header class="sheet-head">
                <span class="brand">{words::MUSTER}</span>
                <h1>{words::SETTINGS}</h1>
            </header>
            {problem(move || wrong.get())}
            {switched_off(off, wrong, is_on)}
            {move || match settings.get() {
                None => spinner(words::OPENING_YOUR_SETTINGS),
                Some(Settings { account, sites, version }) => {
                    view! {
                        {account_section(account, wrong)}
                        {sites_section(sites, wrong, off)}
                        <p class="version">{words::version(&version)}</p>
                    }
                        .into_any()
                }
            }}
        </main>
    }
    .into_any()
}

fn account_section(account: Option<Account>, wrong: RwSignal<Option<Problem>>) -> AnyView {
    let body = match account {
        Some(account) => signed_in(account, wrong),
        None => view! {
            <p class="hint">{words::SIGN_IN_HERE_HINT}</p>
            {part::sign_in(Callback::new(|()| live::publish(&Change::Anything)))}
        }
        .into_any(),
    };
    view! {
        <section class="section card">
            <h2>{words::ACCOUNT}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn signed_in(account: Account, wrong: RwSignal<Option<Problem>>) -> AnyView {
    let sure = RwSignal::new(false);
    let sign_out = move |_| {
        spawn_local(async move {
            let result = browser::send(&Request::SignOut {}).await;
            browser::forget(part::ANSWERS);
            wrong.try_set(result.err());
            live::publish(&Change::Anything);
        });
    };
    view! {
        <dl class="fields">
            <div class="field"><dt>{words::NAME}</dt><dd dir="auto">{account.me.name}</dd></div>
            <div class="field"><dt>{words::ORGANISATION}</dt><dd dir="auto">{account.organisation}</dd></div>
            <div class="field"><dt>{words::SERVER}</dt><dd dir="ltr">{account.server}</dd></div>
        </dl>
        {move || {
            if sure.get() {
                view! {
                    <div class="note note-problem" role="alertdialog" aria-label=words::SIGN_OUT>
                        {Icon::Warn.view()}
                        <div>
                            <p>
                                {words::SIGN_OUT_WARNING}
                            </p>
                            <div class="buttons">
                                <button type="button" class="danger" on:click=sign_out>{words::SIGN_OUT}</button>
                                <button type="button" class="quiet" on:click=move |_| sure.set(false)>
                                    {words::STAY_SIGNED_IN}
                                </button>
                            </div>
                        </div>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <button type="button" class="secondary" on:click=move |_| sure.set(true)>
                        {Icon::SignOut.view()}
                        {words::SIGN_OUT_ASKS_FIRST}
                    </button>
                }
                    .into_any()
            }
        }}
    }
    .into_any()
}

fn sites_section(
    sites: Vec<Site>,
    wrong: RwSignal<Option<Problem>>,
    off: RwSignal<Option<String>>,
) -> AnyView {
    let none = sites.is_empty();
    let rows: Vec<AnyView> = sites.into_iter().map(|site| site_row(site, wrong, off)).collect();
    view! {
        <section class="section card">
            <h2>{words::SITES}</h2>
            <p class="hint">
                {words::SITES_HINT}
            </p>
            {none
                .then(|| {
                    view! {
                        <p class="note">
                            {Icon::Info.view()}
                            <span>
                                {words::NO_SITE_IS_ON_YET}
                            </span>
                        </p>
                    }
                })}
            <ul class="sites">{rows}</ul>
        </section>
    }
    .into_any()
}

fn site_row(site: Site, wrong: RwSignal<Option<Problem>>, off: RwSignal<Option<String>>) -> AnyView {
    let name = words::site(&site.origin).to_owned();
    let control = if site.state == SiteState::Policy {
        chip("neutral", Some(Icon::Shield), words::ON_BY_YOUR_ORGANISATION)
    } else {
        switch_off(site.origin, wrong, off)
    };
    view! {
        <li class="site-line">
            <span class="site-name" dir="ltr">{Icon::Globe.view()} {name}</span>
            {control}
        </li>
    }
    .into_any()
}

/// The settings, asked for now and whenever something has changed, and why they could not be had.
pub(super) fn followed_settings() -> (RwSignal<Option<Settings>>, RwSignal<Option<Problem>>) {
    let settings: RwSignal<Option<Settings>> = RwSignal::new(None);
    let wrong: RwSignal<Option<Problem>> = RwSignal::new(None);
    let load = move || {
        spawn_local(async move {
            match browser::send(&Request::GetSettings {}).await {
                Ok(Reply::Settings { settings: new }) => settings.set(Some(new)),
                Ok(_) => wrong.set(Some(words::not_understood())),
                Err(why) => wrong.set(Some(why)),
            }
        });
    };
    live::on_change(move |change| {
        if matches!(change, Change::Anything | Change::Page(_)) {
            load();
        }
    });
    browser::listen();
    load();
    (settings, wrong)
}
