//! Which records have discussions: matched here, so that looking at a page sends nothing.

use hmac::{Hmac, KeyInit, Mac};
use litemap::LiteMap;
use protocol::api::Index;
use record::{Reading, RecordKey};
use sha2::Sha256;

/// The most rows of one page that are looked up.
const MOST: usize = 500;

/// The keyed hash by which the server finds a record; `None` where the index's key is no key.
pub(crate) fn hash(index: &Index, key: &RecordKey) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&from_hex(&index.key)?).ok()?;
    mac.update(key.canonical().as_bytes());
    Some(to_hex(&mac.finalize().into_bytes()))
}

/// The hashes of a reading's records that have threads, with how many, by the record's position.
pub(crate) fn threads_of(index: &Index, reading: &Reading) -> LiteMap<usize, (String, u32)> {
    if index.records.is_empty() {
        return LiteMap::new();
    }
    let known: LiteMap<&str, u32> =
        index.records.iter().map(|entry| (entry.hash.as_str(), entry.threads)).collect();
    let mut found = LiteMap::new();
    for (position, record) in reading.records.iter().enumerate().take(MOST) {
        let hash = reading.key(record).and_then(|key| hash(index, &key));
        if let Some(hash) = hash
            && let Some(threads) = known.get(hash.as_str())
        {
            found.insert(position, (hash, *threads));
        }
    }
    found
}

fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()))
        .collect::<Option<_>>()?;
    (!digits.is_empty() && digits.len().is_multiple_of(2))
        .then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use record::Kind;

    use super::*;

    fn index(key: &str) -> Index {
        Index { key: key.into(), records: Vec::new() }
    }

    fn ticket(id: &str) -> RecordKey {
        RecordKey {
            app: "desk".into(),
            tenant: "https://desk.example".into(),
            kind: Kind::Ticket,
            id: id.into(),
        }
    }

    #[test]
    fn hash_is_hmac_sha256_of_the_canonical_key() {
        // `printf '4:desk20:https://desk.example6:ticket2:42' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00ff`
        assert_eq!(
            hash(&index("00ff"), &ticket("42")).as_deref(),
            Some("33deac936e42265afdb62bd46836c6349cb77d73c7acb7a280898a3aa875c2d7")
        );
    }

    #[test]
    fn keys_and_records_separate_hashes() {
        assert_ne!(hash(&index("00"), &ticket("42")), hash(&index("01"), &ticket("42")));
        assert_ne!(hash(&index("00"), &ticket("42")), hash(&index("00"), &ticket("43")));
    }

    #[test]
    fn what_is_no_key_gives_no_hash() {
        for key in ["", "0", "zz", "äö"] {
            assert_eq!(hash(&index(key), &ticket("42")), None, "{key:?}");
        }
    }
}
