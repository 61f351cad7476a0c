//! One lesson of the demo school, and the rows that it leaves.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use session_tracking::domain::{EndReason, EvidenceKind, MeasuredTime, Presence};

/// What became of a lesson.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    NotOpened,
    Finished,
    Closed,
    TimedOut,
    Live,
}

/// A lesson.
pub(super) struct Lesson {
    pub(super) id: i64,
    pub(super) student: i64,
    pub(super) teacher: &'static str,
    pub(super) sent_at: DateTime<Utc>,
    pub(super) life: Life,
    /// From the click to the last activity.
    pub(super) seconds: i64,
    /// The status of the Telegram message.
    pub(super) delivery: &'static str,
}

/// How a session ended, as its row has it.
struct Ending {
    kind: EvidenceKind,
    reason: Option<EndReason>,
    time: MeasuredTime,
}

impl Lesson {
    /// Appends the statements of its session and its evidence.
    pub(super) fn write(&self, sessions: &mut String, events: &mut String) {
        let presence = self.presence();
        let ending = self.ending(&presence);

        self.write_session(sessions, &presence, ending.as_ref());
        if self.life == Life::NotOpened {
            return;
        }

        self.write_event(events, presence.clicked_at, EvidenceKind::Joined);
        if let Some(ending) = ending {
            self.write_event(events, presence.last_sign_at, ending.kind);
        }
    }

    /// Returns the tracking token.
    pub(super) fn token(&self) -> String {
        format!("{:032X}", 0xDE40_0000_0000_u64 + self.id.unsigned_abs())
    }

    fn presence(&self) -> Presence {
        let clicked_at = self.sent_at + TimeDelta::seconds(40 + self.student * 11);
        Presence {
            last_sign_at: clicked_at + TimeDelta::seconds(self.seconds),
            ..Presence::from(clicked_at)
        }
    }

    fn ending(&self, presence: &Presence) -> Option<Ending> {
        let parameters = super::parameters();
        let measure =
            |finished| MeasuredTime::measured_by_page(presence, Some(finished), &parameters);

        match self.life {
            Life::NotOpened | Life::Live => None,
            Life::Finished => Some(Ending {
                kind: EvidenceKind::Finished,
                reason: Some(EndReason::Finished),
                time: measure(true),
            }),
            Life::Closed => Some(Ending {
                kind: EvidenceKind::Closed,
                reason: Some(EndReason::Closed),
                time: measure(false),
            }),
            Life::TimedOut => Some(Ending {
                kind: EvidenceKind::TimedOut,
                reason: None,
                time: MeasuredTime::measured_so_far(presence, &parameters),
            }),
        }
    }

    fn write_session(&self, sql: &mut String, presence: &Presence, ending: Option<&Ending>) {
        let status = match self.life {
            Life::NotOpened | Life::Live => "active",
            Life::Finished | Life::Closed => "ended",
            Life::TimedOut => "timeout",
        };
        let opened = self.life != Life::NotOpened;
        let clicked_at = opened.then_some(presence.clicked_at);
        let last_sign_at = opened.then_some(presence.last_sign_at);
        let time = ending.map(|ending| ending.time);
        let reason = ending.and_then(|ending| ending.reason);

        let _ = writeln!(
            sql,
            "INSERT INTO wpos_zoom_links (id, studentid, ustazid, link, tracking_token, sent_time, expiration_date, clicked_at, \
             last_activity_at, session_status, session_ended_at, session_duration_seconds, session_duration_minutes, \
             duration_low_seconds, duration_high_seconds, duration_source, end_reason, notification_status, notified_at, \
             zoom_meeting_id, report) VALUES ({}, {student}, '{}', 'https://zoom.us/j/8000000{student:04}', '{}', {}, {}, {}, {}, \
             '{status}', {}, {}, {}, {}, {}, {}, {}, '{}', {}, '8000000{student:04}', 0);",
            self.id,
            self.teacher,
            self.token(),
            sql_time(Some(self.sent_at)),
            sql_time(Some(self.sent_at + TimeDelta::hours(48))),
            sql_time(clicked_at),
            sql_time(last_sign_at),
            sql_time(last_sign_at.filter(|_| ending.is_some())),
            sql_number(time.map(|time| time.seconds)),
            sql_number(time.map(|time| time.minutes())),
            sql_number(time.map(|time| time.low_seconds)),
            sql_number(time.map(|time| time.high_seconds)),
            sql_text(time.map(|_| "page")),
            sql_text(reason.map(EndReason::as_str)),
            self.delivery,
            sql_time(Some(self.sent_at)),
            student = self.student,
        );
    }

    fn write_event(&self, sql: &mut String, at: DateTime<Utc>, kind: EvidenceKind) {
        let id = self.id;
        let name = kind.as_str();
        let (party, source) = if kind == EvidenceKind::TimedOut {
            ("system", "sweep")
        } else {
            ("student", "page")
        };

        let _ = writeln!(
            sql,
            "INSERT INTO session_events (session_id, event_at, received_at, party, source, kind, dedupe_key) \
             VALUES ({id}, {at}, {at}, '{party}', '{source}', '{name}', '{id}:demo:{name}');",
            at = sql_time(Some(at)),
        );
    }
}

fn sql_time(at: Option<DateTime<Utc>>) -> String {
    at.map_or("NULL".to_owned(), |at| at.format("'%F %T'").to_string())
}

fn sql_number(number: Option<i64>) -> String {
    number.map_or("NULL".to_owned(), |number| number.to_string())
}

fn sql_text(text: Option<&str>) -> String {
    text.map_or("NULL".to_owned(), |text| format!("'{text}'"))
}
