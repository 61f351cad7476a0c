//! Reading one session, keeping it alive, and changing it.

use chrono::{DateTime, NaiveDateTime, Utc};
#[cfg(feature = "sqlite")]
use sqlx::Row;
use sqlx::query::Query;
use sqlx::{Database, Encode, Type};

use super::error::{backoff, retrying};
use super::row::{SessionRow, column, session_columns};
use super::statement::Statement;
use super::transaction::Transaction;
use super::{Db, Store, StoreError, day_totals, documents, ledger, lend, on};
use crate::domain::{
    Change, EndReason, Figures, Message, Rules, Session, SessionId, Signal, Source, State, TrackingToken,
};

/// What became of a session that a message was applied to.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The session as it is now.
    pub session: Session,
    /// Whether the message changed it.
    pub changed: bool,
}

/// A heartbeat as the short way writes it.
#[derive(Debug)]
struct Beat {
    now: DateTime<Utc>,
    /// Neither the session nor the document was last heard of before.
    not_silent: DateTime<Utc>,
    /// JSON paths of the document's members.
    seq: String,
    ticks: String,
    seen: String,
    /// The message's number; 0 for a page that does not number its messages, whose every message counts.
    number: i64,
    /// The document's last number must lie below this.
    newer_than: i64,
    ticks_so_far: i64,
}

impl Beat {
    fn new(message: &Message, now: DateTime<Utc>, rules: &Rules) -> Self {
        // A document's name is letters, digits and hyphens, or ours: nothing that could end the quotes.
        let name = documents::name(message.document.as_ref());
        let path = |member: &str| format!("$.\"{name}\".{member}");
        let number = i64::from(message.sequence.unwrap_or(0));
        Self {
            now,
            not_silent: now - rules.silence,
            seq: path("seq"),
            ticks: path("ticks"),
            seen: path("seen"),
            number,
            newer_than: number.max(1),
            ticks_so_far: i64::from(message.ticks),
        }
    }

    /// Binds all that follows `JSON_SET`.
    fn bind<'q, DB: Database>(
        &'q self,
        query: Query<'q, DB, DB::Arguments>,
        token: &'q TrackingToken,
    ) -> Query<'q, DB, DB::Arguments>
    where
        i64: Encode<'q, DB> + Type<DB>,
        &'q str: Encode<'q, DB> + Type<DB>,
        NaiveDateTime: Encode<'q, DB> + Type<DB>,
    {
        let (seq, ticks, seen) = (self.seq.as_str(), self.ticks.as_str(), self.seen.as_str());
        let query = query.bind(seq).bind(self.number).bind(ticks).bind(self.ticks_so_far);
        let query = query.bind(seen).bind(self.now.timestamp()).bind(column(self.now));
        let query = query.bind(token.as_str()).bind(column(self.now)).bind(column(self.not_silent));
        query.bind(seq).bind(self.newer_than).bind(seen).bind(self.not_silent.timestamp())
    }
}

/// Rivals on one session before a write gives up; each round one of them succeeds.
const ATTEMPTS: u32 = 20;

impl Store {
    /// Returns the session of a tracking token.
    pub async fn find_session_by_token(&self, token: &TrackingToken) -> Result<Option<Session>, StoreError> {
        const SQL: &str =
            concat!("SELECT ", session_columns!(), " FROM wpos_zoom_links WHERE tracking_token = ?");
        let row: Option<SessionRow> = retrying(|| async {
            on!(&self.db, connection => sqlx::query_as(SQL).bind(token.as_str()).fetch_optional(connection).await)
        })
        .await?;
        Ok(row.map(SessionRow::into_session).transpose()?)
    }

