//! What business record is on a page: an outline of the page goes in, a [`Reading`] comes out.
//!
//! The crate decides; it does no I/O, keeps no state and knows no browser. Half-broken input gives a
//! reading *and* diagnostics, never an error.
#![cfg_attr(not(test), warn(clippy::expect_used))]

pub mod adapter;
mod address;
pub mod anchor;
mod banner;
mod grid;
mod guess;
pub mod json;
mod key;
mod kind;
mod knowledge;
pub mod lexicon;
pub mod location;
mod outline;
mod pair;
mod read;
mod reading;
pub mod redact;
mod region;
pub mod signal;
mod title;
mod tree;
pub mod value;
mod view;
mod words;

pub use anchor::{Anchor, AnchorTarget};
pub use key::RecordKey;
pub use kind::Kind;
pub use location::Location;
pub use outline::{Cut, Node, Outline};
pub use read::{Context, read, read_with, rejected};
pub use reading::{Diagnostic, Field, FieldType, Level, Phase, Reading, Record, Signal, Source, View};
