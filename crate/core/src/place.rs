//! Where a thread's anchor is on the page now, and what an outline node stands for.

use record::{Anchor, AnchorTarget, Field, Reading, Record};

/// Where an anchor is now.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The outline node; `None` where the anchor is not on this page.
    pub(crate) node: Option<u32>,
    /// The value now, where it differs from the value then.
    pub(crate) now: Option<String>,
}

/// Finds an anchor on the page by the record's key, then by the field's own name, then its label.
pub(crate) fn of(reading: &Reading, anchor: &Anchor) -> Place {
    let Some(record) =
        reading.records.iter().find(|record| reading.key(record).as_ref() == Some(&anchor.record))
    else {
        return Place::default();
    };
    match &anchor.target {
        AnchorTarget::Record | AnchorTarget::Quote { .. } => Place { node: record.node, now: None },
        AnchorTarget::Field { field } => of_field(record, field),
        AnchorTarget::Row { id, title, field } => {
            let Some(row) = row(reading, id.as_deref(), title) else {
                return Place::default();
            };
            match field {
                Some(field) => of_field(row, field),
                None => Place { node: row.node, now: None },
            }
        }
    }
}

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

/// The line or row that an anchor names: by its id or number, else by its title.
pub(crate) fn row<'a>(reading: &'a Reading, id: Option<&str>, title: &str) -> Option<&'a Record> {
    let mut rows = reading.records.iter().filter(|record| !record.primary);
    match id {
        Some(id) => rows.find(|row| row.id.as_deref() == Some(id) || row.reference.as_deref() == Some(id)),
        None => rows.find(|row| row.title == title),
    }
}

fn row_target(record: &Record, field: Option<Field>) -> AnchorTarget {
    AnchorTarget::Row {
        id: record.id.clone().or_else(|| record.reference.clone()),
        title: record.title.clone(),
        field,
    }
}

fn of_field(record: &Record, then: &Field) -> Place {
    let by_name = then
        .name
        .as_ref()
        .and_then(|name| record.fields.iter().find(|field| field.name.as_ref() == Some(name)));
    let found = by_name
        .or_else(|| record.fields.iter().find(|field| !then.label.is_empty() && field.label == then.label));
    match found {
        Some(now) => Place { node: now.source.node, now: differs(then, now).then(|| now.value.clone()) },
        None => Place::default(),
    }
}

/// Values differ when their one form does; the same figure written otherwise is no change.
fn differs(then: &Field, now: &Field) -> bool {
    match (&then.normalized, &now.normalized) {
        (Some(then), Some(now)) => then != now,
        _ => then.value != now.value,
    }
}
