//! What a question would share, field by field.

use record::{AnchorTarget, Field, Reading, Record};

/// The record that a question is about, and all that can be shared of it: its own fields, then those of
/// the line that is meant. The positions of [`protocol::extension::Draft::struck`] count these.
pub(crate) fn shareable<'a>(reading: &'a Reading, target: &AnchorTarget) -> Option<(&'a Record, Vec<Field>)> {
    let row = match target {
        AnchorTarget::Row { id, title, .. } => row(reading, id.as_deref(), title),
        _ => None,
    };
    let record = reading.primary().or(row)?;
    let mut fields = record.fields.clone();
    if let Some(row) = row.filter(|row| !std::ptr::eq(*row, record)) {
        let of_row =
            |field: &Field| Field { label: format!("{} · {}", row.title, field.label), ..field.clone() };
        fields.extend(row.fields.iter().map(of_row));
    }
    Some((record, fields))
}

fn row<'a>(reading: &'a Reading, id: Option<&str>, title: &str) -> Option<&'a Record> {
    let mut rows = reading.records.iter().filter(|record| !record.primary);
    match id {
        Some(id) => rows.find(|row| row.id.as_deref() == Some(id) || row.reference.as_deref() == Some(id)),
        None => rows.find(|row| row.title == title),
    }
}

/// Where the struck fields are after the page was read again: what was struck stays struck.
pub(crate) fn moved(before: &[Field], now: &[Field], struck: &[usize]) -> Vec<usize> {
    let same = |a: &Field, b: &Field| a.name == b.name && a.label == b.label;
    let mut moved: Vec<usize> = struck
        .iter()
        .filter_map(|at| {
            let field = before.get(*at)?;
            let nth = before[..*at].iter().filter(|other| same(other, field)).count();
            let mut alike = now.iter().enumerate().filter(|(_, other)| same(other, field));
            alike.nth(nth).map(|(at, _)| at)
        })
        .collect();
    moved.sort_unstable();
    moved
}

/// A line of the list of what is shared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Its position in the primary record's fields; `None` for what only the snapshot holds, which
    /// cannot be struck by itself.
    pub(crate) position: Option<usize>,
    /// The field, with its value as it would be shared.
    pub(crate) field: Field,
    /// Whether it is shared, and if not, by whose will.
    pub(crate) fate: Fate,
}

/// What happens to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is shared.
    Shared,
    /// The person struck it.
    Struck,
    /// Muster never shares it.
    Withheld,
}

/// The record's fields, and what the preview makes of each. The preview keeps the order of the page and
/// leaves out what is struck; its values may have had something secret taken out.
pub(crate) fn lines(on_page: &[Field], struck: &[usize], preview: &[Field]) -> Vec<Line> {
    let mut rest = preview.iter().peekable();
    let mut lines: Vec<Line> = on_page
        .iter()
        .enumerate()
        .map(|(position, field)| {
            let fits = |shared: &&Field| shared.label == field.label && shared.name == field.name;
            let (field, fate) = if struck.contains(&position) {
                (field, Fate::Struck)
            } else if let Some(shared) = rest.next_if(fits) {
                (shared, Fate::Shared)
            } else {
                (field, Fate::Withheld)
            };
            Line { position: Some(position), field: field.clone(), fate }
        })
        .collect();
    lines.extend(rest.map(|field| Line { position: None, field: field.clone(), fate: Fate::Shared }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{FieldType, Source};

    fn fields(pairs: &[(&str, &str)]) -> Vec<Field> {
        pairs
            .iter()
            .map(|(label, value)| Field {
                name: None,
                label: (*label).into(),
                value: (*value).into(),
                ty: FieldType::Text,
                normalized: None,
                source: Source::default(),
            })
            .collect()
    }

    fn check(
        on_page: &[(&str, &str)],
        struck: &[usize],
        preview: &[(&str, &str)],
        expected: &[(&str, &str, Fate)],
    ) {
        let found = lines(&fields(on_page), struck, &fields(preview));
        let found: Vec<(&str, &str, Fate)> = found
            .iter()
            .map(|line| (line.field.label.as_str(), line.field.value.as_str(), line.fate))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_the_preview_holds_is_shared_with_its_value() {
        check(
            &[("A", "1"), ("B", "card 4111")],
            &[],
            &[("A", "1"), ("B", "card ••••")],
            &[("A", "1", Fate::Shared), ("B", "card ••••", Fate::Shared)],
        );
    }

    #[test]
    fn what_is_struck_or_withheld_is_said_apart() {
        check(
            &[("A", "1"), ("B", "2"), ("C", "3")],
            &[0],
            &[("C", "3")],
            &[("A", "1", Fate::Struck), ("B", "2", Fate::Withheld), ("C", "3", Fate::Shared)],
        );
    }

    fn check_moved(before: &[(&str, &str)], now: &[(&str, &str)], struck: &[usize], expected: &[usize]) {
        assert_eq!(moved(&fields(before), &fields(now), struck), expected);
    }

    #[test]
    fn what_is_struck_stays_struck_when_the_page_changes() {
        check_moved(&[("A", "1"), ("B", "2")], &[("New", "0"), ("A", "1"), ("B", "9")], &[1], &[2]);
        check_moved(&[("A", "1"), ("A", "2")], &[("A", "1"), ("B", "x"), ("A", "2")], &[1], &[2]);
        check_moved(&[("A", "1"), ("B", "2")], &[("B", "2")], &[0, 1], &[0]);
    }

    #[test]
    fn nothing_of_the_preview_is_hidden() {
        check(
            &[("A", "1")],
            &[],
            &[("A", "1"), ("Row", "7")],
            &[("A", "1", Fate::Shared), ("Row", "7", Fate::Shared)],
        );
    }

    #[test]
    fn fields_of_one_name_are_told_apart_by_their_order() {
        check(
            &[("A", "1"), ("A", "2")],
            &[0],
            &[("A", "2")],
            &[("A", "1", Fate::Struck), ("A", "2", Fate::Shared)],
        );
    }
}
