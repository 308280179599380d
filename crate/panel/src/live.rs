//! What changes while a page is open, told to whatever part shows it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use protocol::extension::PageState;
use record::AnchorTarget;

/// Something that is shown has changed elsewhere.
pub(crate) enum Change {
    /// The page in a tab.
    Page(Box<PageState>),
    /// A thread, by its id.
    Thread(String),
    /// The inbox.
    Inbox,
    /// Somebody asked for the ask form, from a menu or a marker.
    OpenAsk(i32, AnchorTarget),
    /// The connection was lost and is back: anything may have changed.
    Anything,
}

type Listener = Rc<dyn Fn(&Change)>;

thread_local! {
    static LISTENERS: RefCell<Vec<(u32, Listener)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Calls `listener` at every change, as long as the part that says so is shown.
pub(crate) fn on_change(listener: impl Fn(&Change) + 'static) {
    let id = NEXT.with(|next| next.replace(next.get().wrapping_add(1)));
    LISTENERS.with_borrow_mut(|all| all.push((id, Rc::new(listener))));
    on_cleanup(move || LISTENERS.with_borrow_mut(|all| all.retain(|(other, _)| *other != id)));
}

/// Tells everyone who listens.
pub(crate) fn publish(change: &Change) {
    // A listener may start or end another one: call them outside the borrow.
    let all: Vec<Listener> =
        LISTENERS.with_borrow(|all| all.iter().map(|(_, listener)| Rc::clone(listener)).collect());
    for listener in all {
        listener(change);
    }
}
