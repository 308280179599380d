//! Where a thread hangs, and where that is on the page now.
//!
//! A place is believed only when it was verified: a name or label that one field alone bears, a line whose number
//! and title agree. Otherwise the thread is not on this page: it is never shown at a wrong place.

use serde::{Deserialize, Serialize};

use crate::lexicon::{self, Role};
use crate::{Field, FieldType, Reading, Record, RecordKey};

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
#[serde(rename_all = "snake_case")]
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

/// Where an anchor is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The outline node; `None` where the anchor is not on this page.
    pub node: Option<u32>,
    /// The value now, where it differs from the value then.
    pub now: Option<String>,
}

/// Finds an anchor on a page.
#[must_use]
pub fn find(reading: &Reading, anchor: &Anchor) -> Place {
    let of_key = |record: &&Record| reading.key(record).as_ref() == Some(&anchor.record);
    let Some(record) = reading.records.iter().find(of_key) else {
        return Place::default();
    };
    match &anchor.target {
        AnchorTarget::Record | AnchorTarget::Quote { .. } => Place { node: record.node, now: None },
        AnchorTarget::Field { field } => place_of(record, field),
        AnchorTarget::Row { id, title, field } => {
            let Some(row) = find_row(reading, id.as_deref(), title, field.as_ref()) else {
                return Place::default();
            };
            match field {
                Some(field) => place_of(row, field),
                None => Place { node: row.node, now: None },
            }
        }
    }
}

/// The line or row that an anchor names.
///
/// Its own id suffices. A line's number is often only its place, and rows are sorted: the title must agree. Of
/// several rows with one title the value in the field decides.
#[must_use]
pub fn find_row<'r>(
    reading: &'r Reading,
    id: Option<&str>,
    title: &str,
    field: Option<&Field>,
) -> Option<&'r Record> {
    let rows = || reading.records.iter().filter(|record| !record.primary);
    let own = |row: &&Record| id.is_some() && row.id.as_deref() == id;
    if let Some(row) = only(rows().filter(own)) {
        return Some(row);
    }
    let titled = |row: &&Record| row.title == title;
    let numbered = |row: &&Record| id.is_some() && row.reference.as_deref() == id;
    let holds = |row: &&Record| {
        field.is_some_and(|then| find_field(row, then).is_some_and(|now| !differs(then, now)))
    };
    // A row that now bears another id is another row, whatever it is called.
    let free = |row: &&Record| row.id.is_none() || id.is_none() || row.reference.is_some();
    only(rows().filter(titled).filter(free))
        .or_else(|| only(rows().filter(titled).filter(free).filter(holds)))
        .or_else(|| only(rows().filter(titled).filter(numbered)))
}

/// The field of a record that another reading of the record saw: by the app's own name, which needs no language; by
/// its label; by what the label means; where several bear it, by the value.
#[must_use]
pub fn find_field<'r>(record: &'r Record, then: &Field) -> Option<&'r Field> {
    let fields = || record.fields.iter();
    let same = |now: &&Field| !differs(then, now);
    let choose = |fitting: &dyn Fn(&Field) -> bool| {
        let fits = |field: &&Field| fitting(field);
        only(fields().filter(fits)).or_else(|| only(fields().filter(fits).filter(same)))
    };
    // A name alone may be any box's: the label or the value must agree.
    let named = |field: &Field| {
        field.name == then.name && field.ty == then.ty && (field.label == then.label || !differs(then, field))
    };
    if then.name.is_some()
        && let Some(field) = choose(&named)
    {
        return Some(field);
    }
    if then.label.is_empty() {
        return choose(&|field| field.label.is_empty() && field.ty == then.ty && !differs(then, field))
            .or_else(|| {
                choose(&|field| {
                    field.label.is_empty() && field.ty == then.ty && field.source.rule == then.source.rule
                })
            });
    }
    if fields().any(|field| field.label == then.label) {
        return choose(&|field| field.label == then.label && field.ty == then.ty);
    }
    // The page may speak another language now: what the label means must be one field's alone, and its value too.
    // Sums of one amount and numbers of one thing have many names in one language.
    let many = |role: &Role| matches!(role.ty(), FieldType::Money | FieldType::Reference | FieldType::Text);
    let role = telling(&then.label).filter(|role| !many(role))?;
    choose(&|field| field.ty == then.ty && telling(&field.label) == Some(role) && !differs(then, field))
}

