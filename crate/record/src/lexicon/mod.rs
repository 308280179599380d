//! What words mean: kinds, labels, states and pages, in eleven languages. The words are data:
//! `lexicon/*.toml`, each entry with its source and with samples that are its test.

mod role;
mod state;
mod table;

pub use role::Role;
pub use state::State;

use std::sync::OnceLock;

use crate::{FieldType, Kind, knowledge};
use table::{Table, fold};

/// What a field's label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// What the field is for.
    pub role: Role,
    /// The type of its values.
    pub ty: FieldType,
}

/// What a word says of the page or row that it heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageWord {
    /// Signing in.
    Login,
    /// Settings of the app or of the user.
    Settings,
    /// A form that builds a search.
    SearchBuilder,
    /// Figures of several kinds.
    Dashboard,
    /// A row of sums.
    TotalRow,
    /// A control that narrows a list.
    Filter,
}

#[derive(Default)]
struct Lexicon {
    kinds: Table,
    objects: Table,
    labels: Table,
    states: Table,
    pages: Table,
    telling: Table,
}

/// The longest text, in characters, that is looked at as a label, heading or state.
const LONGEST: usize = 120;

/// What a label means: `Fälligkeitsdatum:` is a due date.
#[must_use]
pub fn label(text: &str) -> Option<Label> {
    if text.len() > LONGEST || text.is_empty() {
        return None;
    }
    let outside = without_brackets(text);
    let folded = fold(if outside.trim().is_empty() { text } else { &outside });
    let role = role_of(&folded);
    // "Discount (%)" is a share, whatever a discount may be elsewhere.
    let role = match role {
        Some(role) if matches!(role.ty(), FieldType::Date | FieldType::Text | FieldType::Status) => {
            Some(role)
        }
        _ if text.contains('%') => Some(Role::Percent),
        role => role,
    };
    role.map(|role| Label { role, ty: role.ty() })
}

/// What an app's own name of a field means: `invoice_date_due`, `CloseDate`, `crm.amount_total`.
#[must_use]
pub fn label_of_name(name: &str) -> Option<Label> {
    if name.len() > LONGEST {
        return None;
    }
    // "customfield_10021", "cf_12": numbered by whoever set the app up.
    let lower = name.to_ascii_lowercase();
    if ["customfield", "custom_field", "custom-field"].iter().any(|word| lower.contains(word))
        || lower.starts_with("cf_")
    {
        return None;
    }
    let last = name.rsplit(['.', ':', '/']).find(|part| !part.is_empty())?;
    let last = last.trim_end_matches("__c");
    let words = fold(&spaced(last));
    let words = words
        .strip_suffix(" id")
        .or_else(|| words.strip_suffix(" ids"))
        .filter(|words| role_of(words).is_some())
        .unwrap_or(&words);
    role_of(words).map(|role| Label { role, ty: role.ty() })
}

/// Whether the text is a known label as a whole.
#[must_use]
pub fn is_label(text: &str) -> bool {
    text.len() <= LONGEST && lexicon().labels.whole(&fold(text)).is_some()
}

/// The kind that a heading, breadcrumb or menu item names, with how sure that is.
#[must_use]
pub fn kind_of_words(text: &str) -> Option<(Kind, f32)> {
    if text.len() > LONGEST {
        return None;
    }
    let folded = fold(text);
    let kinds = &lexicon().kinds;
    if let Some(meaning) = kinds.whole(&folded) {
        return Kind::parse(meaning.means).map(|kind| (kind, 0.9));
    }
    let runs = kinds.overlapping_runs(&folded);
    // The longest, and among those the first: "Purchase order PO-7 for project North".
    let best = runs.iter().rev().max_by_key(|run| run.words)?;
    let sure = match (best.words, best.start) {
        (2.., 0) => 0.8,
        (2.., _) => 0.7,
        (_, 0) => 0.6,
        _ => 0.4,
    };
    Kind::parse(best.meaning.means).map(|kind| (kind, sure))
}

/// The kind of the only records that bear a label: "Reimbursable" tells of an expense report.
#[must_use]
pub fn kind_of_label(text: &str) -> Option<Kind> {
    if text.len() > LONGEST {
        return None;
    }
    Kind::parse(lexicon().telling.whole(&fold(text))?.means)
}

/// The kind that a program's name for an object means: `purchase.order`, `expense-claim`,
/// `PurchaseOrder`, `order_headers`.
#[must_use]
pub fn kind_of_object(name: &str) -> Option<Kind> {
    if name.len() > LONGEST {
        return None;
    }
    let objects = &lexicon().objects;
    let plain = fold(name);
    let meaning = objects.whole(&plain).or_else(|| objects.whole(&fold(&spaced(name))))?;
    Kind::parse(meaning.means)
}

