//! Somebody signed in, as far as this system's rights depend on it.

use super::nextauth::Claims;
use crate::domain::{Role, TeacherId};
use crate::error::Error;

pub(super) const ONLY_ADMINS: Error = Error::Forbidden("Only admins may do this.");

/// Somebody signed in with a role that this system trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A teacher, by `ustazid`.
    Teacher(TeacherId),
    /// An admin, by `admin.id`.
    Admin(String),
}

impl Principal {
    /// Returns the principal of a token's claims, unless its role has no rights here.
    pub(super) fn of(claims: &Claims) -> Option<Self> {
        // An empty id would fit the rows that have no teacher.
        let id = claims.id.clone().filter(|id| !id.is_empty())?;

        // The school's application checks no password for other roles, so their tokens prove nothing.
        match Role::from_stored(claims.role.as_deref()?)? {
            Role::Teacher => Some(Self::Teacher(TeacherId(id))),
            Role::Admin => Some(Self::Admin(id)),
        }
    }

    /// Lets admins in. Returns the admin's id.
    pub fn admin(self) -> Result<String, Error> {
        match self {
            Self::Admin(id) => Ok(id),
            Self::Teacher(_) => Err(ONLY_ADMINS),
        }
    }

    /// Lets teachers in. Admins get the `refusal`.
    pub fn teacher(self, refusal: &'static str) -> Result<TeacherId, Error> {
        match self {
            Self::Teacher(id) => Ok(id),
            Self::Admin(_) => Err(Error::Forbidden(refusal)),
        }
    }

    /// Returns what they may do.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Teacher(_) => Role::Teacher,
            Self::Admin(_) => Role::Admin,
        }
    }
}
