//! A discussion, whole: what it is about, what was said, who was asked, and what can be done now.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::api::{Ask, AskState, Person, Post, Snapshot, Thread, ThreadState};
use protocol::extension::Problem;
use record::AnchorTarget;

use super::fields::fields;
use super::people::search;
use super::threads::state_chip;
use super::{chip, problem, spinner};
use crate::client::{Client, Sent};
use crate::icon::Icon;
use crate::live::{self, Change};
use crate::{browser, markdown, moment, words};

/// Where answers are kept until they are sent, on this device: followed by the thread's id.
pub(crate) const ANSWERS: &str = "muster.answer.";

/// Who looks at the panel; `None` until it is known.
#[derive(Clone, Copy)]
pub(crate) struct Me(pub(crate) Signal<Option<Person>>);

/// What the view holds.
#[derive(Clone, Copy)]
struct View {
    client: Client,
    me: Me,
    id: StoredValue<String>,
    thread: RwSignal<Option<Thread>>,
    wrong: RwSignal<Option<Problem>>,
    /// What was done and waits for the server.
    queued: RwSignal<Option<String>>,
    /// The answer that is about to be accepted.
    accepting: RwSignal<Option<String>>,
    outcome: RwSignal<String>,
    passing_on: RwSignal<bool>,
    busy: RwSignal<bool>,
}

/// The thread of this id. `since` says what became of the value that it is about.
pub(crate) fn thread(client: Client, me: Me, id: String, since: Signal<Option<String>>) -> AnyView {
    let view = View {
        client,
        me,
        id: StoredValue::new(id.clone()),
        thread: RwSignal::new(None),
        wrong: RwSignal::new(None),
        queued: RwSignal::new(None),
        accepting: RwSignal::new(None),
        outcome: RwSignal::new(String::new()),
        passing_on: RwSignal::new(false),
        busy: RwSignal::new(false),
    };
    view.load();
    live::on_change(move |change| match change {
        Change::Thread(changed) if *changed == id => view.load(),
        Change::Anything => view.load(),
        _ => {}
    });
    see_ask(view);
    let loaded = Memo::new(move |_| view.thread.with(Option::is_some));
    view! {
        <article class="thread">
            {move || {
                if loaded.get() {
                    whole(view, since)
                } else if view.wrong.with(Option::is_some) {
                    view! {
                        {problem(move || view.wrong.get())}
                        <button type="button" class="secondary" on:click=move |_| view.load()>
                            {Icon::Again.view()} {words::TRY_AGAIN}
                        </button>
                    }
                        .into_any()
                } else {
                    spinner(words::OPENING_THE_DISCUSSION)
                }
            }}
        </article>
    }
    .into_any()
}

impl View {
    fn load(self) {
        let Some(id) = self.id.try_get_value() else {
            return;
        };
        spawn_local(async move {
            match self.client.thread(id).await {
                Ok(thread) => {
                    self.wrong.try_set(None);
                    self.thread.try_set(Some(thread));
                }
                Err(why) => {
                    self.wrong.try_set(Some(why));
                }
            }
        });
    }

    /// Does something for the thread and shows what came of it.
    fn act(self, done: impl Fn() + 'static, action: impl Future<Output = Result<Sent, Problem>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let result = action.await;
            self.busy.try_set(false);
            match result {
                Ok(sent) => {
                    self.queued.try_set(match sent {
                        Sent::Queued(message) => Some(message),
                        Sent::Stored => None,
                    });
                    done();
                    self.load();
                }
                Err(why) => {
                    self.wrong.try_set(Some(why));
                }
            }
        });
    }

    fn is_me(self, person: &Person) -> bool {
        self.me.0.with(|me| me.as_ref().is_some_and(|me| me.id == person.id))
    }
}

/// Tells the asker that their question was seen, once it is shown.
fn see_ask(view: View) {
    let unseen = Memo::new(move |_| {
        view.thread.with(|thread| {
            let asks = &thread.as_ref()?.asks;
            let mine = asks.iter().find(|ask| ask.state == AskState::Sent && view.is_me(&ask.person))?;
            Some(mine.id.clone())
        })
    });
    Effect::new(move |_| {
        if let Some(ask) = unseen.get() {
            spawn_local(async move {
                // If it fails, the question stays unseen and is said to be seen next time.
                let _ = view.client.react(ask, AskState::Seen, None).await;
            });
        }
    });
}

