//! Where tracking tokens come from.

use crate::domain::TrackingToken;
use crate::random;

/// A source of tracking tokens. Tests and simulations have their own.
pub trait TokenSource: Send + Sync {
    /// Returns a fresh token.
    fn next(&self) -> TrackingToken;
}

/// Draws tokens that nobody can guess.
pub(super) struct RandomTokens;

impl TokenSource for RandomTokens {
    fn next(&self) -> TrackingToken {
        TrackingToken::from_bytes(random::bytes())
    }
}
