//! The clock of `sent_time`: other programs of the school may store what the school's clock shows.
//!
//! A row of ours says in `sent_minutes_ahead` by how much its time is ahead of Coordinated Universal Time. Rows of
//! others are read by the setting. Where everything is in Coordinated Universal Time, statements stay as they are.

use std::fmt::Write;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};

use crate::domain::{ClockStep, SchoolCalendar, StoredAs, StoredClock};
use crate::store::db::Dialect;
use crate::store::db::value::Value;

/// The years for which SQL knows the changes of the school's clock.
const FIRST_YEAR: i32 = 2015;
const LAST_YEAR: i32 = 2045;

/// SQL for the instant at which a link was sent, as [`StoredClock::to_instant`] reads it. `row` is the table's name in
/// the statement with its dot, or empty.
pub(crate) fn sent_at(dialect: Dialect, row: &str) -> String {
    let column = format!("{row}sent_time");
    let clock = &dialect.clocks.sent;
    if clock.is_utc() {
        return column;
    }

    let by_setting = minutes_ahead(clock, &column);
    let minutes = format!("COALESCE({row}sent_minutes_ahead, {by_setting})");
    (dialect.minutes_before)(&column, &minutes)
}

/// SQL for the column `sent_at` under its own name, for the list of what a statement reads.
pub(crate) fn select_sent_at(dialect: Dialect) -> String {
    if dialect.clocks.sent.is_utc() {
        return "sent_time".to_owned();
    }

    format!("{} AS sent_time", sent_at(dialect, ""))
}

/// Returns what the column holds for an instant, to be stored or compared with it.
pub(crate) fn sent_value(dialect: Dialect, at: DateTime<Utc>) -> Value {
    dialect.clocks.sent.to_stored(at).into()
}

/// SQL for the minutes by which a time that another program stored is ahead.
fn minutes_ahead(clock: &StoredClock, column: &str) -> String {
    cases(clock, column, |step| step.from_stored)
}

/// SQL for the minutes by which the clock is ahead at an instant, as [`StoredClock::minutes_ahead`] gives them; of SQL
/// for the instant.
pub(crate) fn minutes_ahead_at(clock: &StoredClock, instant: &str) -> String {
    cases(clock, instant, |step| step.from.naive_utc())
}

/// Lists the parts of a clock's time that SQL knows.
pub(crate) fn clock_steps(clock: &StoredClock) -> Vec<ClockStep> {
    clock.steps(first_of(FIRST_YEAR), first_of(LAST_YEAR))
}

fn cases(clock: &StoredClock, time: &str, begin: impl Fn(&ClockStep) -> NaiveDateTime) -> String {
    let steps = clock_steps(clock);
    let mut cases = String::new();
    for pair in steps.windows(2) {
        let until = begin(&pair[1]).format("%Y-%m-%d %H:%M:%S");
        let _ = write!(
            cases,
            " WHEN {time} < '{until}' THEN {}",
            pair[0].minutes_ahead
        );
    }

    let last = steps.last().map_or(0, |step| step.minutes_ahead);
    if cases.is_empty() {
        return last.to_string();
    }

    format!("CASE{cases} ELSE {last} END")
}

fn first_of(year: i32) -> DateTime<Utc> {
    let first = Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0);
    first.single().unwrap_or(DateTime::UNIX_EPOCH)
}

/// Returns the name under which figures of past days are kept: the school's zone, and how times are read. Figures that
/// were summed up under another reading are not found, and are made anew.
pub(crate) fn figures_zone(dialect: Dialect, days: &SchoolCalendar) -> String {
    let mut name = days.zone().to_owned();
    for (letter, clock) in [('s', &dialect.clocks.sent), ('o', &dialect.clocks.other)] {
        match clock.stored_as() {
            StoredAs::Utc => {}
            StoredAs::School { since: None } => {
                let _ = write!(name, " {letter}");
            }
            StoredAs::School { since: Some(since) } => {
                let _ = write!(name, " {letter}{}", since.and_utc().timestamp());
            }
        }
    }

    name
}
