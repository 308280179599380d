//! The record: what it is, what is wrong with it, its lines.

use leptos::prelude::*;
use protocol::extension::Request;
use record::{AnchorTarget, Kind, Level, Record, Signal};

use super::chip;
use super::fields::fields;
use crate::icon::Icon;
use crate::{browser, select, words};

/// What the record is: kind, number, title, state, amount, owner.
pub(crate) fn head(record: &Record) -> AnyView {
    let value = |at: Option<usize>| at.map(|at| record.fields[at].value.clone());
    let reference = select::number(record);
    let state = value(select::state(record)).map(|state| chip(state_tone(record), None, state));
    let amount = value(select::amount(record));
    let owner = value(select::owner(record));
    view! {
        <header class="record-head">
            <p class="record-kind">
                {Icon::of(record.kind).view()} <span>{words::kind(record.kind)}</span>
                {reference.map(|reference| view! { <span class="record-ref">{reference}</span> })}
            </p>
            <h1 dir="auto">{record.title.clone()}</h1>
            <div class="record-facts">
                {amount.map(|amount| view! { <span class="record-amount">{amount}</span> })} {state}
                {owner
                    .map(|owner| {
                        view! { <span class="record-owner">{Icon::User.view()} {owner}</span> }
                    })}
            </div>
        </header>
    }
    .into_any()
}

/// The colour of the state: that of the signal about it.
fn state_tone(record: &Record) -> &'static str {
    let at = select::state(record);
    record
        .signals
        .iter()
        .find(|signal| signal.field.is_some() && signal.field == at)
        .map_or("neutral", |signal| tone(signal.level))
}

fn tone(level: Level) -> &'static str {
    look(level).0
}

/// The colour and the drawing of a level.
pub(crate) fn look(level: Level) -> (&'static str, Icon) {
    match level {
        Level::Info => ("accent", Icon::Info),
        Level::Warn => ("warn", Icon::Warn),
        Level::Critical => ("bad", Icon::Critical),
    }
}

/// The record's signals, gravest first; each leads to its place on the page and to the ask form.
pub(crate) fn signals(tab: Option<i32>, record: &Record, ask: Callback<AnchorTarget>) -> Option<AnyView> {
    if record.signals.is_empty() {
        return None;
    }
    let mut signals: Vec<&Signal> = record.signals.iter().collect();
    signals.sort_by_key(|signal| std::cmp::Reverse(signal.level));
    let lines: Vec<AnyView> =
        signals.into_iter().map(|signal| signal_line(tab, record, signal, ask)).collect();
    Some(view! { <ul class="signals" aria-label=words::SIGNALS>{lines}</ul> }.into_any())
}

fn signal_line(tab: Option<i32>, record: &Record, signal: &Signal, ask: Callback<AnchorTarget>) -> AnyView {
    let (tone, icon) = look(signal.level);
    let field = signal.field.and_then(|at| record.fields.get(at)).cloned();
    let node = field.as_ref().and_then(|field| field.source.node).or(record.node);
    let target = field.map_or(AnchorTarget::Record, |field| AnchorTarget::Field { field });
    let words = view! {
        {icon.view()}
        <span class="hidden">{words::level(signal.level)} ": "</span>
        <span dir="auto">{signal.why.clone()}</span>
    };
    let sentence = match node {
        Some(node) => view! {
            <button type="button" class="signal-text" title=words::SHOW_ON_THE_PAGE on:click=move |_| show(tab, node)>
                {words}
            </button>
        }
        .into_any(),
        None => view! { <span class="signal-text">{words}</span> }.into_any(),
    };
    view! {
        <li class=format!("signal {tone}")>
            {sentence}
            <button
                type="button"
                class="signal-ask"
                on:click=move |_| ask.run(target.clone())
            >
                {words::ASK}
                <span class="hidden">{words::about(&signal.why)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// Scrolls the page to a node and marks it.
pub(crate) fn show(tab: Option<i32>, node: u32) {
    leptos::task::spawn_local(async move {
        // The page may have moved on: then there is nothing to show, and the next reading says so.
        let _ = browser::send(&Request::ShowOnPage { tab, node }).await;
    });
}

/// All that was read of the record, the main fields first.
pub(crate) fn all_fields(record: &Record) -> Option<AnyView> {
    let in_order = select::in_order(record);
    if in_order.is_empty() {
        return None;
    }
    let list = in_order.into_iter().map(|at| record.fields[at].clone()).collect();
    Some(
        view! {
            <section class="section">
                <h2>{words::FIELDS}</h2>
                {fields(list)}
            </section>
        }
        .into_any(),
    )
}

/// The records of a list, or the lines of a record; those with signals first.
pub(crate) fn rows(tab: Option<i32>, records: &[&Record], ask: Callback<AnchorTarget>) -> Option<AnyView> {
    let first = records.first()?;
    let heading = match first.kind {
        Kind::Other => words::LINES.to_owned(),
        kind if records.iter().all(|record| record.kind == kind) => words::kinds(kind).to_owned(),
        _ => words::RECORDS.to_owned(),
    };
    let mut sorted = records.to_vec();
    sorted.sort_by_key(|record| std::cmp::Reverse(record.signals.iter().map(|signal| signal.level).max()));
    let count = sorted.len();
    let lines: Vec<AnyView> = sorted.into_iter().map(|record| row(tab, record, ask)).collect();
    Some(
        view! {
            <section class="section">
                <h2>{heading} <span class="count">{count}</span></h2>
                <ul class="rows">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(tab: Option<i32>, record: &Record, ask: Callback<AnchorTarget>) -> AnyView {
    let worst = record.signals.iter().max_by_key(|signal| signal.level);
    let (tone, icon) = worst.map_or(("", Icon::of(record.kind)), |signal| look(signal.level));
    let amount = select::amount(record).map(|at| record.fields[at].value.clone());
    // A line's place in its table tells nobody anything.
    let reference = select::number(record).filter(|number| number.len() > 3);
    let target = AnchorTarget::Row {
        id: record.id.clone().or_else(|| record.reference.clone()),
        title: record.title.clone(),
        field: worst.and_then(|signal| signal.field).and_then(|at| record.fields.get(at)).cloned(),
    };
    let about = record.title.clone();
    let node = record.node;
    view! {
        <li class="row">
            <button
                type="button"
                class="row-main"
                disabled=node.is_none()
                title=words::SHOW_ON_THE_PAGE
                on:click=move |_| {
                    if let Some(node) = node {
                        show(tab, node);
                    }
                }
            >
                <span class=format!("row-icon {tone}")>{icon.view()}</span>
                <span class="row-text">
                    <span class="row-title" dir="auto">{record.title.clone()}</span>
                    <span class="row-sub">
                        {amount.map(|amount| view! { <span class="row-amount">{amount}</span> })}
                        {reference.map(|reference| view! { <span class="record-ref">{reference}</span> })}
                        {worst.map(|signal| signal.why.clone())}
                    </span>
                </span>
            </button>
            <button type="button" class="quiet row-ask" on:click=move |_| ask.run(target.clone())>
                {words::ASK} <span class="hidden">{words::about(&about)}</span>
            </button>
        </li>
    }
    .into_any()
}
