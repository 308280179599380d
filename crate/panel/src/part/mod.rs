//! The parts that screens are made of.

mod ask;
mod fields;
mod inbox;
mod notice;
mod people;
mod record;
mod sign_in;
mod thread;
mod threads;

pub(crate) use ask::{AskForm, ask};
pub(crate) use inbox::inbox;
pub(crate) use notice::{chip, empty, problem, spinner};
pub(crate) use record::{all_fields, head, rows, signals};
pub(crate) use sign_in::sign_in;
pub(crate) use thread::{ANSWERS, Me, thread};
pub(crate) use threads::thread_row;
