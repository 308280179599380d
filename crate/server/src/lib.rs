//! The Muster server: people, threads, asks and evidence over HTTP, kept in SQL.
//!
//! [`router`] says which address leads where; there is one file for each noun in `controller` and one
//! for its tables in `db`. [`permission`] says who may do what; [`error`] says what people are told
//! when something is refused. The tables are the truth: an index can always be rebuilt from them.

pub mod app;
pub mod command;
pub mod config;
mod controller;
pub mod db;
pub mod engine;
pub mod error;
mod extract;
mod guard;
mod knowledge;
mod live;
mod mail;
mod moment;
pub mod openapi;
pub mod permission;
pub mod router;
mod security;
pub mod token;
mod web;

pub use error::{Error, Result};
