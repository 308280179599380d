//! Values as pages show them, and the one form of each.
//!
//! Hand-written scanners, linear in the text, without a regular-expression engine: the core must
//! stay small.

mod clean;
mod currency;
mod date;
mod day;
mod format;
mod locale;
mod money;
mod number;
mod parts;
mod shape;

pub use date::DateOrder;
pub use day::Day;
pub use format::Format;

pub(crate) use clean::clean;
pub(crate) use day::Moment;

use crate::FieldType;
use crate::lexicon;

/// What is known of a value besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The label that people see.
    pub label: &'a str,
    /// The app's own name of the field, such as `amount_total` or `CloseDate`.
    pub name: Option<&'a str>,
    /// The type of the control: `date`, `number`, `email`, `tel`, `checkbox` …
    pub input: Option<&'a str>,
    /// The type that an adapter gives the field.
    pub ty: Option<FieldType>,
    /// The currency of the column, the label or a neighbouring control, as a code or sign.
    pub currency: Option<&'a str>,
    /// Where the value links to.
    pub link: Option<&'a str>,
}

/// A value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What sort of value it is.
    pub ty: FieldType,
    /// Its one form; `None` where it has none or it would be a guess.
    pub normalized: Option<String>,
    /// The values that stand in this text, where they are several: then they take its place.
    pub parts: Vec<Part>,
    /// What was not said.
    pub note: Option<Note>,
}

/// One of several values in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The label inside the text, where this part has one of its own.
    pub label: Option<String>,
    /// The text of the part.
    pub text: String,
    /// What sort of value it is.
    pub ty: FieldType,
    /// Its one form.
    pub normalized: Option<String>,
}

/// Why a value has no normalised form, or is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// Day and month could be either way round.
    AmbiguousDate,
    /// `1.234` could be a thousand or a fraction.
    AmbiguousNumber,
    /// A day without its year, or words such as "yesterday".
    PartialDate,
    /// An amount whose currency is nowhere to be seen.
    UnknownCurrency,
    /// A word that stands for no value.
    Placeholder,
}

impl Value {
    fn new(ty: FieldType, normalized: Option<String>) -> Value {
        Value { ty, normalized, parts: Vec::new(), note: None }
    }

    fn noted(ty: FieldType, note: Note) -> Value {
        Value { note: Some(note), ..Value::new(ty, None) }
    }
}

/// Whether a text is nothing but a currency or a percent sign.
pub(crate) fn is_unit(text: &str) -> bool {
    let text = text.trim();
    text == "%" || text.len() <= 4 && currency::alone(text).is_some()
}

/// Reads a value. Never fails: what is nothing else is text.
#[must_use]
pub fn parse(text: &str, hints: &Hints<'_>, format: &Format) -> Value {
    let text = clean(text);
    if text.is_empty() || lexicon::is_placeholder(&text) {
        let ty = expected(hints).unwrap_or(FieldType::Text);
        return Value::noted(ty, Note::Placeholder);
    }
    let wanted = expected(hints);
    let parts = parts::split(&text, wanted, hints, format);
    if !parts.is_empty() {
        return Value { parts, ..Value::new(FieldType::Text, None) };
    }
    single(&text, wanted, hints, format)
}

/// Reads a cleaned text that holds one value.
fn single(text: &str, wanted: Option<FieldType>, hints: &Hints<'_>, format: &Format) -> Value {
    let dated = matches!(wanted, Some(FieldType::Date | FieldType::Datetime));
    let numeric = matches!(wanted, Some(FieldType::Money | FieldType::Number | FieldType::Percent));
    let free = matches!(wanted, None | Some(FieldType::Text));
    // A form that can be nothing else outweighs what was expected.
    if !shape::keeps_its_digits(wanted)
        && let Some(value) = dates(text, dated, format)
    {
        return value;
    }
    if shape::is_email(text) && !matches!(wanted, Some(FieldType::Reference)) {
        return Value::new(FieldType::Email, Some(text.to_lowercase()));
    }
    if (free || numeric || wanted == Some(FieldType::Status))
        && let Some(value) = money::percent(text, format)
    {
        return value;
    }
    if (free || numeric)
        && let Some(value) = money::signed(text, hints, format)
    {
        return value;
    }
    if numeric {
        return money::bare(text, wanted, hints, format).unwrap_or_else(|| unexpected(text, hints, format));
    }
    match wanted {
        Some(FieldType::Date | FieldType::Datetime) => {
            let relative = lexicon::is_relative_time(text);
            if relative {
                return Value::noted(FieldType::Date, Note::PartialDate);
            }
        }
        Some(FieldType::Person) if !shape::is_phone(text) => {
            return Value::new(FieldType::Person, Some(shape::person(text)));
        }
        Some(FieldType::Organisation) => {
            return Value::new(FieldType::Organisation, Some(shape::organisation(text)));
        }
        Some(FieldType::Status) if text.chars().count() <= 60 => return Value::new(FieldType::Status, None),
        Some(FieldType::Reference) if text.chars().count() <= 80 => {
            return Value::new(FieldType::Reference, None);
        }
        Some(FieldType::Phone) if shape::is_phone(text) => return Value::new(FieldType::Phone, None),
        Some(FieldType::Email) => return Value::new(FieldType::Email, None),
        _ => {}
    }
    by_shape(text, wanted, hints, format)
}

