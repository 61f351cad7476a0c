//! The charts: sessions by day and status, how long they were, and whose.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::domain::{Day, LENGTH_MINUTES, Status, Tallies};
use crate::endpoints::dashboard::overview::filters::Names;
use crate::endpoints::list_query::ListQuery;
use crate::pages::dashboard::charts::{Chart, Column, Row, columns, rows};
use crate::store::Statistics;

/// More days than this are drawn as weeks, and more than a year of weeks as months.
const MAX_DAYS: usize = 62;
const MAX_WEEKS: usize = 60;

pub(crate) fn charts(
    query: &ListQuery,
    by_day: &Statistics,
    by_teacher: &Statistics,
    names: &Names<'_>,
    today: Day,
) -> Vec<Chart> {
    vec![
        by_time(query, by_day, today),
        by_length(&by_day.total),
        whose(by_teacher, names),
    ]
}

fn by_time(query: &ListQuery, statistics: &Statistics, today: Day) -> Chart {
    // Days without a session are part of the picture.
    let mut days: BTreeMap<Day, Tallies> = statistics.days.clone();
    if let Some((period, _)) = query.days.periods(today)
        && period.days() <= u64::try_from(MAX_DAYS).unwrap_or_default()
    {
        period.iter().for_each(|day| {
            days.entry(day).or_default();
        });
    }
    let by_week = grouped(&days, |day| {
        Day::from(
            day.date() - chrono::Days::new(u64::from(day.date().weekday().num_days_from_monday())),
        )
    });
    let (title, first, format, groups) = if days.len() <= MAX_DAYS {
        ("Sessions by day", "Day", "%-d %b", days)
    } else if by_week.len() <= MAX_WEEKS {
        ("Sessions by week", "Week from", "%-d %b", by_week)
    } else {
        let by_month = grouped(&days, |day| {
            Day::from(day.date().with_day(1).unwrap_or(day.date()))
        });
        ("Sessions by month", "Month", "%b %Y", by_month)
    };
    let columns_of = |(day, tallies): (&Day, &Tallies)| Column {
        label: day.date().format(format).to_string(),
        parts: vec![
            ("ended", "ended", tallies.of(Status::Ended).sessions),
            ("live", "in class", tallies.of(Status::Active).sessions),
            ("timeout", "timed out", tallies.of(Status::Timeout).sessions),
            ("sent", "not opened", tallies.of(Status::Sent).sessions),
        ],
    };
    let all: Vec<Column> = groups.iter().map(columns_of).collect();
    columns("by-time", title, first, &all)
}

fn grouped(days: &BTreeMap<Day, Tallies>, group: impl Fn(Day) -> Day) -> BTreeMap<Day, Tallies> {
    let mut groups: BTreeMap<Day, Tallies> = BTreeMap::new();
    for (day, tallies) in days {
        *groups.entry(group(*day)).or_default() += *tallies;
    }

    groups
}

fn by_length(total: &Tallies) -> Chart {
    let label = |index: usize| match (index.checked_sub(1), LENGTH_MINUTES.get(index)) {
        (None, Some(to)) => format!("< {to}"),
        (Some(below), Some(to)) => format!("{}–{to}", LENGTH_MINUTES[below]),
        (_, None) => format!("≥ {}", LENGTH_MINUTES[LENGTH_MINUTES.len() - 1]),
    };
    let column = |(index, count): (usize, &i64)| Column {
        label: label(index),
        parts: vec![("ended", "sessions", *count)],
    };
    let all: Vec<Column> = total.all().lengths.iter().enumerate().map(column).collect();

    columns(
        "by-length",
        "How long sessions are, in minutes",
        "Minutes",
        &all,
    )
}

fn whose(statistics: &Statistics, names: &Names<'_>) -> Chart {
    let mut all: Vec<Row> = statistics
        .teachers
        .iter()
        .map(|(id, tallies)| Row {
            label: names.teacher(id),
            sessions: tallies.all().sessions,
            seconds: tallies.all().seconds,
        })
        .collect();

    all.sort_by(|a, b| {
        b.seconds
            .cmp(&a.seconds)
            .then_with(|| a.label.cmp(&b.label))
    });

    rows("by-teacher", "Time in class by teacher", "Teacher", &all)
}
