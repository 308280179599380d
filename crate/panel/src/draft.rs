//! What a question would share, field by field.

use record::Field;

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
