//! Comparing a presented secret with ours in constant time, and hashes that nobody without the secret can make.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use ring::digest::{SHA256, digest};
use ring::hmac;
use subtle::ConstantTimeEq;

use crate::config::Secret;
use crate::hexadecimal::hexadecimal;

/// Tells whether the request carries `Authorization: Bearer <secret>`.
///
/// Neither length nor content shows in the time taken.
#[must_use]
pub fn bearer_matches(headers: &HeaderMap, secret: &Secret) -> bool {
    let presented = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    is_same_secret(presented.unwrap_or_default(), secret.expose().as_bytes())
}

/// Compares two texts in constant time. Both are hashed first, so that not even a length shows in it.
pub(super) fn is_same_secret(one: &[u8], other: &[u8]) -> bool {
    digest(&SHA256, one)
        .as_ref()
        .ct_eq(digest(&SHA256, other).as_ref())
        .into()
}

/// Returns 64 hexadecimal digits that stand for a text: the same for the same text, and without the secret nobody
/// can tell which text it was.
#[must_use]
pub fn keyed_hash(secret: &Secret, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    hexadecimal(hmac::sign(&key, text.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_secret_matches() {
        let secret = Secret::new("0123456789abcdef");
        let matches = |value: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.extend(value.map(|value| (AUTHORIZATION, value.parse().unwrap())));
            bearer_matches(&headers, &secret)
        };

        assert!(matches(Some("Bearer 0123456789abcdef")));
        for bad in [
            None,
            Some(""),
            Some("Bearer "),
            Some("Bearer undefined"),
            Some("Bearer 0123456789abcde"),
            Some("Bearer 0123456789abcdefg"),
            Some("bearer 0123456789abcdef"),
            Some("0123456789abcdef"),
        ] {
            assert!(!matches(bad), "{bad:?}");
        }
    }

    #[test]
    fn zooms_question_is_answered_with_the_tokens_hmac() {
        // Made with `printf %s qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac secret`.
        let answer = keyed_hash(&Secret::new("secret"), "qgg8vlvZRS6UYooatFL8Aw");

        assert_eq!(
            answer,
            "72cef096bfd47c0b8664df30d07721641e4abd7e885ba432204260db477a9a3e"
        );
    }

    #[test]
    fn keyed_hashes_differ_by_key_and_text() {
        let hash = |key: &str, text| keyed_hash(&Secret::new(key), text);
        assert_eq!(hash("a", "x").len(), 64);
        assert_eq!(hash("a", "x"), hash("a", "x"));
        assert!(hash("a", "x") != hash("a", "y") && hash("a", "x") != hash("b", "x"));
    }
}
