//! Exactly what would be shared with a draft: the preview, the request for suggestions and the question
//! are all made here, from the same parts.

use protocol::{
    api::{NewThread, Snapshot, SuggestionRequest},
    extension::{Draft, Problem},
};
use record::{Anchor, AnchorTarget, Field, Reading, Record, RecordKey, Signal, redact};

use crate::{place, problem};

/// What leaves the browser, and what was taken out of it by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Share {
    /// What is shared of the record.
    pub(crate) snapshot: Snapshot,
    /// Where the question hangs.
    pub(crate) anchor: Anchor,
    /// The question.
    pub(crate) body: String,
    /// What was struck by itself, in words for people.
    pub(crate) struck: Vec<String>,
}

impl Share {
    pub(crate) fn suggestion_request(&self) -> SuggestionRequest {
        SuggestionRequest {
            question: self.body.clone(),
            snapshot: self.snapshot.clone(),
            anchor: self.anchor.clone(),
        }
    }

    pub(crate) fn new_thread(self, draft: &Draft, record_hash: String) -> NewThread {
        NewThread {
            idempotency_key: draft.idempotency_key.clone(),
            record_hash,
            anchor: self.anchor,
            snapshot: self.snapshot,
            body: self.body,
            ask: draft.people.iter().map(|person| person.id.clone()).collect(),
            visibility: draft.visibility,
        }
    }
}

/// The page that something is shared of.
pub(crate) struct Page<'a> {
    /// What was read, already without what nobody may see.
    pub(crate) reading: &'a Reading,
    /// What was struck from it while reading.
    pub(crate) struck: &'a [String],
    /// Its address.
    pub(crate) address: &'a str,
    /// Now, RFC 3339.
    pub(crate) taken: &'a str,
}

/// What a draft shares of a page.
pub(crate) fn of(page: &Page<'_>, draft: &Draft) -> Result<Share, Problem> {
    let (record, key) = subject(page.reading, &draft.target).ok_or_else(problem::no_record)?;
    let mut struck = page.struck.to_vec();
    let mut clean = |text: &str, place: &str| match redact::text(text) {
        Some((kept, what)) => {
            struck.push(format!("{what} in {place}"));
            kept
        }
        None => text.to_owned(),
    };
    let body = clean(&draft.body, "your question");
    let address = draft.share_address.then(|| clean(page.address, "the address"));
    let target = match &draft.target {
        AnchorTarget::Quote { text } => AnchorTarget::Quote { text: clean(text, "the selected words") },
        other => other.clone(),
    };

    let all = shared_fields(page.reading, record, &draft.target);
    let is_struck = |position: usize| draft.struck.contains(&position);
    let hidden: Vec<&Field> =
        all.iter().enumerate().filter(|(position, _)| is_struck(*position)).map(|(_, field)| field).collect();
    let mut positions = Vec::new();
    let mut fields = Vec::new();
    for (position, field) in all.iter().enumerate() {
        if !is_struck(position) {
            positions.push(position);
            fields.push(field.clone());
        }
    }
    let signals =
        record.signals.iter().filter_map(|signal| kept_signal(signal, &positions, &hidden)).collect();
    Ok(Share {
        snapshot: Snapshot {
            kind: record.kind,
            reference: record.reference.clone(),
            title: record.title.clone(),
            record: key.clone(),
            address,
            fields,
            signals,
            taken: page.taken.to_owned(),
        },
        anchor: Anchor { record: key, target: without(target, &hidden) },
        body,
        struck,
    })
}

/// The record that a question on this page is about, and its key: the one the page is about, else the
/// row that is meant.
pub(crate) fn subject<'a>(reading: &'a Reading, target: &AnchorTarget) -> Option<(&'a Record, RecordKey)> {
    let record = match (reading.primary(), target) {
        (Some(record), _) => record,
        (None, AnchorTarget::Row { id, title, .. }) => place::row(reading, id.as_deref(), title)?,
        (None, _) => return None,
    };
    Some((record, reading.key(record)?))
}

/// The fields that would be shared if nothing were struck: the record's own, then those of the line that
/// is meant, under the line's name.
pub(crate) fn shared_fields(reading: &Reading, record: &Record, target: &AnchorTarget) -> Vec<Field> {
    let mut fields = record.fields.clone();
    if let AnchorTarget::Row { id, title, .. } = target
        && let Some(row) = place::row(reading, id.as_deref(), title)
        && !std::ptr::eq(row, record)
    {
        fields.extend(
            row.fields
                .iter()
                .map(|field| Field { label: format!("{} · {}", row.title, field.label), ..field.clone() }),
        );
    }
    fields
}

/// A signal, pointing at its field's new position; `None` where it would tell of a struck field.
fn kept_signal(signal: &Signal, positions: &[usize], hidden: &[&Field]) -> Option<Signal> {
    let tells = hidden.iter().any(|field| !field.value.is_empty() && signal.why.contains(&field.value));
    let field = match signal.field {
        Some(old) => Some(positions.iter().position(|position| *position == old)?),
        None => None,
    };
    (!tells).then(|| Signal { field, ..signal.clone() })
}

/// The target without the value of a struck field.
fn without(target: AnchorTarget, hidden: &[&Field]) -> AnchorTarget {
    let blank = |field: Field| {
        let struck = hidden.iter().any(|hidden| {
            hidden.source.node == field.source.node
                && hidden.name == field.name
                && hidden.value == field.value
        });
        if struck { Field { value: String::new(), normalized: None, ..field } } else { field }
    };
    match target {
        AnchorTarget::Field { field } => AnchorTarget::Field { field: blank(field) },
        AnchorTarget::Row { id, title, field } => AnchorTarget::Row { id, title, field: field.map(blank) },
        other => other,
    }
}
