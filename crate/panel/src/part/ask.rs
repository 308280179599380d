//! The ask form, one column: what it is about, the question, who can help, what is shared, send.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::api::{Person, Snapshot, Suggestions, Visibility};
use protocol::extension::{Draft, PageState, Problem, Reply, Request};
use record::{AnchorTarget, Field, Reading};

use super::people::{found, search, suggestion};
use super::{problem, spinner, thread_row};
use crate::client::Client;
use crate::draft::{Fate, Line, lines, moved, shareable};
use crate::icon::Icon;
use crate::{browser, words};

/// How long nothing must be typed before the draft is kept.
const KEEP_AFTER: Duration = Duration::from_millis(300);
/// How long nothing must be typed before the people are looked up again.
const SUGGEST_AFTER: Duration = Duration::from_millis(900);

/// What the form holds; it outlives the form, so that going back loses nothing.
#[derive(Clone, Copy)]
pub(crate) struct AskForm {
    tab: StoredValue<Option<i32>>,
    key: StoredValue<String>,
    target: RwSignal<AnchorTarget>,
    body: RwSignal<String>,
    people: RwSignal<Vec<Person>>,
    struck: RwSignal<Vec<usize>>,
    share_address: RwSignal<bool>,
    visibility: RwSignal<Visibility>,
}

impl AskForm {
    /// The form for a page: its draft, or an empty one about the target.
    pub(crate) fn new(page: &PageState, target: Option<AnchorTarget>) -> AskForm {
        let draft = page.draft.clone().unwrap_or_else(|| Draft {
            idempotency_key: browser::new_key(),
            target: AnchorTarget::Record,
            body: String::new(),
            people: Vec::new(),
            struck: page.strike.clone(),
            share_address: true,
            visibility: Visibility::default(),
        });
        AskForm {
            tab: StoredValue::new(Some(page.tab)),
            key: StoredValue::new(draft.idempotency_key),
            target: RwSignal::new(target.unwrap_or(draft.target)),
            body: RwSignal::new(draft.body),
            people: RwSignal::new(draft.people),
            struck: RwSignal::new(draft.struck),
            share_address: RwSignal::new(draft.share_address),
            visibility: RwSignal::new(draft.visibility),
        }
    }

    /// Puts the form on another target; what was typed stays.
    pub(crate) fn aim(self, target: AnchorTarget) {
        self.target.set(target);
    }

    /// Keeps what was typed, now.
    pub(crate) fn save(self) {
        let (tab, draft) = (self.tab.get_value(), untrack(|| self.draft()));
        if draft.body.trim().is_empty() && draft.people.is_empty() {
            return;
        }
        spawn_local(async move {
            // The form keeps it as well a moment after each change: this is the last such moment.
            let _ = browser::send(&Request::SaveDraft { tab, draft }).await;
        });
    }

    /// The tab that the form is for, and what it holds.
    pub(crate) fn kept(self) -> (Option<i32>, Draft) {
        (self.tab.get_value(), untrack(|| self.draft()))
    }

    fn draft(self) -> Draft {
        Draft {
            idempotency_key: self.key.get_value(),
            target: self.target.get(),
            body: self.body.get(),
            people: self.people.get(),
            struck: self.struck.get(),
            share_address: self.share_address.get(),
            visibility: self.visibility.get(),
        }
    }

    fn can_send(self) -> bool {
        !self.body.with(|body| body.trim().is_empty())
            && (!self.people.with(Vec::is_empty) || self.visibility.get() == Visibility::Record)
    }
}

/// What would be shared, with the fields and strikes that it was made of.
#[derive(Clone)]
struct Preview {
    snapshot: Snapshot,
    withheld: Vec<String>,
    fields: Vec<Field>,
    struck: Vec<usize>,
}

/// What the form knows of the world.
#[derive(Clone, Copy)]
struct Known {
    preview: RwSignal<Option<Preview>>,
    preview_problem: RwSignal<Option<Problem>>,
    suggestions: RwSignal<Option<Suggestions>>,
    suggestions_problem: RwSignal<Option<Problem>>,
    looking: RwSignal<bool>,
    /// Whether the person has agreed to look people up with what the preview shows.
    agreed: RwSignal<bool>,
    saved: RwSignal<bool>,
    sending: RwSignal<bool>,
    failed: RwSignal<Option<Problem>>,
}