fn whole(view: View, since: Signal<Option<String>>) -> AnyView {
    let with = move |read: fn(View, &Thread) -> AnyView| {
        move || view.thread.with(|thread| thread.as_ref().map(|thread| read(view, thread)))
    };
    view! {
        <div class="thread-main">
            {with(heading)}
            {move || {
                since
                    .get()
                    .map(|since| view! { <p class="since-note">{Icon::Clock.view()} {since}</p> })
            }}
            {with(posts)} {with(asks)} {with(reaction)} {with(outcome)}
            {move || {
                view.queued
                    .get()
                    .map(|queued| view! { <p class="note" role="status">{Icon::Offline.view()} <span>{queued}</span></p> })
            }}
            {problem(move || view.wrong.get())} {answer_box(view)}
        </div>
        <aside class="thread-side">{with(snapshot)}</aside>
    }
    .into_any()
}

fn heading(_: View, thread: &Thread) -> AnyView {
    let target = &thread.summary.anchor.target;
    let value = words::target_value(target).map(str::to_owned);
    let reference = thread.snapshot.reference.clone().filter(|it| *it != thread.snapshot.title);
    view! {
        <header class="thread-head">
            <p class="record-kind">
                {Icon::of(thread.snapshot.kind).view()}
                <span>{words::kind(thread.snapshot.kind)}</span>
                {reference.map(|it| view! { <span class="record-ref">{it}</span> })}
            </p>
            <h1 dir="auto">{thread.snapshot.title.clone()}</h1>
            <p class="thread-target">
                {state_chip(thread.summary.state)}
                {(*target != AnchorTarget::Record)
                    .then(|| {
                        view! {
                            <span class="thread-anchor" dir="auto">
                                {words::target(target)}
                                {value.map(|value| view! { " · " <b>{value}</b> })}
                            </span>
                        }
                    })}
            </p>
        </header>
    }
    .into_any()
}

fn posts(view: View, thread: &Thread) -> AnyView {
    let asker = view.is_me(&thread.summary.author);
    let open = thread.summary.state != ThreadState::Resolved;
    let posts: Vec<AnyView> = thread
        .posts
        .iter()
        .enumerate()
        .map(|(at, post)| {
            let accepted = thread.accepted.as_ref() == Some(&post.id);
            let can_accept = asker && open && at > 0 && !view.is_me(&post.author);
            one_post(view, post, accepted, can_accept)
        })
        .collect();
    view! { <ol class="posts" aria-live="polite" aria-relevant="additions">{posts}</ol> }.into_any()
}

fn one_post(view: View, post: &Post, accepted: bool, can_accept: bool) -> AnyView {
    let (name, role) = match view.is_me(&post.author) {
        true => (words::YOU.to_owned(), String::new()),
        false => (post.author.name.clone(), post.author.role.clone()),
    };
    let id = post.id.clone();
    let accept = move || {
        let id = id.clone();
        let this = id.clone();
        let accepting = Memo::new(move |_| view.accepting.with(|it| it.as_deref() == Some(&*this)));
        view! {
            {move || {
                let id = id.clone();
                if accepting.get() {
                    accept_form(view, id)
                } else {
                    view! {
                        <button
                            type="button"
                            class="quiet accept"
                            on:click=move |_| view.accepting.set(Some(id.clone()))
                        >
                            {Icon::Check.view()}
                            {words::ACCEPT_THIS_ANSWER}
                        </button>
                    }
                        .into_any()
                }
            }}
        }
        .into_any()
    };
    view! {
        <li class="post" class:accepted=accepted>
            <p class="post-head">
                <b dir="auto">{name}</b>
                <span class="post-role" dir="auto">{role}</span>
                <time datetime=post.posted.clone()>{moment::ago(&post.posted)}</time>
            </p>
            {markdown::view(&post.body)}
            {accepted.then(|| chip("good", Some(Icon::CheckCircle), words::ACCEPTED_ANSWER))}
            {can_accept.then(accept)}
        </li>
    }
    .into_any()
}

