//! Moments as they stand in the tables, and ids that sort by them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Now.
pub(crate) fn now() -> String {
    write(Timestamp::now())
}

/// A moment from now on.
pub(crate) fn after(wait: Duration) -> String {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    write(Timestamp::now().saturating_add(wait).unwrap_or(Timestamp::MAX))
}

/// A moment before now.
pub(crate) fn before(ago: Duration) -> String {
    let ago = SignedDuration::try_from(ago).unwrap_or(SignedDuration::MAX);
    write(Timestamp::now().saturating_sub(ago).unwrap_or(Timestamp::MIN))
}

/// The one form of a moment that somebody else wrote; `None` where it is none.
pub(crate) fn parse(text: &str) -> Option<String> {
    text.trim().parse::<Timestamp>().ok().map(write)
}

/// A moment of the tables in Unix seconds.
pub(crate) fn seconds(text: &str) -> i64 {
    text.parse::<Timestamp>().map_or(0, Timestamp::as_second)
}

/// RFC 3339 in UTC with milliseconds: of fixed length, so that it sorts as text.
fn write(moment: Timestamp) -> String {
    format!("{moment:.3}")
}

/// An id that nobody can guess and that sorts by the time it was made.
pub(crate) fn new_id() -> String {
    let millis = Timestamp::now().as_millisecond();
    let random = u128::from_le_bytes(rand::random()) >> 48;
    format!("{millis:012x}{random:020x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_one_form() {
        for (text, expected) in [
            ("2026-05-12T09:00:00Z", Some("2026-05-12T09:00:00.000Z")),
            ("2026-05-12T11:00:00.25+02:00", Some("2026-05-12T09:00:00.250Z")),
            ("12 May", None),
            ("", None),
        ] {
            assert_eq!(parse(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn ids_sort_by_time() {
        let first = new_id();
        std::thread::sleep(Duration::from_millis(2));
        assert!(first < new_id());
        assert_eq!(first.len(), 32);
    }
}
