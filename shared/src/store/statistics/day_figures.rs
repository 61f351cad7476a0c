//! Figures of past days: made by the sweep, read by the statistics, given up when a session of that day changes.
//!
//! A day is summed up when it has been over for a day: until then its sessions still change. What is open is
//! never part of it, so heartbeats do not matter here.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use crate::domain::{Day, SchoolCalendar, Session, TeacherId};
use crate::store::db::error::retrying;
use crate::store::db::statement::{Statement, Value};
use crate::store::db::transaction::Transaction;
use crate::store::listing::page::Filter;
use crate::store::rules::TimeColumn;
use crate::store::sessions::row::column;
use crate::store::statistics::tallies::{COLUMNS, condition, measures, sums};
use crate::store::statistics::totals::GroupBy;
use crate::store::{Store, StoreError, with_connection};

/// From, inclusive, and until, exclusive; `None` is without limit.
pub(crate) type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// The days within a filter's time that are summed up.
pub(crate) struct SummedDays {
    span: Span,
    /// In order.
    days: Vec<Day>,
}

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
        days: &SchoolCalendar,
        now: DateTime<Utc>,
        mut go_on: impl FnMut(usize) -> bool,
    ) -> Result<usize, StoreError> {
        let Some(oldest) = self.oldest_session_at().await? else {
            return Ok(0);
        };
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

    /// Lists the days that are summed up and lie within the filter's time.
    pub(crate) async fn list_summed_days(
        &self,
        filter: &Filter,
        days: &SchoolCalendar,
    ) -> Result<SummedDays, StoreError> {
        let span = (filter.from, filter.until);
        let mut sql = Statement::new("SELECT day FROM session_days_summed WHERE timezone = ");
        sql.value(days.zone());

        if let Some(from) = filter.from {
            sql.push(" AND day >= ")
                .value(days.day_of(from).to_string().as_str());
        }

        if let Some(until) = filter.until {
            sql.push(" AND day <= ")
                .value(days.day_of(until).to_string().as_str());
        }

        sql.push(" ORDER BY day");
        let rows: Vec<(NaiveDate,)> =
            with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
        let inside = |day: &Day| {
            filter.from.is_none_or(|from| from <= days.start(*day))
                && filter.until.is_none_or(|until| days.end(*day) <= until)
        };

        Ok(SummedDays {
            span,
            days: rows
                .into_iter()
                .map(|(day,)| Day::from(day))
                .filter(inside)
                .collect(),
        })
    }

    /// Gives up every day, after a change of many rows.
    pub(crate) async fn invalidate_all_days(&self) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM session_days_summed";
        with_connection!(&self.db, connection => sqlx::query(SQL).execute(connection).await.map(|done| done.rows_affected()))?;
        Ok(())
    }

    async fn oldest_session_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let oldest = |time: TimeColumn| {
            format!(
                "(SELECT MIN({}) FROM wpos_zoom_links WHERE {})",
                time.name(),
                time.rows()
            )
        };

        let mut sql = Statement::new("SELECT ");
        sql.push(&TimeColumn::BOTH.map(oldest).join(", "));
        let (clicked, sent): (Option<NaiveDateTime>, Option<NaiveDateTime>) =
            with_connection!(&self.db, connection => sql.query_as().fetch_one(connection).await)?;

        Ok([clicked, sent]
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.and_utc()))
    }

    async fn days_summed_up(
        &self,
        days: &SchoolCalendar,
        since: DateTime<Utc>,
    ) -> Result<Vec<NaiveDate>, StoreError> {
        const SQL: &str = "SELECT day FROM session_days_summed
            WHERE timezone = ? AND counted_at >= ?
            ORDER BY day";
        let days: Vec<(NaiveDate,)> = with_connection!(&self.db, connection =>
            sqlx::query_as(SQL).bind(days.zone()).bind(column(since)).fetch_all(connection).await)?;
        Ok(days.into_iter().map(|(day,)| day).collect())
    }

    async fn sum_up_day(
        &self,
        days: &SchoolCalendar,
        day: Day,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut transaction = Transaction::new(self.dialect());
        for table in ["session_day_figures", "session_days_summed"] {
            let mut delete = Statement::new("DELETE FROM ");
            delete
                .push(table)
                .push(" WHERE timezone = ")
                .value(days.zone());

            delete.push(" AND day = ").value(day.to_string().as_str());
            transaction.push(&delete);
        }

        for whole_school in [false, true] {
            transaction.push(&self.insert_figures(days, day, whole_school));
        }

        let mut summed = Statement::new(self.dialect().insert_ignore);
        summed
            .push("session_days_summed (timezone, day, counted_at) VALUES (")
            .value(days.zone())
            .push(", ");

        summed
            .value(day.to_string().as_str())
            .push(", ")
            .value(column(now))
            .push(")");

        transaction.push(&summed);
        retrying(|| transaction.run(&self.db)).await?;

        Ok(())
    }

    /// Reads the day's sessions with a shared lock: a change that is under way is waited for, and a later one
    /// finds these figures and gives them up.
    fn insert_figures(&self, days: &SchoolCalendar, day: Day, whole_school: bool) -> Statement {
        let dialect = self.dialect();
        let mut sql = Statement::new(dialect.insert_ignore);
        sql.push("session_day_figures (timezone, whole_school, teacher, day, status, ");
        sql.push(&COLUMNS.join(", "))
            .push(") SELECT ")
            .value(days.zone());

        sql.push(if whole_school {
            ", 1, '', "
        } else {
            ", 0, COALESCE(ustazid, ''), "
        });

        sql.value(day.to_string().as_str())
            .push(", status_, ")
            .push(&sums().join(", "))
            .push(" FROM (");

        for (number, time) in TimeColumn::BOTH.into_iter().enumerate() {
            sql.push(if number == 0 { "" } else { " UNION ALL " });
            sql.push("SELECT * FROM (SELECT ustazid, ")
                .push(&measures(dialect, time));
            sql.push(" FROM wpos_zoom_links WHERE ")
                .push(&condition(time));
            time.push_within(&mut sql, Some(days.start(day)), Some(days.end(day)));
            sql.push(dialect.for_share).push(") AS ").push(time.name());
        }

        sql.push(") AS measured GROUP BY status_");
        sql.push(if whole_school {
            ""
        } else {
            ", COALESCE(ustazid, '')"
        });

        sql
    }
}

