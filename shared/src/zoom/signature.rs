//! Checks that a webhook comes from Zoom: HMAC-SHA256 over the raw bytes, and a window in time.

use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac::{HMAC_SHA256, Key, verify};

use crate::config::Secret;

/// A body that Zoom signed.
#[derive(Debug)]
pub struct Signed<'a>(&'a [u8]);

/// The reason for which a body is refused: for the log, never for the answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unsigned {
    /// A header is missing or has another form.
    #[error("no signature of the form v0=HEX with a time")]
    Form,
    /// Signed at another time.
    #[error("signed at another time")]
    Time,
    /// Another secret, or another body.
    #[error("the signature is wrong")]
    Signature,
}

/// A signature may be this old: Zoom sends an event again for some 85 minutes, and does not say whether it signs anew.
const MAX_AGE: TimeDelta = TimeDelta::minutes(120);
/// Zoom's clock may be ahead by this time.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(5);

impl<'a> Signed<'a> {
    /// Checks headers and raw body, in constant time where it matters.
    pub fn check(
        headers: &HeaderMap,
        body: &'a [u8],
        secret: &Secret,
        now: DateTime<Utc>,
    ) -> Result<Self, Unsigned> {
        let header = |name: &str| headers.get(name)?.to_str().ok();
        let time = header("x-zm-request-timestamp").ok_or(Unsigned::Form)?;
        let signature = header("x-zm-signature")
            .and_then(|text| text.strip_prefix("v0="))
            .and_then(from_hex)
            .ok_or(Unsigned::Form)?;
        let signed_at = instant(time).ok_or(Unsigned::Form)?;

        let text = [b"v0:", time.as_bytes(), b":", body].concat();
        verify(&key(secret), &text, &signature).map_err(|_| Unsigned::Signature)?;

        // After the signature, because a time that is not signed says nothing.
        if signed_at < now - MAX_AGE || signed_at > now + MAX_AHEAD {
            return Err(Unsigned::Time);
        }

        Ok(Self(body))
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.0
    }
}

fn key(secret: &Secret) -> Key {
    Key::new(HMAC_SHA256, secret.expose().as_bytes())
}

/// Reads Unix seconds.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(text.parse().ok()?, 0)
}

/// Reads hexadecimal digits; `None`: there is something else in the text.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }

    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use ring::hmac::sign;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn check(time: &str, signature: &str, body: &[u8], now: i64) -> Result<(), Unsigned> {
        let mut headers = HeaderMap::new();
        headers.insert("x-zm-request-timestamp", time.parse().unwrap());
        headers.insert("x-zm-signature", signature.parse().unwrap());

        Signed::check(&headers, body, &Secret::new("secret"), at(now)).map(|_| ())
    }

    #[test]
    fn only_the_raw_bytes_under_the_secret_within_the_window_pass() {
        let body = br#"{"event":"meeting.started" }"#;
        let text = [b"v0:1700000000:".as_slice(), body].concat();
        let signature = sign(&key(&Secret::new("secret")), &text);
        let digits: Vec<String> = signature
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let good = format!("v0={}", digits.concat());

        assert_eq!(check("1700000000", &good, body, 1_700_000_000), Ok(()));
        assert_eq!(
            check("1700000000", &good, body, 1_700_000_000 + 7200),
            Ok(())
        );

        assert_eq!(
            check("1700000000", &good, body, 1_700_000_000 + 7201),
            Err(Unsigned::Time)
        );

        assert_eq!(
            check("1700000000", &good, body, 1_700_000_000 - 301),
            Err(Unsigned::Time)
        );

        assert_eq!(
            check("1700000001", &good, body, 1_700_000_000),
            Err(Unsigned::Signature)
        );

        // The same JSON in other bytes.
        let other = br#"{"event":"meeting.started"}"#;
        assert_eq!(
            check("1700000000", &good, other, 1_700_000_000),
            Err(Unsigned::Signature)
        );

        for bad in [
            "",
            "v0=",
            &good[3..],
            "v0=zz",
            "v1=00",
            &good[..good.len() - 2],
        ] {
            assert!(
                check("1700000000", bad, body, 1_700_000_000).is_err(),
                "{bad}"
            );
        }

        assert_eq!(
            check("soon", &good, body, 1_700_000_000),
            Err(Unsigned::Form)
        );
    }
}
