//! What waits for the person, and their own questions.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::api::{Inbox, ThreadSummary};
use protocol::extension::Problem;

use super::{empty, problem, spinner, thread_row};
use crate::client::Client;
use crate::icon::Icon;
use crate::live::{self, Change};
use crate::words;

/// The lists, kept up to date.
pub(crate) fn inbox(client: Client, open: Callback<String>) -> AnyView {
    let known: RwSignal<Option<Inbox>> = RwSignal::new(None);
    let wrong: RwSignal<Option<Problem>> = RwSignal::new(None);
    let load = move || {
        spawn_local(async move {
            match client.inbox().await {
                Ok(inbox) => {
                    wrong.try_set(None);
                    known.try_set(Some(inbox));
                }
                Err(why) => {
                    wrong.try_set(Some(why));
                }
            }
        });
    };
    load();
    live::on_change(move |change| {
        if matches!(change, Change::Inbox | Change::Thread(_) | Change::Anything) {
            load();
        }
    });
    view! {
        <div class="inbox">
            {problem(move || wrong.get())}
            {move || match known.get() {
                None if wrong.with(Option::is_some) => {
                    view! {
                        <button type="button" class="secondary" on:click=move |_| load()>
                            {Icon::Again.view()}
                            {words::TRY_AGAIN}
                        </button>
                    }
                        .into_any()
                }
                None => spinner(words::OPENING_YOUR_QUESTIONS),
                Some(Inbox { asked, mine }) if asked.is_empty() && mine.is_empty() => {
                    empty(
                        Icon::Inbox,
                        words::NO_QUESTIONS_YET,
                        words::INBOX_HINT,
                        ().into_any(),
                    )
                }
                Some(Inbox { asked, mine }) => {
                    view! {
                        {list(words::FOR_YOU, words::NOTHING_WAITS_FOR_YOU, &asked, open)}
                        {list(words::YOUR_QUESTIONS, words::NOTHING_ASKED_YET, &mine, open)}
                    }
                        .into_any()
                }
            }}
        </div>
    }
    .into_any()
}

fn list(
    heading: &'static str,
    none: &'static str,
    threads: &[ThreadSummary],
    open: Callback<String>,
) -> AnyView {
    let rows: Vec<AnyView> = threads.iter().map(|thread| thread_row(thread, None, true, open)).collect();
    let count = rows.len();
    let body = if rows.is_empty() {
        view! { <p class="hint">{none}</p> }.into_any()
    } else {
        view! { <ul class="threads">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section">
            <h2>{heading} {(count > 0).then(|| view! { <span class="count">{count}</span> })}</h2>
            {body}
        </section>
    }
    .into_any()
}
