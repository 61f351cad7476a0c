//! The keys that are derived from the secret of the app by which teachers connect Zoom.

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::hmac;

use super::sealing::SealingKey;
use crate::config::Secret;

/// Keys of one purpose each. Whoever changes the app's secret at Zoom ends all connections, because no stored token can
/// be opened any more.
#[derive(Debug)]
pub(super) struct AppKeys {
    pub(super) states: SealingKey,
    pub(super) tokens: SealingKey,
    verifiers: hmac::Key,
}

impl AppKeys {
    pub(super) fn derive(secret: &Secret) -> Self {
        let source =
            Salt::new(HKDF_SHA256, b"session-tracking").extract(secret.expose().as_bytes());
        let verifiers = source
            .expand(&[b"zoom: PKCE verifiers, 1"], hmac::HMAC_SHA256)
            .expect("32 bytes are within HKDF's bounds");

        Self {
            states: SealingKey::derive(&source, b"zoom: states of authorisations, 1"),
            tokens: SealingKey::derive(&source, b"zoom: tokens of teachers, 1"),
            verifiers: verifiers.into(),
        }
    }

    /// Returns the verifier (RFC 7636) of a state: without the key nobody can tell it from the state.
    pub(super) fn verifier(&self, state: &str) -> String {
        Base64UrlUnpadded::encode_string(hmac::sign(&self.verifiers, state.as_bytes()).as_ref())
    }
}
