//! The server as its callers see it: a real process, real HTTP, a real SQLite file.

mod access;
mod hostile;
mod job;
mod mail;
mod operation;
mod support;
