//! Whether the page covers a button that sends something: a page must not trick anyone into pressing it.
//!
//! Chromium tells (IntersectionObserver v2: covers, opacity, transforms, of all frames above); a browser
//! that does not is believed.

use js_sys::{Array, Reflect};
use leptos::html::Button;
use leptos::prelude::*;
use wasm_bindgen::prelude::{Closure, JsCast};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How long the browser may rest between two looks, in milliseconds; it allows no less.
const REST: i32 = 100;

/// Says whether the button is covered now, as far as the browser tells.
pub(crate) fn covered(button: NodeRef<Button>) -> RwSignal<bool> {
    let covered = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            observe(&button, covered);
        }
    });
    covered
}

fn observe(button: &web_sys::HtmlButtonElement, covered: RwSignal<bool>) {
    let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        let Some(last) = entries.iter().last() else {
            return;
        };
        let last: IntersectionObserverEntry = last.unchecked_into();
        let visible = Reflect::get(&last, &"isVisible".into()).ok().and_then(|it| it.as_bool());
        // Out of sight is not covered: nobody can press it there.
        covered.try_set(visible == Some(false) && last.is_intersecting());
    });
    let options = IntersectionObserverInit::new();
    options.set_threshold(&Array::of3(&0.into(), &0.5.into(), &1.into()));
    let _ = Reflect::set(&options, &"trackVisibility".into(), &true.into());
    let _ = Reflect::set(&options, &"delay".into(), &REST.into());
    if let Ok(observer) = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options) {
        observer.observe(button);
        // The observer ends with its button; its closure must not end before.
        seen.forget();
    }
}
