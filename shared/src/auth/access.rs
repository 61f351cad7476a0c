//! Lets people in by the session token that their request carries.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};

use super::cookies::cookie_name;
use super::credentials::{SessionTokens, session_tokens};
use super::nextauth::{Claims, SessionKey};
use super::origin::is_same_origin;
use super::principal::{ONLY_ADMINS, Principal};
use super::session_keys::SessionKeys;
use crate::config::{BaseUrl, Secret};
use crate::error::Error;
use crate::store::{AdminAccount, Store};

/// The keys and the address that session tokens are checked with, for the whole process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Access {
    /// Absent without `NEXTAUTH_SECRET`: then nobody is signed in.
    keys: Option<Arc<SessionKeys>>,
    public_base_url: BaseUrl,
}

impl Access {
    /// Derives the keys.
    #[must_use]
    pub fn new(public_base_url: &BaseUrl, nextauth_secret: Option<&Secret>) -> Self {
        Self {
            keys: nextauth_secret.map(|secret| Arc::new(SessionKeys::derive(secret))),
            public_base_url: public_base_url.clone(),
        }
    }
}

/// The part of a request that says who sent it. Nothing of it is checked before a method asks.
pub struct Credentials {
    access: Access,
    tokens: Option<SessionTokens>,
    /// A browser sent the cookie along with a write that no page of the school asked for.
    is_foreign_write: bool,
}

impl<S: Sync> FromRequestParts<S> for Credentials {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Error> {
        let access = parts.extensions.get::<Access>().cloned();
        let access = access.ok_or(Error::Internal)?;
        let tokens = session_tokens(&parts.headers, cookie_name(&access.public_base_url));

        // Only a cookie travels with a request that another site causes, and only a write does harm.
        let is_by_cookie = tokens.as_ref().is_some_and(|tokens| tokens.from_cookie);
        let is_foreign_write = is_by_cookie
            && !parts.method.is_safe()
            && !is_same_origin(&parts.headers, &access.public_base_url);

        Ok(Self {
            access,
            tokens,
            is_foreign_write,
        })
    }
}

impl Credentials {
    /// Returns the key of new session tokens. Without one nobody can sign in.
    pub fn session_key(&self) -> Result<&SessionKey, Error> {
        self.keys().map(SessionKeys::for_writing)
    }

    fn keys(&self) -> Result<&SessionKeys, Error> {
        self.access.keys.as_deref().ok_or_else(|| {
            tracing::error!(
                "NEXTAUTH_SECRET is missing or shorter than 32 bytes: nobody can sign in"
            );

            Error::NotConfigured("Sign-in is not configured on this server.")
        })
    }

    /// Opens the session token. Returns who is signed in, unless another site's page caused the request.
    pub fn principal(&self, now: DateTime<Utc>) -> Result<Principal, Error> {
        let claims = self.claims(now)?;
        if self.is_foreign_write {
            return Err(Error::Forbidden(
                "This request must come from the school's own pages.",
            ));
        }

        Principal::of(&claims).ok_or(Error::Forbidden("Your role may not do this."))
    }

    fn claims(&self, now: DateTime<Utc>) -> Result<Claims, Error> {
        let keys = self.keys()?;
        let tokens = self.tokens.as_ref().ok_or(Error::NotSignedIn)?;

        // Every failure has the same answer: the reason would help somebody who forges tokens.
        keys.open_first(&tokens.candidates, now).map_err(|reason| {
            tracing::debug!(%reason, "Session token refused");
            Error::NotSignedIn
        })
    }
}

/// Lets admins write. A token is good for 30 days; the database says whether its bearer still is an admin.
pub async fn require_admin_now(store: &Store, id: &str) -> Result<AdminAccount, Error> {
    let account = store.find_admin(id).await?;
    account.filter(AdminAccount::is_admin).ok_or(ONLY_ADMINS)
}
