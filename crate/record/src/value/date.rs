//! Days and times as people and programs write them.

use super::locale::{DateWord, date_word};
use super::{Day, Moment};

/// In which order a date of digits is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 30.10.2026, 30/10/2026.
    DayFirst,
    /// 10/30/2026.
    MonthFirst,
    /// 2026/10/30.
    YearFirst,
}

/// What a text says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateReading {
    /// A day, perhaps with a time.
    Exact(Moment),
    /// Day and month could be either way round; whether it has a time.
    Ambiguous { timed: bool },
    /// A day without its year, or a month.
    Partial,
}

/// The longest text that can be one date, in bytes: longer ones are not looked at.
const LONGEST: usize = 64;

/// Words that stand between the parts of a date and say nothing.
const FILLERS: &[&str] = &[
    "of", "the", "at", "on", "de", "del", "do", "den", "der", "am", "um", "uhr", "le", "à", "a", "las", "il",
    "alle", "ore", "om", "uur", "kl", "o", "às", "st", "nd", "rd", "th", "er", "º", "ª", "e", "dnia", "godz",
    "r", "klo", "el", "la", "utc", "gmt", "cet", "cest", "est", "edt", "cst", "cdt", "mst", "mdt", "pst",
    "pdt", "bst", "ist", "jst", "z",
];

/// Reads a cleaned text that is a date and nothing else. `wanted` says that a date is expected, so
/// that short forms (`10.11.26`) are believed too.
pub(crate) fn parse(text: &str, order: Option<DateOrder>, wanted: bool) -> Option<DateReading> {
    if text.len() > LONGEST || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut tokens = tokens(text)?;
    let time = take_time(&mut tokens)?;
    read_day(&tokens, time, order, wanted)
}

