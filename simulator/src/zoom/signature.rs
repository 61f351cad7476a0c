//! How Zoom signs its deliveries.

use std::fmt::Write as _;

use ring::hmac;

use crate::site::ZOOM_SECRET;
use crate::spans::{Millis, SECOND};

/// The two headers' values for a body sent at a time: timestamp and signature.
#[must_use]
pub fn signature_headers(at: Millis, body: &str) -> (String, String) {
    let timestamp = (at / SECOND).to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, ZOOM_SECRET.as_bytes());
    let tag = hmac::sign(&key, format!("v0:{timestamp}:{body}").as_bytes());
    let mut signature = String::from("v0=");

    for byte in tag.as_ref() {
        let _ = write!(signature, "{byte:02x}");
    }

    (timestamp, signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_have_the_documented_form() {
        let (timestamp, signature) = signature_headers(1_792_368_000_999, "{}");
        assert_eq!((timestamp.as_str(), signature.len()), ("1792368000", 67));
        assert!(signature.starts_with("v0="));
    }
}
