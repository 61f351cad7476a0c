//! A person, and the claims of that person's NextAuth token.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::domain::Role;
use crate::random;

/// A person whose password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `admin.id`, or a teacher's `ustazid`.
    pub id: String,
    /// The name that is typed to sign in.
    pub username: String,
    /// For people to read.
    pub name: String,
    /// Decides about the person's rights.
    pub role: Role,
}

impl Identity {
    /// Somebody known by one word.
    #[must_use]
    pub fn of(id: &str, role: Role) -> Self {
        let [id, username, name] = [id, id, id].map(str::to_owned);
        Self {
            id,
            username,
            name,
            role,
        }
    }

    /// The claims that the school's Next.js application would sign.
    pub(super) fn claims(&self, now: DateTime<Utc>, lifetime: TimeDelta) -> Value {
        let mut claims = json!({
            "name": self.name,
            "sub": self.id,
            "id": self.id,
            "username": self.username,
            "role": self.role.as_str(),
            "iat": now.timestamp(),
            "exp": (now + lifetime).timestamp(),
            "jti": random_uuid(),
        });

        // In the application's own tokens `code` is empty for admins, and absent for teachers.
        if self.role == Role::Admin {
            claims["code"] = "".into();
        }

        claims
    }
}

/// A version 4 UUID.
fn random_uuid() -> String {
    let bits = u128::from_be_bytes(random::bytes()) & !(0xf << 76) & !(0b11 << 62)
        | (4 << 76)
        | (0b10 << 62);
    let digits = format!("{bits:032x}");
    [0..8, 8..12, 12..16, 16..20, 20..32]
        .map(|range| &digits[range])
        .join("-")
}