/// The kind that an address's path names: the last segment that names one.
#[must_use]
pub fn kind_of_path(path: &str) -> Option<Kind> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let (at, kind) = segments
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, segment)| Some((at, kind_of_object(stem(segment))?)))?;
    // "supplier/invoices" says more than its last part alone.
    let buys = segments[..at].iter().any(|segment| is_purchasing(segment));
    Some(match kind {
        Kind::CustomerInvoice if buys => Kind::SupplierInvoice,
        Kind::Order if buys => Kind::PurchaseOrder,
        kind => kind,
    })
}

/// The state that a whole text names: `Abgelehnt (geschlossen)` is a refusal.
#[must_use]
pub fn status(text: &str) -> Option<State> {
    if text.len() > 60 {
        return None;
    }
    let states = &lexicon().states;
    let whole = |text: &str| states.whole(&fold(text)).and_then(|meaning| State::parse(meaning.means));
    whole(text).or_else(|| {
        let head = text.split(['(', ',', '/', ';']).next()?.split(" - ").next()?;
        whole(head).filter(|_| head.len() < text.len())
    })
}

/// Every state that a text names, in its order.
#[must_use]
pub fn states(text: &str) -> Vec<State> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let runs = lexicon().states.runs(&fold(text));
    runs.iter().filter_map(|run| State::parse(run.meaning.means)).collect()
}

/// The states that a longer text speaks of, except those that it denies: "no dispute".
#[must_use]
pub fn mentioned(text: &str) -> Vec<State> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let denied = |start: usize| {
        words[start.saturating_sub(2)..start].iter().any(|word| {
            matches!(
                *word,
                "no" | "not"
                    | "never"
                    | "without"
                    | "nicht"
                    | "kein"
                    | "keine"
                    | "ohne"
                    | "pas"
                    | "sans"
                    | "aucun"
                    | "sin"
                    | "non"
                    | "niet"
                    | "geen"
                    | "sem"
                    | "nie"
                    | "bez"
                    | "inte"
                    | "ingen"
            )
        })
    };
    let runs = lexicon().states.runs(&folded);
    let runs = runs.iter().filter(|run| !denied(run.start));
    runs.filter_map(|run| State::parse(run.meaning.means)).collect()
}

/// Whether a text stands for no value: `Not set`, `—`, `(no value)`.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let folded = fold(text);
    folded.is_empty() && !text.contains('*') || means(&lexicon().pages, &folded, "placeholder")
}

/// Whether a text tells a time by its distance from now: `3 weeks ago`, `heute`.
#[must_use]
pub fn is_relative_time(text: &str) -> bool {
    text.len() <= 40
        && lexicon().pages.runs(&fold(text)).iter().any(|run| run.meaning.means == "relative_time")
}

/// What a whole heading, title or first cell says of its page or row.
#[must_use]
pub fn page_word(text: &str) -> Option<PageWord> {
    if text.len() > 60 {
        return None;
    }
    Some(match lexicon().pages.whole(&fold(text))?.means {
        "login" => PageWord::Login,
        "settings" => PageWord::Settings,
        "search_builder" => PageWord::SearchBuilder,
        "dashboard" => PageWord::Dashboard,
        "total_row" => PageWord::TotalRow,
        "filter" => PageWord::Filter,
        _ => return None,
    })
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon::default();
        for line in knowledge::lexicon().lines() {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let [topic, means, language, words] = columns[..] else {
                continue;
            };
            let table = match topic {
                "kinds" => &mut lexicon.kinds,
                "objects" => &mut lexicon.objects,
                "labels" => &mut lexicon.labels,
                "states" => &mut lexicon.states,
                "telling" => &mut lexicon.telling,
                _ => &mut lexicon.pages,
            };
            for word in words.split('|') {
                table.add(means, language, word);
            }
        }
        lexicon
    })
}

fn means(table: &Table, folded: &str, wanted: &str) -> bool {
    table.whole(folded).is_some_and(|meaning| meaning.means == wanted)
}

fn role_of(folded: &str) -> Option<Role> {
    let labels = &lexicon().labels;
    if let Some(meaning) = labels.whole(folded) {
        return Role::parse(meaning.means);
    }
    if folded.split(' ').count() > 8 {
        return None;
    }
    let runs = labels.overlapping_runs(folded);
    let roles = runs.iter().filter_map(|run| Some((run.words, Role::parse(run.meaning.means)?)));
    roles.max_by_key(|(words, role)| (*words, role.rank())).map(|(_, role)| role)
}

/// The text without what stands in brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' | '（' => depth += 1,
                ')' | ']' | '）' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// `CloseDate` as `Close Date`, `date_due` as `date due`.
fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut small = false;
    for c in name.chars() {
        if c.is_uppercase() && small {
            out.push(' ');
        }
        small = c.is_lowercase() || c.is_ascii_digit();
        out.push(if c == '_' { ' ' } else { c });
    }
    out
}

