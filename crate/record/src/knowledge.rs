//! The knowledge that ships, as `build.rs` packs it: words, adapters and rules for signals.
//!
//! Packed, it takes a third of the room; unpacking it costs a few milliseconds at the first page.

use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.deflate"));

/// What stands between the parts.
const BORDER: char = '\0';

/// One line an entry and language: topic, meaning, language, words.
pub(crate) fn lexicon() -> &'static str {
    part(0)
}

/// A list of the adapters, as JSON.
pub(crate) fn adapters() -> &'static str {
    part(1)
}

/// The rules for signals, as JSON.
pub(crate) fn signals() -> &'static str {
    part(2)
}

fn part(number: usize) -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    // The tests of each part read it, so that a mistake is seen before it ships.
    let unpack = || miniz_oxide::inflate::decompress_to_vec(PACKED).ok();
    let text =
        TEXT.get_or_init(|| unpack().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default());
    text.split(BORDER).nth(number).unwrap_or_default()
}
