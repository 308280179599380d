//! Amounts, shares and pairs of amounts.

use super::number::{self, NotNumber, Number};
use super::{Format, Hints, Note, Value, currency};
use crate::FieldType;

/// An amount that carries its currency.
pub(crate) fn signed(text: &str, hints: &Hints<'_>, format: &Format) -> Option<Value> {
    let (sign, number) = amount(text, format)?;
    let code = format.meaning(sign).or_else(|| from_hints(hints, format));
    Some(value(&number, code))
}

/// A number without a sign where an amount, a number or a share is expected.
pub(crate) fn bare(
    text: &str,
    wanted: Option<FieldType>,
    hints: &Hints<'_>,
    format: &Format,
) -> Option<Value> {
    let ty = wanted?;
    let body = without_note(text);
    let number = match number::parse(body, format) {
        Ok(number) => number,
        Err(NotNumber::Ambiguous) => return Some(Value::noted(ty, Note::AmbiguousNumber)),
        Err(NotNumber::Other) => match abbreviated(body, format) {
            Some(number) => number,
            // "12 pcs", "3 Stück": a quantity with its unit.
            None if ty == FieldType::Number => {
                let (digits, unit) = body.split_once(' ')?;
                let plain =
                    unit.chars().all(|c| c.is_alphabetic() || matches!(c, '(' | ')' | '.' | ' ' | '²' | '³'));
                if !plain || unit.chars().count() > 16 {
                    return None;
                }
                number::parse(digits, format).ok()?
            }
            None => return None,
        },
    };
    Some(match ty {
        FieldType::Money => value(&number, from_hints(hints, format)),
        ty => Value::new(ty, Some(number.decimal)),
    })
}

/// `40 %`, `%40`.
pub(crate) fn percent(text: &str, format: &Format) -> Option<Value> {
    let body = text.strip_suffix('%').or_else(|| text.strip_prefix('%'))?;
    let number = number::parse(body.trim(), format).ok()?;
    Some(Value::new(FieldType::Percent, Some(number.decimal)))
}

/// `7,249.20 / 20,000.00 €`: what is used of what may be, in one form.
pub(crate) fn ratio(text: &str, format: &Format) -> Option<String> {
    let (used, limit) = text.split_once('/')?;
    let side = |text: &str| {
        let text = text.trim();
        amount(text, format)
            .map(|(sign, number)| (format.meaning(sign), number))
            .or_else(|| number::parse(text, format).ok().map(|number| (None, number)))
    };
    let ((_, used), (code, limit)) = (side(used)?, side(limit)?);
    let code = code.map_or(String::new(), |code| format!(" {code}"));
    Some(format!("{} / {}{code}", used.decimal, limit.decimal))
}

fn value(number: &Number, code: Option<&'static str>) -> Value {
    match code {
        Some(code) => Value::new(FieldType::Money, Some(format!("{} {code}", number.decimal))),
        None => Value {
            note: Some(Note::UnknownCurrency),
            ..Value::new(FieldType::Money, Some(number.decimal.clone()))
        },
    }
}

/// The currency of column, label or page.
fn from_hints(hints: &Hints<'_>, format: &Format) -> Option<&'static str> {
    let named = hints.currency.and_then(word_code);
    let labelled = || {
        hints
            .label
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '$' | '€' | '£' | '¥'))
            .find_map(word_code)
    };
    named.or_else(labelled).and_then(|sign| format.meaning(sign)).or(format.currency())
}

fn word_code(word: &str) -> Option<&'static str> {
    currency::alone(word.trim())
}

/// The sign and the number of an amount; text in brackets behind it is a remark.
fn amount(text: &str, format: &Format) -> Option<(&'static str, Number)> {
    let text = without_note(text);
    let (text, negative) = number::strip_sign(text);
    let (sign, rest) = currency::split(text)?;
    // "USD $5.00": code and sign both.
    let (sign, rest) = match currency::split(rest) {
        Some((inner, rest)) if inner == sign || inner == "$" || sign == "$" => {
            (if sign == "$" { inner } else { sign }, rest)
        }
        _ => (sign, rest),
    };
    let mut number = number::parse(rest, format).ok().or_else(|| abbreviated(rest, format))?;
    if negative
        && !number.decimal.starts_with('-')
        && number.decimal.bytes().any(|b| (b'1'..=b'9').contains(&b))
    {
        number.decimal.insert(0, '-');
    }
    Some((sign, number))
}

/// `41.3k`, `1,5 Mio.`: a rounded number.
fn abbreviated(text: &str, format: &Format) -> Option<Number> {
    const SUFFIXES: &[(&str, usize)] = &[
        ("mio.", 6),
        ("mio", 6),
        ("mln", 6),
        ("mrd.", 9),
        ("mrd", 9),
        ("tsd.", 3),
        ("bn", 9),
        ("k", 3),
        ("m", 6),
        ("b", 9),
        ("万", 4),
        ("億", 8),
        ("亿", 8),
    ];
    let lower = text.to_lowercase();
    let (body, zeros) =
        SUFFIXES.iter().find_map(|(suffix, zeros)| Some((lower.strip_suffix(suffix)?, *zeros)))?;
    let number = number::parse(body.trim(), format).ok()?;
    let (whole, fraction) = number.decimal.split_once('.').unwrap_or((&number.decimal, ""));
    if fraction.len() > zeros {
        return None;
    }
    let digits = format!("{whole}{fraction}{}", "0".repeat(zeros - fraction.len()));
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    Some(Number { decimal: format!("{sign}{digits}") })
}

/// Without "(net)", "(incl. VAT)" at the end.
fn without_note(text: &str) -> &str {
    let Some(open) = text.rfind(" (").filter(|_| text.ends_with(')')) else {
        return text;
    };
    let note = &text[open + 2..text.len() - 1];
    if note.chars().any(char::is_alphabetic) && !note.contains('(') { text[..open].trim_end() } else { text }
}