/// Whether a path segment names the buying side of the business.
fn is_purchasing(segment: &str) -> bool {
    matches!(
        segment,
        "fourn"
            | "supplier"
            | "suppliers"
            | "vendor"
            | "vendors"
            | "purchase"
            | "purchases"
            | "purchasing"
            | "procurement"
            | "payables"
            | "ap"
    )
}

/// A file's name without the ending of a server's language.
fn stem(segment: &str) -> &str {
    segment
        .rsplit_once('.')
        .filter(|(_, ending)| {
            matches!(
                *ending,
                "php" | "html" | "htm" | "aspx" | "asp" | "jsp" | "jspx" | "do" | "cgi" | "nl" | "pl"
            )
        })
        .map_or(segment, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entries of one data file: meaning, words, samples, source.
    fn entries(topic: &str) -> Vec<(String, Vec<String>, Vec<String>, bool)> {
        let path = format!("{}/lexicon/{topic}.toml", env!("CARGO_MANIFEST_DIR"));
        let file: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
        let strings = |value: &toml::Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
        };
        file["entry"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| {
                let words = entry
                    .as_table()
                    .unwrap()
                    .iter()
                    .filter(|(key, value)| value.is_array() && *key != "sample");
                let sourced = entry
                    .get("source")
                    .and_then(toml::Value::as_str)
                    .is_some_and(|source| !source.is_empty());
                let words = words.flat_map(|(_, words)| strings(words)).collect();
                (entry["means"].as_str().unwrap().to_owned(), words, strings(&entry["sample"]), sourced)
            })
            .collect()
    }

    fn check(topic: &str, understood: impl Fn(&str) -> Option<String>) {
        let mut wrong = Vec::new();
        for (means, words, samples, sourced) in entries(topic) {
            assert!(sourced && !samples.is_empty(), "{means} names no source or no sample");
            for text in words.iter().chain(&samples) {
                let got = understood(text);
                if got.as_deref() != Some(&means) {
                    wrong.push(format!("{text:?} is {got:?}, not {means}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_kind_word_is_understood() {
        check("kinds", |text| kind_of_words(text).map(|(kind, _)| kind.as_str().to_owned()));
    }

    #[test]
    fn every_object_name_is_understood() {
        check("objects", |text| kind_of_object(text).map(|kind| kind.as_str().to_owned()));
    }

    #[test]
    fn every_state_word_is_understood() {
        for (means, words, samples, sourced) in entries("states") {
            assert!(sourced && !samples.is_empty(), "{means} names no source or no sample");
            let state = State::parse(&means).unwrap();
            for text in words.iter().chain(&samples) {
                assert!(states(text).contains(&state), "{text:?} is {:?}, not {means}", states(text));
            }
        }
    }

    #[test]
    fn every_label_word_is_understood() {
        check("labels", |text| label(text).map(|label| label.role.as_str().to_owned()));
    }

    #[test]
    fn every_telling_label_is_understood() {
        check("telling", |text| kind_of_label(text).map(|kind| kind.as_str().to_owned()));
    }

    #[test]
    fn every_page_word_is_understood() {
        check("pages", |text| {
            let runs = lexicon().pages.runs(&fold(text));
            runs.last().map(|run| run.meaning.means.to_owned())
        });
    }

    #[test]
    fn labels_follow_their_head() {
        for (text, role) in [
            ("Customer invoice date", Role::Date),
            ("Customer number", Role::Reference),
            ("Supplier's payment terms", Role::Text),
            ("Lieferantenrechnungsdatum", Role::Date),
            ("Date d'échéance du client", Role::DueDate),
            ("Amount (EUR)", Role::Total),
            ("Discount (%)", Role::Percent),
            ("预计交货日期", Role::DeliveryDate),
        ] {
            assert_eq!(label(text).map(|label| label.role), Some(role), "{text}");
        }
        assert_eq!(label("Blue elephants"), None);
    }

    #[test]
    fn names_of_fields_need_no_language() {
        for (name, role) in [
            ("CloseDate", Role::CloseDate),
            ("invoice_date_due", Role::DueDate),
            ("amount_total", Role::Total),
            ("partner_id", Role::Organisation),
            ("user_id", Role::Person),
            ("estimatedclosedate", Role::CloseDate),
            ("contact_email", Role::Email),
        ] {
            assert_eq!(label_of_name(name).map(|label| label.role), Some(role), "{name}");
        }
    }

    #[test]
    fn paths_name_kinds() {
        for (path, kind) in [
            ("/fourn/facture/card.php", Some(Kind::SupplierInvoice)),
            ("/app/purchase-order/PO-1", Some(Kind::PurchaseOrder)),
            ("/sales/orders/12", Some(Kind::Order)),
            ("/helpdesk/tickets/7", Some(Kind::Ticket)),
            ("/about/us", None),
        ] {
            assert_eq!(kind_of_path(path), kind, "{path}");
        }
    }

    #[test]
    fn silence_is_known() {
        for text in ["—", "Not set", "(no value)", "-", "n/a", "未設定"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["0", "Nothing works", "***"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