/// What a label means, where that is more than "a text".
fn telling(label: &str) -> Option<Role> {
    lexicon::label(label).map(|label| label.role)
}

fn place_of(record: &Record, then: &Field) -> Place {
    match find_field(record, then) {
        Some(now) => Place { node: now.source.node, now: differs(then, now).then(|| now.value.clone()) },
        None => Place::default(),
    }
}

/// The one item there is.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next();
    first.filter(|_| items.next().is_none())
}

/// Values differ when their one form does; the same figure written otherwise is no change.
fn differs(then: &Field, now: &Field) -> bool {
    match (&then.normalized, &now.normalized) {
        (Some(then), Some(now)) => then != now,
        _ => then.value != now.value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, Source};

    fn field(label: &str, value: &str, node: u32) -> Field {
        Field {
            name: None,
            label: label.to_owned(),
            value: value.to_owned(),
            ty: FieldType::Money,
            normalized: None,
            source: Source { rule: "row".to_owned(), node: Some(node) },
        }
    }

    fn line(reference: &str, title: &str, node: u32, amount: &str) -> Record {
        Record {
            kind: Kind::ExpenseLine,
            id: None,
            reference: Some(reference.to_owned()),
            ids: Vec::new(),
            title: title.to_owned(),
            parent: Some("7".to_owned()),
            primary: false,
            link: None,
            confidence: 1.0,
            fields: vec![field("Amount", amount, node + 1)],
            signals: Vec::new(),
            node: Some(node),
        }
    }

    fn anchor(reference: &str, title: &str, amount: &str) -> AnchorTarget {
        let field = Some(field("Amount", amount, 0));
        AnchorTarget::Row { id: Some(reference.to_owned()), title: title.to_owned(), field }
    }

    /// The node of a line's amount on a page with these lines.
    fn found(lines: Vec<Record>, target: AnchorTarget) -> Option<u32> {
        let mut report = line("7", "Trip", 1, "9");
        report.kind = Kind::ExpenseReport;
        report.id = Some("7".to_owned());
        report.primary = true;
        let mut reading = Reading { records: vec![report], ..Reading::default() };
        let record = reading.key(&reading.records[0]).unwrap();
        reading.records.extend(lines);
        find(&reading, &Anchor { record, target }).node
    }

    #[test]
    fn a_line_is_found_where_it_is_now() {
        let hotel = || line("2", "Hotel", 20, "312.00");
        let taxi = || line("1", "Taxi", 30, "68.00");
        assert_eq!(found(vec![taxi(), hotel()], anchor("2", "Hotel", "312.00")), Some(21));
        // Sorted: the number is now another line's.
        let moved = vec![line("1", "Hotel", 20, "312.00"), line("2", "Taxi", 30, "68.00")];
        assert_eq!(found(moved, anchor("2", "Hotel", "312.00")), Some(21));
        // Filtered out: nowhere, not at the line with its number.
        assert_eq!(found(vec![line("2", "Taxi", 30, "68.00")], anchor("2", "Hotel", "312.00")), None);
        // Two of one name: the value decides; where it changed too, nothing is claimed.
        let twins = || vec![line("1", "Taxi", 30, "68.00"), line("2", "Taxi", 40, "12.00")];
        assert_eq!(found(twins(), anchor("9", "Taxi", "12.00")), Some(41));
        assert_eq!(found(twins(), anchor("9", "Taxi", "99.00")), None);
    }
}
