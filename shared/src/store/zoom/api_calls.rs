//! The calls of Zoom's API that were made, by account and day of UTC. All processes count in the same rows.

use chrono::{DateTime, Days, NaiveDateTime, Utc};

use crate::domain::Day;
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// Calls of one kind that one account makes on one day of UTC.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallsOfDay<'a> {
    /// Zoom's id of the account; `host:` and a user's id where Zoom limits each host; `lists:` and an account's id where its
    /// plan has no lists of participants.
    pub(crate) account: &'a str,
    /// The day of UTC.
    pub(crate) day: Day,
    /// What they weigh.
    pub(crate) weight: &'a str,
}

/// Whether a call may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallAllowance {
    /// It is counted.
    Counted,
    /// The day's calls are used up, by Zoom's word until then, or by our own share.
    UsedUp(Option<DateTime<Utc>>),
}

/// The calls that were counted of one account and weight on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedCalls {
    /// The account.
    pub account: String,
    /// What they weigh.
    pub weight: String,
    /// Their number.
    pub calls: i64,
    /// Until when Zoom gives no more, by its word.
    pub stopped_until: Option<DateTime<Utc>>,
}

/// More accounts and weights than a school uses on one day.
const MAX_ROWS: i64 = 10_000;
/// For whoever wants to know how many calls a month took.
const KEPT_FOR: Days = Days::new(60);

impl Store {
    /// Counts one call more, if there are fewer than `limit` and Zoom has not said that they are used up.
    pub(crate) async fn count_zoom_call(
        &self,
        calls: CallsOfDay<'_>,
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<CallAllowance, StoreError> {
        // One statement decides and counts, so that two processes never take the same last call.
        let take = Statement::new(
            "UPDATE zoom_api_calls SET calls = calls + 1
            WHERE account_id = ? AND day = ? AND weight = ? AND calls < ?
                AND (stopped_until IS NULL OR stopped_until <= ?)",
        );
        let take = calls.bind(take).bind(limit).bind(now);
        if self.db.execute(take.clone()).await? > 0 {
            return Ok(CallAllowance::Counted);
        }

        self.insert_zoom_calls(calls).await?;
        if self.db.execute(take).await? > 0 {
            return Ok(CallAllowance::Counted);
        }

        let sql = Statement::new(
            "SELECT stopped_until FROM zoom_api_calls
            WHERE account_id = ? AND day = ? AND weight = ?",
        );
        let row: Option<(Option<NaiveDateTime>,)> = self.db.fetch_optional(calls.bind(sql)).await?;
        let until = row.and_then(|(until,)| until);

        Ok(CallAllowance::UsedUp(until.map(|until| until.and_utc())))
    }

    /// Takes note that Zoom gives no more such calls until then.
    pub(crate) async fn stop_zoom_calls(
        &self,
        calls: CallsOfDay<'_>,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.insert_zoom_calls(calls).await?;
        let sql = Statement::new(
            "UPDATE zoom_api_calls SET stopped_until = ?
            WHERE account_id = ? AND day = ? AND weight = ?",
        );
        let sql = sql.bind(until);

        self.db.execute(calls.bind(sql)).await?;
        Ok(())
    }

    /// Lists the calls of one day of UTC.
    pub async fn list_zoom_calls(&self, day: Day) -> Result<Vec<CountedCalls>, StoreError> {
        let sql = Statement::new(
            "SELECT account_id, weight, calls, stopped_until FROM zoom_api_calls
            WHERE day = ?
            ORDER BY account_id, weight
            LIMIT ?",
        );
        let sql = sql.bind(day).bind(MAX_ROWS);
        let rows: Vec<(String, String, i64, Option<NaiveDateTime>)> =
            self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(account, weight, calls, until)| CountedCalls {
                account,
                weight,
                calls,
                stopped_until: until.map(|until| until.and_utc()),
            })
            .collect())
    }

    /// Begins the day of an account. The days that are long over go: nobody looks at them, and a school with many
    /// connected teachers would keep hundreds of rows a day for ever.
    async fn insert_zoom_calls(&self, calls: CallsOfDay<'_>) -> Result<(), StoreError> {
        let insert = Statement::new(format!(
            "{}zoom_api_calls (account_id, day, weight, calls) VALUES (?, ?, ?, 0)",
            self.dialect().insert_ignore
        ));

        if self.db.execute(calls.bind(insert)).await? > 0 {
            let delete =
                Statement::new("DELETE FROM zoom_api_calls WHERE account_id = ? AND day < ?");
            let kept_since = Day::from(calls.day.date() - KEPT_FOR);
            self.db
                .execute(delete.bind(calls.account).bind(kept_since))
                .await?;
        }

        Ok(())
    }
}

impl CallsOfDay<'_> {
    fn bind(&self, sql: Statement) -> Statement {
        sql.bind(self.account).bind(self.day).bind(self.weight)
    }
}
