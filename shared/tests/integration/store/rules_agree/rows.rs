//! Random rows, most of their times and figures at or beside a limit.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;
use session_tracking::domain::PresenceParameters;

use crate::support::Row as StoredRow;

/// Seconds before now.
pub(super) type Ago = i64;

/// What a row says. `None` is NULL.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) times: Times,
    pub(super) recorded: Recorded,
    pub(super) status: Option<&'static str>,
    pub(super) end_reason: Option<&'static str>,
    pub(super) no_show: Option<&'static str>,
    pub(super) uncounted_seconds: i64,
}

#[derive(Clone, Debug)]
pub(super) struct Times {
    pub(super) sent: Option<Ago>,
    pub(super) clicked: Option<Ago>,
    pub(super) last_activity: Option<Ago>,
    pub(super) meeting_until: Option<Ago>,
}

#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) seconds: Option<i64>,
    pub(super) minutes: Option<i64>,
    pub(super) low: Option<i64>,
    pub(super) high: Option<i64>,
    pub(super) source: Option<&'static str>,
    pub(super) together: Option<i64>,
}

pub(super) const IDLE_TIMEOUT: i64 = 7_200;
/// A page is left open for no longer than this.
const AWAY: i64 = 10_800;
/// Zoom's silence about a lesson is looked into for so long.
pub(super) const UNHEARD_WITHIN: i64 = 5 * 86_400;

pub(super) fn now() -> DateTime<Utc> {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

pub(super) fn rules() -> PresenceParameters {
    let seconds = |count: i64| Duration::from_secs(count.unsigned_abs());
    PresenceParameters::new(seconds(30), seconds(IDLE_TIMEOUT), seconds(AWAY))
}

/// One of these, or NULL.
fn or_null<T: Clone + std::fmt::Debug + 'static>(
    values: &[T],
) -> impl Strategy<Value = Option<T>> + use<T> {
    proptest::option::weighted(0.8, select(values.to_vec()))
}

fn times() -> impl Strategy<Value = Times> {
    let near_the_timeout = [60, IDLE_TIMEOUT - 1, IDLE_TIMEOUT, IDLE_TIMEOUT + 1, 20_000];
    let openings = [
        IDLE_TIMEOUT - 1,
        IDLE_TIMEOUT,
        IDLE_TIMEOUT + 1,
        20_000,
        90_000,
        UNHEARD_WITHIN,
    ];

    let sendings = [
        0,
        IDLE_TIMEOUT - 1,
        IDLE_TIMEOUT,
        IDLE_TIMEOUT + 1,
        IDLE_TIMEOUT + 600,
        IDLE_TIMEOUT + 601,
        20_600,
        UNHEARD_WITHIN + 1,
    ];

    let until = [-3_600, -1, 0, 1, 3_600];
    let all = (
        or_null(&sendings),
        or_null(&openings),
        or_null(&near_the_timeout),
        or_null(&until),
    );

    all.prop_map(|(sent, clicked, last_activity, meeting_until)| Times {
        sent,
        clicked,
        last_activity,
        meeting_until,
    })
}

fn recorded() -> impl Strategy<Value = Recorded> {
    let seconds = or_null(&[-5, 0, 299, 300, 3_600, AWAY + 1]);
    let bounds = (
        or_null(&[0, 1_000]),
        or_null(&[900, 1_060, 1_061, 1_300, 1_301, 1_900, 1_901]),
    );
    let sources = or_null(&["page", "zoom", "page+zoom", "page+teacher", "guess"]);
    let all = (seconds, or_null(&[0, 55]), bounds, sources, or_null(&[600]));

    all.prop_map(
        |(seconds, minutes, (low, high), source, together)| Recorded {
            seconds,
            minutes,
            low,
            high,
            source,
            together,
        },
    )
}

pub(super) fn row() -> impl Strategy<Value = Row> {
    let status = or_null(&["active", "active", "ended", "timeout"]);
    let end_reason = or_null(&["closed", "finished", "meeting", "admin", "other"]);
    let no_show = proptest::option::weighted(0.2, select(vec!["student_absent", "teacher_absent"]));
    let all = (
        times(),
        recorded(),
        status,
        end_reason,
        no_show,
        select(vec![0, 50, 9_000]),
    );

    all.prop_map(
        |(times, recorded, status, end_reason, no_show, uncounted_seconds)| Row {
            times,
            recorded,
            status,
            end_reason,
            no_show,
            uncounted_seconds,
        },
    )
}

impl Row {
    /// The row of this number: its student and its teacher have no other.
    pub(super) fn stored(&self, number: usize) -> StoredRow {
        let Self {
            times, recorded, ..
        } = self;

        StoredRow::new(&format!("{number:032X}"))
            .set("studentid", number)
            .teacher(&format!("t{number}"))
            .set("link", "x")
            .set("zoom_meeting_id", "123")
            .set_or_null("sent_time", column(times.sent))
            .set_or_null("clicked_at", column(times.clicked))
            .set_or_null("last_activity_at", column(times.last_activity))
            .set_or_null("meeting_until", column(times.meeting_until))
            .set_or_null("session_duration_seconds", recorded.seconds)
            .set_or_null("session_duration_minutes", recorded.minutes)
            .set_or_null("duration_low_seconds", recorded.low)
            .set_or_null("duration_high_seconds", recorded.high)
            .set_or_null("duration_source", recorded.source)
            .set_or_null("together_seconds", recorded.together)
            .set_or_null("session_status", self.status)
            .set_or_null("end_reason", self.end_reason)
            .set_or_null("no_show", self.no_show)
            .set("uncounted_seconds", self.uncounted_seconds)
    }

    /// Whether the row is as every row is once it was backfilled: the sweep's index shows only those.
    pub(super) fn is_backfilled(&self) -> bool {
        self.status.is_some() && self.times.last_activity.is_some()
    }
}

pub(super) fn at(ago: Ago) -> DateTime<Utc> {
    now() - TimeDelta::seconds(ago)
}

fn column(ago: Option<Ago>) -> Option<String> {
    ago.map(|ago| at(ago).format("%F %T").to_string())
}
