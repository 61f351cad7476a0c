//! Who somebody is, as NextAuth's token says it.

use chrono::{DateTime, TimeDelta, Utc};
use ring::error::Unspecified;
use serde_json::{Value, json};

/// A person whose password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `admin.id`, or a teacher's `ustazid`.
    pub id: String,
    /// What was typed to sign in.
    pub username: String,
    /// For people to read.
    pub name: String,
    /// `admin` or `teacher`.
    pub role: String,
}

impl Identity {
    /// Somebody known by one word.
    #[must_use]
    pub fn of(id: &str, role: &str) -> Self {
        let [id, username, name, role] = [id, id, id, role].map(str::to_owned);
        Self { id, username, name, role }
    }

    /// The claims that the school's Next.js application would sign.
    pub(super) fn claims(&self, now: DateTime<Utc>, lifetime: TimeDelta) -> Result<Value, Unspecified> {
        let mut claims = json!({
            "name": self.name,
            "sub": self.id,
            "id": self.id,
            "username": self.username,
            "role": self.role,
            "iat": now.timestamp(),
            "exp": (now + lifetime).timestamp(),
            "jti": random_uuid()?,
        });
        if self.role == "admin" {
            claims["code"] = "".into();
        }
        Ok(claims)
    }
}

/// A version 4 UUID.
fn random_uuid() -> Result<String, Unspecified> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Unspecified)?;
    let bits = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0b11 << 62) | (4 << 76) | (0b10 << 62);
    let digits = format!("{bits:032x}");
    Ok([0..8, 8..12, 12..16, 16..20, 20..32].map(|range| &digits[range]).join("-"))
}
