//! The end of a day's figures: a session of that day changed.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::{Day, Session};
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// A day is summed up when it has been over for this time. Until then its sessions still change.
pub(crate) const SETTLED_AFTER: TimeDelta = TimeDelta::hours(24);

impl Store {
    /// Deletes the figures of every day, after a change of many rows.
    pub(crate) async fn invalidate_all_days(&self) -> Result<(), StoreError> {
        // The figures themselves stay: statistics that have read the list of days before this still need them.
        let sql = Statement::new("DELETE FROM session_days_summed");
        self.db.execute(sql).await?;

        Ok(())
    }
}

/// Returns a statement that deletes the figures of the days which these sessions may be part of; `None` when the
/// sessions are too young for any.
pub(crate) fn invalidate_days<'a>(
    sessions: impl IntoIterator<Item = &'a Session>,
    now: DateTime<Utc>,
) -> Option<Statement> {
    let mut days = BTreeSet::new();
    for session in sessions {
        let clicked_at = session.presence().map(|presence| presence.clicked_at);
        // Until it was opened, the session belonged to the day on which it was sent.
        for at in [session.sent_at, clicked_at].into_iter().flatten() {
            // Younger sessions are part of no sum, so most changes have nothing to delete.
            if at <= now - SETTLED_AFTER {
                days.extend(days_around(at));
            }
        }
    }

    if days.is_empty() {
        return None;
    }

    let mut sql = Statement::new("DELETE FROM session_days_summed WHERE day IN ");
    // Not padded: the statement travels as text and is not prepared.
    sql.list(days.into_iter().map(Day::from), 1);
    Some(sql)
}

/// Whatever the time zone, the day of an instant is its UTC day, the one before or the one after.
fn days_around(at: DateTime<Utc>) -> [NaiveDate; 3] {
    [-1, 0, 1].map(|days| at.date_naive() + TimeDelta::days(days))
}
