//! The first run: sign in, switch a site on, ask.

use leptos::prelude::*;

use crate::icon::Icon;
use crate::live::{self, Change};
use crate::part::{self, problem};
use crate::screen::options::followed_settings;
use crate::words;

/// The first-run page.
pub(crate) fn welcome() -> AnyView {
    let (settings, wrong) = followed_settings();
    let account = Memo::new(move |_| settings.with(|it| it.as_ref()?.account.clone()));
    let has_site = Memo::new(move |_| settings.with(|it| it.as_ref().is_some_and(|it| !it.sites.is_empty())));
    view! {
        <main class="sheet">
            <header class="sheet-head">
                <span class="brand">{words::MUSTER}</span>
                <h1>{words::WELCOME}</h1>
                <p class="lead">
                    {words::WELCOME_LEAD}
                </p>
            </header>
            {problem(move || wrong.get())}
            <ol class="steps">
                <li class="step" class:done=move || account.with(Option::is_some)>
                    {number(1, Signal::derive(move || account.with(Option::is_some)))}
                    <div class="step-body">
                        <h2>{words::SIGN_IN}</h2>
                        {move || match account.get() {
                            Some(account) => {
                                view! {
                                    <p>
                                        {words::you_are(&account.me.name, &account.organisation)}
                                    </p>
                                }
                                    .into_any()
                            }
                            None => {
                                view! {
                                    <p>{words::STEP_SIGN_IN}</p>
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
                        <h2>{words::SWITCH_ON_A_SITE}</h2>
                        <p>
                            {words::STEP_SWITCH_ON}
                        </p>
                    </div>
                </li>
                <li class="step">
                    {number(3, Signal::derive(|| false))}
                    <div class="step-body">
                        <h2>{words::ASK}</h2>
                        <p>
                            {words::STEP_ASK}
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
        {move || done.get().then(|| view! { <span class="hidden">{words::DONE} " "</span> })}
    }
    .into_any()
}
