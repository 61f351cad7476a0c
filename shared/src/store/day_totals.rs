//! Sums of past days: made by the sweep, read by the statistics, dropped when a session of that day changes.
//!
//! A day is summed up when it has been over for a day: until then its sessions still change. What is open is
//! never part of it, so heartbeats do not matter here.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::error::retrying;
use super::list::{Filter, push_time};
use super::row::column;
use super::statement::{Statement, Value};
use super::statistics::{OPENED_AND_OVER, StatusFigures, seconds};
use super::transaction::Transaction;
use super::{Store, StoreError, on};
use crate::domain::{Day, SchoolDays, Session, Status, TeacherId};

/// From, inclusive, and until, exclusive; `None` is without limit.
pub(super) type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// What is known of a filter's time.
pub(super) struct DaySums {
    /// Of the days that are summed up.
    pub(super) totals: Vec<StatusFigures>,
    /// The rest.
    pub(super) gaps: Vec<Span>,
}

#[derive(sqlx::FromRow)]
struct DayRow {
    teacher: String,
    day: NaiveDate,
    sent: i64,
    ended: i64,
    timed_out: i64,
    ended_seconds: i64,
    timed_out_seconds: i64,
}

/// The teacher of the row that stands for the whole school.
const WHOLE_SCHOOL: &str = "";
/// How long a day must be over.
const SETTLED_AFTER: TimeDelta = TimeDelta::hours(24);
/// Other programs write to the table too: their changes are seen after this time at the latest.
const COUNTED_ANEW_AFTER: TimeDelta = TimeDelta::days(7);
/// Ten years: what is older is read from the sessions.
const MAX_DAYS: usize = 3_660;

impl Store {
    /// Sums up past days, newest first, until `go_on` says no. Returns how many.
    pub async fn sum_up_days(
        &self,
        days: &SchoolDays,
        now: DateTime<Utc>,
        mut go_on: impl FnMut(usize) -> bool,
    ) -> Result<usize, StoreError> {
        let Some(oldest) = self.oldest_session_at().await? else { return Ok(0) };
        let present = self.days_summed_up(days, now - COUNTED_ANEW_AFTER).await?;
        let (mut day, mut done) = (days.day_of(now - SETTLED_AFTER).before(), 0);
        for _ in 0..MAX_DAYS {
            if days.end(day) <= oldest || !go_on(done) {
                break;
            }
            if present.binary_search(&day.date()).is_err() {
                self.sum_up_day(days, day, now).await?;
                done += 1;
            }
            day = day.before();
        }
        Ok(done)
    }

    /// Reads the sums of the days that lie within the filter's time, for these teachers or, without any, for
    /// the whole school.
    pub(super) async fn read_day_totals(
        &self,
        filter: &Filter,
        teachers: &[TeacherId],
        days: &SchoolDays,
    ) -> Result<DaySums, StoreError> {
        // The whole school's row says that the day is summed up, whoever is asked for.
        let wanted = teachers.iter().map(|teacher| teacher.0.as_str()).chain([WHOLE_SCHOOL]);
        let mut sql = Statement::new(
            "SELECT teacher, day, sent, ended, timed_out, ended_seconds, timed_out_seconds
             FROM session_day_totals
             WHERE timezone = ",
        );
        sql.value(days.zone()).push(" AND teacher IN ").list(wanted.map(Value::from), 2);
        if let Some(from) = filter.from {
            sql.push(" AND day >= ").value(text(days.day_of(from)).as_str());
        }
        if let Some(until) = filter.until {
            sql.push(" AND day <= ").value(text(days.day_of(until)).as_str());
        }
        sql.push(" ORDER BY day");
        let mut rows: Vec<DayRow> = on!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
        let inside = |day: Day| {
            filter.from.is_none_or(|from| from <= days.start(day))
                && filter.until.is_none_or(|until| days.end(day) <= until)
        };
        rows.retain(|row| inside(row.day.into()));
        let summed_up = rows.iter().filter(|row| row.teacher == WHOLE_SCHOOL).map(|row| row.day.into());
        let gaps = gaps((filter.from, filter.until), summed_up, days);
        let asked = rows.iter().filter(|row| (row.teacher == WHOLE_SCHOOL) == teachers.is_empty());
        Ok(DaySums { totals: asked.flat_map(DayRow::figures).collect(), gaps })
    }