/// The form. `sent` hears the id of the new thread, or a sentence where it is queued; `discard` is for
/// whoever changes their mind.
pub(crate) fn ask(
    form: AskForm,
    reading: Memo<Option<Reading>>,
    first_use: bool,
    organisation: String,
    open_thread: Callback<String>,
    sent: Callback<Result<String, String>>,
    discard: Callback<()>,
) -> AnyView {
    let known = Known {
        preview: RwSignal::new(None),
        preview_problem: RwSignal::new(None),
        suggestions: RwSignal::new(None),
        suggestions_problem: RwSignal::new(None),
        looking: RwSignal::new(false),
        agreed: RwSignal::new(!first_use),
        saved: RwSignal::new(false),
        sending: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    let fields = Memo::new(move |_| {
        form.target
            .with(|target| {
                reading.with(|reading| {
                    let all = shareable(reading.as_ref()?, target)?;
                    Some(all.1)
                })
            })
            .unwrap_or_default()
    });
    let title = untrack(|| {
        form.target.with(|target| {
            reading.with(|reading| Some(shareable(reading.as_ref()?, target)?.0.title.clone()))
        })
    });
    keep_struck(form, fields);
    keep_draft(form, known);
    keep_preview(form, fields, known);
    keep_suggestions(form, known);
    let about = about(form, title.unwrap_or_default(), reading);
    let share = shared(form, known, first_use, organisation);
    let who = who(form, known, open_thread);
    // Where the app is new, what is shared is shown before anything leaves the browser.
    let middle = if first_use { [share, who] } else { [who, share] }.into_iter().collect::<Vec<_>>();
    view! {
        <form
            class="ask"
            on:submit=move |event| {
                event.prevent_default();
                send(form, known, sent);
            }
        >
            <section class="section">
                <h1 class="ask-title">{words::ASK_AN_EXPERT}</h1>
                {about} {question(form, known)}
            </section>
            {middle}
            {readers(form)}
            <footer class="send-bar">
                {problem(move || known.failed.get())}
                <div class="send-line">
                <p class="send-hint" role="status">
                    {move || {
                        if known.sending.get() {
                            ""
                        } else if form.body.with(|body| body.trim().is_empty()) {
                            words::WRITE_YOUR_QUESTION_FIRST
                        } else if !form.can_send() {
                            words::CHOOSE_WHO_TO_ASK
                        } else if known.saved.get() {
                            words::DRAFT_KEPT_ON_THIS_DEVICE
                        } else {
                            ""
                        }
                    }}
                </p>
                {move || {
                    (!known.sending.get() && form.body.with(|body| !body.trim().is_empty()))
                        .then(|| {
                            view! {
                                <button type="button" class="quiet" on:click=move |_| discard.run(())>
                                    {words::DISCARD}
                                </button>
                            }
                        })
                }}
                </div>
                <button
                    type="submit"
                    class="primary wide"
                    disabled=move || known.sending.get() || !form.can_send()
                >
                    {Icon::Send.view()}
                    {move || {
                        if known.sending.get() {
                            words::SENDING.to_owned()
                        } else if !form.can_send() && form.people.with(Vec::is_empty) {
                            words::ASK.to_owned()
                        } else {
                            form.people.with(|people| words::send(people))
                        }
                    }}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

/// What the question is about: the record, or a part of it.
fn about(form: AskForm, title: String, reading: Memo<Option<Reading>>) -> AnyView {
    let fields = reading.with_untracked(|reading| {
        let primary = reading.as_ref().and_then(Reading::primary);
        primary.map(|record| record.fields.clone()).unwrap_or_default()
    });
    let first = form.target.get_untracked();
    // What a menu or a marker meant stays in the list, though it is no field of the record.
    let other = match &first {
        AnchorTarget::Row { .. } | AnchorTarget::Quote { .. } => Some(first.clone()),
        AnchorTarget::Field { field } if !fields.contains(field) => Some(first.clone()),
        _ => None,
    };
    let mut targets = vec![AnchorTarget::Record];
    targets.extend(other);
    targets.extend(
        fields
            .into_iter()
            .filter(|field| !field.value.trim().is_empty())
            .map(|field| AnchorTarget::Field { field }),
    );
    let name = move |target: &AnchorTarget| match target {
        AnchorTarget::Record => title.clone(),
        target => match words::target_value(target) {
            Some(value) => format!("{}: {value}", words::target(target)),
            None => words::target(target),
        },
    };
    let options: Vec<AnyView> = targets
        .iter()
        .enumerate()
        .map(|(at, target)| {
            let this = target.clone();
            view! {
                <option value=at.to_string() selected=move || form.target.with(|now| *now == this)>
                    {name(target)}
                </option>
            }
            .into_any()
        })
        .collect();
    let choose = move |event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        if let Some(target) = at.and_then(|at| targets.get(at)) {
            form.target.set(target.clone());
        }
    };
    view! {
        <label class="control">
            <span class="label">{words::ABOUT}</span>
            <select on:change=choose>{options}</select>
        </label>
    }
    .into_any()
}

fn question(form: AskForm, known: Known) -> AnyView {
    let area: NodeRef<leptos::html::Textarea> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            let _ = area.focus();
        }
    });
    view! {
        <label class="control">
            <span class="label">{words::YOUR_QUESTION}</span>
            <textarea
                node_ref=area
                rows="4"
                dir="auto"
                placeholder=words::QUESTION_HINT
                prop:value=form.body
                on:input=move |event| {
                    known.saved.set(false);
                    form.body.set(event_target_value(&event));
                }
                on:keydown=move |event| {
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                        browser::submit_form(&event);
                    }
                }
            ></textarea>
        </label>
    }
    .into_any()
}