/// The order that a date of digits proves by itself: `30/10/2026` cannot start with the month.
pub(crate) fn proven_order(word: &str) -> Option<DateOrder> {
    let mut numbers = [0u32; 3];
    let mut sizes = [0usize; 3];
    let mut mark = None;
    let mut n = 0;
    for c in word.chars() {
        if let Some(digit) = c.to_digit(10) {
            sizes[n] += 1;
            if sizes[n] > 4 {
                return None;
            }
            numbers[n] = numbers[n] * 10 + digit;
        } else if matches!(c, '/' | '.' | '-') && mark.is_none_or(|m| m == c) && n < 2 && sizes[n] > 0 {
            mark = Some(c);
            n += 1;
        } else {
            return None;
        }
    }
    let [a, b, _] = numbers;
    let plain = n == 2 && sizes[0] <= 2 && sizes[1] <= 2 && sizes[2] == 4;
    match (a, b) {
        (13..=31, 1..=12) if plain => Some(DateOrder::DayFirst),
        (1..=12, 13..=31) if plain => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number { value: u32, digits: usize },
    Month(u8),
    Weekday,
    Am,
    Pm,
    Noon,
    Midnight,
    Hours,
    Filler,
    Mark(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some(&(at, c)) = chars.peek() {
        if c.is_ascii_digit() {
            let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
            let value = text[at..at + digits].parse().ok()?;
            tokens.push(Token::Number { value, digits });
            while chars.peek().is_some_and(|(next, _)| *next < at + digits) {
                chars.next();
            }
        } else if matches!(c, '年' | '月' | '日') && matches!(tokens.last(), Some(Token::Number { .. })) {
            tokens.push(Token::Mark(c));
            chars.next();
        } else if c.is_alphabetic() || c == 'º' || c == 'ª' {
            let word = take_word(&mut chars);
            let token = word_token(&word, &mut tokens)?;
            tokens.push(token);
        } else if matches!(c, '/' | '.' | '-' | ':' | ',' | '+' | '(' | ')' | ' ' | '\'') {
            tokens.push(Token::Mark(c));
            chars.next();
        } else {
            return None;
        }
    }
    Some(tokens)
}

/// A word in lower case; the dots of `a.m.` and of abbreviations fall away.
fn take_word(chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) -> String {
    let mut word = String::new();
    while let Some(&(_, c)) = chars.peek() {
        let dotted = c == '.' && word.chars().count() == 1;
        if !(c.is_alphabetic() || matches!(c, 'º' | 'ª') || dotted) {
            break;
        }
        if !dotted {
            word.extend(c.to_lowercase());
        }
        chars.next();
        // "日下午": the mark after a number is a word of its own.
        if word == "日" {
            break;
        }
    }
    word
}

fn word_token(word: &str, tokens: &mut Vec<Token>) -> Option<Token> {
    // "a. m." in Spanish: the letters stand apart.
    if word == "m" && matches!(tokens.last(), Some(Token::Mark(' '))) {
        tokens.pop();
        return match tokens.pop()? {
            Token::Am => Some(Token::Am),
            Token::Pm => Some(Token::Pm),
            _ => None,
        };
    }
    let timed = tokens.contains(&Token::Mark(':'));
    let after_number = tokens
        .iter()
        .rev()
        .find(|token| **token != Token::Mark(' '))
        .is_some_and(|token| matches!(token, Token::Number { .. }));
    match word {
        "am" | "a" if after_number && (timed || word == "am") => return Some(Token::Am),
        "pm" | "p" if after_number => return Some(Token::Pm),
        "noon" | "midday" | "mittag" | "mittags" | "midi" | "mediodía" | "mezzogiorno" => {
            return Some(Token::Noon);
        }
        "midnight" | "mitternacht" | "minuit" | "medianoche" | "mezzanotte" => return Some(Token::Midnight),
        "h" | "t" | "時" | "时" => return Some(Token::Hours),
        _ => {}
    }
    match date_word(word) {
        Some(DateWord::Month(month)) => Some(Token::Month(month)),
        Some(DateWord::Weekday) => Some(Token::Weekday),
        Some(DateWord::Am) => Some(Token::Am),
        Some(DateWord::Pm) => Some(Token::Pm),
        None => FILLERS.contains(&word).then_some(Token::Filler),
    }
}

type Time = (u8, u8, u8);

/// Takes the time away from the tokens. `None` where what stands there is no time.
fn take_time(tokens: &mut Vec<Token>) -> Option<Option<Time>> {
    if let Some(at) = tokens.iter().position(|token| matches!(token, Token::Noon | Token::Midnight)) {
        let hour = if tokens[at] == Token::Noon { 12 } else { 0 };
        tokens.remove(at);
        return Some(Some((hour, 0, 0)));
    }
    let number = |tokens: &[Token], at: usize| match tokens.get(at) {
        Some(Token::Number { value, digits }) if *digits <= 2 => Some(*value),
        _ => None,
    };
    let is = |tokens: &[Token], at: usize, mark: char| tokens.get(at) == Some(&Token::Mark(mark));
    let colon = tokens.iter().position(|token| *token == Token::Mark(':'));
    let half = tokens.iter().position(|token| matches!(token, Token::Am | Token::Pm));
    let hours = tokens.iter().position(|token| *token == Token::Hours);
    let (start, mut end, hour, minute, mut second) = if let Some(colon) = colon {
        let start = colon.checked_sub(1)?;
        (start, colon + 2, number(tokens, start)?, number(tokens, colon + 1)?, 0)
    } else if let (Some(h), None) = (hours, half) {
        // "14h30", "14 h"
        let start = h.checked_sub(1)?;
        let minute = number(tokens, h + 1);
        (start, h + 1 + usize::from(minute.is_some()), number(tokens, start)?, minute.unwrap_or(0), 0)
    } else if let Some(half) = half {
        // "4 pm"
        let before = half - usize::from(half > 0 && is(tokens, half - 1, ' '));
        let start = before.checked_sub(1)?;
        match number(tokens, start) {
            Some(hour) => (start, before, hour, 0, 0),
            None => {
                let hour = number(tokens, half + 1)?;
                (half, half + 2, hour, 0, 0)
            }
        }
    } else {
        return Some(None);
    };
    if is(tokens, end, ':') {
        second = number(tokens, end + 1)?;
        end += 2;
        if is(tokens, end, '.') && matches!(tokens.get(end + 1), Some(Token::Number { .. })) {
            end += 2;
        }
    }
    let hour = match half.map(|at| tokens[at].clone()) {
        Some(Token::Am) if (1..=12).contains(&hour) => hour % 12,
        Some(Token::Pm) if (1..=12).contains(&hour) => hour % 12 + 12,
        _ => hour,
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    end = skip_offset(tokens, end);
    tokens.drain(start..end.min(tokens.len()));
    tokens.retain(|token| !matches!(token, Token::Am | Token::Pm | Token::Hours));
    Some(Some((hour as u8, minute as u8, second.min(59) as u8)))
}

/// The end of `+02:00`, `-0500` after a time: the time is kept as the page shows it.
fn skip_offset(tokens: &[Token], end: usize) -> usize {
    let at = end + usize::from(tokens.get(end) == Some(&Token::Mark(' ')));
    let sign = matches!(tokens.get(at), Some(Token::Mark('+' | '-')));
    match (sign, tokens.get(at + 1), tokens.get(at + 2), tokens.get(at + 3)) {
        (true, Some(Token::Number { .. }), Some(Token::Mark(':')), Some(Token::Number { .. })) => at + 4,
        (true, Some(Token::Number { digits: 4 | 2, .. }), None, _) => at + 2,
        _ => end,
    }
}

fn read_day(
    tokens: &[Token],
    time: Option<Time>,
    order: Option<DateOrder>,
    wanted: bool,
) -> Option<DateReading> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut marks: Vec<char> = Vec::new();
    let mut month = None;
    for token in tokens {
        match token {
            Token::Number { value, digits } => numbers.push((*value, *digits)),
            Token::Month(m) if month.is_none() => month = Some(*m),
            Token::Month(_) | Token::Am | Token::Pm | Token::Noon | Token::Midnight | Token::Hours => {
                return None;
            }
            Token::Mark(':' | '+' | '(' | ')') if !matches!(token, Token::Mark('(' | ')')) => return None,
            Token::Mark(c @ ('/' | '.' | '-' | '年' | '月' | '日')) => marks.push(*c),
            Token::Mark(_) | Token::Weekday | Token::Filler => {}
        }
    }
    let exact = |year: u32, month: u32, day: u32| {
        let day = Day::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
        Some(DateReading::Exact(Moment { day, time }))
    };
    let full_year = |(value, digits): (u32, usize)| match digits {
        4 if (1900..=2199).contains(&value) => Some(value),
        2 => Some(2000 + value),
        _ => None,
    };
    if let Some(month) = month.map(u32::from) {
        return match numbers[..] {
            [(day, d), year] if d <= 2 => exact(full_year(year)?, month, day),
            [year @ (_, 4), (day, d)] if d <= 2 => exact(full_year(year)?, month, day),
            [(1..=31, 1 | 2)] => Some(DateReading::Partial),
            [year @ (_, 4)] => full_year(year).map(|_| DateReading::Partial),
            _ => None,
        };
    }
    let [first, second, third] = numbers[..] else {
        // "31.10." and "10/31" say a day without its year, where a date is expected.
        let short = matches!(numbers[..], [(1..=31, 1 | 2), (1..=31, 1 | 2)])
            && !marks.is_empty()
            && !marks.contains(&'-');
        return (wanted && short).then_some(DateReading::Partial);
    };
    let mark = *marks.first()?;
    let one_mark = marks.iter().all(|m| *m == mark) && (2..=3).contains(&marks.len());
    if marks.starts_with(&['年', '月']) || (one_mark && first.1 == 4) {
        return (second.1 <= 2 && third.1 <= 2)
            .then(|| exact(full_year(first)?, second.0, third.0))
            .flatten();
    }
    let sure = third.1 == 4
        || (wanted && third.1 == 2 && first.1 == 2 && second.1 == 2)
        || (third.1 == 2 && mark == '/' && second.1 == 2);
    if !one_mark || !sure || first.1 > 2 || second.1 > 2 {
        return None;
    }
    let year = full_year(third)?;
    let (a, b) = (first.0, second.0);
    let order = match (a, b) {
        (13.., _) => DateOrder::DayFirst,
        (_, 13..) => DateOrder::MonthFirst,
        _ if a == b || mark == '.' => DateOrder::DayFirst,
        _ => match order {
            Some(order @ (DateOrder::DayFirst | DateOrder::MonthFirst)) => order,
            _ => return exact(year, 1, 1).map(|_| DateReading::Ambiguous { timed: time.is_some() }),
        },
    };
    match order {
        DateOrder::MonthFirst => exact(year, a, b),
        _ => exact(year, b, a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DateOrder) -> String {
        match parse(&crate::value::clean(text), Some(order), false) {
            Some(DateReading::Exact(moment)) => moment.to_string(),
            Some(other) => format!("{other:?}"),
            None => "-".into(),
        }
    }

    #[test]
    fn many_forms_are_one_moment() {
        use DateOrder::{DayFirst, MonthFirst};
        for (text, order, want) in [
            ("2026-11-23", MonthFirst, "2026-11-23"),
            ("2026-11-23T06:50:07.123Z", MonthFirst, "2026-11-23T06:50:07"),
            ("2026-11-23 06:50:00+02:00", MonthFirst, "2026-11-23T06:50"),
            ("2026/11/23", DayFirst, "2026-11-23"),
            ("11/23/2026", DayFirst, "2026-11-23"),
            ("03/04/2026", DayFirst, "2026-04-03"),
            ("03/04/2026", MonthFirst, "2026-03-04"),
            ("03.04.2026", MonthFirst, "2026-04-03"),
            ("23-11-2026", MonthFirst, "2026-11-23"),
            ("11/23/2026 06:50\u{202f}PM", MonthFirst, "2026-11-23T18:50"),
            ("12/01/2026 12:00 AM", MonthFirst, "2026-12-01T00:00"),
            ("October 23, 2026", DayFirst, "2026-10-23"),
            ("Oct. 23rd, 2026 at 4 p.m.", DayFirst, "2026-10-23T16:00"),
            ("March 4, 2017, midnight", DayFirst, "2017-03-04T00:00"),
            ("Fri Nov 13 17:00:00 2026", DayFirst, "2026-11-13T17:00"),
            ("Di 17. Nov 13:00:00 2026", DayFirst, "2026-11-17T13:00"),
            ("Mittwoch, 30. Oktober 2026, 14:05 Uhr", DayFirst, "2026-10-30T14:05"),
            ("mardi 3 mars 2026 à 14h30", DayFirst, "2026-03-03T14:30"),
            ("23 de octubre de 2026", DayFirst, "2026-10-23"),
            ("23 oct 2026, 3:15 p. m.", DayFirst, "2026-10-23T15:15"),
            ("23 ottobre 2026", DayFirst, "2026-10-23"),
            ("23 okt. 2026", DayFirst, "2026-10-23"),
            ("23 października 2026", DayFirst, "2026-10-23"),
            ("2026年10月23日", DayFirst, "2026-10-23"),
            ("2026年10月23日 午後3:45", DayFirst, "2026-10-23T15:45"),
            ("2026年10月23日下午3:45", DayFirst, "2026-10-23T15:45"),
            ("13-Nov-2026", DayFirst, "2026-11-13"),
            ("23/11/26", DayFirst, "2026-11-23"),
        ] {
            assert_eq!(read(text, order), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "1.2.3",
            "10/11",
            "192.168.0.1",
            "30/02/2026",
            "PO2611-0007",
            "14:30",
            "131:00",
            "May",
            "1,234.50",
            "2026",
            "4 pm",
        ] {
            assert_eq!(read(text, DateOrder::DayFirst), "-", "{text}");
        }
    }

    #[test]
    fn silence_is_not_guessed() {
        assert_eq!(parse("03/04/2026", None, true), Some(DateReading::Ambiguous { timed: false }));
        assert_eq!(parse("03/04/2026 10:00", None, true), Some(DateReading::Ambiguous { timed: true }));
        assert_eq!(parse("31 Oct", None, false), Some(DateReading::Partial));
    }

    #[test]
    fn some_dates_prove_their_order() {
        assert_eq!(proven_order("30/10/2026"), Some(DateOrder::DayFirst));
        assert_eq!(proven_order("10/30/2026"), Some(DateOrder::MonthFirst));
        assert_eq!(proven_order("10/11/2026"), None);
        assert_eq!(proven_order("2026-10-30"), None);
    }
}
