//! The secret in a student's link. Whoever has it may join that one session, keep it alive and end it.

use std::fmt;
use std::str::FromStr;

/// 128 random bits as 32 upper-case hexadecimal characters (`tracking_token VARCHAR(32)`).
///
/// Lower-case letters are read as upper-case ones, because the database's collation ignores case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TrackingToken(String);

/// The text does not have a token's form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be 32 hexadecimal characters")]
pub struct InvalidToken;

impl TrackingToken {
    /// Builds a token from random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(format!("{:032X}", u128::from_be_bytes(bytes)))
    }

    /// Returns the 32 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TrackingToken {
    type Err = InvalidToken;

    fn from_str(text: &str) -> Result<Self, InvalidToken> {
        let is_token = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_token {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(InvalidToken)
        }
    }
}

/// Shows only the first six characters: nobody can join a session with what a log says.
impl fmt::Debug for TrackingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..", &self.0[..6])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_other_case_is_the_same_token() {
        let token = TrackingToken::from_bytes([0xAB; 16]);
        assert_eq!(token.as_str().to_lowercase().parse(), Ok(token.clone()));
        assert_eq!(token.as_str().len(), 32);
    }

    #[test]
    fn other_forms_are_refused() {
        for bad in [
            "",
            "ustaz1_1_1700000000000",
            "' OR 1=1 --",
            &"A".repeat(31),
            &"A".repeat(33),
            &"G".repeat(32),
        ] {
            assert_eq!(bad.parse::<TrackingToken>(), Err(InvalidToken), "{bad}");
        }
    }

    #[test]
    fn debug_shows_six_characters() {
        assert_eq!(
            format!("{:?}", TrackingToken::from_bytes([0xAB; 16])),
            "ABABAB.."
        );
    }
}
