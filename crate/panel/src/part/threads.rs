//! Threads in a list.

use leptos::prelude::*;
use protocol::api::{ThreadState, ThreadSummary};
use record::AnchorTarget;

use super::chip;
use crate::icon::Icon;
use crate::{moment, words};

/// A thread in a list. `since` says what became of the value that it is about; `show_title` names the
/// record, where the list is of several.
pub(crate) fn thread_row(
    thread: &ThreadSummary,
    since: Option<String>,
    show_title: bool,
    open: Callback<String>,
) -> AnyView {
    let id = thread.id.clone();
    let part = (thread.anchor.target != AnchorTarget::Record).then(|| words::target(&thread.anchor.target));
    let title = show_title.then(|| thread.title.clone());
    let about = [title, part].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let meta =
        [Some(thread.author.name.clone()), Some(moment::ago(&thread.updated)), words::replies(thread.posts)];
    let meta = meta.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li class="thread-row" class:unread=thread.unread>
            <button type="button" on:click=move |_| open.run(id.clone())>
                {(!about.is_empty() || thread.unread)
                    .then(|| {
                        view! {
                            <span class="thread-top">
                                <span class="thread-about" dir="auto">{about}</span>
                                {thread.unread.then(|| view! { <span class="new">{words::NEW}</span> })}
                            </span>
                        }
                    })}
                {since.map(|since| view! { <span class="since">{since}</span> })}
                <span class="thread-excerpt" dir="auto">{thread.excerpt.clone()}</span>
                <span class="thread-meta">
                    {state_chip(thread.state)} <span class="thread-who">{meta}</span>
                </span>
            </button>
        </li>
    }
    .into_any()
}

/// How far a thread is.
pub(crate) fn state_chip(state: ThreadState) -> AnyView {
    let (tone, icon) = match state {
        ThreadState::Open => ("accent", Icon::Help),
        ThreadState::Answered => ("good", Icon::Message),
        ThreadState::Resolved => ("good", Icon::CheckCircle),
    };
    chip(tone, Some(icon), words::thread_state(state))
}
