//! Everything that Muster's parts say to each other, each type once.
//!
//! [`api`] is what the extension and the web inbox say to the server over HTTP; [`extension`] is what
//! the extension's pages and content scripts say to its background. Types only: no logic, no I/O.

pub mod api;
pub mod extension;