/// A text where a number was expected: perhaps the label knew better than the name.
fn unexpected(text: &str, hints: &Hints<'_>, format: &Format) -> Value {
    let label = lexicon::label(hints.label).map(|label| label.ty);
    match label {
        Some(FieldType::Reference) if text.chars().count() <= 80 => Value::new(FieldType::Reference, None),
        _ => by_shape(text, None, hints, format),
    }
}

/// The value by its form alone.
fn by_shape(text: &str, wanted: Option<FieldType>, hints: &Hints<'_>, format: &Format) -> Value {
    if let Some(ty) = hints.link.and_then(shape::link_type) {
        return match ty {
            FieldType::Person => Value::new(ty, Some(shape::person(text))),
            FieldType::Organisation => Value::new(ty, Some(shape::organisation(text))),
            ty => Value::new(ty, None),
        };
    }
    if shape::is_named_email(text) {
        return Value::new(FieldType::Person, Some(shape::person(text)));
    }
    if wanted == Some(FieldType::Text) {
        return Value::new(FieldType::Text, money::ratio(text, format));
    }
    if shape::is_international_phone(text) {
        return Value::new(FieldType::Phone, None);
    }
    match number::parse(text, format) {
        Ok(number) => return Value::new(FieldType::Number, Some(number.decimal)),
        Err(number::NotNumber::Ambiguous) => return Value::noted(FieldType::Number, Note::AmbiguousNumber),
        Err(number::NotNumber::Other) => {}
    }
    if shape::is_reference(text) {
        return Value::new(FieldType::Reference, None);
    }
    if lexicon::status(text).is_some() {
        return Value::new(FieldType::Status, None);
    }
    if shape::is_firm(text) {
        return Value::new(FieldType::Organisation, Some(shape::organisation(text)));
    }
    Value::new(FieldType::Text, money::ratio(text, format))
}

fn dates(text: &str, wanted: bool, format: &Format) -> Option<Value> {
    Some(match date::parse(text, format.order(), wanted)? {
        date::DateReading::Exact(moment) => {
            let ty = if moment.time.is_some() { FieldType::Datetime } else { FieldType::Date };
            Value::new(ty, Some(moment.to_string()))
        }
        date::DateReading::Ambiguous { timed } => {
            let ty = if timed { FieldType::Datetime } else { FieldType::Date };
            Value::noted(ty, Note::AmbiguousDate)
        }
        date::DateReading::Partial => Value::noted(FieldType::Date, Note::PartialDate),
    })
}

