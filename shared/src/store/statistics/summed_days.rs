//! The days within a filter's time that are summed up, and the time between them.

use chrono::NaiveDate;

use crate::domain::{Day, SchoolCalendar, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::listing::filter::Filter;
use crate::store::rules::figures_zone;
use crate::store::statistics::query::{GroupBy, Span};
use crate::store::statistics::tallies::COLUMNS;
use crate::store::{Store, StoreError};

/// The days within a filter's time that are summed up.
pub(crate) struct SummedDays {
    span: Span,
    /// In order.
    days: Vec<Day>,
}

impl Store {
    /// Lists the days that are summed up and lie within the filter's time.
    pub(crate) async fn list_summed_days(
        &self,
        filter: &Filter,
        days: &SchoolCalendar,
    ) -> Result<SummedDays, StoreError> {
        let mut sql = Statement::new("SELECT day FROM session_days_summed WHERE timezone = ");
        let zone = figures_zone(self.dialect(), days);
        sql.value(zone.as_str());
        if let Some(from) = filter.from {
            sql.push(" AND day >= ").value(days.day_of(from));
        }
        if let Some(until) = filter.until {
            sql.push(" AND day <= ").value(days.day_of(until));
        }
        sql.push(" ORDER BY day");
        let rows: Vec<(NaiveDate,)> = self.db.fetch_all(sql).await?;

        let mut summed = SummedDays {
            span: (filter.from, filter.until),
            days: rows.into_iter().map(|(day,)| Day::from(day)).collect(),
        };
        // The first and the last day may lie only partly within the filter's time.
        summed.days.retain(|day| is_within(filter, days, *day));
        Ok(summed)
    }
}

/// Tells whether all of a day lies within the filter's time.
fn is_within(filter: &Filter, days: &SchoolCalendar, day: Day) -> bool {
    filter.from.is_none_or(|from| from <= days.start(day))
        && filter.until.is_none_or(|until| days.end(day) <= until)
}

impl SummedDays {
    /// Returns the parts of the filter's time that these days do not cover.
    pub(crate) fn gaps(&self, days: &SchoolCalendar) -> Vec<Span> {
        let (mut from, until) = self.span;
        let mut gaps = Vec::new();
        let mut is_open = true;

        for day in &self.days {
            if from != Some(days.start(*day)) {
                gaps.push((from, Some(days.start(*day))));
            }

            from = Some(days.end(*day));
            is_open = from != until;
        }

        if is_open {
            gaps.push((from, until));
        }

        gaps
    }

    /// Reads the figures of these days: those of these teachers, or, for an empty list, of the whole school. They
    /// stay as they are while a rival invalidates a day, so they fit the gaps. `None`: there is no such day.
    pub(crate) fn daily_totals(
        &self,
        teachers: &[TeacherId],
        by: GroupBy,
        zone: &str,
    ) -> Option<Statement> {
        if self.days.is_empty() {
            return None;
        }

        let key = match by {
            GroupBy::Total => "''",
            GroupBy::Day => "CAST(day AS CHAR)",
            GroupBy::Teacher => "teacher",
        };
        let sums = COLUMNS.map(|column| format!(", CAST(SUM({column}) AS SIGNED) AS {column}"));
        // The figures of the whole school name no teacher, so groups by teacher need the others.
        let whole_school = teachers.is_empty() && by != GroupBy::Teacher;

        let mut sql = Statement::new(format!(
            "SELECT {key} AS key_, status AS status_{} FROM session_day_figures \
             WHERE timezone = ? AND whole_school = {}",
            sums.concat(),
            i32::from(whole_school)
        ))
        .bind(zone);

        if !teachers.is_empty() {
            sql.push(" AND teacher IN ").list(teachers, 1);
        }
        self.push_days(&mut sql);
        sql.push(" GROUP BY key_, status_");

        Some(sql)
    }

    /// Appends that the day is one of these.
    fn push_days(&self, sql: &mut Statement) {
        let mut separator = " AND (";
        // Ranges, because neighbouring days lie together in the primary key.
        for (first, last) in runs(&self.days) {
            sql.push(separator)
                .push("day BETWEEN ")
                .value(first)
                .push(" AND ")
                .value(last);
            separator = " OR ";
        }

        sql.push(")");
    }
}

/// Returns the first and the last day of each run without a gap.
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
