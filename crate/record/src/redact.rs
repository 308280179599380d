//! What nobody may see by accident: card numbers, bank accounts, national ids and secrets are struck
//! from a reading before it is shown, and from what is typed before it is sent.
//!
//! A number counts as one of these only where its check digits agree, so that order and invoice numbers
//! stay. Numbers whose check is weak count only under a label that names them.

use crate::{Field, Reading};

/// What stands where something was struck.
pub const STRUCK: &str = "▮▮▮▮";

/// Strikes what must not be seen from every value and title of a reading; says in words what it struck.
pub fn reading(reading: &mut Reading) -> Vec<String> {
    let mut struck = Vec::new();
    for record in &mut reading.records {
        if let Some((title, what)) = text(&record.title) {
            record.title = title;
            struck.push(format!("{what} in the title"));
        }
        let mut gone = Vec::new();
        for (position, field) in record.fields.iter_mut().enumerate() {
            let before = field.value.clone();
            if let Some(what) = strike_field(field) {
                struck.push(format!("{what} in “{}”", field.label));
                gone.push((position, before));
            }
        }
        for signal in &mut record.signals {
            if let Some((why, _)) = text(&signal.why) {
                signal.why = why;
            }
        }
        record.signals.retain(|signal| !gone.iter().any(|(position, _)| signal.field == Some(*position)));
    }
    struck
}

/// Strikes what must not be seen from a text; `None` where there is nothing, else the text without it
/// and what it was.
#[must_use]
pub fn text(text: &str) -> Option<(String, &'static str)> {
    let mut kept = text.to_owned();
    let mut what = None;
    for (name, find) in FINDERS {
        while let Some((from, to)) = find(&kept) {
            kept.replace_range(from..to, STRUCK);
            what = what.or(Some(*name));
        }
    }
    what.map(|what| (kept, what))
}

type Finder = fn(&str) -> Option<(usize, usize)>;

const FINDERS: &[(&str, Finder)] = &[
    ("a secret", find_secret),
    ("a bank account", find_iban),
    ("a card number", find_card),
    ("a national id", find_national_id),
];

/// Strikes a field as a whole where its label or name says that it is secret or a national id, else
/// what is found in its value.
fn strike_field(field: &mut Field) -> Option<&'static str> {
    let holds_something = field.value.chars().any(char::is_alphanumeric);
    let what = match label(&field.label).or_else(|| field.name.as_deref().and_then(label)) {
        Some(what) if holds_something => {
            field.value = STRUCK.to_owned();
            Some(what)
        }
        _ => text(&field.value).map(|(kept, what)| {
            field.value = kept;
            what
        }),
    }?;
    field.normalized = None;
    Some(what)
}

/// Words that name a secret or a national id, in the languages of the adapters; compared with whole
/// words of a label, in lower case.
const SECRET_WORDS: &[&str] = &[
    "password",
    "passwort",
    "kennwort",
    "passwd",
    "passphrase",
    "secret",
    "pin",
    "tan",
    "otp",
    "cvv",
    "cvc",
    "apikey",
    "token",
    "contraseña",
    "senha",
    "wachtwoord",
    "hasło",
];
const SECRET_PHRASES: &[&str] = &[
    "api key",
    "api-key",
    "api_key",
    "private key",
    "access key",
    "mot de passe",
    "one-time code",
    "security code",
];
const ID_WORDS: &[&str] = &[
    "ssn",
    "nino",
    "bsn",
    "steuer-id",
    "idnr",
    "sozialversicherungsnummer",
    "personalausweisnummer",
    "nir",
    "passnummer",
    "dni",
    "nie",
    "pesel",
];
const ID_PHRASES: &[&str] = &[
    "social security",
    "national insurance",
    "national id",
    "passport n",
    "tax id of person",
    "codice fiscale",
    "numéro de sécurité sociale",
    "n° de sécurité sociale",
    "identity card",
];

