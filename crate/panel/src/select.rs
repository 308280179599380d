//! What of a record is shown first.

use record::{Field, FieldType, Record};

/// How many fields are shown before *Show all*.
pub(crate) const FEW: usize = 6;

/// The number that people know the record by, where its title does not say it.
pub(crate) fn number(record: &Record) -> Option<String> {
    let number = record.reference.as_ref().or(record.id.as_ref())?;
    (!record.title.contains(number.as_str())).then(|| number.clone())
}

/// The field that says how far the record is.
pub(crate) fn state(record: &Record) -> Option<usize> {
    position(record, |field| field.ty == FieldType::Status)
}

/// The amount that the record is about: the one called so, else the first.
pub(crate) fn amount(record: &Record) -> Option<usize> {
    let money = |field: &Field| field.ty == FieldType::Money;
    position(record, |field| money(field) && is_called(field, &["total", "amount"]))
        .or_else(|| position(record, money))
}

/// The person who looks after the record: the one called so, else the first.
pub(crate) fn owner(record: &Record) -> Option<usize> {
    // A sentence is no name.
    let person = |field: &Field| field.ty == FieldType::Person && field.value.split_whitespace().count() <= 5;
    position(record, |field| {
        person(field) && is_called(field, &["owner", "assign", "responsible", "salesperson", "user_id"])
    })
    .or_else(|| position(record, person))
}

/// The positions of the fields that have a value, the main ones first: what a signal is about, then
/// figures, people and dates, then the rest; within each as on the page.
pub(crate) fn in_order(record: &Record) -> Vec<usize> {
    let signalled: Vec<usize> = record.signals.iter().filter_map(|signal| signal.field).collect();
    let mut positions: Vec<usize> =
        (0..record.fields.len()).filter(|at| !record.fields[*at].value.trim().is_empty()).collect();
    positions.retain(|at| !is_said_again(record, *at));
    positions.sort_by_key(|at| if signalled.contains(at) { 0 } else { rank(record.fields[*at].ty) });
    positions
}

/// Whether a state is said by another field under a better name: a badge beside the title has none.
fn is_said_again(record: &Record, at: usize) -> bool {
    let field = &record.fields[at];
    let nameless = |field: &Field| field.label.trim().is_empty() || field.label == record.title;
    field.ty == FieldType::Status
        && nameless(field)
        && record
            .fields
            .iter()
            .any(|other| other.ty == FieldType::Status && other.value == field.value && !nameless(other))
}

fn rank(ty: FieldType) -> u8 {
    match ty {
        FieldType::Money | FieldType::Status => 1,
        FieldType::Person | FieldType::Date | FieldType::Organisation | FieldType::Percent => 2,
        FieldType::Datetime | FieldType::Number => 3,
        FieldType::Reference | FieldType::Email | FieldType::Phone | FieldType::Text => 4,
    }
}

fn position(record: &Record, fits: impl Fn(&Field) -> bool) -> Option<usize> {
    record.fields.iter().position(|field| fits(field) && !field.value.trim().is_empty())
}

fn is_called(field: &Field, words: &[&str]) -> bool {
    let label = field.label.to_lowercase();
    let name = field.name.as_deref().unwrap_or_default().to_lowercase();
    words.iter().any(|word| label.contains(word) || name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Kind, Level, Signal, Source};

    fn record(fields: &[(&str, &str, FieldType)]) -> Record {
        Record {
            kind: Kind::ExpenseReport,
            id: Some("1".into()),
            reference: None,
            ids: Vec::new(),
            title: "Lisbon".into(),
            parent: None,
            primary: true,
            link: None,
            confidence: 1.0,
            fields: fields
                .iter()
                .map(|(label, value, ty)| Field {
                    name: None,
                    label: (*label).into(),
                    value: (*value).into(),
                    ty: *ty,
                    normalized: None,
                    source: Source::default(),
                })
                .collect(),
            signals: Vec::new(),
            node: None,
        }
    }

    #[test]
    fn the_amount_is_the_one_called_so() {
        let of = |fields| amount(&record(fields));
        assert_eq!(of(&[("VAT", "1", FieldType::Money), ("Total", "9", FieldType::Money)]), Some(1));
        assert_eq!(of(&[("VAT", "1", FieldType::Money)]), Some(0));
        assert_eq!(of(&[("Total", " ", FieldType::Money)]), None);
        assert_eq!(of(&[("Total", "3", FieldType::Number)]), None);
    }

    #[test]
    fn the_owner_is_the_one_called_so() {
        let fields = [("Contact", "A", FieldType::Person), ("Assigned to", "B", FieldType::Person)];
        assert_eq!(owner(&record(&fields)), Some(1));
    }

    #[test]
    fn a_sentence_is_no_owner() {
        let fields = [
            ("Refused by", "the hotel is above the limit, no reason given.", FieldType::Person),
            ("By", "Jo Ek", FieldType::Person),
        ];
        assert_eq!(owner(&record(&fields)), Some(1));
    }

    #[test]
    fn a_badge_that_says_a_state_again_is_left_out() {
        let badge = ("", "Refused", FieldType::Status);
        let of = |fields: &[(&str, &str, FieldType)]| in_order(&record(fields));
        assert_eq!(of(&[badge, ("Status", "Refused", FieldType::Status)]), [1]);
        assert_eq!(of(&[badge, ("Status", "Late", FieldType::Status)]), [0, 1]);
        assert_eq!(of(&[badge]), [0]);
    }

    #[test]
    fn what_a_signal_is_about_comes_first_and_the_empty_never() {
        let mut record = record(&[
            ("Note", "x", FieldType::Text),
            ("Total", "9", FieldType::Money),
            ("City", "Lisbon", FieldType::Text),
            ("Due", "", FieldType::Date),
        ]);
        assert_eq!(in_order(&record), [1, 0, 2]);
        record.signals.push(Signal {
            word: "odd".into(),
            level: Level::Warn,
            field: Some(2),
            why: "Odd.".into(),
        });
        assert_eq!(in_order(&record), [2, 1, 0]);
    }
}
