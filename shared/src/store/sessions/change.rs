//! Reading one session, and changing it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{documents, ledger};
use crate::domain::{
    EndReason, EvidenceKind, MeasuredTime, MeasurementSource, NextClass, NoShow, Session,
    SessionChange, SessionId, State, TrackingToken,
};
use crate::store::db::error::{backoff, retrying};
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::rules::LAST_SIGN_AT;
use crate::store::sessions::row::{SessionRow, column, session_columns};
use crate::store::statistics::day_figures;
use crate::store::{Store, StoreError, with_connection};

/// What became of a session that a message was applied to.
#[derive(Clone, Debug)]
pub struct AppliedChange {
    /// The session as it is now.
    pub session: Session,
    /// Whether the message changed it.
    pub changed: bool,
}

/// How a session is named.
#[derive(Clone, Copy, Debug)]
pub enum SessionKey<'a> {
    /// By what its pages know.
    Token(&'a TrackingToken),
    /// By its row.
    Id(SessionId),
}

impl<'a> From<&'a TrackingToken> for SessionKey<'a> {
    fn from(token: &'a TrackingToken) -> Self {
        Self::Token(token)
    }
}

impl From<SessionId> for SessionKey<'_> {
    fn from(id: SessionId) -> Self {
        Self::Id(id)
    }
}

/// Rivals on one session before a write gives up; each round one of them succeeds.
const ATTEMPTS: u32 = 20;
/// Tokens of one page are looked up in lists of a multiple of this length, so that their statements are few.
const TOKENS_STEP: usize = 50;

impl Store {
    /// Returns the session of a tracking token.
    pub async fn find_session_by_token(
        &self,
        token: &TrackingToken,
    ) -> Result<Option<Session>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            session_columns!(),
            " FROM wpos_zoom_links WHERE tracking_token = ?"
        );

        let row: Option<SessionRow> = retrying(|| async {
            with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(token.as_str()).fetch_optional(connection).await)
        })
        .await?;

        Ok(row.map(SessionRow::into_session).transpose()?)
    }

    /// Returns the tokens of these sessions. They are no part of a session, so that what shows or logs one cannot
    /// give its token away; rows of older systems may have none of our form.
    pub async fn tracking_tokens(
        &self,
        ids: &[SessionId],
    ) -> Result<HashMap<SessionId, TrackingToken>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }

        let mut sql = Statement::new("SELECT id, tracking_token FROM wpos_zoom_links WHERE id IN ");
        sql.list(ids.iter().map(|id| id.0.into()), TOKENS_STEP);
        let rows: Vec<(i64, Option<String>)> =
            with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
        let token =
            |(id, token): (i64, Option<String>)| Some((SessionId(id), token?.parse().ok()?));

        Ok(rows.into_iter().filter_map(token).collect())
    }

    /// Applies `rule` to a session and stores what comes out, against all rivals: when another
    /// message was faster, the rule is asked again about the session as it is then. `None`: no such session.
    pub async fn change_session<'w, E: From<StoreError>>(
        &self,
        which: impl Into<SessionKey<'w>>,
        now: DateTime<Utc>,
        rule: impl Fn(Session) -> Result<SessionChange, E>,
    ) -> Result<Option<AppliedChange>, E> {
        let which = which.into();
        for attempt in 0..ATTEMPTS {
            let found = match which {
                SessionKey::Token(token) => self.find_session_by_token(token).await?,
                SessionKey::Id(id) => self.find_session(id).await?.map(|listed| listed.session),
            };
            let Some(before) = found else { return Ok(None) };
            let change = rule(before.clone())?;
            if change.session == before {
                return Ok(Some(AppliedChange {
                    session: before,
                    changed: false,
                }));
            }

            if self.record_change(&before, &change, now).await? {
                return Ok(Some(AppliedChange {
                    session: change.session,
                    changed: true,
                }));
            }

            tokio::time::sleep(backoff(attempt / 4)).await;
        }

        Err(StoreError::Contended.into())
    }

    /// Moves the last sign of life of the teacher's tab, while the class runs by the teacher's word.
    pub async fn record_teacher_seen(
        &self,
        id: SessionId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE wpos_zoom_links SET teacher_seen_at = ?
            WHERE id = ? AND class_started_at IS NOT NULL AND class_ended_at IS NULL
              AND (teacher_seen_at IS NULL OR teacher_seen_at < ?)";
        retrying(|| async {
            with_connection!(&self.db, connection => sqlx::query(SQL)
                .bind(column(now)).bind(id.0).bind(column(now)).execute(connection).await.map(|done| done.rows_affected()))
        })
        .await?;
        Ok(())
    }

    /// Returns what is known of the class that a session's teacher gave first after `after`.
    pub async fn next_class(
        &self,
        session: &Session,
        after: DateTime<Utc>,
    ) -> Result<NextClass, StoreError> {
        const SQL: &str = "SELECT
            (SELECT MIN(class_started_at) FROM wpos_zoom_links
             WHERE ustazid = ? AND id <> ? AND class_started_at > ?),
            (SELECT MIN(e.event_at) FROM wpos_zoom_links z JOIN session_events e ON e.session_id = z.id
             WHERE z.ustazid = ? AND z.id <> ? AND z.clicked_at > ? AND e.kind = ?)";
        let (teacher, id, after) = (&session.teacher.0, session.id.0, column(after));
        let (started, came): (Option<NaiveDateTime>, Option<NaiveDateTime>) = with_connection!(&self.db, connection => sqlx::query_as(SQL)
                .bind(teacher).bind(id).bind(after).bind(teacher).bind(id).bind(after)
                .bind(EvidenceKind::ZoomTapped.as_str()).fetch_one(connection).await)?;
        let utc = |at: Option<NaiveDateTime>| at.map(|at| at.and_utc());
        Ok(NextClass {
            started_at: utc(started),
            student_came_at: utc(came),
        })
    }

    /// Stores a change and its evidence in one transaction, unless the session is no longer as it was read.
    async fn record_change(
        &self,
        before: &Session,
        change: &SessionChange,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut transaction = Transaction::new(self.dialect());
        transaction.push(&update(before, &change.session));

        if !change.evidence.is_empty() {
            let evidence = change.evidence.iter().map(|evidence| (before.id, evidence));
            transaction.push(&ledger::insert_after_match(self.dialect(), evidence));
        }

        if let Some(forget) = day_figures::invalidate([&change.session], now) {
            transaction.push(&forget);
        }

        let matched = retrying(|| transaction.run(&self.db)).await?;
        Ok(matched.first().is_some_and(|rows| *rows > 0))
    }

    /// Returns one session by its row's id.
    pub async fn find_session(
        &self,
        id: SessionId,
    ) -> Result<Option<crate::store::SessionWithNames>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            session_columns!(),
            " FROM wpos_zoom_links WHERE id = ?"
        );
        let row: Option<SessionRow> = with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(id.0).fetch_optional(connection).await)?;
        let Some(row) = row else { return Ok(None) };
        Ok(self.with_names(vec![row]).await?.pop())
    }
}