fn label(label: &str) -> Option<&'static str> {
    let label = label.to_lowercase();
    let has_word = |words: &[&str]| {
        label.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| words.contains(&word))
    };
    let has_phrase = |phrases: &[&str]| phrases.iter().any(|phrase| label.contains(phrase));
    if has_word(SECRET_WORDS) || has_phrase(SECRET_PHRASES) {
        Some("a secret")
    } else if has_word(ID_WORDS) || has_phrase(ID_PHRASES) {
        Some("a national id")
    } else {
        None
    }
}

/// A run of characters that belong together, such as one number with its separators: where it starts
/// and ends, and its letters and digits.
struct Run {
    from: usize,
    to: usize,
    signs: String,
}

/// The runs of letters and digits in a text, in which single separators may stand.
fn runs(text: &str, separators: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut pending = false;
    let mut open = false;
    for (at, sign) in text.char_indices() {
        if sign.is_ascii_alphanumeric() {
            match runs.last_mut() {
                Some(run) if open => {
                    run.signs.push(sign);
                    run.to = at + 1;
                }
                _ => runs.push(Run { from: at, to: at + 1, signs: sign.to_string() }),
            }
            open = true;
            pending = false;
        } else if open && !pending && separators.contains(&sign) {
            pending = true;
        } else {
            open = false;
            pending = false;
        }
    }
    runs
}

/// 13 to 19 digits with the first digits of a card scheme and a right Luhn sum (ISO/IEC 7812-1).
fn find_card(text: &str) -> Option<(usize, usize)> {
    digit_runs(text).into_iter().find_map(|run| {
        let length = run.signs.len();
        let first: u32 = run.signs.get(..4)?.parse().ok()?;
        let scheme = match first {
            4000..=4999 => matches!(length, 13 | 16 | 19),
            5100..=5599 | 2221..=2720 | 3528..=3589 => length == 16,
            3400..=3499 | 3700..=3799 => length == 15,
            3000..=3059 | 3600..=3699 | 3800..=3999 => length == 14,
            6011 | 6440..=6599 => matches!(length, 16 | 19),
            5018 | 5020 | 5038 | 6304 | 6759 | 6761..=6763 => (13..=19).contains(&length),
            6200..=6299 => (16..=19).contains(&length),
            _ => false,
        };
        (scheme && luhn(&run.signs)).then_some((run.from, run.to))
    })
}