    /// Moves the last sign of life of a live session to `now`: one statement on one row by its unique token.
    ///
    /// Returns the seconds of presence, or `None` when the message is no heartbeat, or the session is not simply
    /// live (never opened, over, or silent for longer than `rules` counts), or its document is unknown, closed,
    /// silent for longer, or has sent a newer message, or there was a sign of life within this second already: then nothing was
    /// changed.
    pub async fn record_heartbeat(
        &self,
        token: &TrackingToken,
        message: &Message,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Option<i64>, StoreError> {
        if message.signal != Signal::Heartbeat {
            return Ok(None);
        }
        let beat = Beat::new(message, now, rules);
        let seconds = match &self.db {
            Db::MySql(pool) => {
                // LAST_INSERT_ID(x) hands x back with the statement's own answer: no second round trip.
                // The conditions stand in functions so that no index but the token's fits: at times the
                // optimizer would rather walk the newest signs of life, and lock other sessions' rows.
                const SQL: &str = "UPDATE wpos_zoom_links
                    SET revision = revision + 0 * LAST_INSERT_ID(
                          GREATEST(0, TIMESTAMPDIFF(SECOND, clicked_at, ?) - uncounted_seconds)),
                        documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
                        last_activity_at = ?
                    WHERE tracking_token = ? AND COALESCE(session_status, 'active') = 'active'
                      AND GREATEST(clicked_at, last_activity_at) < ?
                      AND GREATEST(clicked_at, last_activity_at) >= ?
                      AND JSON_EXTRACT(documents, ?) + 0 < ?
                      AND JSON_EXTRACT(documents, ?) + 0 >= ?";
                let send = || async {
                    let query = beat.bind(sqlx::query(SQL).bind(column(now)), token);
                    lend!(pool, connection => query.execute(connection).await)
                };
                let done = retrying(send).await?;
                (done.rows_affected() > 0).then(|| i64::try_from(done.last_insert_id()).unwrap_or_default())
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(pool) => {
                const SQL: &str = "UPDATE wpos_zoom_links
                    SET documents = JSON_SET(documents, ?, ?, ?, ?, ?, ?),
                        last_activity_at = ?
                    WHERE tracking_token = ? AND session_status = 'active' AND clicked_at IS NOT NULL
                      AND last_activity_at < ? AND last_activity_at >= ?
                      AND JSON_EXTRACT(documents, ?) < ? AND JSON_EXTRACT(documents, ?) >= ?
                    RETURNING MAX(0, unixepoch(last_activity_at) - unixepoch(clicked_at) - uncounted_seconds)";
                let send = || async {
                    let query = beat.bind(sqlx::query(SQL), token);
                    lend!(pool, connection => query.fetch_optional(connection).await)?
                        .map(|row| row.try_get(0))
                        .transpose()
                };
                retrying(send).await?
            }
        };
        Ok(seconds)
    }

    /// Applies `rule` to the session of a token and stores what comes out, against all rivals: when another
    /// message was faster, the rule is asked again about the session as it is then. `None`: no such session.
    pub async fn change_session<E: From<StoreError>>(
        &self,
        token: &TrackingToken,
        now: DateTime<Utc>,
        rule: impl Fn(Session) -> Result<Change, E>,
    ) -> Result<Option<Applied>, E> {
        for attempt in 0..ATTEMPTS {
            let Some(before) = self.find_session_by_token(token).await? else { return Ok(None) };
            let change = rule(before.clone())?;
            if change.session == before {
                return Ok(Some(Applied { session: before, changed: false }));
            }
            if self.record_change(&before, &change, now).await? {
                return Ok(Some(Applied { session: change.session, changed: true }));
            }
            tokio::time::sleep(backoff(attempt / 4)).await;
        }
        Err(StoreError::Contended.into())
    }

    /// Stores a change and its evidence in one transaction, unless the session is no longer as it was read.
    async fn record_change(
        &self,
        before: &Session,
        change: &Change,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut transaction = Transaction::new(self.dialect());
        transaction.push(&update(before, &change.session));
        if !change.evidence.is_empty() {
            let evidence = change.evidence.iter().map(|evidence| (before.id, evidence));
            transaction.push(&ledger::insert_after_match(self.dialect(), evidence));
        }
        if let Some(forget) = day_totals::forget([&change.session], now) {
            transaction.push(&forget);
        }
        let matched = retrying(|| transaction.run(&self.db)).await?;
        Ok(matched.first().is_some_and(|rows| *rows > 0))
    }

    /// Returns one session by its row's id.
    pub async fn find_session(&self, id: SessionId) -> Result<Option<super::Listed>, StoreError> {
        const SQL: &str = concat!("SELECT ", session_columns!(), " FROM wpos_zoom_links WHERE id = ?");
        let row: Option<SessionRow> =
            on!(&self.db, connection => sqlx::query_as(SQL).bind(id.0).fetch_optional(connection).await)?;
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
    let figure = |figure: fn(&Figures) -> i64| figures.as_ref().map(figure);
    let mut sql = Statement::new("UPDATE wpos_zoom_links SET clicked_at = COALESCE(clicked_at, ");
    sql.value(at(presence.map(|presence| presence.clicked_at)));
    sql.push("), last_activity_at = ").value(at(presence.map(|presence| presence.last_sign_at)));
    sql.push(", session_status = ").value(status);
    sql.push(", session_ended_at = ").value(at(after.ended_at()));
    sql.push(", session_duration_seconds = ").value(figure(|figures| figures.seconds));
    sql.push(", session_duration_minutes = ").value(figure(Figures::minutes));
    sql.push(", duration_low_seconds = ").value(figure(|figures| figures.low_seconds));
    sql.push(", duration_high_seconds = ").value(figure(|figures| figures.high_seconds));
    sql.push(", duration_source = ").value(figures.and_then(|figures| figures.source).map(Source::as_str));
    sql.push(", end_reason = ").value(after.end_reason().map(EndReason::as_str));
    sql.push(", uncounted_seconds = ").value(presence.map_or(0, |presence| presence.uncounted_seconds));
    sql.push(", away_seconds = ").value(presence.map_or(0, |presence| presence.away_seconds));
    let documents = presence.and_then(documents::write);
    sql.push(", documents = ").value(documents.as_deref());
    sql.push(", revision = revision + 1 WHERE id = ").value(before.id.0);
    // Guarded: the sweep, a heartbeat or another page may have been faster.
    sql.push(" AND revision = ").value(before.revision);
    match before.presence() {
        Some(presence) => {
            sql.push(" AND COALESCE(last_activity_at, clicked_at) = ").value(column(presence.last_sign_at))
        }
        None => sql.push(" AND clicked_at IS NULL"),
    };
    sql
}
