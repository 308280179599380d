//! Where the recogniser touches JavaScript.

use wasm_bindgen::prelude::*;

/// Reads a page; takes and gives JSON, as [`crate::read`] says.
#[wasm_bindgen]
#[must_use]
#[allow(unreachable_pub, reason = "wasm-bindgen exports public functions alone")]
pub fn read(outline: &str, context: &str) -> String {
    crate::read(outline, context)
}