/// What the adapter, the control, the field's name and its label lead one to expect: in this order.
fn expected(hints: &Hints<'_>) -> Option<FieldType> {
    let by_input = || match hints.input? {
        "date" => Some(FieldType::Date),
        "datetime" | "datetime-local" => Some(FieldType::Datetime),
        "email" => Some(FieldType::Email),
        "tel" => Some(FieldType::Phone),
        _ => None,
    };
    let by_label = || lexicon::label(hints.label).map(|label| label.ty);
    let by_name = || {
        let ty = lexicon::label_of_name(hints.name?)?.ty;
        // `name`, `product_id`: a vague name says less than a clear label.
        let vague = matches!(ty, FieldType::Text | FieldType::Reference | FieldType::Status);
        if vague { by_label().or(Some(ty)) } else { Some(ty) }
    };
    let number = || (hints.input? == "number").then_some(FieldType::Number);
    hints.ty.or_else(by_input).or_else(by_name).or_else(by_label).or_else(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(label: &str, text: &str, langs: &[&str]) -> String {
        let format = Format::detect([].into_iter(), langs);
        let hints = Hints { label, ..Hints::default() };
        let show = |ty: FieldType, normalized: &Option<String>| {
            let ty = format!("{ty:?}").to_lowercase();
            normalized.as_ref().map_or(ty.clone(), |normalized| format!("{ty} {normalized}"))
        };
        let value = parse(text, &hints, &format);
        if value.parts.is_empty() {
            return show(value.ty, &value.normalized);
        }
        let parts: Vec<String> = value
            .parts
            .iter()
            .map(|part| {
                let label = part.label.as_ref().map_or(String::new(), |label| format!("{label}: "));
                format!("{label}{}", show(part.ty, &part.normalized))
            })
            .collect();
        parts.join(" | ")
    }

    #[test]
    fn money_in_many_locales() {
        for (text, lang, want) in [
            ("36,240.50 €", "en-US", "money 36240.50 EUR"),
            ("36.240,50 €", "de-DE", "money 36240.50 EUR"),
            ("10\u{202f}068,75\u{a0}€", "fr-FR", "money 10068.75 EUR"),
            ("R$ 1.234,56", "pt-BR", "money 1234.56 BRL"),
            ("1 234,56 zł", "pl", "money 1234.56 PLN"),
            ("1 234,50 kr", "sv", "money 1234.50 SEK"),
            ("¥12,300", "ja", "money 12300 JPY"),
            ("¥12,300.00", "zh", "money 12300.00 CNY"),
            ("₹12,34,567.00", "en-IN", "money 1234567.00 INR"),
            ("CHF 1’234.50", "de-CH", "money 1234.50 CHF"),
            ("\u{2212}€ 5,00", "nl", "money -5.00 EUR"),
            ("($1,200.00)", "en-US", "money -1200.00 USD"),
            ("CA$99", "en", "money 99 CAD"),
            ("1,200.00 € (net)", "en", "money 1200.00 EUR"),
            ("$1.2M", "en", "money 1200000 USD"),
            ("41.3k €", "en", "money 41300 EUR"),
        ] {
            assert_eq!(read("", text, &[lang]), want, "{text}");
        }
    }

    #[test]
    fn labels_say_what_digits_are() {
        for (label, text, want) in [
            ("Total amount", "5,400.00", "money 5400.00"),
            ("Amount (EUR)", "5,400.00", "money 5400.00 EUR"),
            ("Quantity", "12", "number 12"),
            ("Probability (%)", "60.00", "percent 60.00"),
            ("Probability", "65", "percent 65"),
            ("Order number", "4711", "reference"),
            ("Phone", "(623)-853-7197", "phone"),
            ("Owner", "Ana Silva", "person Ana Silva"),
            ("Customer", "Blue Lake Ltd.", "organisation Blue Lake Ltd."),
            ("Status", "Waiting for parts", "status"),
            ("Requested by", "ana@blue.example", "email ana@blue.example"),
            ("Requester", "Ana Silva <ana@blue.example>", "person Ana Silva"),
            ("Due date", "11/30/2026", "date 2026-11-30"),
            ("Due date", "11/30/2026 5:00 PM", "datetime 2026-11-30T17:00"),
        ] {
            assert_eq!(read(label, text, &["en-US"]), want, "{label}: {text}");
        }
    }

    #[test]
    fn forms_speak_without_a_label() {
        for (text, want) in [
            ("20%", "percent 20"),
            ("40,5 %", "percent 40.5"),
            ("ana@blue.example", "email ana@blue.example"),
            ("+44 1134 960 182", "phone"),
            ("PO-2611-0007", "reference"),
            ("#37", "reference"),
            ("Blue Lake GmbH", "organisation Blue Lake GmbH"),
            ("Refused", "status"),
            ("04:00 (4 H)", "text"),
            ("Replace sensor 17", "text"),
            ("1,250", "number 1250"),
        ] {
            assert_eq!(read("", text, &["en-US"]), want, "{text}");
        }
    }

    #[test]
    fn several_values_are_told_apart() {
        for (label, text, want) in [
            ("Period", "From 09/07/2026 to 09/11/2026", "date 2026-09-07 | date 2026-09-11"),
            ("Dates", "08/10/2026 - 10/30/2026", "date 2026-08-10 | date 2026-10-30"),
            ("Stage", "Proposal / 40 %", "status | percent 40"),
            ("Refused on", "11/23/2026 06:50 AM - too late", "datetime 2026-11-23T06:50 | text"),
            (
                "Lead amount",
                "36,240.5 € Weighted amount: 14,496.2 €",
                "money 36240.5 EUR | Weighted amount: money 14496.2 EUR",
            ),
            ("Credit limit", "7,249.20 / 20,000.00 €", "text 7249.20 / 20000.00 EUR"),
        ] {
            assert_eq!(read(label, text, &["en-US"]), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "\\PC{0,80}", label in "\\PC{0,24}") {
            let hints = Hints { label: &label, name: Some(&label), ..Hints::default() };
            let format = Format::detect([text.as_str()].into_iter(), &["de"]);
            let _ = parse(&text, &hints, &format);
        }

        #[test]
        fn what_looks_like_a_value_can_be_read(text in "[0-9 .,:/'€$%a-zA-Z()+-]{0,40}") {
            let format = Format::detect([text.as_str()].into_iter(), &["en-US"]);
            for label in ["Date", "Total", "Owner", "Period", ""] {
                let _ = parse(&text, &Hints { label, ..Hints::default() }, &format);
            }
        }

        #[test]
        fn every_day_reads_back(year in 1950i32..2150, month in 1u8..13, day in 1u8..29) {
            let format = Format::detect(std::iter::empty(), &["en-US"]);
            let value = parse(&format!("{month}/{day}/{year}"), &Hints::default(), &format);
            proptest::prop_assert_eq!(value.normalized, Day::new(year, month, day).map(|day| day.to_string()));
        }
    }

    #[test]
    fn silence_is_said() {
        let silent = Format::detect([].into_iter(), &[]);
        let date = parse("03/04/2026", &Hints::default(), &silent);
        assert_eq!((date.ty, date.normalized, date.note), (FieldType::Date, None, Some(Note::AmbiguousDate)));
        let nothing = parse("(not set)", &Hints::default(), &silent);
        assert_eq!(nothing.note, Some(Note::Placeholder));
    }
}
