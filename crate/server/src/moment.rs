//! Moments as they stand in the tables, and ids that sort by them.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

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

/// An id that nobody can guess and that sorts by when it was made, within one millisecond too.
pub(crate) fn new_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let millis = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default();
    let at_least = millis << 16;
    let last = LAST
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(at_least.max(last + 1)))
        .unwrap_or_default();
    format!("{:016x}{:016x}", at_least.max(last + 1), rand::random::<u64>())
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
        let ids: Vec<String> = (0..1000).map(|_| new_id()).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.len() == 32));
    }
}
