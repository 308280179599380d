//! What the `muster` program does, one file for each of its commands.

pub mod demo;
pub mod export_openapi;
pub mod import;
pub mod invite;
pub mod serve;
