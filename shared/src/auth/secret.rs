//! Comparing a presented secret with ours in constant time.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use ring::digest::{SHA256, digest};
use subtle::ConstantTimeEq;

use crate::config::Secret;

/// Tells whether the request carries `Authorization: Bearer <secret>`.
///
/// Both sides are hashed first, so that neither length nor content shows in the time taken.
#[must_use]
pub fn bearer_matches(headers: &HeaderMap, secret: &Secret) -> bool {
    let presented = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    let presented = digest(&SHA256, presented.unwrap_or_default());
    let expected = digest(&SHA256, secret.expose().as_bytes());
    presented.as_ref().ct_eq(expected.as_ref()).into()
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
}
