//! Who asks: NextAuth v4 sessions, passwords, the cron secret, and where a cookie's request comes from.

mod cookies;
mod credentials;
mod identity;
mod nextauth;
mod origin;
mod password;
mod secret;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};

use self::cookies::cookie_name;
pub use self::cookies::{SESSION_LIFETIME, expired_cookies, session_cookies};
pub use self::credentials::session_token;
pub use self::identity::Identity;
pub use self::nextauth::{Claims, InvalidSession, SessionKey};
pub use self::origin::is_same_origin;
pub use self::password::{StoredPassword, check_password, hash_password};
pub use self::secret::{bearer_matches, keyed_hash};
use crate::config::Config;
use crate::domain::{Role, TeacherId};
use crate::error::Error;

/// How NextAuth names its cookie on https and on http.
pub const SECURE_COOKIE: &str = "__Secure-next-auth.session-token";
/// The name on plain http, accepted only where the public address is http (development).
pub const PLAIN_COOKIE: &str = "next-auth.session-token";

/// Somebody signed in with a role that this system trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A teacher, by `ustazid`.
    Teacher(TeacherId),
    /// An admin, by `admin.id`.
    Admin(String),
}

impl Principal {
    /// Returns what they may do.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Teacher(_) => Role::Teacher,
            Self::Admin(_) => Role::Admin,
        }
    }
}

/// Checks who sent a request, and, if by cookie, that the school's own pages did when it `writes`.
pub fn authenticate(
    config: &Config,
    key: &SessionKey,
    headers: &HeaderMap,
    now: DateTime<Utc>,
    writes: bool,
) -> Result<Principal, Error> {
    let token =
        session_token(headers, cookie_name(&config.public_base_url)).ok_or(Error::NotSignedIn)?;
    let claims = key.open(&token.value, now).map_err(|reason| {
        tracing::debug!(%reason, "Session token refused");
        Error::NotSignedIn
    })?;

    if writes && token.from_cookie && !is_same_origin(headers, &config.public_base_url) {
        return Err(Error::Forbidden(
            "This request must come from the school's own pages.",
        ));
    }

    principal(&claims).ok_or(Error::Forbidden("Your role may not do this."))
}

fn principal(claims: &Claims) -> Option<Principal> {
    let id = claims.id.clone().filter(|id| !id.is_empty())?;

    match Role::from_stored(claims.role.as_deref()?)? {
        Role::Teacher => Some(Principal::Teacher(TeacherId(id))),
        Role::Admin => Some(Principal::Admin(id)),
    }
}
