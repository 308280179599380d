//! A record's fields as a list of labels and values.

use leptos::prelude::*;
use record::Field;

use crate::select::FEW;
use crate::words;

/// Fields, the first few of them until all are wanted.
pub(crate) fn fields(fields: Vec<Field>) -> AnyView {
    let count = fields.len();
    let all = RwSignal::new(count <= FEW + 1);
    view! {
        <dl class="fields">
            {move || {
                let shown = if all.get() { count } else { FEW };
                fields.iter().take(shown).map(line).collect::<Vec<_>>()
            }}
        </dl>
        <Show when=move || !all.get()>
            <button type="button" class="quiet" on:click=move |_| all.set(true)>
                {words::show_all(count)}
            </button>
        </Show>
    }
    .into_any()
}

fn line(field: &Field) -> AnyView {
    view! {
        <div class="field">
            <dt dir="auto">{words::label(field)}</dt>
            <dd dir="auto">{field.value.clone()}</dd>
        </div>
    }
    .into_any()
}
