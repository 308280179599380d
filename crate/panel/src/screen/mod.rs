//! The screens, each a page of the extension or of the server.

mod inbox;
mod options;
mod popup;
mod sidebar;
mod welcome;

use leptos::prelude::*;

/// The screen of a page's name.
pub(crate) fn of(page: &str) -> AnyView {
    match page {
        "popup" => popup::popup(),
        "options" => options::options(),
        "welcome" => welcome::welcome(),
        "inbox" => inbox::inbox(),
        "sidepanel" => sidebar::sidebar(sidebar::Frame::SidePanel),
        _ => sidebar::sidebar(sidebar::Frame::Overlay),
    }
}
