//! The server as its callers see it: a real process, real HTTP, a real SQLite file.
#![allow(clippy::unwrap_used, reason = "a test may; clippy does not know the helpers here for tests")]

mod access;
mod hostile;
mod job;
mod mail;
mod operation;
mod support;
