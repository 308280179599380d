//! How a page writes numbers, dates and money.

use super::clean::clean;
use super::{DateOrder, currency, date, locale, number};

/// How a page writes its values: from settings shown on it, other values of it, its language and
/// the languages of the browser, in that order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Format {
    decimal: Option<char>,
    order: Option<DateOrder>,
    currency: Option<&'static str>,
    regions: Vec<String>,
}

/// The samples that are looked at: a long list repeats itself.
const MOST_SAMPLES: usize = 4000;

impl Format {
    /// Finds the format from texts of the page (values, and settings such as `dd.mm.yyyy`), and
    /// from language tags, the page's own first.
    pub fn detect<'a>(samples: impl Iterator<Item = &'a str>, langs: &[&str]) -> Format {
        let mut votes = Votes::default();
        for sample in samples.take(MOST_SAMPLES) {
            votes.count(sample);
        }
        let place = langs.first().map(|first| {
            // "en" says less than the browser's "en-GB".
            langs.iter().find(|tag| tag.len() > first.len() && tag.starts_with(*first)).unwrap_or(first)
        });
        let known = place
            .and_then(|tag| locale::locale(tag))
            .or_else(|| langs.iter().find_map(|tag| locale::locale(tag)));
        let regions: Vec<String> =
            langs.iter().flat_map(|tag| tag.split(['-', '_']).rev()).map(str::to_owned).collect();
        Format {
            decimal: votes.decimal().or(known.map(|locale| locale.decimal)),
            order: votes.order().or(known.map(|locale| locale.order)),
            currency: votes.currency(&regions),
            regions,
        }
    }

    /// The sign between whole and fraction, where it is known.
    #[must_use]
    pub fn decimal(&self) -> Option<char> {
        self.decimal
    }

    /// The order of day, month and year, where it is known.
    #[must_use]
    pub fn order(&self) -> Option<DateOrder> {
        self.order
    }

    /// The one currency of the page, where it shows one and no other.
    #[must_use]
    pub fn currency(&self) -> Option<&'static str> {
        self.currency
    }

    /// What a code or a sign means here.
    pub(crate) fn meaning(&self, sign: &'static str) -> Option<&'static str> {
        currency::by_place(sign, &self.regions)
    }
}

#[derive(Default)]
struct Votes {
    point: u32,
    comma: u32,
    day_first: u32,
    month_first: u32,
    currencies: Vec<&'static str>,
}

/// A setting outweighs the values of a page.
const SETTING: u32 = 100_000;

impl Votes {
    fn count(&mut self, sample: &str) {
        let digits = sample.bytes().any(|b| b.is_ascii_digit());
        if sample.len() > 4000 || !(digits || sample.len() <= 16) {
            return;
        }
        self.setting(sample);
        let text = clean(sample);
        if !digits {
            // The sign of an amount may stand beside it, alone.
            if let Some(sign) = currency::alone(&text)
                && !self.currencies.contains(&sign)
            {
                self.currencies.push(sign);
            }
            return;
        }
        if let Some((sign, _)) = currency::split(&text)
            && !self.currencies.contains(&sign)
        {
            self.currencies.push(sign);
        }
        for word in text.split(' ') {
            self.word(word.trim_matches(|c: char| !c.is_ascii_digit()));
        }
    }

    fn word(&mut self, word: &str) {
        if word.len() < 3 || word.len() > 24 {
            return;
        }
        match date::proven_order(word) {
            Some(DateOrder::DayFirst) => self.day_first += 1,
            Some(_) => self.month_first += 1,
            None => {}
        }
        if let Some(decimal) = number::proven_decimal(word) {
            // Two places after the mark are an amount; one or four may be a version or a code.
            let amount = word.len() > 3 && word.as_bytes()[word.len() - 3] == decimal as u8;
            let weight = if amount { 3 } else { 1 };
            match decimal {
                '.' => self.point += weight,
                ',' => self.comma += weight,
                _ => {}
            }
        }
    }

    /// `dd.mm.yyyy`, `MM/DD/YYYY`, `#.###,##`: an app that shows its own settings.
    fn setting(&mut self, sample: &str) {
        let sample = sample.trim();
        if !(5..=16).contains(&sample.len()) {
            return;
        }
        if sample.contains('#') && sample.chars().all(|c| matches!(c, '#' | '.' | ',' | ' ' | '\'' | '0')) {
            match sample.trim_matches(['#', '0']).chars().last() {
                Some('.') if sample.contains(',') || sample.contains(' ') || sample.contains('\'') => {
                    self.point += SETTING;
                }
                Some(',') if sample.contains('.') || sample.contains(' ') => self.comma += SETTING,
                _ => {}
            }
            return;
        }
        let pattern: String = sample.to_ascii_lowercase();
        let letters: String = pattern.chars().filter(char::is_ascii_alphabetic).collect();
        let marks = pattern.chars().filter(|c| matches!(c, '.' | '/' | '-')).count();
        match (letters.as_str(), marks) {
            // Day and year begin with other letters in German, French, Spanish, Dutch and Polish.
            (
                "ddmmyyyy" | "ttmmjjjj" | "jjmmaaaa" | "ddmmaaaa" | "ggmmaaaa" | "ddmmjjjj" | "ddmmrrrr"
                | "dmyyyy",
                2,
            ) => {
                self.day_first += SETTING;
            }
            ("mmddyyyy" | "mdyyyy", 2) => self.month_first += SETTING,
            _ => {}
        }
    }

    fn decimal(&self) -> Option<char> {
        winner(self.point, self.comma).map(|point| if point { '.' } else { ',' })
    }

    fn order(&self) -> Option<DateOrder> {
        winner(self.day_first, self.month_first)
            .map(|day| if day { DateOrder::DayFirst } else { DateOrder::MonthFirst })
    }

    fn currency(&self, regions: &[String]) -> Option<&'static str> {
        let mut codes = self.currencies.iter().map(|sign| currency::by_place(sign, regions));
        let first = codes.next()??;
        codes.all(|code| code == Some(first)).then_some(first)
    }
}

/// Whether the first side has won; `None` where the page contradicts itself.
fn winner(first: u32, second: u32) -> Option<bool> {
    match (first, second) {
        (a, b) if a > 2 * b => Some(true),
        (a, b) if b > 2 * a => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(samples: &[&str], langs: &[&str]) -> (Option<char>, Option<DateOrder>, Option<&'static str>) {
        let format = Format::detect(samples.iter().copied(), langs);
        (format.decimal, format.order, format.currency)
    }

    #[test]
    fn the_page_outweighs_its_language() {
        use DateOrder::{DayFirst, MonthFirst};
        assert_eq!(detect(&[], &["en-US"]), (Some('.'), Some(MonthFirst), None));
        assert_eq!(
            detect(&["30.10.2026", "€ 1.234,50"], &["en-US"]),
            (Some(','), Some(DayFirst), Some("EUR"))
        );
        assert_eq!(detect(&["dd/mm/yyyy", "#.###,##"], &["en"]), (Some(','), Some(DayFirst), None));
        assert_eq!(detect(&["MM/DD/YYYY", "30/10/2026"], &["de"]).1, Some(MonthFirst));
        assert_eq!(detect(&[], &["en", "en-GB"]).1, Some(DayFirst));
        assert_eq!(detect(&["5 €", "5 $"], &["en"]).2, None);
        assert_eq!(detect(&[], &[]), (None, None, None));
    }
}
