//! Slows down whoever guesses tokens.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{Error, Result};

/// How many failed attempts an address has in [`WINDOW`].
const ATTEMPTS: u32 = 10;
const WINDOW: Duration = Duration::from_secs(60);
/// More addresses than this are not told apart: the oldest are forgotten.
const ADDRESSES: usize = 10_000;

/// Counts failed attempts by address.
#[derive(Default)]
pub(crate) struct Guard(Mutex<HashMap<IpAddr, (Instant, u32)>>);

impl Guard {
    /// Refuses an address that has failed too often in the last minute.
    pub(crate) fn check(&self, address: IpAddr) -> Result<()> {
        let failures = self.lock();
        match failures.get(&address) {
            Some((since, count)) if *count >= ATTEMPTS && since.elapsed() < WINDOW => Err(Error::TooMany),
            _ => Ok(()),
        }
    }

    /// Remembers a failed attempt.
    pub(crate) fn failed(&self, address: IpAddr) {
        let mut failures = self.lock();
        if failures.len() >= ADDRESSES {
            failures.retain(|_, (since, _)| since.elapsed() < WINDOW);
        }
        if failures.len() >= ADDRESSES {
            failures.clear();
        }
        let entry = failures.entry(address).or_insert((Instant::now(), 0));
        if entry.0.elapsed() >= WINDOW {
            *entry = (Instant::now(), 0);
        }
        entry.1 += 1;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, (Instant, u32)>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_close_one_address_and_no_other() {
        let guard = Guard::default();
        let (guesser, colleague) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        for _ in 0..ATTEMPTS {
            assert!(guard.check(guesser).is_ok());
            guard.failed(guesser);
        }
        assert!(matches!(guard.check(guesser), Err(Error::TooMany)));
        assert!(guard.check(colleague).is_ok());
    }
}
