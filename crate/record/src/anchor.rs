//! Where a thread hangs.

use serde::{Deserialize, Serialize};

use crate::{Field, RecordKey};

/// Where a thread hangs: a record, one field of it, or one row, with the value at that time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anchor {
    /// The record.
    pub record: RecordKey,
    /// What of it.
    pub target: AnchorTarget,
}

/// The part of a record that an anchor points at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum AnchorTarget {
    /// The record as a whole.
    Record,
    /// One data point, as it was.
    Field {
        /// The field with the value at the time of asking.
        field: Field,
    },
    /// One line or row, told by its id or number and its title.
    Row {
        /// The row's id or number, where it shows one.
        id: Option<String>,
        /// The row's title.
        title: String,
        /// The data point in the row, where one is meant.
        field: Option<Field>,
    },
    /// Words that were selected on the page.
    Quote {
        /// The words.
        text: String,
    },
}
