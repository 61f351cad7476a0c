//! The keys of one secret, which programs beside us may store in another form.

use chrono::{DateTime, Utc};

use super::nextauth::{Claims, InvalidSession, SessionKey};
use crate::config::Secret;

/// The keys that session tokens are opened with, and the one that new ones are written with.
#[derive(Debug)]
pub struct SessionKeys {
    /// Of the secret as it is stored: NextAuth takes it so.
    stored: SessionKey,
    /// Of its other forms (`Secret::forms`).
    others: Vec<SessionKey>,
}

impl SessionKeys {
    /// Derives the keys.
    #[must_use]
    pub fn derive(secret: &Secret) -> Self {
        let others = secret.forms();
        Self {
            stored: SessionKey::derive(secret),
            others: others.iter().skip(1).map(SessionKey::derive).collect(),
        }
    }

    /// Returns the key for new tokens.
    pub(super) fn for_writing(&self) -> &SessionKey {
        &self.stored
    }

    /// Opens the first token that can be opened and has not expired. Returns the last one's fault if there is none.
    pub(super) fn open_first(
        &self,
        tokens: &[String],
        now: DateTime<Utc>,
    ) -> Result<Claims, InvalidSession> {
        let mut fault = InvalidSession::Form;
        for token in tokens {
            match self.open(token, now) {
                Ok(claims) => return Ok(claims),
                Err(reason) => fault = reason,
            }
        }

        Err(fault)
    }

    fn open(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, InvalidSession> {
        let mut opened = self.stored.open(token, now);
        for key in &self.others {
            // Any other fault is the token's own, whatever the key.
            if opened != Err(InvalidSession::Crypto) {
                break;
            }

            opened = key.open(token, now);
        }

        opened
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::auth::Identity;
    use crate::domain::Role;

    const BARE: &str = "unit-test-secret-0123456789abcdef";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn token(secret: &str, id: &str, lifetime: TimeDelta) -> String {
        let key = SessionKey::derive(&Secret::new(secret));
        key.mint(&Identity::of(id, Role::Teacher), now(), lifetime)
            .unwrap()
    }

    fn opened(stored: &str, tokens: &[String]) -> Result<Option<String>, InvalidSession> {
        let keys = SessionKeys::derive(&Secret::new(stored));
        keys.open_first(tokens, now()).map(|claims| claims.id)
    }

    #[test]
    fn a_line_end_of_the_secret_keeps_nobody_out_on_either_side() {
        let line_end = format!("{BARE}\n");
        let quoted = format!("\"{BARE}\\n\"");

        for stored in [BARE, &line_end, &quoted] {
            for applications in [BARE, &line_end] {
                let token = token(applications, "ustaz1", TimeDelta::hours(1));
                let id = opened(stored, &[token]).unwrap();
                assert_eq!(id.as_deref(), Some("ustaz1"), "{stored:?} {applications:?}");
            }

            let other = token(
                "another-secret-0123456789abcdef-0",
                "x",
                TimeDelta::hours(1),
            );
            assert_eq!(opened(stored, &[other]), Err(InvalidSession::Crypto));
        }
    }

    #[test]
    fn new_tokens_are_of_the_stored_secret() {
        let stored = Secret::new(format!("{BARE}\n"));
        let keys = SessionKeys::derive(&stored);
        let token = keys
            .for_writing()
            .mint(
                &Identity::of("ustaz1", Role::Teacher),
                now(),
                TimeDelta::hours(1),
            )
            .unwrap();

        assert!(SessionKey::derive(&stored).open(&token, now()).is_ok());
        assert_eq!(
            SessionKey::derive(&Secret::new(BARE)).open(&token, now()),
            Err(InvalidSession::Crypto)
        );
    }

    #[test]
    fn the_first_token_that_opens_and_has_not_expired_counts() {
        let stale = token(BARE, "stale", TimeDelta::hours(-1));
        let foreign = token(
            "another-secret-0123456789abcdef-0",
            "x",
            TimeDelta::hours(1),
        );
        let [good, later] = ["good", "later"].map(|id| token(BARE, id, TimeDelta::hours(1)));

        let tokens = ["nonsense".to_owned(), foreign, stale.clone(), good, later];
        assert_eq!(opened(BARE, &tokens).unwrap().as_deref(), Some("good"));
        assert_eq!(opened(BARE, &[stale]), Err(InvalidSession::Expired));
        assert_eq!(opened(BARE, &[]), Err(InvalidSession::Form));
    }
}
