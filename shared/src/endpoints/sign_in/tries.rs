//! Limits for tries to sign in, by account and by client address, kept in the database: functions share nothing else.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::auth::keyed_hash;
use crate::domain::{TRIES_KEPT, TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, TRY_WINDOW, may_try};
use crate::error::Error;
use crate::http::rate_limit::{ClientAddress, network};
use crate::store::{SignInAttempt, Store, StoreError};

/// A try that is counted, and may go on.
pub(crate) struct Try<'a> {
    store: &'a Store,
    account: String,
    attempt: SignInAttempt,
}

impl<'a> Try<'a> {
    /// Counts a try before anything is checked; many at once then cannot exceed a limit. `Err`: the time to wait.
    ///
    /// A name counts as typed but for its case, whether anybody has it or not. Where the platform does not tell the
    /// client's address, only the account's limit holds.
    pub(crate) async fn begin(
        app: &App,
        store: &'a Store,
        name: &str,
        address: Option<ClientAddress>,
        now: DateTime<Utc>,
    ) -> Result<Result<Self, Duration>, Error> {
        let secret = app.config.nextauth_secret.as_ref().ok_or(Error::Internal)?;
        store.delete_old_sign_in_attempts(now - TRIES_KEPT).await?;
        let account = keyed_hash(secret, &format!("account:{}", name.to_lowercase()));
        let address = address
            .map(|ClientAddress(at)| keyed_hash(secret, &format!("address:{}", network(at))));

        let limits: Vec<(String, usize)> = std::iter::once((account.clone(), TRIES_PER_ACCOUNT))
            .chain(address.map(|address| (address, TRIES_PER_ADDRESS)))
            .collect();
        let buckets: Vec<String> = limits.iter().map(|(bucket, _)| bucket.clone()).collect();
        let attempt = store
            .record_sign_in_attempt(&buckets, now, now - TRY_WINDOW)
            .await?;
        let waits = limits
            .iter()
            .filter_map(|(bucket, most)| may_try(&attempt.tries_of(bucket), *most, now).err());

        let Some(wait) = waits.max() else {
            return Ok(Ok(Self {
                store,
                account,
                attempt,
            }));
        };

        // It does not count: the time told stays true, however often somebody asks.
        store.withdraw_sign_in_attempt(&attempt).await?;
        Ok(Err(wait))
    }

    /// The password was right: the account starts anew, and the address has not tried.
    pub(crate) async fn succeed(self) -> Result<(), StoreError> {
        self.store.withdraw_sign_in_attempt(&self.attempt).await?;
        self.store.delete_sign_in_attempts(&self.account).await?;
        Ok(())
    }
}
