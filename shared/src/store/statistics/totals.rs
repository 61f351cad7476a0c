//! Figures over all sessions that a filter selects, not only those of one page.
//!
//! They are the sum of three readings: past days as the sweep has summed them up, other sessions that are over or
//! were never opened (summed up by the database), and open sessions, which only the rules can judge.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::{PresenceParameters, SchoolCalendar};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_time::{FIRST_TIME, StoredTime};
use crate::store::db::unreadable::{self, Attempt};
use crate::store::db::value::Value;
use crate::store::listing::filter::Filter;
use crate::store::listing::people::PeopleScope;
use crate::store::rules::{IS_OPEN, TimeColumn, figures_zone};
use crate::store::sessions::row::{SessionRow, session_columns};
use crate::store::statistics::grouped_tallies::Statistics;
use crate::store::statistics::query::{GroupBy, Span, StatisticsQuery};
use crate::store::statistics::tallies::{self, SqlGroupKey, TallyRow};
use crate::store::{Store, StoreError};

/// An open session as far as it could be read, with its place in the order of reading.
#[derive(sqlx::FromRow)]
struct OpenRow {
    #[sqlx(flatten)]
    row: Attempt<SessionRow>,
    id: StoredInteger,
    stored_at: StoredTime,
}

impl OpenRow {
    fn place(&self) -> Option<(NaiveDateTime, i64)> {
        Some((self.stored_at.exactly()?, self.id.0))
    }
}

/// Open sessions are read in pages of this size.
const PAGE: i64 = 1_000;
/// With more gaps than this between summed-up days, it is no slower to read everything than to read every gap.
const MAX_GAPS: usize = 20;

impl Store {
    /// Sums up all sessions that match.
    pub async fn compute_statistics(
        &self,
        filter: &Filter,
        by: GroupBy,
        days: &SchoolCalendar,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Statistics, StoreError> {
        let query = StatisticsQuery {
            filter,
            by,
            days,
            now,
            rules,
        };

        let mut statistics = Statistics::default();
        for people in PeopleScope::groups(filter) {
            let spans = self.add_summed_days(&mut statistics, query, people).await?;
            self.add_unsummed(&mut statistics, query, people, &spans)
                .await?;
            self.add_open_sessions(&mut statistics, query, people)
                .await?;
        }

        Ok(statistics)
    }

    /// Adds the daily totals, where there are any of these people. Returns the time that they leave out.
    async fn add_summed_days(
        &self,
        statistics: &mut Statistics,
        query: StatisticsQuery<'_>,
        people: PeopleScope<'_>,
    ) -> Result<Vec<Span>, StoreError> {
        let everything = vec![(query.filter.from, query.filter.until)];
        let Some(teachers) = people.teachers(query.filter) else {
            return Ok(everything);
        };

        let summed = self.list_summed_days(query.filter, query.days).await?;
        let gaps = summed.gaps(query.days);
        if gaps.len() > MAX_GAPS {
            return Ok(everything);
        }

        let zone = figures_zone(self.dialect(), query.days);
        let totals = summed.daily_totals(teachers, query.by, &zone);
        for row in self.read_tallies(totals).await? {
            statistics.add_row(row, query, |key| key.parse().ok());
        }

        Ok(gaps)
    }

    /// Adds the sessions of these spans that are over or were never opened.
    async fn add_unsummed(
        &self,
        statistics: &mut Statistics,
        query: StatisticsQuery<'_>,
        people: PeopleScope<'_>,
        spans: &[Span],
    ) -> Result<(), StoreError> {
        let sql = sum_spans(self.dialect(), query, people, spans);
        for row in self.read_tallies(sql).await? {
            statistics.add_row(row, query, |key| {
                tallies::quarter(key).map(|at| query.days.day_of(at))
            });
        }

        Ok(())
    }

    async fn read_tallies(&self, sql: Option<Statement>) -> Result<Vec<TallyRow>, StoreError> {
        match sql {
            Some(sql) => self.db.fetch_all(sql).await,
            None => Ok(Vec::new()),
        }
    }

    /// Adds the open sessions, page by page: those of lessons that go on, and those that no sweep has closed yet.
    async fn add_open_sessions(
        &self,
        statistics: &mut Statistics,
        query: StatisticsQuery<'_>,
        people: PeopleScope<'_>,
    ) -> Result<(), StoreError> {
        let mut last = None;
        loop {
            let sql = select_open_sessions(self.dialect(), query.filter, people, last);
            let rows: Vec<OpenRow> = self.db.fetch_all(sql).await?;
            let is_last_page = i64::try_from(rows.len()) != Ok(PAGE);
            last = rows.last().and_then(OpenRow::place);

            let (rows, left_out) =
                unreadable::part(rows.into_iter().map(|open| open.row).collect());
            unreadable::log(&left_out);
            for row in rows {
                statistics.add_open(row.into_session(), query);
            }

            if is_last_page || last.is_none() {
                return Ok(());
            }
        }
    }
}

/// Returns one statement for the sessions that are over or were never opened, span by span. Each of its parts runs
/// along an index. `None`: there is no span.
fn sum_spans(
    dialect: Dialect,
    query: StatisticsQuery<'_>,
    people: PeopleScope<'_>,
    spans: &[Span],
) -> Option<Statement> {
    let key = SqlGroupKey::of(query.by);
    let filter = query.filter;
    let mut parts = Vec::new();

    for (from, until) in spans {
        for time in TimeColumn::BOTH {
            let mut sql = tallies::begin(dialect, key, time);
            people.push(&mut sql, filter);
            time.push_within(&mut sql, dialect, (*from, *until));
            parts.push(sql);
        }
    }

    // A span with a bound leaves out the sessions that have no time at all.
    let is_of_all_time = filter.from.is_none() && filter.until.is_none();
    if is_of_all_time && spans != [(None, None)] {
        let mut sql = tallies::begin(dialect, key, TimeColumn::SentTime);
        sql.push(" AND (sent_time IS NULL OR sent_time < ")
            .push(FIRST_TIME)
            .push(")");
        people.push(&mut sql, filter);
        parts.push(sql);
    }

    union_all(parts)
}

fn union_all(parts: Vec<Statement>) -> Option<Statement> {
    let mut parts = parts.into_iter();
    let mut all = parts.next()?;
    tallies::finish(&mut all);

    for part in parts {
        all.push(" UNION ALL ").append(part);
        tallies::finish(&mut all);
    }

    Some(all)
}

fn select_open_sessions(
    dialect: Dialect,
    filter: &Filter,
    people: PeopleScope<'_>,
    last: Option<(NaiveDateTime, i64)>,
) -> Statement {
    let mut sql = Statement::new(format!(
        "SELECT {}, wpos_zoom_links.clicked_at AS stored_at FROM wpos_zoom_links WHERE {IS_OPEN}",
        session_columns(dialect)
    ));
    people.push(&mut sql, filter);
    TimeColumn::ClickedAt.push_within(&mut sql, dialect, (filter.from, filter.until));

    if let Some((at, id)) = last {
        sql.push(" AND wpos_zoom_links.clicked_at >= ")
            .value(Value::Time(Some(at)))
            .push(" AND (wpos_zoom_links.clicked_at > ")
            .value(Value::Time(Some(at)))
            .push(" OR id > ")
            .value(id)
            .push(")");
    }

    sql.push(" ORDER BY wpos_zoom_links.clicked_at, id LIMIT ")
        .value(PAGE);
    sql
}
