//! The token with which a teacher's questions are asked.

use futures_util::future::BoxFuture;

use super::refusal::ZoomApiError;
use crate::config::Secret;

/// Where a teacher's token comes from.
pub trait TeacherToken: Sync {
    /// Returns the token.
    fn current(&self) -> BoxFuture<'_, Secret>;

    /// Goes for another token in place of one that Zoom refuses. An error: there is none.
    fn renew<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Result<(), ZoomApiError>>;
}

/// A token that was issued just now: if Zoom refuses it, so it would the next one.
impl TeacherToken for Secret {
    fn current(&self) -> BoxFuture<'_, Secret> {
        Box::pin(std::future::ready(self.clone()))
    }

    fn renew<'a>(&'a self, _: &'a Secret) -> BoxFuture<'a, Result<(), ZoomApiError>> {
        Box::pin(std::future::ready(Err(ZoomApiError::TokenRefused)))
    }
}
