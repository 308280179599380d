//! Who knows: evidence goes in, ranked people with traceable reasons come out.
//!
//! The crate ranks over an index trait; it does no I/O and knows no browser, no server and no record.
//!
//! - [`Evidence`] is the one form of everything that shows what somebody knows.
//! - [`Ledger`] keeps who did what and when; an [`Index`] finds the evidence whose words are like a question's.
//! - [`rank`] turns both into [`Candidate`]s, by a [`Model`] whose [`Weights`] ship as data and learn from outcomes.
//! - A [`Reason`] always names the evidence that it rests on, and only evidence that the asker may see.

#[doc(inline)]
pub use crate::{
    candidate::{Candidate, Reason, ReasonData, Suggestions},
    evidence::{Entity, Evidence, Part, RecordContext, Role, Visibility},
    fresh::Fresh,
    index::{Hit, Index, Statistics},
    ledger::Ledger,
    model::Model,
    query::{Query, Terms},
    rank::{FAIRNESS, Request, Scored, rank, suggest},
    weights::Weights,
};

mod candidate;
mod evidence;
pub mod feature;
mod fresh;
mod habit;
mod index;
mod ledger;
mod model;
mod query;
mod rank;
mod reason;
pub mod tokens;
mod under;
mod votes;
mod weights;