/// What came of it, asked when an answer is accepted.
fn accept_form(view: View, post: String) -> AnyView {
    let field: NodeRef<leptos::html::Input> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (thread, post) = (view.id.get_value(), post.clone());
        let outcome = view.outcome.get_untracked().trim().to_owned();
        view.act(
            move || {
                view.accepting.try_set(None);
            },
            async move { view.client.resolve(thread, post, outcome).await },
        );
    };
    view! {
        <form class="accept-form" on:submit=submit>
            <label class="control">
                <span class="label">{words::WHAT_CAME_OF_IT} " " <span class="hint">{words::MAY_STAY_EMPTY}</span></span>
                <input
                    type="text"
                    node_ref=field
                    dir="auto"
                    placeholder=words::OUTCOME_EXAMPLE
                    prop:value=view.outcome
                    on:input=move |event| view.outcome.set(event_target_value(&event))
                />
            </label>
            <div class="buttons">
                <button type="submit" class="primary" disabled=move || view.busy.get()>{words::ACCEPT_ANSWER}</button>
                <button type="button" class="quiet" on:click=move |_| view.accepting.set(None)>
                    {words::CANCEL}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn outcome(_: View, thread: &Thread) -> AnyView {
    let outcome = thread.outcome.clone().filter(|outcome| !outcome.trim().is_empty());
    outcome
        .map(|outcome| {
            view! {
                <p class="outcome">
                    {Icon::Flag.view()}
                    <span><b>{words::OUTCOME} " "</b> <span dir="auto">{outcome}</span></span>
                </p>
            }
        })
        .into_any()
}

/// Who was asked, and how far each is.
fn asks(view: View, thread: &Thread) -> AnyView {
    // Whoever was asked is told what they can do about it instead.
    let others: Vec<&Ask> = thread.asks.iter().filter(|ask| !view.is_me(&ask.person)).collect();
    if others.is_empty() || thread.summary.state == ThreadState::Resolved {
        return ().into_any();
    }
    let lines: Vec<AnyView> = others.into_iter().map(ask_line).collect();
    view! { <ul class="asks" aria-label=words::PEOPLE_ASKED>{lines}</ul> }.into_any()
}

fn ask_line(ask: &Ask) -> AnyView {
    let icon = match ask.state {
        AskState::Sent => Icon::Send,
        AskState::Seen => Icon::Eye,
        AskState::Accepted => Icon::Clock,
        AskState::PassedOn => Icon::PassOn,
        AskState::Declined => Icon::Minus,
        AskState::Answered => Icon::CheckCircle,
    };
    let copied = RwSignal::new(false);
    let link = ask.link.clone().map(|link| {
        let copy_words = words::copy_link(&ask.person);
        let copy = move |_| {
            let link = link.clone();
            spawn_local(async move {
                if browser::copy(link).await {
                    copied.try_set(true);
                }
            });
        };
        view! {
            <button type="button" class="quiet" on:click=copy>
                {Icon::Link.view()}
                <span role="status">
                    {move || if copied.get() { words::COPIED.to_owned() } else { copy_words.clone() }}
                </span>
            </button>
        }
    });
    view! {
        <li class="ask-line">
            <span class="ask-icon">{icon.view()}</span>
            <span class="ask-text">
                <span dir="auto">{ask.person.name.clone()}</span>
                <span class="ask-state">{words::ask_state(ask.state)}</span>
                {ask.why.clone().map(|why| view! { <span class="ask-why" dir="auto">{why}</span> })}
            </span>
            {link}
        </li>
    }
    .into_any()
}

/// What the person who was asked can do about it, besides answering.
fn reaction(view: View, thread: &Thread) -> AnyView {
    let mine = thread.asks.iter().find(|ask| {
        view.is_me(&ask.person) && matches!(ask.state, AskState::Sent | AskState::Seen | AskState::Accepted)
    });
    let Some(mine) = mine.filter(|_| thread.summary.state == ThreadState::Open) else {
        return ().into_any();
    };
    let id = StoredValue::new(mine.id.clone());
    let accepted = mine.state == AskState::Accepted;
    let react = move |state: AskState, to: Option<String>| {
        let ask = id.get_value();
        view.act(
            move || {
                view.passing_on.try_set(false);
            },
            async move { view.client.react(ask, state, to).await },
        );
    };
    let pick = Callback::new(move |person: Person| react(AskState::PassedOn, Some(person.id)));
    view! {
        <section class="reaction">
            <p>
                {words::asks_you(&thread.summary.author, accepted)}
            </p>
            <div class="buttons">
                {(!accepted)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="secondary"
                                disabled=move || view.busy.get()
                                on:click=move |_| react(AskState::Accepted, None)
                            >
                                {Icon::Check.view()}
                                {words::ILL_ANSWER}
                            </button>
                        }
                    })}
                <button
                    type="button"
                    class="secondary"
                    aria-expanded=move || view.passing_on.get().to_string()
                    on:click=move |_| view.passing_on.update(|it| *it = !*it)
                >
                    {Icon::PassOn.view()}
                    {words::PASS_IT_ON}
                </button>
                <button
                    type="button"
                    class="secondary"
                    disabled=move || view.busy.get()
                    on:click=move |_| react(AskState::Declined, None)
                >
                    {words::NOT_ME}
                </button>
            </div>
            {move || {
                view.passing_on.get().then(|| search(view.client, words::WHO_KNOWS_MORE_BY_NAME, pick))
            }}
        </section>
    }
    .into_any()
}

