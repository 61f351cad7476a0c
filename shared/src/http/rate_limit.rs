//! Guesses at tracking tokens, limited per client address within one instance.
//!
//! 128-bit tokens cannot be guessed; this keeps a stray script from filling logs and connections. Only
//! *unknown* tokens count, so a whole school behind one address never feels it.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::error::Error;
use crate::http::client_address::ClientAddress;

/// Unknown tokens an address may try: 30 at once, 30 a minute after that.
const PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).expect("30 is not 0");
/// Addresses kept. Beyond that, those that are within their limit are forgotten.
const MAX_ADDRESSES: usize = 10_000;

/// Counts unknown tokens per address, for the whole process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct TokenLimiter(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Default for TokenLimiter {
    fn default() -> Self {
        let limiter = DefaultKeyedRateLimiter::keyed(Quota::per_minute(PER_MINUTE));
        Self(Arc::new(limiter))
    }
}

impl TokenLimiter {
    /// Counts an unknown token. Returns the time to wait as an error if the address has tried too many. Without an
    /// address there is no limit.
    fn record(&self, address: Option<ClientAddress>) -> Result<(), Duration> {
        let Some(address) = address else {
            return Ok(());
        };

        if self.0.len() > MAX_ADDRESSES {
            self.0.retain_recent();
        }

        self.0.check_key(&address.network()).map_err(|until| {
            // The answer names whole seconds and cuts the rest: with one more the wait is over by then.
            until.wait_time_from(DefaultClock::default().now()) + Duration::from_secs(1)
        })
    }
}

/// The limit as it holds for the sender of one request.
pub(crate) struct TokenLimit {
    limiter: TokenLimiter,
    address: Option<ClientAddress>,
}

impl TokenLimit {
    /// Counts an unknown token. Returns the time to wait as an error if the sender has tried too many.
    pub(crate) fn record_unknown(&self) -> Result<(), Duration> {
        self.limiter.record(self.address)
    }
}

impl<S: Sync> FromRequestParts<S> for TokenLimit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Error> {
        let limiter = parts.extensions.get::<TokenLimiter>().cloned();

        Ok(Self {
            limiter: limiter.ok_or(Error::Internal)?,
            address: parts.extensions.get().copied(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_thirty_tries_and_others_are_not_its_concern() {
        let limiter = TokenLimiter::default();
        let address = |last| Some(ClientAddress([192, 0, 2, last].into()));

        for _ in 0..30 {
            assert_eq!(limiter.record(address(1)), Ok(()));
        }

        assert!(limiter.record(address(1)).is_err());
        assert_eq!(limiter.record(address(2)), Ok(()));
        assert_eq!(limiter.record(None), Ok(()));
    }
}