/// Who can help: what was answered before, the proposals, and a search.
fn who(form: AskForm, known: Known, open_thread: Callback<String>) -> AnyView {
    let answered = move || {
        let threads = known.suggestions.with(|it| it.as_ref().map(|it| it.answered.clone()))?;
        if threads.is_empty() {
            return None;
        }
        let rows: Vec<AnyView> =
            threads.iter().map(|thread| thread_row(thread, None, true, open_thread)).collect();
        Some(view! {
            <section class="section">
                <h2>{words::ANSWERED_BEFORE}</h2>
                <ul class="threads">{rows}</ul>
            </section>
        })
    };
    let find = move |icon: Icon, words: &'static str| {
        view! {
            <button type="button" class="secondary wide" on:click=move |_| known.agreed.set(true)>
                {icon.view()} {words}
            </button>
        }
        .into_any()
    };
    let proposals = move || match known.suggestions.get() {
        None if known.looking.get() => spinner(words::LOOKING_FOR_PEOPLE),
        None if !known.agreed.get() => view! {
            <p class="hint">{words::FINDING_SENDS}</p>
            {find(Icon::Users, words::FIND_PEOPLE)}
        }
        .into_any(),
        None if known.suggestions_problem.with(Option::is_some) => find(Icon::Again, words::TRY_AGAIN),
        None => ().into_any(),
        Some(Suggestions { people, nobody, .. }) if people.is_empty() => {
            let why = nobody.unwrap_or_else(|| words::NOBODY.to_owned());
            view! { <p class="note">{Icon::Info.view()} <span>{why}</span></p> }.into_any()
        }
        Some(Suggestions { people, .. }) => {
            let rows: Vec<AnyView> = people.iter().map(|one| suggestion(one, form.people)).collect();
            view! { <ul class="people">{rows}</ul> }.into_any()
        }
    };
    let others = move || {
        let proposed: Vec<String> = known
            .suggestions
            .with(|it| it.iter().flat_map(|it| &it.people).map(|one| one.person.id.clone()).collect());
        let rows: Vec<AnyView> = form
            .people
            .get()
            .into_iter()
            .filter(|person| !proposed.contains(&person.id))
            .map(|person| found(person, form.people))
            .collect();
        (!rows.is_empty()).then(|| view! { <ul class="people">{rows}</ul> })
    };
    let pick = Callback::new(move |person: Person| {
        form.people.update(|all| {
            if all.iter().all(|one| one.id != person.id) {
                all.push(person);
            }
        });
    });
    view! {
        {answered}
        <section class="section">
            <h2>{words::WHO_CAN_HELP}</h2>
            {problem(move || known.suggestions_problem.get())}
            <div aria-live="polite" aria-busy=move || known.looking.get().to_string()>{proposals}</div>
            {others}
            {search(Client::Extension, words::SOMEONE_ELSE_BY_NAME, pick)}
        </section>
    }
    .into_any()
}

