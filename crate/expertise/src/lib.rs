//! Who knows: evidence goes in, ranked people with traceable reasons come out.
//!
//! The crate ranks over an index trait; it does no I/O and knows no browser, no server and no record.