/// A statement that gives up the days which these sessions may be part of; `None` when they are too young for any.
pub(crate) fn invalidate<'a>(
    sessions: impl IntoIterator<Item = &'a Session>,
    now: DateTime<Utc>,
) -> Option<Statement> {
    let times = |session: &Session| {
        [
            session.sent_at,
            session.presence().map(|presence| presence.clicked_at),
        ]
    };
    let old = sessions
        .into_iter()
        .flat_map(times)
        .flatten()
        .filter(|at| *at <= now - SETTLED_AFTER);
    // Whatever the time zone, its day is the UTC day, the one before or the one after.
    let around = |at: DateTime<Utc>| [-1, 0, 1].map(|days| at.date_naive() + TimeDelta::days(days));
    let mut days: Vec<NaiveDate> = old.flat_map(around).collect();

    days.sort_unstable();
    days.dedup();

    if days.is_empty() {
        return None;
    }

    let mut sql = Statement::new("DELETE FROM session_days_summed WHERE day IN ");
    sql.list(
        days.into_iter()
            .map(|day| Day::from(day).to_string().as_str().into()),
        1,
    );

    Some(sql)
}

impl SummedDays {
    /// What is left of the filter's time without these days.
    pub(crate) fn gaps(&self, days: &SchoolCalendar) -> Vec<Span> {
        let (mut from, until) = self.span;
        let mut gaps = Vec::new();
        let mut open = true;

        for day in &self.days {
            if from != Some(days.start(*day)) {
                gaps.push((from, Some(days.start(*day))));
            }

            from = Some(days.end(*day));
            open = from != until;
        }

        if open {
            gaps.push((from, until));
        }

        gaps
    }

    /// Reads the figures of these days: of these teachers, or, without any, of the whole school. They stay as they
    /// are while a rival gives a day up, so they fit the gaps. `None`: there is no such day.
    pub(crate) fn daily_totals(
        &self,
        teachers: &[TeacherId],
        by: GroupBy,
        days: &SchoolCalendar,
    ) -> Option<Statement> {
        if self.days.is_empty() {
            return None;
        }

        let key = match by {
            GroupBy::Total => "''",
            GroupBy::Day => "CAST(day AS CHAR)",
            GroupBy::Teacher => "teacher",
        };
        let mut sql = Statement::new("SELECT ");
        sql.push(key).push(" AS key_, status AS status_");

        for column in COLUMNS {
            sql.push(&format!(", CAST(SUM({column}) AS SIGNED) AS {column}"));
        }

        let whole_school = teachers.is_empty() && by != GroupBy::Teacher;
        sql.push(" FROM session_day_figures WHERE timezone = ")
            .value(days.zone());

        sql.push(if whole_school {
            " AND whole_school = 1"
        } else {
            " AND whole_school = 0"
        });

        if !teachers.is_empty() {
            sql.push(" AND teacher IN ")
                .list(teachers.iter().map(|one| Value::from(one.0.as_str())), 1);
        }

        for (number, (first, last)) in runs(&self.days).into_iter().enumerate() {
            sql.push(if number == 0 {
                " AND (day BETWEEN "
            } else {
                " OR day BETWEEN "
            });

            sql.value(first.to_string().as_str())
                .push(" AND ")
                .value(last.to_string().as_str());
        }

        sql.push(") GROUP BY key_, status_");
        Some(sql)
    }
}

/// Days without a gap, first and last.
fn runs(days: &[Day]) -> Vec<(Day, Day)> {
    let mut runs: Vec<(Day, Day)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if *last == day.before() => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }

    runs
}