/// Exactly what will be shared, with a strike for each part.
fn shared(form: AskForm, known: Known, first_use: bool, organisation: String) -> AnyView {
    let to = if organisation.is_empty() { words::YOUR_SERVER.to_owned() } else { organisation };
    let hint = if first_use { words::first_use(&to) } else { words::nothing_else(&to) };
    let sum = move || {
        let Preview { snapshot, fields, struck, .. } = known.preview.get()?;
        let lines = lines(&fields, &struck, &snapshot.fields);
        let going = lines.iter().filter(|line| line.fate == Fate::Shared).count();
        Some(words::shared(going, snapshot.address.is_some()))
    };
    let list = move || {
        let Preview { snapshot, withheld, fields, struck } = known.preview.get()?;
        let lines = lines(&fields, &struck, &snapshot.fields);
        let rows: Vec<AnyView> = lines.iter().map(|line| share_line(form, line)).collect();
        let address = snapshot.address.clone();
        Some(view! {
            <ul class="share">
                <li class="share-line">
                    <span class="share-label">{words::kind(snapshot.kind)}</span>
                    <span class="share-value" dir="auto">{snapshot.title.clone()}</span>
                </li>
                {rows} {address_line(form, address)}
            </ul>
            {(!withheld.is_empty())
                .then(|| {
                    view! {
                        <p class="note">
                            {Icon::Shield.view()}
                            <span>{words::struck(&withheld)}</span>
                        </p>
                    }
                })}
        })
    };
    view! {
        <section class="section">
            <details class="fold">
                <summary>
                    <span class="fold-title">{words::WHAT_IS_SHARED}</span>
                    <span class="fold-sum" role="status">{sum}</span>
                </summary>
                <p class="hint">{hint}</p>
                {list}
            </details>
            {problem(move || known.preview_problem.get())}
        </section>
    }
    .into_any()
}

fn share_line(form: AskForm, line: &Line) -> AnyView {
    let label = words::label(&line.field);
    let control = match (line.position, line.fate) {
        (Some(position), Fate::Shared | Fate::Struck) => {
            let shared = line.fate == Fate::Shared;
            let toggle = move |()| {
                form.struck.update(|struck| {
                    if shared {
                        struck.push(position);
                        struck.sort_unstable();
                    } else {
                        struck.retain(|at| *at != position);
                    }
                });
            };
            Some(strike_button(shared, &label, Callback::new(toggle)))
        }
        _ => None,
    };
    let value = match line.fate {
        Fate::Withheld => {
            view! { <span class="share-value withheld">{words::NEVER_SHARED}</span> }.into_any()
        }
        Fate::Struck => view! { <s class="share-value" dir="auto">{line.field.value.clone()}</s> }.into_any(),
        Fate::Shared => {
            view! { <span class="share-value" dir="auto">{line.field.value.clone()}</span> }.into_any()
        }
    };
    view! {
        <li class="share-line" class:struck=line.fate != Fate::Shared>
            <span class="share-label" dir="auto">{label}</span>
            {value}
            {control}
        </li>
    }
    .into_any()
}

fn address_line(form: AskForm, address: Option<String>) -> AnyView {
    let shared = form.share_address.get();
    let value = match (shared, address) {
        (true, Some(address)) => view! { <span class="share-value" dir="ltr">{address}</span> }.into_any(),
        (true, None) => view! { <span class="share-value withheld">"none"</span> }.into_any(),
        (false, _) => view! { <s class="share-value">{words::PAGE_ADDRESS}</s> }.into_any(),
    };
    let toggle = Callback::new(move |()| form.share_address.set(!shared));
    view! {
        <li class="share-line" class:struck=!shared>
            <span class="share-label">{words::ADDRESS}</span>
            {value}
            {strike_button(shared, words::ADDRESS, toggle)}
        </li>
    }
    .into_any()
}

fn strike_button(shared: bool, label: &str, toggle: Callback<()>) -> AnyView {
    let (icon, title) =
        if shared { (Icon::EyeOff, words::do_not_share(label)) } else { (Icon::Undo, words::share(label)) };
    view! {
        <button
            type="button"
            class="icon-button"
            title=title.clone()
            aria-label=title
            on:click=move |_| toggle.run(())
        >
            {icon.view()}
        </button>
    }
    .into_any()
}

/// Who may read the thread.
fn readers(form: AskForm) -> AnyView {
    let option = move |visibility: Visibility, icon: Icon| {
        view! {
            <label class="radio">
                <input
                    type="radio"
                    name="visibility"
                    prop:checked=move || form.visibility.get() == visibility
                    on:change=move |_| form.visibility.set(visibility)
                />
                {icon.view()} <span>{words::visibility(visibility)}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="section">
            <legend>{words::WHO_CAN_READ_IT}</legend>
            {option(Visibility::Participants, Icon::Lock)} {option(Visibility::Record, Icon::Users)}
        </fieldset>
    }
    .into_any()
}

/// Runs `act` when `form` has rested for a while after a change; not for the first look.
fn rested(after: Duration, changed: impl Fn() + 'static, act: impl Fn() + Copy + 'static) {
    let turn = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        changed();
        if before.is_none() {
            return;
        }
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        set_timeout(
            move || {
                if turn.try_get_value() == Some(mine) {
                    act();
                }
            },
            after,
        );
    });
}

