//! What the page asks a teacher about a class.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{EndReason, Presence, PresenceParameters, Session};

/// A class whose student has been in Zoom for longer than this has begun, whatever the teacher pressed.
const BEGUN_AFTER: TimeDelta = TimeDelta::minutes(10);

/// What a teacher can report of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TeacherAction {
    Nothing,
    /// The class begins.
    Start,
    /// The class is over, now or since some time.
    End,
    /// The time at which the class was over.
    WhenEnded,
    /// The class was over earlier than reported.
    Correct,
    /// There was a class after all.
    Held,
}

impl TeacherAction {
    /// Returns what can be reported of a settled session now.
    pub(crate) fn of(session: &Session, now: DateTime<Utc>, rules: &PresenceParameters) -> Self {
        let is_by_zoom = session
            .figures(rules)
            .is_some_and(|figures| figures.is_by_zoom());
        // What Zoom measured is stronger evidence: a report could not change it.
        if is_by_zoom || !session.accepts_class_report(now) {
            return Self::Nothing;
        }

        if session.no_show.is_some() {
            return Self::Held;
        }

        let report = &session.class_report;
        if report.ended_at.is_some() {
            return Self::Correct;
        }

        if session.needs_class_end(now, rules) {
            return Self::WhenEnded;
        }

        if report.started_at.is_some() || has_begun(session, now) {
            return Self::End;
        }

        // An admin's end is final, so no class can begin after it.
        if session.end_reason() == Some(EndReason::Admin) {
            return Self::Nothing;
        }

        Self::Start
    }

    /// Tells whether the class waits for its end.
    pub(crate) fn awaits_end(self) -> bool {
        matches!(self, Self::End | Self::WhenEnded)
    }
}

fn has_begun(session: &Session, now: DateTime<Utc>) -> bool {
    let went_to_zoom = session.presence().and_then(Presence::went_to_zoom);
    went_to_zoom.is_some_and(|at| now - at > BEGUN_AFTER)
}
