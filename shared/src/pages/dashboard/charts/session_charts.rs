//! The charts of the overview: sessions by time and status, by length, and by teacher.

use std::collections::BTreeMap;

use chrono::{Datelike, Days};

use super::chart::Chart;
use super::column::{ChartColumn, ColumnPart};
use super::column_chart::ColumnChart;
use super::row_chart::{ChartRow, RowChart};
use crate::app::overview::{Overview, People};
use crate::app::session_selection::SessionSelection;
use crate::domain::{Day, LENGTH_MINUTES, Status, Tallies};
use crate::pages::dashboard::filters::teacher_name;
use crate::store::Statistics;

/// More days than this are drawn as weeks.
const MAX_DAYS: usize = 62;
/// More weeks than this are drawn as months.
const MAX_WEEKS: usize = 60;

/// Draws all charts.
pub(crate) fn charts(selection: &SessionSelection, overview: &Overview, today: Day) -> Vec<Chart> {
    let days = days_with_gaps(selection, &overview.by_day, today);

    vec![
        by_time(&days).draw(),
        by_length(&overview.by_day.total).draw(),
        by_teacher(&overview.by_teacher, &overview.people).draw(),
    ]
}

/// Returns the figures by day. Days without a session are part of the picture, unless there are too many.
fn days_with_gaps(
    selection: &SessionSelection,
    statistics: &Statistics,
    today: Day,
) -> BTreeMap<Day, Tallies> {
    let mut days = statistics.days.clone();
    let Some((period, _)) = selection.days.periods(today) else {
        return days;
    };

    if period.days() <= u64::try_from(MAX_DAYS).unwrap_or_default() {
        for day in period.iter() {
            days.entry(day).or_default();
        }
    }

    days
}

fn by_time(days: &BTreeMap<Day, Tallies>) -> ColumnChart {
    if days.len() <= MAX_DAYS {
        return by_status("Sessions by day", "Day", "%-d %b", days);
    }

    let weeks = grouped(days, first_of_week);
    if weeks.len() <= MAX_WEEKS {
        return by_status("Sessions by week", "Week from", "%-d %b", &weeks);
    }

    let months = grouped(days, first_of_month);
    by_status("Sessions by month", "Month", "%b %Y", &months)
}

fn grouped(days: &BTreeMap<Day, Tallies>, group_of: fn(Day) -> Day) -> BTreeMap<Day, Tallies> {
    let mut groups: BTreeMap<Day, Tallies> = BTreeMap::new();
    for (day, tallies) in days {
        *groups.entry(group_of(*day)).or_default() += *tallies;
    }

    groups
}

fn first_of_week(day: Day) -> Day {
    let days_since_monday = u64::from(day.date().weekday().num_days_from_monday());
    Day::from(day.date() - Days::new(days_since_monday))
}

fn first_of_month(day: Day) -> Day {
    Day::from(day.date().with_day(1).unwrap_or(day.date()))
}

/// A column for each group of days, from the status that most sessions should have upwards.
fn by_status(
    title: &'static str,
    first_head: &'static str,
    format: &str,
    groups: &BTreeMap<Day, Tallies>,
) -> ColumnChart {
    let mut columns = Vec::new();
    for (first_day, tallies) in groups {
        columns.push(ChartColumn {
            label: first_day.date().format(format).to_string(),
            parts: vec![
                part("ended", "ended", tallies.of(Status::Ended).sessions),
                part("live", "in class", tallies.of(Status::Active).sessions),
                part("timeout", "timed out", tallies.of(Status::Timeout).sessions),
                part("sent", "not opened", tallies.of(Status::Sent).sessions),
            ],
        });
    }

    ColumnChart {
        id: "by-time",
        title,
        first_head,
        columns,
    }
}

fn by_length(total: &Tallies) -> ColumnChart {
    let mut columns = Vec::new();
    for (index, count) in total.all().lengths.into_iter().enumerate() {
        columns.push(ChartColumn {
            label: length_label(index),
            parts: vec![part("ended", "sessions", count)],
        });
    }

    ColumnChart {
        id: "by-length",
        title: "Length of sessions in minutes",
        first_head: "Minutes",
        columns,
    }
}

/// Names a class of [`LENGTH_MINUTES`] by its bounds.
fn length_label(index: usize) -> String {
    let low = index
        .checked_sub(1)
        .and_then(|below| LENGTH_MINUTES.get(below));
    match (low, LENGTH_MINUTES.get(index)) {
        (None, Some(high)) => format!("< {high}"),
        (Some(low), Some(high)) => format!("{low}–{high}"),
        (Some(low), None) => format!("≥ {low}"),
        (None, None) => String::new(),
    }
}

fn part(class: &'static str, name: &'static str, count: i64) -> ColumnPart {
    ColumnPart { class, name, count }
}

fn by_teacher(statistics: &Statistics, people: &People) -> RowChart {
    let mut rows = Vec::new();
    for (id, tallies) in &statistics.teachers {
        let all = tallies.all();
        rows.push(ChartRow {
            label: teacher_name(people, id),
            sessions: all.sessions,
            seconds: all.seconds,
        });
    }

    // Names decide between equal times, so that unchanged figures give an unchanged page and ETag.
    rows.sort_by(|a, b| {
        b.seconds
            .cmp(&a.seconds)
            .then_with(|| a.label.cmp(&b.label))
    });

    RowChart {
        id: "by-teacher",
        title: "Time in class by teacher",
        first_head: "Teacher",
        rows,
    }
}
