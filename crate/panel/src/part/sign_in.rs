//! Signing in to a server by an invitation link.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::extension::{Problem, Request};

use super::problem;
use crate::{browser, words};

/// A field for the link, and the button that uses it.
pub(crate) fn sign_in(done: Callback<()>) -> AnyView {
    let link = RwSignal::new(String::new());
    let wrong: RwSignal<Option<Problem>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let pasted = link.get_untracked().trim().to_owned();
        if words::origin_pattern(&pasted).is_none() {
            wrong.set(Some(words::no_invitation()));
            return;
        }
        // Put to the person now, within the click; a frame in a page leaves it to the background.
        let permission = browser::can_ask_permission().then(|| browser::ask_permission(&pasted));
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let granted = match permission {
                Some(permission) => permission.await,
                None => true,
            };
            let result = if granted {
                browser::send(&Request::SignIn { link: pasted }).await.map(|_| ())
            } else {
                Err(words::no_permission())
            };
            busy.set(false);
            match result {
                Ok(()) => done.run(()),
                Err(why) => wrong.set(Some(why)),
            }
        });
    };
    view! {
        <form class="sign-in" on:submit=submit>
            <label>
                <span class="label">{words::INVITATION_LINK}</span>
                <input
                    type="text"
                    inputmode="url"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="https://…/#invite=…"
                    prop:value=link
                    on:input=move |event| link.set(event_target_value(&event))
                />
            </label>
            <button type="submit" class="primary" disabled=move || busy.get()>
                {move || if busy.get() { words::SIGNING_IN } else { words::SIGN_IN }}
            </button>
            {problem(move || wrong.get())}
        </form>
    }
    .into_any()
}
