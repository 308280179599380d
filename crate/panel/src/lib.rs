//! What people see: sidebar, side panel, popup, options, first run and the web inbox.
//!
//! The crate shows and asks; it decides nothing. In the extension it talks to the background, in the web
//! inbox to the server, through one [`client`], so that both share their parts. Text of pages and people
//! becomes text nodes, never markup.

mod browser;
mod client;
mod draft;
mod icon;
mod live;
mod markdown;
mod moment;
mod part;
mod screen;
mod select;
mod web;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Shows the page that `<html data-page="…">` names: `sidebar`, `sidepanel`, `popup`, `options`,
/// `welcome` or `inbox`.
#[wasm_bindgen]
pub fn start() {
    let page = browser::page_name();
    leptos::mount::mount_to_body(move || screen::of(&page));
}