    /// Drops every sum, after a change of many rows.
    pub(super) async fn forget_day_totals(&self) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM session_day_totals";
        on!(&self.db, connection => sqlx::query(SQL).execute(connection).await.map(|done| done.rows_affected()))?;
        Ok(())
    }

    async fn oldest_session_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        const SQL: &str = "SELECT (SELECT MIN(clicked_at) FROM wpos_zoom_links),
            (SELECT MIN(sent_time) FROM wpos_zoom_links WHERE clicked_at IS NULL)";
        type Row = (Option<NaiveDateTime>, Option<NaiveDateTime>);
        let (clicked, sent): Row =
            on!(&self.db, connection => sqlx::query_as(SQL).fetch_one(connection).await)?;
        Ok([clicked, sent].into_iter().flatten().min().map(|at| at.and_utc()))
    }

    async fn days_summed_up(
        &self,
        days: &SchoolDays,
        since: DateTime<Utc>,
    ) -> Result<Vec<NaiveDate>, StoreError> {
        const SQL: &str = "SELECT day FROM session_day_totals
            WHERE timezone = ? AND teacher = '' AND counted_at >= ?
            ORDER BY day";
        let days: Vec<(NaiveDate,)> = on!(&self.db, connection =>
            sqlx::query_as(SQL).bind(days.zone()).bind(column(since)).fetch_all(connection).await)?;
        Ok(days.into_iter().map(|(day,)| day).collect())
    }

    async fn sum_up_day(&self, days: &SchoolDays, day: Day, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut delete = Statement::new("DELETE FROM session_day_totals WHERE timezone = ");
        delete.value(days.zone()).push(" AND day = ").value(text(day).as_str());
        let mut transaction = Transaction::new(self.dialect());
        transaction.push(&delete);
        for by_teacher in [true, false] {
            transaction.push(&self.insert_day(days, day, now, by_teacher));
        }
        retrying(|| transaction.run(&self.db)).await?;
        Ok(())
    }

    /// Reads the day's sessions with a shared lock: a change that is under way is waited for, and a later one
    /// finds these sums and drops them.
    fn insert_day(&self, days: &SchoolDays, day: Day, now: DateTime<Utc>, by_teacher: bool) -> Statement {
        let dialect = self.dialect();
        let span = (Some(days.start(day)), Some(days.end(day)));
        let mut sql = Statement::new(dialect.insert_ignore);
        sql.push(
            "session_day_totals (timezone, teacher, day, sent, ended, timed_out, ended_seconds, \
             timed_out_seconds, counted_at) SELECT ",
        );
        sql.value(days.zone()).push(if by_teacher { ", ustazid, " } else { ", '', " });
        sql.value(text(day).as_str());
        for sum in [
            "session_status = 'active'",
            "session_status = 'ended'",
            "session_status = 'timeout'",
            "CASE WHEN session_status = 'ended' THEN seconds END",
            "CASE WHEN session_status = 'timeout' THEN seconds END",
        ] {
            sql.push(", COALESCE(SUM(").push(sum).push("), 0)");
        }
        sql.push(", ").value(column(now)).push(" FROM (");
        for (part, time) in [(OPENED_AND_OVER, "clicked_at"), ("clicked_at IS NULL", "sent_time")] {
            sql.push(if time == "clicked_at" { "" } else { " UNION ALL " });
            sql.push("SELECT * FROM (SELECT ustazid, session_status, ").push(&seconds(dialect));
            sql.push(" AS seconds FROM wpos_zoom_links WHERE ").push(part);
            push_time(&mut sql, time, span.0, span.1);
            sql.push(dialect.for_share).push(") AS ").push(time);
        }
        sql.push(") AS sessions");
        if by_teacher {
            sql.push(" WHERE ustazid <> '' GROUP BY ustazid");
        }
        sql
    }
}

/// A statement that drops the sums which these sessions may be part of; `None` when they are too young for any.
pub(super) fn forget<'a>(
    sessions: impl IntoIterator<Item = &'a Session>,
    now: DateTime<Utc>,
) -> Option<Statement> {
    let times = |session: &Session| [session.sent_at, session.presence().map(|presence| presence.clicked_at)];
    let old = sessions.into_iter().flat_map(times).flatten().filter(|at| *at <= now - SETTLED_AFTER);
    // Whatever the time zone, its day is the UTC day, the one before or the one after.
    let around = |at: DateTime<Utc>| [-1, 0, 1].map(|days| at.date_naive() + TimeDelta::days(days));
    let mut days: Vec<NaiveDate> = old.flat_map(around).collect();
    days.sort_unstable();
    days.dedup();
    if days.is_empty() {
        return None;
    }
    let mut sql = Statement::new("DELETE FROM session_day_totals WHERE day IN ");
    sql.list(days.into_iter().map(|day| text(day.into()).as_str().into()), 1);
    Some(sql)
}

/// What is left of `span` without these days, which come in order.
fn gaps(span: Span, summed_up: impl Iterator<Item = Day>, days: &SchoolDays) -> Vec<Span> {
    let (mut from, until) = span;
    let mut gaps = Vec::new();
    let mut open = true;
    for day in summed_up {
        if from != Some(days.start(day)) {
            gaps.push((from, Some(days.start(day))));
        }
        from = Some(days.end(day));
        open = from != until;
    }
    if open {
        gaps.push((from, until));
    }
    gaps
}

fn text(day: Day) -> String {
    day.date().format("%Y-%m-%d").to_string()
}

impl DayRow {
    fn figures(&self) -> [StatusFigures; 3] {
        let figures = |status, sessions, seconds| StatusFigures { status, sessions, seconds };
        [
            figures(Status::Sent, self.sent, 0),
            figures(Status::Ended, self.ended, self.ended_seconds),
            figures(Status::Timeout, self.timed_out, self.timed_out_seconds),
        ]
    }
}
