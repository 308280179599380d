//! The first run: sign in, switch a site on, ask.

use leptos::prelude::*;

use crate::icon::Icon;
use crate::live::{self, Change};
use crate::part::{self, problem};
use crate::screen::options::followed_settings;

/// The first-run page.
pub(crate) fn welcome() -> AnyView {
    let (settings, wrong) = followed_settings();
    let account = Memo::new(move |_| settings.with(|it| it.as_ref()?.account.clone()));
    let has_site = Memo::new(move |_| settings.with(|it| it.as_ref().is_some_and(|it| !it.sites.is_empty())));
    view! {
        <main class="sheet">
            <header class="sheet-head">
                <span class="brand">"Muster"</span>
                <h1>"The right people, on the page where it matters"</h1>
                <p class="lead">
                    "Muster sees which record you have open – an expense, an order, a ticket – and finds the colleague who can help with it."
                </p>
            </header>
            {problem(move || wrong.get())}
            <ol class="steps">
                <li class="step" class:done=move || account.with(Option::is_some)>
                    {number(1, Signal::derive(move || account.with(Option::is_some)))}
                    <div class="step-body">
                        <h2>"Sign in"</h2>
                        {move || match account.get() {
                            Some(account) => {
                                view! {
                                    <p>
                                        {format!("You are {}, at {}.", account.me.name, account.organisation)}
                                    </p>
                                }
                                    .into_any()
                            }
                            None => {
                                view! {
                                    <p>"Paste the invitation link that your organisation sent you."</p>
                                    {part::sign_in(Callback::new(|()| live::publish(&Change::Anything)))}
                                }
                                    .into_any()
                            }
                        }}
                    </div>
                </li>
                <li class="step" class:done=move || has_site.get()>
                    {number(2, has_site.into())}
                    <div class="step-body">
                        <h2>"Switch on a site"</h2>
                        <p>
                            "Open one of your business apps, click Muster’s button in the toolbar and choose “Switch on”. Muster reads no other site, and what it reads stays in your browser."
                        </p>
                    </div>
                </li>
                <li class="step">
                    {number(3, Signal::derive(|| false))}
                    <div class="step-body">
                        <h2>"Ask"</h2>
                        <p>
                            "Open a record, or select some text and choose “Ask an expert” from its menu. You see exactly what is shared before anything is sent."
                        </p>
                    </div>
                </li>
            </ol>
        </main>
    }
    .into_any()
}

fn number(number: u8, done: Signal<bool>) -> AnyView {
    view! {
        <span class="step-number" aria-hidden="true">
            {move || if done.get() { Icon::Check.view() } else { number.into_any() }}
        </span>
        {move || done.get().then(|| view! { <span class="hidden">"Done: "</span> })}
    }
    .into_any()
}
