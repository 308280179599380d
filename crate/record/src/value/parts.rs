//! Several values in one text.

use super::{Format, Hints, Part, Value, dates, money, shape};
use crate::FieldType;
use crate::lexicon;

/// The longest text that is looked at for several values, in bytes.
const LONGEST: usize = 2000;

/// The words and signs between the two ends of a period.
const TO: &[&str] = &[
    " - ", " – ", " — ", " → ", " ~ ", "～", " to ", " bis ", " au ", " à ", " al ", " a ", " tot ", " t/m ",
    " do ", " till ", " até ", " até ", " hasta ", " until ", "から", "至",
];

/// The words before the first end of a period.
const FROM: &[&str] = &[
    "from ", "between ", "von ", "vom ", "du ", "de ", "del ", "desde ", "dal ", "dall'", "van ", "från ",
    "od ", "从",
];

/// The values in a cleaned text, where it holds several of known form; else none.
pub(crate) fn split(text: &str, wanted: Option<FieldType>, hints: &Hints<'_>, format: &Format) -> Vec<Part> {
    if text.len() > LONGEST || !text.bytes().any(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    period(text, format)
        .or_else(|| remark(text, format))
        .or_else(|| signed_off(text, format))
        .or_else(|| share(text, wanted, format))
        .or_else(|| labelled(text, hints, format))
        .unwrap_or_default()
}

/// `From X to Y`, `X - Y`.
fn period(text: &str, format: &Format) -> Option<Vec<Part>> {
    if text.len() > 140 {
        return None;
    }
    let lower = text.to_lowercase();
    // Lower case may change lengths; then the offsets below would lie.
    let start = if lower.len() == text.len() {
        FROM.iter().find(|word| lower.starts_with(**word)).map_or(0, |word| word.len())
    } else {
        0
    };
    let body = text.get(start..)?;
    TO.iter().find_map(|mark| {
        let (first, second) = body.split_once(mark)?;
        let second = second.trim_end_matches("まで");
        Some(vec![date_part(first, format)?, date_part(second, format)?])
    })
}

/// `11/20/2026 04:45 PM by Ana Silva`.
fn signed_off(text: &str, format: &Format) -> Option<Vec<Part>> {
    [" by ", " von ", " par ", " por ", " da ", " door ", " przez ", " av "].iter().find_map(|mark| {
        let (first, second) = text.split_once(mark)?;
        let first = date_part(first, format)?;
        let name = second.trim();
        (name.chars().count() <= 80).then(|| {
            let person = Part {
                label: None,
                text: name.to_owned(),
                ty: FieldType::Person,
                normalized: Some(shape::person(name)),
            };
            vec![first, person]
        })
    })
}

/// `11/23/2026 06:50 AM - reason`, `12/01/2026 (in 8 days)`.
fn remark(text: &str, format: &Format) -> Option<Vec<Part>> {
    [" - ", " – ", " — ", " » ", " · ", " ("].iter().find_map(|mark| {
        let (first, second) = text.split_once(mark)?;
        let second = if *mark == " (" { second.strip_suffix(')')? } else { second };
        let first = date_part(first, format)?;
        second.chars().any(char::is_alphabetic).then(|| {
            let second =
                Part { label: None, text: second.trim().to_owned(), ty: FieldType::Text, normalized: None };
            vec![first, second]
        })
    })
}

/// `Proposal / 40 %`: a stage and its probability.
fn share(text: &str, wanted: Option<FieldType>, format: &Format) -> Option<Vec<Part>> {
    let (first, second) =
        [" / ", " - ", " – ", " · "].iter().find_map(|mark| text.rsplit_once(mark)).or_else(|| {
            let (first, rest) = text.rsplit_once(" (")?;
            Some((first, rest.strip_suffix(')')?))
        })?;
    let percent = money::percent(second.trim(), format)?;
    let words = first.chars().any(char::is_alphabetic)
        && !first.bytes().any(|b| b.is_ascii_digit())
        && first.len() <= 60;
    let stage = wanted == Some(FieldType::Status) || lexicon::status(first).is_some();
    (words && stage).then(|| {
        vec![
            Part { label: None, text: first.trim().to_owned(), ty: FieldType::Status, normalized: None },
            part(None, second, percent),
        ]
    })
}

/// `36,240.5 € Weighted amount: 14,496.2 €`: a second amount with its own label.
fn labelled(text: &str, hints: &Hints<'_>, format: &Format) -> Option<Vec<Part>> {
    let (before, second) = text.rsplit_once(": ")?;
    let second_value = money::signed(second, hints, format)?;
    // The first amount ends where the words begin.
    let words = before.char_indices().find(|(at, c)| {
        let follows_space = before[..*at].ends_with(' ');
        c.is_alphabetic() && follows_space && money::signed(before[..*at].trim(), hints, format).is_some()
    })?;
    let (first, label) = before.split_at(words.0);
    let first = first.trim();
    let value = money::signed(first, hints, format)?;
    Some(vec![part(None, first, value), part(Some(label.trim().to_owned()), second, second_value)])
}

fn date_part(text: &str, format: &Format) -> Option<Part> {
    let text = text.trim();
    dates(text, true, format).map(|value| part(None, text, value))
}

fn part(label: Option<String>, text: &str, value: Value) -> Part {
    Part { label, text: text.trim().to_owned(), ty: value.ty, normalized: value.normalized }
}
