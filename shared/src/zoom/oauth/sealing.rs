//! Texts that only this system can make and read: AES-256-GCM under a key that serves one purpose alone.

use base64ct::{Base64UrlUnpadded, Encoding};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::Prk;

use crate::random;

const NONCE_BYTES: usize = 12;

/// A key for one purpose.
#[derive(Debug)]
pub(super) struct SealingKey(LessSafeKey);

impl SealingKey {
    /// Derives the key. `purpose` is of no other key.
    pub(super) fn derive(source: &Prk, purpose: &'static [u8]) -> Self {
        let info = [purpose];
        let expanded = source
            .expand(&info, &AES_256_GCM)
            .expect("32 bytes are within HKDF's bounds");

        Self(LessSafeKey::new(UnboundKey::from(expanded)))
    }

    /// Seals a text, which can only be opened for the same owner. The result is ASCII, fit for an address.
    pub(super) fn seal(&self, text: &str, owner: &str) -> String {
        let nonce = random::bytes::<NONCE_BYTES>();
        let mut sealed = text.as_bytes().to_vec();
        let tag = self
            .0
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner.as_bytes()),
                &mut sealed,
            )
            .expect("no text of ours is as long as the cipher's limit");

        Base64UrlUnpadded::encode_string(&[&nonce[..], &sealed, tag.as_ref()].concat())
    }

    /// Opens a text. `None`: it was sealed by another key or for another owner, or was changed.
    pub(super) fn open(&self, sealed: &str, owner: &str) -> Option<String> {
        let bytes = Base64UrlUnpadded::decode_vec(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;

        let mut sealed = sealed.to_vec();
        let text = self
            .0
            .open_in_place(nonce, Aad::from(owner.as_bytes()), &mut sealed)
            .ok()?;
        String::from_utf8(text.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use ring::hkdf::{HKDF_SHA256, Salt};

    use super::*;

    fn key(secret: &str, purpose: &'static [u8]) -> SealingKey {
        SealingKey::derive(
            &Salt::new(HKDF_SHA256, &[]).extract(secret.as_bytes()),
            purpose,
        )
    }

    #[test]
    fn a_text_opens_by_the_same_key_and_for_the_same_owner_only() {
        let sealed = key("secret", b"one").seal("token \u{1F511}", "ustaz1");

        assert_eq!(
            key("secret", b"one").open(&sealed, "ustaz1").as_deref(),
            Some("token \u{1F511}")
        );
        assert_eq!(key("secret", b"one").open(&sealed, "USTAZ1"), None);
        assert_eq!(key("secret", b"two").open(&sealed, "ustaz1"), None);
        assert_eq!(key("other", b"one").open(&sealed, "ustaz1"), None);
    }

    #[test]
    fn no_changed_text_opens_and_no_text_is_sealed_twice_alike() {
        let key = key("secret", b"one");
        let sealed = key.seal("token", "");
        assert_ne!(sealed, key.seal("token", ""));

        for position in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            // The last digit of base64 has bits that mean nothing, which the decoder refuses or passes over.
            if changed.len() - position > 1 {
                assert_eq!(key.open(&changed, ""), None, "{position}");
            }
        }
        for broken in ["", "A", "not base64!", &sealed[..20], &sealed[1..]] {
            assert_eq!(key.open(broken, ""), None, "{broken}");
        }
    }
}
