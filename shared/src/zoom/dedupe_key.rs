//! Keys by which the database keeps an event once.

use std::fmt::Write;

use ring::digest::{SHA256, digest};

/// Returns a key of 64 hexadecimal digits that stands for these parts.
pub(super) fn dedupe_key(parts: &[&str]) -> String {
    sha256(parts.join("\n").as_bytes())
}

/// Returns a SHA-256 as 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in digest(&SHA256, bytes).as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }

    digits
}
