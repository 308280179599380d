//! Times as people say them.

/// The names of the months, as they stand in a short date.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long ago an RFC 3339 time was; the text itself where it is no time.
pub(crate) fn ago(text: &str) -> String {
    let then = js_sys::Date::parse(text);
    if then.is_nan() {
        return text.to_owned();
    }
    let now = js_sys::Date::new_0();
    // The offset is negative east of Greenwich.
    let offset = -(now.get_timezone_offset() as i64) * MINUTE;
    said(now.get_time() as i64, then as i64, offset)
}

/// `then` seen from `now`, both in milliseconds since 1970, by a calendar that is `offset` ahead of UTC.
fn said(now: i64, then: i64, offset: i64) -> String {
    let passed = now - then;
    let days = (now + offset).div_euclid(DAY) - (then + offset).div_euclid(DAY);
    match passed {
        // Clocks differ a little between machines.
        p if p < MINUTE && p > -5 * MINUTE => "just now".to_owned(),
        p if (MINUTE..HOUR).contains(&p) => format!("{} min ago", p / MINUTE),
        p if (HOUR..DAY).contains(&p) && days == 0 => format!("{} h ago", p / HOUR),
        _ if days == 1 => "yesterday".to_owned(),
        _ => {
            let (year, month, day) = date((then + offset).div_euclid(DAY));
            let (this_year, _, _) = date((now + offset).div_euclid(DAY));
            let month = MONTHS[(month - 1) as usize];
            if year == this_year { format!("{day} {month}") } else { format!("{day} {month} {year}") }
        }
    }
}

/// The Gregorian date of a day counted from 1 January 1970 (Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `civil_from_days`).
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 23 November 2026, 10:00 UTC.
    const NOW: i64 = 1_795_428_000_000;

    fn check(passed: i64, offset_hours: i64, expected: &str) {
        assert_eq!(said(NOW, NOW - passed, offset_hours * HOUR), expected);
    }

    #[test]
    fn near_times_are_counted() {
        check(0, 0, "just now");
        check(59_000, 0, "just now");
        check(-MINUTE, 0, "just now");
        check(MINUTE, 0, "1 min ago");
        check(59 * MINUTE, 0, "59 min ago");
        check(HOUR, 0, "1 h ago");
        check(9 * HOUR, 0, "9 h ago");
    }

    #[test]
    fn days_turn_at_the_readers_midnight() {
        check(11 * HOUR, 0, "yesterday");
        check(11 * HOUR, 2, "11 h ago");
        check(30 * HOUR, 0, "yesterday");
    }

    #[test]
    fn far_times_are_dated() {
        check(2 * DAY, 0, "21 Nov");
        check(365 * DAY, 0, "23 Nov 2025");
        check(-2 * DAY, 0, "25 Nov");
    }

    #[test]
    fn dates_hold_around_leap_days() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(-1), (1969, 12, 31));
        assert_eq!(date(19_782), (2024, 2, 29));
        assert_eq!(date(19_783), (2024, 3, 1));
    }
}
