//! The Muster server: people, threads, asks and evidence over HTTP, kept in SQL.

pub mod engine;
