//! Short news: a problem, a state, an empty place that says what to do next.

use leptos::prelude::*;
use protocol::extension::Problem;

use crate::icon::Icon;

/// What went wrong, said when it happens. Nothing while all is well.
pub(crate) fn problem(what: impl Fn() -> Option<Problem> + Send + Sync + 'static) -> AnyView {
    view! {
        <div role="alert">
            {move || {
                what()
                    .map(|problem| {
                        // What passes by itself is no alarm.
                        let passing = matches!(&*problem.code, "offline" | "slow");
                        let icon = if passing { Icon::Offline } else { Icon::Warn };
                        view! {
                            <p class="note" class:note-problem=!passing data-code=problem.code>
                                {icon.view()} <span>{problem.message}</span>
                            </p>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// A word about a state. `tone` is `neutral`, `accent`, `good`, `warn` or `bad`.
pub(crate) fn chip(tone: &'static str, icon: Option<Icon>, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <span class=format!("chip {tone}")>{icon.map(Icon::view)} {text}</span> }.into_any()
}

/// A place that has nothing to show, and what to do next.
pub(crate) fn empty(icon: Icon, title: impl Into<String>, text: impl Into<String>, next: AnyView) -> AnyView {
    let (title, text): (String, String) = (title.into(), text.into());
    view! {
        <div class="empty">
            <span class="empty-icon">{icon.view()}</span>
            <h2>{title}</h2>
            <p>{text}</p>
            {next}
        </div>
    }
    .into_any()
}

/// Something is on its way.
pub(crate) fn spinner(words: &'static str) -> AnyView {
    view! {
        <p class="waiting" role="status">
            <span class="dots" aria-hidden="true"></span>
            {words}
        </p>
    }
    .into_any()
}