/// Keeps the draft whenever it has changed and rests.
fn keep_draft(form: AskForm, known: Known) {
    let save = move || {
        // What is being sent is kept by whoever sends it.
        if known.sending.get_untracked() {
            return;
        }
        let (tab, draft) = (form.tab.get_value(), untrack(|| form.draft()));
        spawn_local(async move {
            match browser::send(&Request::SaveDraft { tab, draft }).await {
                Ok(_) => {
                    known.saved.try_set(true);
                }
                Err(why) => {
                    known.failed.try_set(Some(why));
                }
            }
        });
    };
    rested(KEEP_AFTER, move || drop(form.draft()), save);
}

/// Keeps struck what is struck when the page is read again and its fields have moved.
fn keep_struck(form: AskForm, fields: Memo<Vec<Field>>) {
    Effect::new(move |before: Option<Vec<Field>>| {
        let now = fields.get();
        // While the page loads again it may hold nothing for a moment.
        match before {
            Some(before) if now.is_empty() => before,
            Some(before) => {
                let struck = form.struck.get_untracked();
                let moved = moved(&before, &now, &struck);
                if moved != struck {
                    form.struck.set(moved);
                }
                now
            }
            None => now,
        }
    });
}

/// Asks for the preview whenever what is shared has changed; the question's words may hold secrets too.
fn keep_preview(form: AskForm, fields: Memo<Vec<Field>>, known: Known) {
    let turn = StoredValue::new(0_u32);
    let look = move || {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let (tab, draft) = (form.tab.get_value(), untrack(|| form.draft()));
        let (fields, struck) = (fields.get_untracked(), draft.struck.clone());
        spawn_local(async move {
            let reply = browser::send(&Request::Preview { tab, draft }).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            match reply {
                Ok(Reply::Preview { snapshot, struck: withheld }) => {
                    let snapshot = *snapshot;
                    known.preview.set(Some(Preview { snapshot, withheld, fields, struck }));
                    known.preview_problem.set(None);
                }
                Ok(_) => known.preview_problem.set(Some(words::not_understood())),
                Err(why) => known.preview_problem.set(Some(why)),
            }
        });
    };
    Effect::new(move |_| {
        fields.track();
        form.target.track();
        form.struck.track();
        form.share_address.track();
        look();
    });
    rested(KEEP_AFTER, move || form.body.track(), look);
}

/// Looks people up at first, and again when the question has changed and rests.
fn keep_suggestions(form: AskForm, known: Known) {
    let turn = StoredValue::new(0_u32);
    let look = move || {
        if !known.agreed.get_untracked() {
            return;
        }
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        known.looking.set(true);
        let (tab, draft) = (form.tab.get_value(), untrack(|| form.draft()));
        spawn_local(async move {
            let reply = browser::send(&Request::Suggest { tab, draft }).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            known.looking.set(false);
            match reply {
                Ok(Reply::Suggestions { suggestions }) => {
                    known.suggestions.set(Some(suggestions));
                    known.suggestions_problem.set(None);
                }
                Ok(_) => known.suggestions_problem.set(Some(words::not_understood())),
                Err(why) => known.suggestions_problem.set(Some(why)),
            }
        });
    };
    Effect::new(move |_| {
        if known.agreed.get() {
            look();
        }
    });
    let changed = move || drop((form.body.get(), form.target.get()));
    rested(SUGGEST_AFTER, changed, look);
}

fn send(form: AskForm, known: Known, sent: Callback<Result<String, String>>) {
    if known.sending.get_untracked() || !untrack(|| form.can_send()) {
        return;
    }
    known.sending.set(true);
    known.failed.set(None);
    let (tab, draft) = (form.tab.get_value(), untrack(|| form.draft()));
    spawn_local(async move {
        let reply = browser::send(&Request::Ask { tab, draft }).await;
        known.sending.try_set(false);
        match reply {
            Ok(Reply::Thread { thread }) => sent.run(Ok(thread.summary.id)),
            Ok(Reply::Queued { message }) => sent.run(Err(message)),
            Ok(_) => {
                known.failed.try_set(Some(words::not_understood()));
            }
            Err(why) => {
                known.failed.try_set(Some(why));
            }
        }
    });
}
