//! Where a thread's anchor is on the page now, and what an outline node stands for.

pub(crate) use record::anchor::find as of;
use record::{AnchorTarget, Field, Reading, Record};

/// What a person means who points at an outline node.
pub(crate) fn target(reading: &Reading, node: u32) -> Option<AnchorTarget> {
    reading.records.iter().find_map(|record| {
        let field = record.fields.iter().find(|field| field.source.node == Some(node));
        match (field, record.primary) {
            (Some(field), true) => Some(AnchorTarget::Field { field: field.clone() }),
            (Some(field), false) => Some(row_target(record, Some(field.clone()))),
            (None, primary) if record.node == Some(node) => {
                Some(if primary { AnchorTarget::Record } else { row_target(record, None) })
            }
            _ => None,
        }
    })
}

/// The line or row that an anchor names.
pub(crate) fn row<'a>(reading: &'a Reading, id: Option<&str>, title: &str) -> Option<&'a Record> {
    record::anchor::find_row(reading, id, title, None)
}

fn row_target(record: &Record, field: Option<Field>) -> AnchorTarget {
    AnchorTarget::Row {
        id: record.id.clone().or_else(|| record.reference.clone()),
        title: record.title.clone(),
        field,
    }
}
