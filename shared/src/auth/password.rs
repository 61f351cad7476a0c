//! Checking a typed password against what the school's tables hold.
//!
//! Whatever they hold, one bcrypt check is made for the table of admins and one for that of teachers, each as costly
//! as that table's own: neither the answer nor its time says whether a name exists, and where.

use super::secret::is_same_secret;
use crate::config::Secret;
use crate::error::Error;

/// The cost of new hashes, and of the decoy where the school has no hash yet.
const COST: u32 = 10;
/// bcrypt reads no further; a hash of a longer password would be one of its beginning.
const MAX_HASHED_BYTES: usize = 72;
/// The hash of a password that nobody knows.
const DECOY: &str = "$2b$10$J7w1M3T3MNeGoPc/FquO9OGTIbHX1fSlTH/GAGng0M45YZ199VjRy";

/// The password in an account's row.
#[derive(Clone, Debug)]
pub enum StoredPassword {
    /// A bcrypt hash.
    Hash(String),
    /// The password itself, as an earlier program stored those of teachers.
    Plain(Secret),
    /// Neither of them: no password is right.
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

    /// Reads a column that may also hold passwords themselves. A text like a hash is never taken for a password.
    #[must_use]
    pub fn hashed_or_plain(stored: Option<Secret>) -> Self {
        match stored {
            Some(text) if !text.expose().is_empty() && !text.expose().starts_with("$2") => {
                Self::Plain(text)
            }
            stored => Self::hashed(stored),
        }
    }
}

/// Tells for each account whether the password is its own. Beside it stands any hash of its table, which is checked
/// where the account has none.
pub async fn check_password(
    typed: Secret,
    accounts: [(StoredPassword, Option<String>); 2],
) -> Result<[bool; 2], Error> {
    // A check computes for a tenth of a second, which would keep this thread from answering others.
    let check = move || matching(typed.expose(), &accounts, bcrypt_matches);
    tokio::task::spawn_blocking(check)
        .await
        .map_err(|_| Error::Internal)
}

/// Makes a hash, unless the password is too long for one.
pub async fn hash_password(password: Secret) -> Option<String> {
    if password.expose().len() > MAX_HASHED_BYTES {
        return None;
    }

    tokio::task::spawn_blocking(move || bcrypt::hash(password.expose(), COST).ok())
        .await
        .ok()?
}

fn matching(
    typed: &str,
    accounts: &[(StoredPassword, Option<String>); 2],
    mut matches: impl FnMut(&str, &str) -> bool,
) -> [bool; 2] {
    // A table without a hash borrows the other one's cost.
    let any = accounts
        .iter()
        .find_map(|(_, decoy)| decoy.as_deref().filter(|hash| is_hash(hash)));
    accounts.each_ref().map(|(account, decoy)| {
        let decoy = decoy
            .as_deref()
            .filter(|hash| is_hash(hash))
            .or(any)
            .unwrap_or(DECOY);
        match account {
            StoredPassword::Hash(hash) => matches(typed, hash),
            StoredPassword::Plain(password) => {
                // Only for its time: the answer must take as long as for a hash.
                matches(typed, decoy);
                is_same_secret(typed.as_bytes(), password.expose().as_bytes())
            }
            StoredPassword::Unusable => {
                matches(typed, decoy);
                false
            }
        }
    })
}

/// Of a password longer than 72 bytes the rest is not looked at, as in the original's bcryptjs.
fn bcrypt_matches(typed: &str, hash: &str) -> bool {
    bcrypt::verify(typed, hash).unwrap_or(false)
}

fn is_hash(text: &str) -> bool {
    let known = ["$2a$", "$2b$", "$2y$"]
        .iter()
        .any(|version| text.starts_with(version));
    known
        && text
            .parse::<bcrypt::HashParts>()
            .is_ok_and(|parts| (4..=31).contains(&parts.get_cost()))
}

#[cfg(test)]
mod tests;
