//! The clocks of the school's own columns: other programs may store what the school's clock shows.
//!
//! A row of ours says in `sent_minutes_ahead` and `session_minutes_ahead` by how much its times are ahead of Coordinated
//! Universal Time. Rows of others are read by the settings. Where everything is in Coordinated Universal Time,
//! statements stay as they are.

use std::fmt::Write;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};

use crate::domain::{ClockStep, SchoolCalendar, Session, StoredAs, StoredClock, StoredTimes};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_time::column_time;
use crate::store::db::value::Value;

/// The years for which SQL knows the changes of the school's clock.
const FIRST_YEAR: i32 = 2015;
const LAST_YEAR: i32 = 2045;

/// A column of `wpos_zoom_links` in which other programs store times, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockColumn {
    SentTime,
    ClickedAt,
    LastActivityAt,
    SessionEndedAt,
}

impl ClockColumn {
    const ALL: [Self; 4] = [
        Self::SentTime,
        Self::ClickedAt,
        Self::LastActivityAt,
        Self::SessionEndedAt,
    ];

    /// Returns the column of this name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Returns the column's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SentTime => "sent_time",
            Self::ClickedAt => "clicked_at",
            Self::LastActivityAt => "last_activity_at",
            Self::SessionEndedAt => "session_ended_at",
        }
    }

    fn times(self) -> StoredTimes {
        match self {
            Self::SentTime => StoredTimes::Sent,
            Self::ClickedAt | Self::LastActivityAt | Self::SessionEndedAt => StoredTimes::Session,
        }
    }

    /// Returns the clock of the setting.
    pub(crate) fn clock(self, dialect: Dialect) -> &'static StoredClock {
        dialect.clocks.of(self.times())
    }

    /// SQL for the instant in this column, as [`StoredClock::to_instant`] reads it. `row` is the table's name in the
    /// statement with its dot, or empty.
    pub(crate) fn instant(self, dialect: Dialect, row: &str) -> String {
        self.instant_of(dialect, row, &format!("{row}{}", self.name()))
    }

    /// SQL for the instant of SQL for a time that the row stores by this column's clock.
    pub(crate) fn instant_of(self, dialect: Dialect, row: &str, time: &str) -> String {
        let clock = self.clock(dialect);
        if clock.is_utc() {
            return time.to_owned();
        }

        let by_setting = minutes_ahead(clock, time);
        let minutes = format!(
            "COALESCE({row}{}, {by_setting})",
            minutes_column(self.times())
        );
        (dialect.minutes_before)(time, &minutes)
    }

    /// SQL for the instant under the column's own name, for the list of what a statement reads.
    pub(crate) fn select(self, dialect: Dialect) -> String {
        if self.clock(dialect).is_utc() {
            return self.name().to_owned();
        }

        format!("{} AS {}", self.instant(dialect, ""), self.name())
    }

    /// SQL for a row's place in the order of this column: the instant as the setting alone gives it. So it is the order
    /// in which the index has the rows. Of an hour that the clock shows twice, both have the places of the first one.
    pub(crate) fn place(self, dialect: Dialect) -> String {
        let stored = format!("wpos_zoom_links.{}", self.name());
        let clock = self.clock(dialect);
        if clock.is_utc() {
            return stored;
        }

        (dialect.minutes_before)(&stored, &minutes_ahead(clock, &stored))
    }

    /// Returns the condition that the column's instant lies at or after another one. An index serves.
    pub(crate) fn since(self, dialect: Dialect, row: &str, at: DateTime<Utc>) -> Statement {
        self.compare(dialect, row, ">=", column_time(at).and_utc())
    }

    /// Returns the condition that it lies after another one.
    pub(crate) fn after(self, dialect: Dialect, row: &str, at: DateTime<Utc>) -> Statement {
        self.compare(dialect, row, ">", column_time(at).and_utc())
    }

    /// Returns the condition that it lies before another one.
    pub(crate) fn before(self, dialect: Dialect, row: &str, at: DateTime<Utc>) -> Statement {
        self.compare(dialect, row, "<", column_time(at).and_utc())
    }

    /// Returns the condition that it lies at or before another one.
    pub(crate) fn until(self, dialect: Dialect, row: &str, at: DateTime<Utc>) -> Statement {
        self.compare(dialect, row, "<=", column_time(at).and_utc())
    }

    fn compare(self, dialect: Dialect, row: &str, operator: &str, at: DateTime<Utc>) -> Statement {
        let mut sql = self.near(dialect, row, operator, at);
        if !self.clock(dialect).is_utc() {
            let instant = self.instant(dialect, row);
            sql.push(&format!(" AND {instant} {operator} ")).value(at);
        }

        sql
    }

    /// Compares what is stored, so that an index serves. Near a change of the clock, which shows some times twice, and of
    /// rows that are not stored by the setting yet, this is true of more rows than those meant. `at` counts to its fraction
    /// of a second.
    pub(crate) fn near(
        self,
        dialect: Dialect,
        row: &str,
        operator: &str,
        at: DateTime<Utc>,
    ) -> Statement {
        let (earliest, latest) = self.clock(dialect).stored_around(at);
        let bound = if operator.starts_with('>') {
            earliest
        } else {
            latest
        };

        let mut sql = Statement::new(format!("{row}{} {operator} ", self.name()));
        sql.value(Value::Time(Some(bound)));
        sql
    }
}

