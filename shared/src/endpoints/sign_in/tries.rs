//! Limits for tries to sign in, by account and by client address, kept in the database: functions share nothing else.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::auth::keyed_hash;
use crate::config::Secret;
use crate::domain::{TRIES_KEPT, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, TRY_WINDOW, may_try};
use crate::error::Error;
use crate::http::ClientAddress;
use crate::store::{SignInAttempt, Store, StoreError};

/// A try that is counted, and may go on.
pub(crate) struct Try<'a> {
    store: &'a Store,
    account: String,
    attempt: SignInAttempt,
}

impl<'a> Try<'a> {
    /// Counts a try before anything is checked, so that many at once cannot exceed a limit.
    ///
    /// A name counts as typed but for its case, whether an account has it or not. Where the platform does not know the
    /// client's address, only the account's limit holds.
    pub(crate) async fn begin(
        app: &App,
        store: &'a Store,
        name: &str,
        address: Option<ClientAddress>,
        now: DateTime<Utc>,
    ) -> Result<TryDecision<'a>, Error> {
        // Without a secret `admit` has refused the request before.
        let secret = app.config.nextauth_secret.as_ref().ok_or(Error::Internal)?;
        store.delete_old_sign_in_attempts(now - TRIES_KEPT).await?;

        let limits = limits(secret, name, address);
        let buckets: Vec<String> = limits.iter().map(|limit| limit.bucket.clone()).collect();
        let attempt = store
            .record_sign_in_attempt(&buckets, now, now - TRY_WINDOW)
            .await?;

        let longest_wait = limits
            .iter()
            .filter_map(|limit| {
                may_try(&attempt.tries_of(&limit.bucket), limit.max_tries, now).err()
            })
            .max();
        if let Some(wait) = longest_wait {
            // A refused try does not count: the wait stays true, however often somebody asks.
            store.withdraw_sign_in_attempt(&attempt).await?;
            return Ok(TryDecision::Wait(wait));
        }

        let account = account_bucket(secret, name);
        Ok(TryDecision::GoOn(Self {
            store,
            account,
            attempt,
        }))
    }

    /// The password was right: the account starts anew, and the address has not tried.
    pub(crate) async fn succeed(self) -> Result<(), StoreError> {
        self.store.withdraw_sign_in_attempt(&self.attempt).await?;
        self.store.delete_sign_in_attempts(&self.account).await?;
        Ok(())
    }
}

/// Whether somebody may try to sign in now.
pub(crate) enum TryDecision<'a> {
    GoOn(Try<'a>),
    /// The time after which another try is possible.
    Wait(Duration),
}

/// How many tries may count in a bucket.
struct Limit {
    /// Stands for an account or a client address, which cannot be read from it.
    bucket: String,
    max_tries: usize,
}

fn limits(secret: &Secret, name: &str, address: Option<ClientAddress>) -> Vec<Limit> {
    let mut limits = vec![Limit {
        bucket: account_bucket(secret, name),
        max_tries: TRIES_PER_ACCOUNT,
    }];

    if let Some(address) = address {
        limits.push(Limit {
            bucket: keyed_hash(secret, &format!("address:{}", address.network())),
            max_tries: TRIES_PER_ADDRESS,
        });
    }

    limits
}

fn account_bucket(secret: &Secret, name: &str) -> String {
    keyed_hash(secret, &format!("account:{}", name.to_lowercase()))
}
