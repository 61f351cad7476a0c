//! Figures over all sessions that a filter selects, not only those of one page.
//!
//! Three readings make them up: past days as the sweep has summed them up, what else is over or was never opened
//! (summed up by the database), and what is open, which only the rules can judge.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::tallies;
use crate::domain::{
    Day, OpenPhases, PresenceParameters, SchoolCalendar, Session, Status, Tallies, Tally, TeacherId,
};
use crate::store::db::statement::Statement;
use crate::store::listing::page::Filter;
use crate::store::listing::people::PeopleScope;
use crate::store::rules::{IS_OPEN, TimeColumn};
use crate::store::sessions::row::{SessionRow, column, session_columns};
use crate::store::statistics::day_figures::Span;
use crate::store::statistics::tallies::{SqlGroupKey, TallyRow};
use crate::store::{Store, StoreError, with_connection};

/// Sums over all sessions that match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// All of them.
    pub total: Tallies,
    /// Those that are open.
    pub open: OpenPhases,
    /// Those of each school day, if asked for.
    pub days: BTreeMap<Day, Tallies>,
    /// Those of each teacher, if asked for.
    pub teachers: BTreeMap<TeacherId, Tallies>,
}

/// What sums are asked for beside the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Nothing else.
    Total,
    /// Those of each school day.
    Day,
    /// Those of each teacher.
    Teacher,
}

/// Where a tally belongs.
enum Group {
    Nowhere,
    Day(Day),
    Teacher(TeacherId),
}

impl Statistics {
    fn add(&mut self, place: Group, status: Status, tally: Tally) {
        self.total.add(status, tally);
        match place {
            Group::Nowhere => {}
            Group::Day(day) => self.days.entry(day).or_default().add(status, tally),
            Group::Teacher(teacher) => self.teachers.entry(teacher).or_default().add(status, tally),
        }
    }
}

/// Open sessions are read so many at a time.
const PAGE: i64 = 1_000;
/// With more gaps than this between summed-up days, reading everything is no slower than reading every gap.
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
        let mut statistics = Statistics::default();
        let wanted = |status: Status| filter.status.is_none_or(|one| one == status);
        let take = |statistics: &mut Statistics,
                    row: TallyRow,
                    day: &dyn Fn(&str) -> Option<Day>| {
            let Some((key, status, tally)) = row.read().filter(|(_, status, _)| wanted(*status))
            else {
                return;
            };
            let place = match by {
                GroupBy::Total => Group::Nowhere,
                GroupBy::Day => day(&key).map_or(Group::Nowhere, Group::Day),
                GroupBy::Teacher => Group::Teacher(TeacherId(key)),
            };
            statistics.add(place, status, tally);
        };

        for who in PeopleScope::groups(filter) {
            let mut spans = vec![(filter.from, filter.until)];
            if let Some(teachers) = who.teachers(filter) {
                let summed = self.list_summed_days(filter, days).await?;
                let gaps = summed.gaps(days);
                if gaps.len() <= MAX_GAPS {
                    spans = gaps;
                    for row in self
                        .read_tallies(summed.daily_totals(teachers, by, days))
                        .await?
                    {
                        take(&mut statistics, row, &|key| key.parse().ok());
                    }
                }
            }
            for row in self
                .read_tallies(self.over_or_not_opened(filter, who, &spans, by))
                .await?
            {
                take(&mut statistics, row, &|key| {
                    tallies::quarter(key).map(|at| days.day_of(at))
                });
            }
            let take_open = |session: Session| {
                let session = session.settle(now, rules).session;
                if !wanted(session.status()) {
                    return;
                }

                let place = match by {
                    GroupBy::Total => Group::Nowhere,
                    GroupBy::Day => session
                        .time()
                        .map_or(Group::Nowhere, |at| Group::Day(days.day_of(at))),
                    GroupBy::Teacher => Group::Teacher(session.teacher.clone()),
                };

                statistics.open.add(&session, now, rules);
                statistics.add(place, session.status(), Tally::of(&session, rules));
            };
            self.read_open_sessions(filter, who, take_open).await?;
        }

        Ok(statistics)
    }

    async fn read_tallies(&self, sql: Option<Statement>) -> Result<Vec<TallyRow>, StoreError> {
        let Some(sql) = sql else {
            return Ok(Vec::new());
        };
        Ok(with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?)
    }

    /// One statement whose parts each run along an index: what is over and what was never opened, span by span.
    fn over_or_not_opened(
        &self,
        filter: &Filter,
        who: PeopleScope<'_>,
        spans: &[Span],
        by: GroupBy,
    ) -> Option<Statement> {
        let mut parts = Vec::new();
        let mut part = |time: TimeColumn, more: &str, span: Option<&Span>| {
            let key = match by {
                GroupBy::Total => SqlGroupKey::None,
                GroupBy::Day => SqlGroupKey::Quarter,
                GroupBy::Teacher => SqlGroupKey::Teacher,
            };
            let mut sql = tallies::begin(self.dialect(), key, time);
            sql.push(more);
            who.push(&mut sql, filter);

            if let Some((from, until)) = span {
                time.push_within(&mut sql, *from, *until);
            }

            tallies::finish(&mut sql);
            parts.push(sql);
        };

        for span in spans {
            for time in TimeColumn::BOTH {
                part(time, "", Some(span));
            }
        }

        if filter.from.is_none() && filter.until.is_none() && spans != [(None, None)] {
            // Of no day at all.
            part(TimeColumn::SentTime, " AND sent_time IS NULL", None);
        }

        parts.into_iter().reduce(|mut all, part| {
            all.push(" UNION ALL ").append(part);
            all
        })
    }

    /// Reads what is open: as many as there are lessons now, and what no sweep has closed yet.
    async fn read_open_sessions(
        &self,
        filter: &Filter,
        who: PeopleScope<'_>,
        mut take: impl FnMut(Session),
    ) -> Result<(), StoreError> {
        let mut last: Option<(DateTime<Utc>, i64)> = None;
        loop {
            let mut sql = Statement::new(concat!(
                "SELECT ",
                session_columns!(),
                " FROM wpos_zoom_links WHERE "
            ));
            sql.push(IS_OPEN);
            who.push(&mut sql, filter);
            TimeColumn::ClickedAt.push_within(&mut sql, filter.from, filter.until);
            if let Some((at, id)) = last {
                let at = column(at);
                sql.push(" AND clicked_at >= ")
                    .value(at)
                    .push(" AND (clicked_at > ")
                    .value(at);

                sql.push(" OR id > ").value(id).push(")");
            }
            sql.push(" ORDER BY clicked_at, id LIMIT ").value(PAGE);
            let rows: Vec<SessionRow> = with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
            let full = i64::try_from(rows.len()) == Ok(PAGE);
            for row in rows {
                let session = row.into_session()?;
                last = session.time().map(|at| (at, session.id.0));
                take(session);
            }
            if !full {
                return Ok(());
            }
        }
    }
}