/// Returns the column that says by how many minutes such a time of ours is ahead of Coordinated Universal Time. NULL:
/// another program stored it.
pub(crate) fn minutes_column(times: StoredTimes) -> &'static str {
    match times {
        StoredTimes::Sent => "sent_minutes_ahead",
        StoredTimes::Session => SESSION_MINUTES_AHEAD,
    }
}

/// All times of a session are ahead by the same, also where the clock is changed meanwhile, so that what lies between
/// them is right.
const SESSION_MINUTES_AHEAD: &str = "session_minutes_ahead";

/// Returns by how many minutes the times of a session are ahead, where its row does not say so.
fn session_minutes_ahead(dialect: Dialect, session: &Session) -> Option<i64> {
    let opened_at = session.presence().map(|presence| presence.clicked_at);
    let first = opened_at.or(session.ended_at())?;

    Some(dialect.clocks.session.minutes_ahead(first))
}

/// Appends the assignment that makes a row say it, if a time of the session is stored.
pub(crate) fn push_session_minutes_ahead(sql: &mut Statement, dialect: Dialect, session: &Session) {
    let Some(minutes) = session_minutes_ahead(dialect, session) else {
        return;
    };

    sql.push(", ").push(SESSION_MINUTES_AHEAD).push(" = ");
    if dialect.clocks.session.is_utc() {
        // What another program opened may be stored by a clock that no setting names yet.
        let is_first = (dialect.is_no_time)("clicked_at");
        sql.push(&format!(
            "CASE WHEN {is_first} THEN {minutes} ELSE {SESSION_MINUTES_AHEAD} END"
        ));
    } else {
        sql.push(&format!("COALESCE({SESSION_MINUTES_AHEAD}, {minutes})"));
    }
}

/// Appends a time of a session as its row stores it.
pub(crate) fn push_session_time(
    sql: &mut Statement,
    dialect: Dialect,
    session: &Session,
    at: Option<DateTime<Utc>>,
) {
    let by_setting = session_minutes_ahead(dialect, session);
    let Some(minutes) = by_setting.filter(|_| !dialect.clocks.session.is_utc()) else {
        sql.value(at);
        return;
    };

    let ahead = format!("-COALESCE({SESSION_MINUTES_AHEAD}, {minutes})");
    sql.append(Statement::new((dialect.minutes_before)("?", &ahead)).bind(at));
}

/// Returns what `sent_time` holds for an instant.
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
    for (letter, clock) in [('s', &dialect.clocks.sent), ('o', &dialect.clocks.session)] {
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
