//! Counts calls of Zoom's API in the database, which all processes of the school share.

use chrono::{DateTime, Days, Utc};
use futures_util::future::BoxFuture;

use crate::app::App;
use crate::domain::Day;
use crate::domain::{AccountPlan, CallWeight};
use crate::store::{CallAllowance, CallsOfDay, StoreError};
use crate::zoom::{CallCounter, ZoomApiError};

/// The calls of one account of Zoom.
#[derive(Debug)]
pub struct ZoomCalls<'a> {
    app: &'a App,
    account: String,
    plan: AccountPlan,
}

impl<'a> ZoomCalls<'a> {
    /// Those of the school's own app.
    #[must_use]
    pub fn of_app(app: &'a App) -> Self {
        let account = app.config.zoom_app.as_ref();
        let account = account.map_or_else(String::new, |zoom| zoom.account_id.clone());

        // An account that may list participants has a paid plan; one that may not is told so by its first call.
        Self::of_account(app, account, AccountPlan::Paid)
    }

    /// Those of any account.
    #[must_use]
    pub fn of_account(app: &'a App, account: String, plan: AccountPlan) -> Self {
        Self { app, account, plan }
    }

    fn of_day(&self, weight: CallWeight, now: DateTime<Utc>) -> CallsOfDay<'_> {
        CallsOfDay {
            account: &self.account,
            // Zoom's days are those of UTC, whatever the school's are.
            day: Day::from(now.date_naive()),
            weight: weight.as_str(),
        }
    }

    async fn count_stored(&self, weight: CallWeight) -> Result<CallAllowance, StoreError> {
        let now = self.app.clock.now();
        let store = self.app.store().await?;
        let share = self.plan.daily_share(weight);

        store
            .count_zoom_call(self.of_day(weight, now), share, now)
            .await
    }

    async fn stop_stored(
        &self,
        weight: CallWeight,
        until: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let now = self.app.clock.now();
        let until = until.unwrap_or_else(|| end_of_day(now));
        let store = self.app.store().await?;

        store.stop_zoom_calls(self.of_day(weight, now), until).await
    }
}

impl CallCounter for ZoomCalls<'_> {
    fn count(&self, weight: CallWeight) -> BoxFuture<'_, Result<(), ZoomApiError>> {
        Box::pin(async move {
            match self.count_stored(weight).await {
                Ok(CallAllowance::Counted) => Ok(()),
                Ok(CallAllowance::UsedUp(until)) => Err(ZoomApiError::DailyLimit(until)),
                Err(error) => {
                    tracing::warn!(%error, "A call to Zoom could not be counted");
                    Err(ZoomApiError::NotCounted)
                }
            }
        })
    }

    fn stop(&self, weight: CallWeight, until: Option<DateTime<Utc>>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // Without the note the next process asks once more, and is told the same.
            if let Err(error) = self.stop_stored(weight, until).await {
                tracing::warn!(%error, "The end of Zoom's calls of this day could not be noted");
            }
        })
    }
}

/// Returns when the day of UTC is over: then Zoom's days begin.
fn end_of_day(now: DateTime<Utc>) -> DateTime<Utc> {
    let tomorrow = now.date_naive().checked_add_days(Days::new(1));
    tomorrow
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .map_or(now, |start| start.and_utc())
}