/// Writes what a session has become.
fn update(before: &Session, after: &Session) -> Statement {
    let presence = after.presence();
    let (status, figures) = match after.state {
        // Figures are kept only for sessions that are over; a live one's follow from its other columns.
        State::Sent | State::Active(_) => ("active", None),
        State::Ended { figures, .. } => ("ended", figures),
        State::TimedOut { figures, .. } => ("timeout", figures),
    };
    let at = |instant: Option<DateTime<Utc>>| instant.map(column);
    let figure = |figure: fn(&MeasuredTime) -> i64| figures.as_ref().map(figure);

    let mut sql = Statement::new("UPDATE wpos_zoom_links SET clicked_at = COALESCE(clicked_at, ");
    sql.value(at(presence.map(|presence| presence.clicked_at)));
    sql.push("), last_activity_at = ")
        .value(at(presence.map(|presence| presence.last_sign_at)));
    sql.push(", session_status = ").value(status);
    sql.push(", session_ended_at = ")
        .value(at(after.ended_at()));
    sql.push(", session_duration_seconds = ")
        .value(figure(|figures| figures.seconds));
    sql.push(", session_duration_minutes = ")
        .value(figure(MeasuredTime::minutes));
    sql.push(", duration_low_seconds = ")
        .value(figure(|figures| figures.low_seconds));
    sql.push(", duration_high_seconds = ")
        .value(figure(|figures| figures.high_seconds));

    sql.push(", duration_source = ").value(
        figures
            .and_then(|figures| figures.source)
            .map(MeasurementSource::as_str),
    );

    sql.push(", end_reason = ")
        .value(after.end_reason().map(EndReason::as_str));
    sql.push(", uncounted_seconds = ")
        .value(presence.map_or(0, |presence| presence.uncounted_seconds));
    sql.push(", away_seconds = ")
        .value(presence.map_or(0, |presence| presence.away_seconds));
    let documents = presence.and_then(documents::write);

    sql.push(", documents = ").value(documents.as_deref());
    sql.push(", meeting_until = ")
        .value(at(after.meeting_until));
    sql.push(", together_seconds = ")
        .value(after.together_seconds);
    sql.push(", lesson_started_at = ")
        .value(at(after.lesson_started_at));
    sql.push(", no_show = ")
        .value(after.no_show.map(NoShow::as_str));
    sql.push(", class_started_at = ")
        .value(at(after.class_report.started_at));
    sql.push(", class_ended_at = ")
        .value(at(after.class_report.ended_at));
    sql.push(", revision = revision + 1 WHERE id = ")
        .value(before.id.0);

    // Guarded: the sweep, a heartbeat or another page may have been faster.
    sql.push(" AND revision = ").value(before.revision);
    match before.presence() {
        Some(presence) => sql
            .push(" AND ")
            .push(LAST_SIGN_AT)
            .push(" = ")
            .value(column(presence.last_sign_at)),
        None => sql.push(" AND clicked_at IS NULL"),
    };

    sql
}
