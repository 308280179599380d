//! Numbers as people write them.

use super::Format;

/// A number read from a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// Digits with a point and perhaps a minus: `-1234.50`.
    pub(crate) decimal: String,
}

/// Why a text with digits is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotNumber {
    /// It holds other things.
    Other,
    /// `1.234` could be either, and nothing on the page tells.
    Ambiguous,
}

/// Reads a cleaned text that is one number and nothing else; signs before or after, and the
/// parentheses of bookkeepers, are read as minus.
pub(crate) fn parse(text: &str, format: &Format) -> Result<Number, NotNumber> {
    let (body, negative) = strip_sign(text.trim());
    let digits = resolve(body, format.decimal())?;
    let negative = negative && digits.bytes().any(|b| (b'1'..=b'9').contains(&b));
    Ok(Number { decimal: if negative { format!("-{digits}") } else { digits } })
}

/// Takes the sign away: `-5`, `5-`, `(5)`, `+5`.
pub(crate) fn strip_sign(text: &str) -> (&str, bool) {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (inner.trim(), true);
    }
    if let Some(rest) = text.strip_prefix('-').or_else(|| text.strip_suffix('-')) {
        return (rest.trim(), true);
    }
    (text.strip_prefix('+').unwrap_or(text).trim(), false)
}

/// The decimal separator that a number proves by its own shape, where it proves one.
pub(crate) fn proven_decimal(text: &str) -> Option<char> {
    let (body, _) = strip_sign(text.trim());
    let marks = marks(body)?;
    let last = marks.last()?;
    let after = body.len() - last.at - last.mark.len_utf8();
    let first = marks.first()?;
    if first.class != last.class {
        let point = matches!(last.class, '.' | ',');
        return (point && resolve(body, None).is_ok()).then_some(last.mark);
    }
    if marks.len() > 1 {
        // Repeated marks group; then the other one of the pair parts the decimals.
        return match last.class {
            '.' => Some(','),
            ',' => Some('.'),
            _ => None,
        }
        .filter(|_| resolve(body, None).is_ok());
    }
    (matches!(last.class, '.' | ',') && after != 3 && after > 0).then_some(last.mark)
}

struct Mark {
    at: usize,
    mark: char,
    class: char,
}

/// The separators of a number, or `None` where the text is no number.
fn marks(body: &str) -> Option<Vec<Mark>> {
    let mut marks = Vec::new();
    let mut last_was_digit = false;
    for (at, c) in body.char_indices() {
        if c.is_ascii_digit() {
            last_was_digit = true;
            continue;
        }
        let class = match c {
            '.' | ',' => c,
            ' ' => ' ',
            '\'' | '\u{2019}' => '\'',
            '\u{66c}' => ',',
            _ => return None,
        };
        // ".5" is a number, "1..5" and "1, 5" are not.
        if !last_was_digit && (at != 0 || c != '.') {
            return None;
        }
        last_was_digit = false;
        marks.push(Mark { at, mark: c, class });
    }
    last_was_digit.then_some(marks)
}

fn resolve(body: &str, decimal: Option<char>) -> Result<String, NotNumber> {
    let marks = marks(body).ok_or(NotNumber::Other)?;
    let Some(last) = marks.last() else {
        return Ok(trim_zeros(body, ""));
    };
    let after = body.len() - last.at - last.mark.len_utf8();
    let repeated = marks.iter().filter(|mark| mark.class == last.class).count() > 1;
    let alone = marks.len() == 1;
    let parts_decimals = match last.class {
        '.' | ',' if repeated => false,
        '.' | ',' if !alone => true,
        '.' | ',' if after != 3 => true,
        '.' | ',' => {
            let before = &body[..last.at];
            if before.is_empty() || before == "0" || before.len() > 3 {
                true
            } else {
                let decimal = decimal.ok_or(NotNumber::Ambiguous)?;
                decimal == last.class
            }
        }
        _ => false,
    };
    let groups = if parts_decimals { &marks[..marks.len() - 1] } else { &marks[..] };
    let end = if parts_decimals { last.at } else { body.len() };
    if !grouped(&body[..end], groups) {
        return Err(NotNumber::Other);
    }
    let whole: String = body[..end].chars().filter(char::is_ascii_digit).collect();
    let fraction = if parts_decimals { &body[body.len() - after..] } else { "" };
    Ok(trim_zeros(&whole, fraction))
}

/// Whether the marks stand where groups of three, or of Indian two, or of East Asian four end.
fn grouped(whole: &str, marks: &[Mark]) -> bool {
    let Some(first) = marks.first() else {
        return true;
    };
    if marks.iter().any(|mark| mark.class != first.class) || first.at == 0 {
        return false;
    }
    let mut sizes: Vec<usize> =
        marks.windows(2).map(|pair| pair[1].at - pair[0].at - pair[0].mark.len_utf8()).collect();
    if let Some(last) = marks.last() {
        sizes.push(whole.len() - last.at - last.mark.len_utf8());
    }
    let Some((last, inner)) = sizes.split_last() else {
        return true;
    };
    let head = first.at;
    (*last == 3 && head <= 3 && inner.iter().all(|size| *size == 3))
        || (*last == 3 && head <= 2 && inner.iter().all(|size| *size == 2))
        || (*last == 4 && head <= 4 && inner.iter().all(|size| *size == 4))
}

fn trim_zeros(whole: &str, fraction: &str) -> String {
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, lang: &str) -> Option<String> {
        let format = Format::detect([].into_iter(), &[lang]);
        parse(text, &format).ok().map(|number| number.decimal)
    }

    #[test]
    fn separators_follow_shape_then_locale() {
        for (text, lang, want) in [
            ("1,234.50", "en", "1234.50"),
            ("1.234,50", "en", "1234.50"),
            ("1 234,50", "fr", "1234.50"),
            ("1'234.50", "de-CH", "1234.50"),
            ("12,34,567.00", "en-IN", "1234567.00"),
            ("1.234", "de", "1234"),
            ("1.234", "en", "1.234"),
            ("1,5", "en", "1.5"),
            ("65.50", "de", "65.50"),
            ("0,125", "en", "0.125"),
            ("-12", "en", "-12"),
            ("(12.00)", "en", "-12.00"),
            ("12,00-", "de", "-12.00"),
            ("-0.00", "en", "0.00"),
            ("007", "en", "7"),
            ("1,234,567", "de", "1234567"),
            ("1.234.567", "en", "1234567"),
        ] {
            assert_eq!(read(text, lang).as_deref(), Some(want), "{text} {lang}");
        }
    }

    #[test]
    fn other_things_are_no_numbers() {
        for text in ["", "-", "1-2", "1..2", "10/11", "1,23,4", "a1", "1 2", "12 34", "1.2.3", "192.168.0.1"]
        {
            assert_eq!(read(text, "en"), None, "{text}");
        }
    }

    #[test]
    fn silence_of_the_page_is_said() {
        let silent = Format::detect([].into_iter(), &[]);
        assert_eq!(parse("1.234", &silent), Err(NotNumber::Ambiguous));
    }

    #[test]
    fn shape_proves_the_decimal_mark() {
        for (text, want) in [
            ("1,234.50", Some('.')),
            ("12,50", Some(',')),
            ("1.234.567", Some(',')),
            ("1,234", None),
            ("42", None),
        ] {
            assert_eq!(proven_decimal(text), want, "{text}");
        }
    }
}
