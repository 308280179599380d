//! What CLDR knows of the locales that values are written in.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::DateOrder;

const TABLE: &str = include_str!("../../cldr/locales.tsv");

/// Separators and order of short dates of one locale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locale {
    pub(crate) decimal: char,
    pub(crate) order: DateOrder,
}

/// What a word can mean inside a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateWord {
    Month(u8),
    Weekday,
    Am,
    Pm,
}

struct Tables {
    locales: HashMap<&'static str, Locale>,
    words: HashMap<&'static str, DateWord>,
}

/// The locale of a language tag: exact, else that of its language.
pub(crate) fn locale(tag: &str) -> Option<Locale> {
    let tag = tag.trim().replace('_', "-");
    let locales = &tables().locales;
    let mut end = tag.len();
    loop {
        let part = &tag[..end];
        if let Some((_, locale)) = locales.iter().find(|(name, _)| name.eq_ignore_ascii_case(part)) {
            return Some(*locale);
        }
        end = part.rfind('-')?;
    }
}

/// The meaning of a word in lower case without dots, in any of the languages.
///
/// CLDR's languages do not contradict each other about months, so the page's language need not be
/// known; where a weekday is spelt like a month (`mar`: March, mardi), the month is meant.
pub(crate) fn date_word(word: &str) -> Option<DateWord> {
    tables().words.get(word).copied()
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables { locales: HashMap::new(), words: HashMap::new() };
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            tables.add(&line.split('\t').collect::<Vec<_>>());
        }
        tables
    })
}

impl Tables {
    fn add(&mut self, columns: &[&'static str]) {
        match *columns {
            ["locale", tag, decimal, _, order] => {
                let order = match order {
                    "MDY" => DateOrder::MonthFirst,
                    "YMD" => DateOrder::YearFirst,
                    _ => DateOrder::DayFirst,
                };
                let decimal = decimal.chars().next().unwrap_or('.');
                self.locales.insert(tag, Locale { decimal, order });
            }
            [kind, _, number, names] => {
                let word = match kind {
                    "month" => DateWord::Month(number.parse().unwrap_or(1)),
                    "day" => DateWord::Weekday,
                    "am" => DateWord::Am,
                    _ => DateWord::Pm,
                };
                for name in names.split('|') {
                    let known = self.words.entry(name).or_insert(word);
                    if matches!(word, DateWord::Month(_)) {
                        *known = word;
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_fall_back_to_their_language() {
        let order = |tag| locale(tag).map(|locale| locale.order);
        assert_eq!(order("en-US"), Some(DateOrder::MonthFirst));
        assert_eq!(order("en_GB"), Some(DateOrder::DayFirst));
        assert_eq!(order("pt-BR"), Some(DateOrder::DayFirst));
        assert_eq!(order("zh-Hans-CN"), Some(DateOrder::YearFirst));
        assert_eq!(order("tlh"), None);
        assert_eq!(locale("de-CH").map(|locale| locale.decimal), Some('.'));
    }

    #[test]
    fn words_of_a_date_are_known() {
        assert_eq!(date_word("märz"), Some(DateWord::Month(3)));
        assert_eq!(date_word("października"), Some(DateWord::Month(10)));
        assert_eq!(date_word("di"), Some(DateWord::Weekday));
        assert_eq!(date_word("mar"), Some(DateWord::Month(3)));
        assert_eq!(date_word("午後"), Some(DateWord::Pm));
        assert_eq!(date_word("offen"), None);
    }
}
