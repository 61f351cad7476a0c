//! Checking a typed password against what the school's tables hold.
//!
//! Whatever they hold, as many bcrypt checks are made as there are accounts of that name, and one if there is none:
//! neither the answer nor its time says whether a name exists.

use super::secret::is_same_secret;
use crate::config::Secret;
use crate::error::Error;

/// The cost of new hashes, and of the decoy where the school has no hash yet.
const COST: u32 = 10;
/// bcrypt reads no further; a hash of a longer password would be one of its beginning.
const MAX_HASHED_BYTES: usize = 72;
/// The hash of a password that nobody knows.
const DECOY: &str = "$2b$10$J7w1M3T3MNeGoPc/FquO9OGTIbHX1fSlTH/GAGng0M45YZ199VjRy";

/// What an account's row holds.
#[derive(Clone, Debug)]
pub enum StoredPassword {
    /// A bcrypt hash.
    Hash(String),
    /// The password itself, as an earlier program stored those of teachers.
    Plain(Secret),
    /// Nothing that a password could be checked against.
    Unusable,
}

impl StoredPassword {
    /// Reads a column that may hold hashes only.
    #[must_use]
    pub fn hashed(stored: Option<Secret>) -> Self {
        match stored {
            Some(text) if is_hash(text.expose()) => Self::Hash(text.expose().to_owned()),
            _ => Self::Unusable,
        }
    }

    /// Reads a column that may also hold passwords themselves. What looks like a hash is never taken for one.
    #[must_use]
    pub fn hashed_or_plain(stored: Option<Secret>) -> Self {
        match stored {
            Some(text) if !text.expose().is_empty() && !text.expose().starts_with("$2") => Self::Plain(text),
            stored => Self::hashed(stored),
        }
    }
}

/// Tells for each account whether the password is its own. `decoy` is any hash of the school's, checked where an
/// account has none.
pub async fn check_password(
    typed: Secret,
    accounts: Vec<StoredPassword>,
    decoy: Option<String>,
) -> Result<Vec<bool>, Error> {
    let decoy = decoy.filter(|hash| is_hash(hash)).unwrap_or_else(|| DECOY.to_owned());
    // A check takes a tenth of a second of computing, in which this thread could answer others.
    let check = move || matching(typed.expose(), &accounts, &decoy, bcrypt_matches);
    tokio::task::spawn_blocking(check).await.map_err(|_| Error::Internal)
}

/// Makes a hash, unless the password is too long for one.
pub async fn hash_password(password: Secret) -> Option<String> {
    if password.expose().len() > MAX_HASHED_BYTES {
        return None;
    }
    tokio::task::spawn_blocking(move || bcrypt::hash(password.expose(), COST).ok()).await.ok()?
}

fn matching(
    typed: &str,
    accounts: &[StoredPassword],
    decoy: &str,
    mut matches: impl FnMut(&str, &str) -> bool,
) -> Vec<bool> {
    if accounts.is_empty() {
        matches(typed, decoy);
    }
    let mut check = |account: &StoredPassword| match account {
        StoredPassword::Hash(hash) => matches(typed, hash),
        StoredPassword::Plain(password) => {
            matches(typed, decoy);
            is_same_secret(typed.as_bytes(), password.expose().as_bytes())
        }
        StoredPassword::Unusable => {
            matches(typed, decoy);
            false
        }
    };
    accounts.iter().map(&mut check).collect()
}

/// Of a password longer than 72 bytes the rest is not looked at, as in the original's bcryptjs.
fn bcrypt_matches(typed: &str, hash: &str) -> bool {
    bcrypt::verify(typed, hash).unwrap_or(false)
}

fn is_hash(text: &str) -> bool {
    let known = ["$2a$", "$2b$", "$2y$"].iter().any(|version| text.starts_with(version));
    known && text.parse::<bcrypt::HashParts>().is_ok_and(|parts| (4..=31).contains(&parts.get_cost()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// bcryptjs's hash of "right", of the least cost.
    const HASH: &str = "$2b$04$T8HJxJzSUbIWcIuXzlzjwuLx7lUQl8M8BbwlyuceOpu1b0YPfd71C";

    fn hash() -> StoredPassword {
        StoredPassword::hashed(Some(Secret::new(HASH)))
    }

    fn plain(text: &str) -> StoredPassword {
        StoredPassword::hashed_or_plain(Some(Secret::new(text)))
    }

    /// The result, and the hashes that were checked.
    fn checked(typed: &str, accounts: &[StoredPassword]) -> (Vec<bool>, Vec<String>) {
        let mut hashes = Vec::new();
        let result = matching(typed, accounts, "decoy", |typed, hash| {
            hashes.push(hash.to_owned());
            hash != "decoy" && bcrypt_matches(typed, hash)
        });
        (result, hashes)
    }

    #[test]
    fn every_account_costs_one_check_and_so_does_none() {
        let decoy = || "decoy".to_owned();
        assert_eq!(checked("right", &[]), (vec![], vec![decoy()]));
        assert_eq!(checked("right", &[StoredPassword::Unusable]), (vec![false], vec![decoy()]));
        for (typed, expected) in [("right", true), ("wrong", false)] {
            assert_eq!(checked(typed, &[hash()]), (vec![expected], vec![HASH.to_owned()]));
            assert_eq!(checked(typed, &[plain("right")]), (vec![expected], vec![decoy()]));
            let both = checked(typed, &[hash(), plain("right")]);
            assert_eq!(both, (vec![expected; 2], vec![HASH.to_owned(), decoy()]));
        }
    }

    #[test]
    fn what_is_no_hash_is_never_checked_as_one() {
        let unusable = |stored: StoredPassword| matches!(stored, StoredPassword::Unusable);
        for text in [
            "",
            "right",
            "$2b$10$short",
            "$2b$",
            &HASH.replace("$04$", "$03$"),
            &HASH.replace("$2b$", "$2x$"),
        ] {
            assert!(unusable(StoredPassword::hashed(Some(Secret::new(text)))), "{text}");
        }
        assert!(unusable(StoredPassword::hashed(None)) && unusable(StoredPassword::hashed_or_plain(None)));
        assert!(
            unusable(plain(""))
                && unusable(plain("$2b$10$short"))
                && matches!(plain("right"), StoredPassword::Plain(_))
        );
        for version in ["$2a$", "$2y$"] {
            let (result, _) = checked("right", &[plain(&HASH.replace("$2b$", version))]);
            assert_eq!(result, [true]);
        }
    }

    #[test]
    fn the_decoy_is_a_hash_of_the_cost_of_new_ones() {
        assert!(is_hash(DECOY) && DECOY.parse::<bcrypt::HashParts>().unwrap().get_cost() == COST);
    }

    #[tokio::test]
    async fn a_password_too_long_for_bcrypt_is_not_hashed() {
        assert!(hash_password(Secret::new("x".repeat(73))).await.is_none());
        let hash = hash_password(Secret::new("x".repeat(72))).await.unwrap();
        assert!(hash.starts_with("$2b$10$") && bcrypt_matches(&"x".repeat(72), &hash));
        assert!(!bcrypt_matches(&"x".repeat(71), &hash));
    }
}