/// Runs of digits with single spaces, no-break spaces or hyphens between them.
fn digit_runs(text: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut current: Option<Run> = None;
    let mut gap = 0;
    let mut before: Option<char> = None;
    for (at, sign) in text.char_indices() {
        let joins = matches!(sign, ' ' | '-' | '\u{a0}' | '\u{202f}');
        if sign.is_ascii_digit() {
            match &mut current {
                Some(run) => {
                    run.signs.push(sign);
                    run.to = at + 1;
                }
                // A digit inside a word or after a decimal sign begins no number.
                None if !before.is_some_and(|b| b.is_alphanumeric() || matches!(b, '.' | ',')) => {
                    current = Some(Run { from: at, to: at + 1, signs: sign.to_string() });
                }
                None => {}
            }
            gap = 0;
        } else if joins && gap == 0 {
            gap = 1;
        } else {
            if !(sign.is_alphanumeric() && gap == 0) {
                found.extend(current.take());
            }
            current = None;
            gap = 0;
        }
        before = Some(sign);
    }
    found.extend(current);
    found
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(position, digit)| {
            let digit = u32::from(digit - b'0');
            match position % 2 {
                0 => digit,
                _ if digit > 4 => 2 * digit - 9,
                _ => 2 * digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// An IBAN: a country, two check digits, 15 to 34 signs in all, and the remainder 1 (ISO 13616).
fn find_iban(text: &str) -> Option<(usize, usize)> {
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    (0..signs.len()).find_map(|start| {
        let begins = start == 0 || !signs[start - 1].1.is_alphanumeric();
        if !begins || !signs[start].1.is_ascii_uppercase() {
            return None;
        }
        let mut compact = String::new();
        let mut best = None;
        for (position, &(at, sign)) in signs.iter().enumerate().skip(start) {
            if sign.is_ascii_alphanumeric() {
                compact.push(sign.to_ascii_uppercase());
                let ends = signs.get(position + 1).is_none_or(|(_, next)| !next.is_alphanumeric());
                if ends && is_iban(&compact) {
                    best = Some((signs[start].0, at + 1));
                }
            } else if !matches!(sign, ' ' | '\u{a0}' | '\u{202f}') {
                break;
            }
            if compact.len() > 34 {
                break;
            }
        }
        best
    })
}

fn is_iban(compact: &str) -> bool {
    let bytes = compact.as_bytes();
    (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().chain(&bytes[..4]).fold(0_u32, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
        }) == 1
}

/// National ids whose form and check cannot be taken for anything else.
fn find_national_id(text: &str) -> Option<(usize, usize)> {
    let words = runs(text, &['-']).into_iter().chain(digit_runs(text));
    words.into_iter().find_map(|run| {
        let shown = text.get(run.from..run.to)?;
        (is_ssn(shown)
            || is_nir(&run.signs)
            || is_nino(&run.signs)
            || is_dni(&run.signs)
            || is_codice_fiscale(&run.signs))
        .then_some((run.from, run.to))
    })
}

/// United States: 3, 2 and 4 digits with hyphens; no part all zeros, none beginning with 9 or 666.
fn is_ssn(shown: &str) -> bool {
    let parts: Vec<&str> = shown.split('-').collect();
    matches!(parts[..], [area, group, serial]
        if area.len() == 3 && group.len() == 2 && serial.len() == 4
            && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
            && area != "000" && area != "666" && !area.starts_with('9') && group != "00" && serial != "0000")
}

/// France: sex, year, month, department, commune, order and the key 97 − n mod 97.
fn is_nir(signs: &str) -> bool {
    let bytes = signs.as_bytes();
    bytes.len() == 15
        && matches!(bytes[0], b'1' | b'2')
        && signs.get(3..5).and_then(|month| month.parse::<u8>().ok()).is_some_and(|m| matches!(m, 1..=12))
        && bytes.iter().all(u8::is_ascii_digit)
        && matches!(
            (signs[..13].parse::<u64>(), signs[13..].parse::<u64>()),
            (Ok(number), Ok(key)) if 97 - number % 97 == key
        )
}

/// United Kingdom: two letters, six digits, A to D.
fn is_nino(signs: &str) -> bool {
    let bytes = signs.as_bytes();
    bytes.len() == 9
        && bytes[..2].iter().all(|b| b.is_ascii_uppercase() && !b"DFIQUV".contains(b))
        && bytes[1] != b'O'
        && !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&&signs[..2])
        && bytes[2..8].iter().all(u8::is_ascii_digit)
        && matches!(bytes[8], b'A'..=b'D')
}

/// Spain: eight digits and the letter of n mod 23.
fn is_dni(signs: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    signs.len() == 9
        && signs.is_ascii()
        && signs[..8].parse::<usize>().is_ok_and(|number| signs.as_bytes()[8] == LETTERS[number % 23])
}

/// Italy: six letters, birth, place and a check letter.
fn is_codice_fiscale(signs: &str) -> bool {
    const ODD: [u8; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let bytes = signs.as_bytes();
    const FORM: &[u8; 16] = b"AAAAAA00A00A000A";
    let fits = bytes.len() == 16
        && bytes.iter().zip(FORM).all(|(byte, form)| match form {
            b'A' => byte.is_ascii_uppercase(),
            _ => byte.is_ascii_digit(),
        });
    if !fits {
        return false;
    }
    let sum: u32 = bytes[..15]
        .iter()
        .enumerate()
        .map(|(position, byte)| {
            let value = match byte {
                b'0'..=b'9' => byte - b'0',
                _ => byte - b'A',
            };
            u32::from(if position % 2 == 0 { ODD[usize::from(value)] } else { value })
        })
        .sum();
    u32::from(bytes[15] - b'A') == sum % 26
}

/// Keys and tokens by the beginnings that their makers give them, and JSON Web Tokens.
fn find_secret(text: &str) -> Option<(usize, usize)> {
    const BEGINNINGS: &[(&str, usize)] = &[
        ("-----BEGIN ", 11),
        ("sk_live_", 20),
        ("sk-", 24),
        ("rk_live_", 20),
        ("ghp_", 30),
        ("gho_", 30),
        ("github_pat_", 30),
        ("glpat-", 20),
        ("xoxb-", 20),
        ("xoxp-", 20),
        ("AKIA", 20),
        ("AIza", 30),
        ("eyJ", 40),
    ];
    text.split_whitespace()
        .find_map(|word| {
            let from = word.as_ptr() as usize - text.as_ptr() as usize;
            BEGINNINGS.iter().find_map(|(beginning, least)| {
                let at = word.find(beginning)?;
                let starts = !word[..at].ends_with(|c: char| c.is_alphanumeric());
                if *beginning == "-----BEGIN " {
                    return None;
                }
                let rest = &word[at..];
                let jwt = *beginning != "eyJ" || rest.matches('.').count() >= 2;
                (starts && jwt && rest.len() >= *least).then_some((from + at, from + word.len()))
            })
        })
        .or_else(|| {
            let from = text.find("-----BEGIN ")?;
            text[from..].contains("PRIVATE KEY").then_some((from, text.len()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let got = text(before).map_or(before.to_owned(), |(kept, _)| kept);
        assert_eq!(got, after);
    }

    #[test]
    fn card_numbers_go() {
        check("paid with 4111 1111 1111 1111.", "paid with ▮▮▮▮.");
        check("5555555555554444", "▮▮▮▮");
        check("3782-822463-10005 Amex", "▮▮▮▮ Amex");
    }

    #[test]
    fn numbers_with_a_wrong_sum_stay() {
        for number in [
            "4111 1111 1111 1112",
            "PO2611-0007",
            "1234567890123456",
            "12.345.678,90 €",
            "2026-11-23 10:30",
            "+49 30 1234567",
        ] {
            check(number, number);
        }
    }

    #[test]
    fn a_number_inside_a_word_is_no_card() {
        check("DOC4111111111111111", "DOC4111111111111111");
        check("4111111111111111x", "4111111111111111x");
    }

    #[test]
    fn bank_accounts_go() {
        check("IBAN DE89 3704 0044 0532 0130 00 bitte", "IBAN ▮▮▮▮ bitte");
        check("GB82WEST12345698765432", "▮▮▮▮");
        check("an FR1420041010050500013M02606", "an ▮▮▮▮");
        check("DE88 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00");
    }

    #[test]
    fn national_ids_go() {
        check("SSN 078-05-1120", "SSN ▮▮▮▮");
        check("NIR 2 55 08 14 168 025 38", "NIR ▮▮▮▮");
        check("AB123456C", "▮▮▮▮");
        check("12345678Z", "▮▮▮▮");
        check("RSSMRA85T10A562S", "▮▮▮▮");
        check("12345678A", "12345678A");
        check("900-05-1120", "900-05-1120");
    }

    #[test]
    fn keys_and_tokens_go() {
        check("use sk_live_4eC39HqLyjWDarjtT1zdp7dc now", "use ▮▮▮▮ now");
        check("key: AKIAIOSFODNN7EXAMPLE", "key: ▮▮▮▮");
        check("-----BEGIN RSA PRIVATE KEY----- abc", "▮▮▮▮");
        check("task-force", "task-force");
    }

    #[test]
    fn several_things_go_at_once() {
        check("078-05-1120, 4111111111111111", "▮▮▮▮, ▮▮▮▮");
    }
}
