//! The calls that count against an account's limits.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::refusal::ZoomApiError;
use crate::domain::CallWeight;

/// Counts calls, so that all processes together stay within the limits.
pub trait CallCounter: Sync {
    /// Counts a call before it is made. Refuses it where the day's calls are used up.
    fn count(&self, weight: CallWeight) -> BoxFuture<'_, Result<(), ZoomApiError>>;

    /// Takes note that Zoom gives no more calls of that weight until then, or, without a time, until the day of UTC ends.
    fn stop(&self, weight: CallWeight, until: Option<DateTime<Utc>>) -> BoxFuture<'_, ()>;
}

/// Counts nothing: for a few calls that change nothing, made by hand.
#[derive(Debug)]
pub struct Uncounted;

impl CallCounter for Uncounted {
    fn count(&self, _: CallWeight) -> BoxFuture<'_, Result<(), ZoomApiError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn stop(&self, _: CallWeight, _: Option<DateTime<Utc>>) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
