//! People: a proposal with its reasons, and a search by name.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::api::{Person, Suggestion};
use protocol::extension::Problem;

use super::problem;
use crate::client::Client;
use crate::icon::Icon;
use crate::words;

/// A proposed person: who, why, what speaks against; chosen by a click.
pub(crate) fn suggestion(suggestion: &Suggestion, chosen: RwSignal<Vec<Person>>) -> AnyView {
    let reasons: Vec<AnyView> = suggestion
        .reasons
        .iter()
        .map(|reason| view! { <li dir="auto">{reason.text.clone()}</li> }.into_any())
        .collect();
    let caution = suggestion
        .caution
        .clone()
        .map(|caution| view! { <li class="caution">{Icon::Clock.view()} {caution}</li> });
    choice(
        suggestion.person.clone(),
        chosen,
        view! { <ul class="reasons">{reasons} {caution}</ul> }.into_any(),
    )
}

/// A person who was found by name.
pub(crate) fn found(person: Person, chosen: RwSignal<Vec<Person>>) -> AnyView {
    choice(person, chosen, ().into_any())
}

fn choice(person: Person, chosen: RwSignal<Vec<Person>>, below: AnyView) -> AnyView {
    let id = person.id.clone();
    let is_chosen = Memo::new(move |_| chosen.with(|all| all.iter().any(|one| one.id == id)));
    let (name, role) = (person.name.clone(), person.role.clone());
    let toggle = move |_| {
        chosen.update(|all| match all.iter().position(|one| one.id == person.id) {
            Some(at) => {
                all.remove(at);
            }
            None => all.push(person.clone()),
        });
    };
    view! {
        <li class="person" class:chosen=is_chosen>
            <label>
                <input
                    type="checkbox"
                    aria-label=words::ask_person(&name)
                    prop:checked=is_chosen
                    on:change=toggle
                />
                <span class="person-text">
                    <span class="person-name" dir="auto">{name.clone()}</span>
                    <span class="person-role" dir="auto">{role}</span>
                    {below}
                </span>
            </label>
        </li>
    }
    .into_any()
}

/// A search by name. Picking a person calls `pick`.
pub(crate) fn search(client: Client, label: &'static str, pick: Callback<Person>) -> AnyView {
    let query = RwSignal::new(String::new());
    let people: RwSignal<Option<Vec<Person>>> = RwSignal::new(None);
    let wrong: RwSignal<Option<Problem>> = RwSignal::new(None);
    // Only the answer to the last letters counts.
    let turn = StoredValue::new(0_u32);
    let typed = move |text: String| {
        query.set(text.clone());
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let text = text.trim().to_owned();
        if text.is_empty() {
            people.set(None);
            return;
        }
        let ask = move || {
            if turn.try_get_value() != Some(mine) {
                return;
            }
            spawn_local(async move {
                let result = client.find_people(text).await;
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                match result {
                    Ok(found) => {
                        wrong.set(None);
                        people.set(Some(found));
                    }
                    Err(why) => wrong.set(Some(why)),
                }
            });
        };
        set_timeout(ask, Duration::from_millis(200));
    };
    let result = move |person: Person| {
        let picked = person.clone();
        view! {
            <li>
                <button
                    type="button"
                    class="found"
                    on:click=move |_| {
                        pick.run(picked.clone());
                        query.set(String::new());
                        people.set(None);
                    }
                >
                    <span class="person-name" dir="auto">{person.name.clone()}</span>
                    <span class="person-role" dir="auto">{person.role.clone()}</span>
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <div class="search">
            <label class="search-field">
                {Icon::Search.view()} <span class="hidden">{label}</span>
                <input
                    type="search"
                    autocomplete="off"
                    placeholder=label
                    prop:value=query
                    on:input=move |event| typed(event_target_value(&event))
                />
            </label>
            <div aria-live="polite">
                {move || match people.get() {
                    None => ().into_any(),
                    Some(none) if none.is_empty() => {
                        view! { <p class="hint">{words::NOBODY_OF_THAT_NAME}</p> }.into_any()
                    }
                    Some(all) => {
                        view! {
                            <ul class="found-list">
                                {all.into_iter().map(result).collect::<Vec<_>>()}
                            </ul>
                        }
                            .into_any()
                    }
                }}
            </div>
            {problem(move || wrong.get())}
        </div>
    }
    .into_any()
}
