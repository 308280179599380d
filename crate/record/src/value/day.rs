//! Days of the calendar.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

impl Day {
    /// The day, where the calendar has it.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Day> {
        let valid = (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
        valid.then_some(Day { year, month, day })
    }

    /// Reads `2026-11-23`, or the day of `2026-11-23T06:50`.
    #[must_use]
    pub fn parse(iso: &str) -> Option<Day> {
        let day = iso.get(..10)?;
        let rest = &iso[10..];
        if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
            return None;
        }
        let mut parts = day.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Days from this one to `later`; negative where that is earlier.
    #[must_use]
    pub fn days_until(self, later: Day) -> i64 {
        later.number() - self.number()
    }

    /// 0 for Sunday to 6 for Saturday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((self.number() + 4).rem_euclid(7)).unwrap_or(0)
    }

    /// As people read it in a sentence: `11 Nov 2026`.
    #[must_use]
    pub fn in_words(self) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!("{} {} {}", self.day, MONTHS[usize::from(self.month - 1)], self.year)
    }

    /// Days since 1970-01-01, by the civil calendar in eras of 400 years that start in March.
    fn number(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

fn month_length(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A day, perhaps with hour, minute and second, as the page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) day: Day,
    pub(crate) time: Option<(u8, u8, u8)>,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.day)?;
        match self.time {
            Some((hour, minute, 0)) => write!(f, "T{hour:02}:{minute:02}"),
            Some((hour, minute, second)) => write!(f, "T{hour:02}:{minute:02}:{second:02}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        let day = |iso| Day::parse(iso).unwrap();
        assert_eq!(day("2026-11-11").days_until(day("2026-11-23")), 12);
        assert_eq!(day("2027-01-01").days_until(day("2026-12-31")), -1);
        assert_eq!(day("2024-02-28").days_until(day("2024-03-01")), 2);
        assert_eq!(day("1970-01-01").weekday(), 4);
        assert_eq!(day("2026-11-22").weekday(), 0);
        assert_eq!(day("2026-11-11").in_words(), "11 Nov 2026");
    }

    #[test]
    fn only_days_of_the_calendar_exist() {
        for text in ["2026-02-29", "2026-13-01", "2026-1-1", "2026-11-231", "", "2026-00-10"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert!(Day::parse("2026-11-23T06:50").is_some());
    }
}
