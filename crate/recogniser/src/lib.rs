//! `record` as a WebAssembly module of its own: an outline goes in as JSON, a reading comes out.
//!
//! It stands apart from the core because a browser ends and restarts an extension's background all day, for
//! every message and alarm, and only few of these are about reading a page: the core wakes without it.

#[cfg(target_arch = "wasm32")]
mod edge;
mod read;

pub use read::read;
