//! The extension's background: the only logic in its service worker.
//!
//! An [`Event`](event::Event) of the browser goes in, an answer and calls of the [`Host`](host::Host) come
//! out. The crate touches JavaScript in one file, `edge`, which alone is compiled for WebAssembly only.

mod account;
mod client;
pub mod core;
#[cfg(target_arch = "wasm32")]
mod edge;
pub mod event;
pub mod host;
mod lookup;
mod marks;
mod page;
mod place;
mod problem;
mod request;
mod share;
mod site;
mod state;
mod stream;
