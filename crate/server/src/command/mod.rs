//! What the `muster` program does, one file for each of its commands.

pub mod import;
pub mod invite;
pub mod serve;