/// Where an answer is written. What was typed is kept on this device until it is sent.
fn answer_box(view: View) -> AnyView {
    let place = format!("{ANSWERS}{}", view.id.get_value());
    let kept = browser::kept(&place);
    let body = RwSignal::new(kept.unwrap_or_default());
    // One key for one answer, however often it is sent.
    let key = StoredValue::new(browser::new_key());
    let kept_at = StoredValue::new(place);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = body.get_untracked();
        if text.trim().is_empty() {
            return;
        }
        let (thread, key_now) = (view.id.get_value(), key.get_value());
        let done = move || {
            body.try_set(String::new());
            key.try_update_value(|key| *key = browser::new_key());
            if let Some(place) = kept_at.try_get_value() {
                browser::keep(&place, "");
            }
        };
        view.act(done, async move { view.client.answer(thread, key_now, text).await });
    };
    let resolved = Memo::new(move |_| {
        view.thread.with(|thread| thread.as_ref().is_some_and(|it| it.summary.state == ThreadState::Resolved))
    });
    let asked = Memo::new(move |_| {
        view.thread.with(|thread| thread.as_ref().is_some_and(|thread| !view.is_me(&thread.summary.author)))
    });
    let label = move || match (resolved.get(), asked.get()) {
        (true, _) => words::ADD_TO_THIS,
        (false, true) => words::YOUR_ANSWER,
        (false, false) => words::REPLY,
    };
    view! {
        <form class="answer" on:submit=submit>
            <label class="control">
                <span class="label">{label}</span>
                <textarea
                    rows="3"
                    dir="auto"
                    placeholder=words::MARKDOWN_WORKS
                    prop:value=body
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        browser::keep(&kept_at.get_value(), &text);
                        body.set(text);
                    }
                    on:keydown=move |event| {
                        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                            browser::submit_form(&event);
                        }
                    }
                ></textarea>
            </label>
            <button
                type="submit"
                class="primary"
                disabled=move || view.busy.get() || body.with(|body| body.trim().is_empty())
            >
                {Icon::Send.view()}
                {move || if view.busy.get() { words::SENDING } else { words::SEND }}
            </button>
        </form>
    }
    .into_any()
}

/// What was shared, for those who do not have the record open.
fn snapshot(_: View, thread: &Thread) -> AnyView {
    let Snapshot { address, fields: shared, signals, taken, .. } = thread.snapshot.clone();
    let signals: Vec<AnyView> = signals.iter().map(signal).collect();
    let when = moment::ago(&taken);
    // An address comes from a page: only the web's own schemes are followed.
    let address = address.filter(|address| words::origin_pattern(address).is_some()).map(|address| {
        view! {
            <a class="record-link" href=address.clone() target="_blank" rel="noopener noreferrer">
                {Icon::Globe.view()}
                <span dir="ltr">{words::site(&address).to_owned()}</span>
            </a>
        }
    });
    view! {
        <details class="fold snapshot" open=thread.summary.state == ThreadState::Open>
            <summary>
                <span class="fold-title">{words::WHAT_WAS_SHARED}</span>
                <span class="fold-sum">{when}</span>
            </summary>
            {(!signals.is_empty()).then(|| view! { <ul class="signals">{signals}</ul> })}
            {fields(shared)}
            {address}
        </details>
    }
    .into_any()
}

fn signal(signal: &record::Signal) -> AnyView {
    let (tone, icon) = super::record::look(signal.level);
    view! {
        <li class=format!("signal {tone}")>
            <span class="signal-text">
                {icon.view()} <span class="hidden">{words::level(signal.level)} ": "</span>
                <span dir="auto">{signal.why.clone()}</span>
            </span>
        </li>
    }
    .into_any()
}
