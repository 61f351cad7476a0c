//! Another try after a failure that may pass.

use std::time::Duration;

use crate::random;
use crate::store::StoreError;
use crate::store::db::error::is_transient;

/// Tries of one operation before its failure is final.
pub(crate) const ATTEMPTS: u32 = 7;

/// Repeats an operation that failed for a passing reason, with growing pauses: about 1.3 s in all.
///
/// Only for operations that may be applied twice: a commit can arrive although its answer was lost. Each try is a whole
/// transaction on a connection of its own.
pub(crate) fn retrying<T, F>(
    operation: impl FnMut() -> F,
) -> impl Future<Output = Result<T, StoreError>>
where
    F: Future<Output = sqlx::Result<T>>,
{
    retrying_while(is_transient, operation)
}

/// Repeats an operation for as long as `may_retry` says so of its failure.
pub(crate) async fn retrying_while<T, F>(
    may_retry: fn(&sqlx::Error) -> bool,
    mut operation: impl FnMut() -> F,
) -> Result<T, StoreError>
where
    F: Future<Output = sqlx::Result<T>>,
{
    let mut attempt = 0;
    loop {
        match operation().await {
            Err(error) if attempt + 1 < ATTEMPTS && may_retry(&error) => {
                tracing::debug!(attempt, %error, "Database operation is tried again");
                tokio::time::sleep(backoff(attempt)).await;
                attempt += 1;
            }
            result => return Ok(result?),
        }
    }
}

/// Returns 20, 40, 80 .. 640 ms, less up to half of it, so that rivals do not meet again.
pub(crate) fn backoff(attempt: u32) -> Duration {
    random::jittered(Duration::from_millis(20 << attempt.min(5)))
}
