//! Guesses at tracking tokens, limited per client address within one instance.
//!
//! 128-bit tokens cannot be guessed; this keeps a stray script from filling logs and connections. Only
//! *unknown* tokens count, so a whole school behind one address never feels it.

use std::convert::Infallible;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::extract::OptionalFromRequestParts;
use axum::http::request::Parts;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::error::Error;

/// Unknown tokens an address may try: 30 at once, 30 a minute after that.
const PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).expect("30 is not 0");
/// Addresses kept; beyond it those who behaved are forgotten.
const MAX_ADDRESSES: usize = 10_000;

/// Who sent a request, as the platform knows it. Never a header that a client can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Handlers ask for an `Option<ClientAddress>`: the platform's edge has put it into the request, if it knows.
impl<S: Sync> OptionalFromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get().copied())
    }
}

/// Counts unknown tokens per address.
pub struct UnknownTokens(DefaultKeyedRateLimiter<IpAddr>);

impl Default for UnknownTokens {
    fn default() -> Self {
        Self::new()
    }
}

impl UnknownTokens {
    /// Starts counting.
    #[must_use]
    pub fn new() -> Self {
        Self(DefaultKeyedRateLimiter::keyed(Quota::per_minute(
            PER_MINUTE,
        )))
    }

    /// The answer to a token that nobody has: "unknown", or, from an address that tries many, "too many".
    #[must_use]
    pub fn refuse(&self, address: Option<ClientAddress>) -> Error {
        let unknown = Error::NotFound("This link is not known. Ask your teacher for a new one.");
        let Some(ClientAddress(address)) = address else {
            return unknown;
        };

        if self.0.len() > MAX_ADDRESSES {
            self.0.retain_recent();
        }

        match self.0.check_key(&network(address)) {
            Ok(()) => unknown,
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                let retry_after = wait + Duration::from_secs(1);

                Error::TooMany {
                    text: "Too many unknown links from this address.",
                    retry_after,
                }
            }
        }
    }
}

/// Returns what counts as one client: an IPv6 household has a whole /64.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & (u128::MAX << 64)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_thirty_tries_and_others_are_not_its_concern() {
        let limit = UnknownTokens::new();
        let here = Some(ClientAddress([192, 0, 2, 1].into()));
        let tries = (0..31)
            .map(|_| limit.refuse(here).status().as_u16())
            .collect::<Vec<_>>();

        assert_eq!((tries[29], tries[30]), (404, 429));
        assert_eq!(
            limit
                .refuse(Some(ClientAddress([192, 0, 2, 2].into())))
                .status(),
            404
        );

        assert_eq!(limit.refuse(None).status(), 404);
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let parse = |text: &str| network(text.parse().unwrap());
        assert_eq!(parse("2001:db8::1"), parse("2001:db8::ffff:2"));
        assert_ne!(parse("2001:db8::1"), parse("2001:db8:0:1::1"));
    }
}
