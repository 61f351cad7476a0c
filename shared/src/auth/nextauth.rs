//! NextAuth v4 session tokens: compact JWE, `dir` with A256GCM and nothing else.
//!
//! Stricter than the npm package on purpose: the header is checked before any crypto, the tag must be whole
//! (shortened ones can be forged), compression and every other algorithm are refused, and `exp` is required.

use base64ct::{Base64UrlUnpadded, Encoding};
use chrono::{DateTime, TimeDelta, Utc};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, Salt};
use serde_json::{Map, Value};

use super::identity::Identity;
use crate::config::Secret;
use crate::random;

/// The claims of a token about its bearer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The teacher's or admin's id.
    pub id: Option<String>,
    /// `teacher`, `admin`, or a role that has no rights here.
    pub role: Option<String>,
}

/// Why a token is refused: for a debug log, never for the answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidSession {
    /// Not five parts of base64url with an empty second one, or too long.
    #[error("not a compact JWE")]
    Form,
    /// Another algorithm, compression, or a header that is no JSON object.
    #[error("unexpected JWE header")]
    Header,
    /// Wrong key, or changed on the way.
    #[error("cannot be decrypted")]
    Crypto,
    /// The payload is no JSON object.
    #[error("payload is not an object")]
    Payload,
    /// `exp` is missing, no integer, or over.
    #[error("expired")]
    Expired,
    /// `nbf` is no integer, or lies ahead.
    #[error("not valid yet")]
    NotYet,
}

/// The key derived from `NEXTAUTH_SECRET`, kept for the life of the process.
#[derive(Debug)]
pub struct SessionKey(LessSafeKey);

const MAX_LENGTH: usize = 16 * 1024;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// The tolerance that NextAuth sets for npm's `jwtDecrypt`.
const CLOCK_TOLERANCE_SECONDS: i64 = 15;
const HKDF_INFO: &[u8] = b"NextAuth.js Generated Encryption Key";

impl SessionKey {
    /// Derives the key: HKDF-SHA256 over the secret's bytes, without salt.
    ///
    /// # Panics
    /// Never: the output length is the cipher's own.
    #[must_use]
    pub fn derive(secret: &Secret) -> Self {
        let extracted = Salt::new(HKDF_SHA256, &[]).extract(secret.expose().as_bytes());
        let expanded = extracted
            .expand(&[HKDF_INFO], &AES_256_GCM)
            .expect("32 bytes are within HKDF's bounds");

        Self(LessSafeKey::new(UnboundKey::from(expanded)))
    }

    /// Decrypts and checks a token.
    pub fn open(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, InvalidSession> {
        let jwe = Jwe::split(token)?;
        jwe.check_header()?;
        let nonce =
            Nonce::try_assume_unique_for_key(&jwe.nonce).map_err(|_| InvalidSession::Form)?;
        let mut sealed = [jwe.ciphertext, jwe.tag].concat();

        let plain = self
            .0
            // The header as it was received: the same meaning in other bytes is another token.
            .open_in_place(nonce, Aad::from(jwe.header_text.as_bytes()), &mut sealed)
            .map_err(|_| InvalidSession::Crypto)?;

        claims(plain, now)
    }

    /// Signs a token as NextAuth does. Valid from `now` for `lifetime`.
    pub fn mint(
        &self,
        identity: &Identity,
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> Result<String, Unspecified> {
        self.seal(&identity.claims(now, lifetime).to_string())
    }

    /// Encrypts any claims: what another application with the same secret may put into a token.
    pub fn seal(&self, payload: &str) -> Result<String, Unspecified> {
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"dir","enc":"A256GCM"}"#);
        let nonce = random::bytes::<NONCE_BYTES>();
        let mut text = payload.as_bytes().to_vec();
        let unique = Nonce::assume_unique_for_key(nonce);

        let tag =
            self.0
                .seal_in_place_separate_tag(unique, Aad::from(header.as_bytes()), &mut text)?;
        let parts = [&nonce[..], &text, tag.as_ref()].map(Base64UrlUnpadded::encode_string);

        Ok(format!("{header}..{}", parts.join(".")))
    }
}

struct Jwe<'a> {
    header_text: &'a str,
    header: Vec<u8>,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

impl<'a> Jwe<'a> {
    fn split(token: &'a str) -> Result<Self, InvalidSession> {
        if token.len() > MAX_LENGTH {
            return Err(InvalidSession::Form);
        }

        let parts: Vec<&str> = token.split('.').collect();
        let [header_text, "", nonce, ciphertext, tag] = parts[..] else {
            return Err(InvalidSession::Form);
        };
        let decode = |part| Base64UrlUnpadded::decode_vec(part).map_err(|_| InvalidSession::Form);
        let jwe = Self {
            header_text,
            header: decode(header_text)?,
            nonce: decode(nonce)?,
            ciphertext: decode(ciphertext)?,
            tag: decode(tag)?,
        };

        // A shortened tag is easier to forge.
        let whole = jwe.nonce.len() == NONCE_BYTES && jwe.tag.len() == TAG_BYTES;
        if whole {
            Ok(jwe)
        } else {
            Err(InvalidSession::Form)
        }
    }

    fn check_header(&self) -> Result<(), InvalidSession> {
        let header: Map<String, Value> =
            serde_json::from_slice(&self.header).map_err(|_| InvalidSession::Header)?;
        let says =
            |name: &str, value: &str| header.get(name).and_then(Value::as_str) == Some(value);
        let plain = says("alg", "dir") && says("enc", "A256GCM");
        if plain && !header.contains_key("zip") && !header.contains_key("crit") {
            Ok(())
        } else {
            Err(InvalidSession::Header)
        }
    }
}

fn claims(plain: &[u8], now: DateTime<Utc>) -> Result<Claims, InvalidSession> {
    // A map, not a struct: serde would take an array for a struct.
    let payload: Map<String, Value> =
        serde_json::from_slice(plain).map_err(|_| InvalidSession::Payload)?;
    // The npm package also takes a token without `exp`, which would be valid for ever.
    let expires = payload
        .get("exp")
        .and_then(Value::as_i64)
        .ok_or(InvalidSession::Expired)?;

    if expires <= now.timestamp() - CLOCK_TOLERANCE_SECONDS {
        return Err(InvalidSession::Expired);
    }

    if let Some(not_before) = payload.get("nbf") {
        let not_before = not_before.as_i64().ok_or(InvalidSession::NotYet)?;
        if not_before > now.timestamp() + CLOCK_TOLERANCE_SECONDS {
            return Err(InvalidSession::NotYet);
        }
    }

    let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(Claims {
        id: text("id").or_else(|| whole_number(payload.get("id")?)),
        role: text("role"),
    })
}

/// Returns the digits of an id that an application took from the database as a number.
fn whole_number(value: &Value) -> Option<String> {
    let is_whole = value.is_i64() || value.is_u64();
    is_whole.then(|| value.to_string())
}

#[cfg(test)]
mod tests;
