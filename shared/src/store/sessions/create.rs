//! Storing a new session, once.

use sqlx::Connection;

use crate::domain::{
    NotificationStatus, RecentLink, SendDecision, SessionId, StudentId, TrackingToken,
};
use crate::store::db::Dialect;
use crate::store::db::refusal::refusal;
use crate::store::db::retry::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::store::with_connection;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::value::Value;
use crate::store::rules::sent_value;
use crate::store::sessions::new_session::{CreateOutcome, NewSession, StoredSession};
use crate::store::sessions::recent_links::{RecentRow, decide_without_insert, select_recent};
use crate::store::{Store, StoreError};

impl Store {
    /// Stores a session unless `admit` decides otherwise about the links of the same teacher and student within
    /// the last 24 hours. Requests for one student wait for each other, so that two at once are judged in turn.
    ///
    /// `DuplicateKey`: the token exists; try again with another. `RefusedRow`: the school's database does not take it.
    pub async fn create_session(
        &self,
        new: &NewSession,
        admit: impl Fn(&[RecentLink]) -> SendDecision,
    ) -> Result<CreateOutcome, StoreError> {
        // May run twice: the second try finds its own token among the recent links.
        let outcome = retrying(|| self.create_once(new, &admit)).await;

        outcome.map_err(|error| match error {
            StoreError::Database(cause) => {
                refusal(&cause).map_or(StoreError::Database(cause), StoreError::RefusedRow)
            }
            other => other,
        })
    }

    async fn create_once(
        &self,
        new: &NewSession,
        admit: &impl Fn(&[RecentLink]) -> SendDecision,
    ) -> sqlx::Result<CreateOutcome> {
        let dialect = self.dialect();
        with_connection!(&self.db, connection => {
            let mut transaction = connection.begin_with(dialect.begin).await?;
            // The lock comes first: the next statement then also sees the link of a rival that this one waited for.
            let lock = lock_student(dialect, new.student);
            lock.query().execute(&mut *transaction).await?;

            let recent = select_recent(dialect, new.student, new.sent_at);
            let rows: Vec<RecentRow> = recent.query_as().fetch_all(&mut *transaction).await?;
            if let Some(outcome) = decide_without_insert(rows, new, admit) {
                // A transaction that is only dropped holds its lock until the connection is used again.
                transaction.rollback().await?;
                return Ok(outcome);
            }

            insert(dialect, new).query().execute(&mut *transaction).await?;
            // By the token, because the drivers differ in how they return the key of an inserted row.
            let id = select_id(&new.token);
            let (StoredInteger(id),): (StoredInteger,) = id.query_as().fetch_one(&mut *transaction).await?;
            transaction.commit().await?;

            Ok(CreateOutcome::New(StoredSession::of(new, SessionId(id))))
        })
    }
}

/// Makes other requests for this student wait.
fn lock_student(dialect: Dialect, student: StudentId) -> Statement {
    let mut sql = Statement::new("SELECT wdt_ID FROM wpos_wpdatatable_23 WHERE wdt_ID = ");
    sql.value(student).push(dialect.for_update);
    sql
}

fn insert(dialect: Dialect, new: &NewSession) -> Statement {
    // A link that was not opened is 'active' without an opening, as in the rows of older systems.
    let mut columns = vec![
        ("studentid", Value::from(new.student)),
        ("ustazid", (&new.teacher).into()),
        ("link", new.link.as_str().into()),
        ("tracking_token", (&new.token).into()),
        ("sent_time", sent_value(dialect, new.sent_at)),
        (
            "sent_minutes_ahead",
            dialect.clocks.sent.minutes_ahead(new.sent_at).into(),
        ),
        ("report", 0_i64.into()),
        ("expiration_date", new.expires_at.into()),
        ("session_status", "active".into()),
        ("zoom_meeting_id", new.meeting.as_deref().into()),
        (
            "notification_status",
            NotificationStatus::Pending.as_str().into(),
        ),
    ];
    // Only where they are known: a school's table may lack these two.
    if let Some(name) = &new.package.name {
        columns.push(("packageId", name.as_str().into()));
    }
    if let Some(rate) = new.package.rate {
        columns.push(("packageRate", rate.into()));
    }

    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let mut sql = Statement::new(format!(
        "INSERT INTO wpos_zoom_links ({}) VALUES ",
        names.join(", ")
    ));
    sql.list(values, 1);

    sql
}

fn select_id(token: &TrackingToken) -> Statement {
    Statement::new("SELECT id FROM wpos_zoom_links WHERE tracking_token = ?").bind(token)
}
