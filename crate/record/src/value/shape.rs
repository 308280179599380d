//! Values that their form betrays.

use crate::{FieldType, Kind, lexicon};

/// Endings of firms' names: the legal forms of the countries whose languages are read
/// (ISO 20275 lists them).
const FIRMS: &[&str] = &[
    "gmbh",
    "ag",
    "kg",
    "ohg",
    "ug",
    "se",
    "e.v.",
    "gmbh & co. kg",
    "inc",
    "inc.",
    "ltd",
    "ltd.",
    "llc",
    "llp",
    "plc",
    "corp",
    "corp.",
    "corporation",
    "co.",
    "company",
    "pty",
    "sarl",
    "sas",
    "sasu",
    "sa",
    "s.a.",
    "s.a",
    "eurl",
    "scop",
    "s.l.",
    "sl",
    "s.a.u.",
    "s.r.l.",
    "srl",
    "s.p.a.",
    "spa",
    "snc",
    "bv",
    "b.v.",
    "nv",
    "n.v.",
    "ab",
    "as",
    "a/s",
    "aps",
    "oy",
    "oyj",
    "ltda",
    "ltda.",
    "eireli",
    "s/a",
    "z o.o.",
    "sp.j.",
    "limited",
    "incorporated",
    "pvt.",
    "holding",
    "group",
];

/// Whether digits are left alone, because numbers and codes are expected.
pub(crate) fn keeps_its_digits(wanted: Option<FieldType>) -> bool {
    matches!(
        wanted,
        Some(
            FieldType::Reference
                | FieldType::Phone
                | FieldType::Email
                | FieldType::Money
                | FieldType::Percent
                | FieldType::Person
                | FieldType::Organisation
        )
    )
}

/// `name@host.tld` and nothing else.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let plain =
        |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '(' | ')' | '"' | '@' | ':');
    !name.is_empty()
        && name.chars().all(plain)
        && host.chars().all(plain)
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
}

/// `Name <name@host.tld>`.
pub(crate) fn is_named_email(text: &str) -> bool {
    text.split_once(" <").and_then(|(_, rest)| rest.strip_suffix('>')).is_some_and(is_email)
}

/// A telephone number where one is expected.
pub(crate) fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (5..=17).contains(&digits)
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-' | '.' | '/' | 'x'))
}

/// `+44 1134 960 182`: a telephone number that needs no label (E.123).
pub(crate) fn is_international_phone(text: &str) -> bool {
    text.starts_with('+') && is_phone(text) && text.bytes().filter(u8::is_ascii_digit).count() >= 8
}

/// A number or code of something: `PO2611-0007`, `INV/2026/00004`, `#37`.
pub(crate) fn is_reference(text: &str) -> bool {
    if let Some(number) = text.strip_prefix('#') {
        return !number.is_empty()
            && number.len() <= 20
            && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && number.bytes().any(|b| b.is_ascii_digit());
    }
    let code = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b'_' | b'.'));
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    let small = text.bytes().any(|b| b.is_ascii_lowercase());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    code && (3..=40).contains(&text.len())
        && capitals >= 1
        && !small
        && digits >= 2
        && text.bytes().next_back().is_some_and(|b| b.is_ascii_alphanumeric())
}

/// Whether a name ends, or begins, with a legal form.
pub(crate) fn is_firm(text: &str) -> bool {
    if text.chars().count() > 80 || text.contains(['\n', ':', '?', '!']) {
        return false;
    }
    if ["株式会社", "有限会社", "合同会社", "有限公司"]
        .iter()
        .any(|form| text.starts_with(form) || text.ends_with(form))
    {
        return true;
    }
    if !text.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()) {
        return false;
    }
    let lower = text.to_lowercase();
    FIRMS.iter().any(|form| {
        lower.strip_suffix(form).is_some_and(|name| {
            name.ends_with([' ', ',']) && name.trim().len() > 1 && !lexicon::is_label(name)
        })
    })
}

/// A person's name without the account, number or address beside it.
pub(crate) fn person(text: &str) -> String {
    if let Some((name, rest)) = text.split_once(" <")
        && rest.ends_with('>')
    {
        return name.trim_matches(['"', ' ']).to_owned();
    }
    // "HR-EMP-00001: Jana Reuter"
    if let Some((code, name)) = text.split_once(": ")
        && is_reference(code)
    {
        return name.trim().to_owned();
    }
    // "m.keller (Maria Keller)": the account stands before the name.
    if let Some((account, rest)) = text.split_once(" (")
        && let Some((name, _)) = rest.split_once(')')
        && !account.contains(' ')
        && name.contains(' ')
    {
        return name.to_owned();
    }
    text.to_owned()
}

/// An organisation's name without its number or role beside it.
pub(crate) fn organisation(text: &str) -> String {
    for dash in [" ‒ ", " – ", " — ", " - "] {
        if let Some((name, number)) = text.rsplit_once(dash)
            && number.bytes().any(|b| b.is_ascii_digit())
            && !number.contains(' ')
        {
            return name.trim().to_owned();
        }
    }
    text.to_owned()
}

/// What a link says of the value that it stands under.
pub(crate) fn link_type(link: &str) -> Option<FieldType> {
    if link.starts_with("mailto:") {
        return Some(FieldType::Email);
    }
    if link.starts_with("tel:") {
        return Some(FieldType::Phone);
    }
    let path = link.split(['?', '#']).next().unwrap_or(link);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.find_map(|segment| {
        let segment = segment.strip_suffix(".php").unwrap_or(segment);
        if matches!(segment, "user" | "users" | "employee" | "employees" | "people" | "profile") {
            return Some(FieldType::Person);
        }
        match lexicon::kind_of_object(segment)? {
            Kind::Account => Some(FieldType::Organisation),
            Kind::Contact => Some(FieldType::Person),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_have_capitals_and_digits() {
        for text in ["PO2611-0007", "INV/2026/00004", "#37", "HR-EXP-2026-00002", "S00042"] {
            assert!(is_reference(text), "{text}");
        }
        for text in ["A", "12.50", "Q4", "Hello", "ABC", "2026-11-23", "first2", "#", "GB 123"] {
            assert!(!is_reference(text), "{text}");
        }
    }

    #[test]
    fn names_are_freed_of_numbers() {
        assert_eq!(person("m.sand (Mia Sand)"), "Mia Sand");
        assert_eq!(person("EMP-00001: Mia Sand"), "Mia Sand");
        assert_eq!(person("Mia Sand (away)"), "Mia Sand (away)");
        assert_eq!(organisation("Blue Lake ‒ US12345677"), "Blue Lake");
        assert_eq!(organisation("Blue - Green"), "Blue - Green");
    }

    #[test]
    fn links_tell_types() {
        assert_eq!(link_type("mailto:a@b.example"), Some(FieldType::Email));
        assert_eq!(link_type("/user/card.php?id=2"), Some(FieldType::Person));
        assert_eq!(link_type("/app/customer/Blue"), Some(FieldType::Organisation));
        assert_eq!(link_type("/help"), None);
    }
}
