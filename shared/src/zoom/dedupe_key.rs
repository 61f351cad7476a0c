//! Keys by which the database keeps an event once.

use std::fmt::Write;

use ring::digest::{SHA256, digest};

/// Returns a key of 64 hexadecimal digits that stands for these parts.
pub(super) fn dedupe_key(parts: &[&str]) -> String {
    let text = parts.join("\n");
    let mut key = String::new();
    for byte in digest(&SHA256, text.as_bytes()).as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
    }

    key
}
