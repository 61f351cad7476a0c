//! Checks that a webhook comes from Zoom: HMAC-SHA256 over the raw bytes, and a window in time.

use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac::{HMAC_SHA256, Key, verify};

use crate::config::Secret;

/// A body that Zoom signed, and the secret with which it did.
#[derive(Debug)]
pub struct Signed<'a> {
    bytes: &'a [u8],
    secret: &'a Secret,
}

/// The reason for which a body is refused: for the log, never for the answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unsigned {
    /// A header is missing or has another form.
    #[error("no signature of the form v0=HEX with a time")]
    Form,
    /// Signed at another time.
    #[error("signed at another time")]
    Time,
    /// None of our secrets, or another body.
    #[error("the signature is wrong")]
    Signature,
}

/// A signature may be this old: Zoom sends an event again for some 85 minutes, and does not say whether it signs anew.
const MAX_AGE: TimeDelta = TimeDelta::minutes(120);
/// Zoom's clock may be ahead by this time.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(5);

impl<'a> Signed<'a> {
    /// Checks headers and raw body, each secret in constant time: while the secret is changed there are two.
    pub fn check(
        headers: &HeaderMap,
        body: &'a [u8],
        secrets: &[&'a Secret],
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
        let is_signed_with = |secret: &&&Secret| verify(&key(secret), &text, &signature).is_ok();
        let secret = *secrets
            .iter()
            .find(is_signed_with)
            .ok_or(Unsigned::Signature)?;

        // After the signature, because a time that is not signed says nothing.
        if signed_at < now - MAX_AGE || signed_at > now + MAX_AHEAD {
            return Err(Unsigned::Time);
        }

        Ok(Self {
            bytes: body,
            secret,
        })
    }

    /// Returns the bytes.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns the secret that the sender has, so that the answer can be made with the same.
    #[must_use]
    pub fn secret(&self) -> &'a Secret {
        self.secret
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

    fn headers(time: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-zm-request-timestamp", time.parse().unwrap());
        headers.insert("x-zm-signature", signature.parse().unwrap());
        headers
    }

    fn check(time: &str, signature: &str, body: &[u8], now: i64) -> Result<(), Unsigned> {
        let secret = Secret::new("secret");
        Signed::check(&headers(time, signature), body, &[&secret], at(now)).map(|_| ())
    }

    /// Signs a body as Zoom does at 1,700,000,000 s.
    fn signature(secret: &Secret, body: &[u8]) -> String {
        let text = [b"v0:1700000000:", body].concat();
        let signature = sign(&key(secret), &text);
        let digits: Vec<String> = signature
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();

        format!("v0={}", digits.concat())
    }

    #[test]
    fn either_of_two_secrets_passes_and_is_named() {
        let [current, previous, other] = ["current", "previous", "other"].map(Secret::new);
        let signed_with = |secret: &Secret| {
            let headers = headers("1700000000", &signature(secret, b"{}"));
            let secrets = [&current, &previous];
            let signed = Signed::check(&headers, b"{}", &secrets, at(1_700_000_000))?;
            Ok(signed.secret().expose().to_owned())
        };

        assert_eq!(signed_with(&current), Ok("current".to_owned()));
        assert_eq!(signed_with(&previous), Ok("previous".to_owned()));
        assert_eq!(signed_with(&other), Err(Unsigned::Signature));
    }

    #[test]
    fn only_the_raw_bytes_under_the_secret_within_the_window_pass() {
        let body = br#"{"event":"meeting.started" }"#;
        let good = signature(&Secret::new("secret"), body);

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
