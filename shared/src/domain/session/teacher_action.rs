//! What a teacher can report of a class.

use chrono::{DateTime, Utc};

use super::{EndReason, Session};
use crate::domain::attendance::CLASS_BEGUN_AFTER;
use crate::domain::presence::{Presence, PresenceParameters};

/// What a teacher can report of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeacherAction {
    /// Nothing: Zoom has spoken, or the time for it is over.
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
    /// There was no class, although Zoom saw somebody.
    Deny,
}

impl Session {
    /// Returns what its teacher can report of a settled session at `now`.
    #[must_use]
    pub fn teacher_action(
        &self,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> TeacherAction {
        let is_by_zoom = self
            .figures(parameters)
            .is_some_and(|figures| figures.is_by_zoom());
        if !self.accepts_class_report(now) {
            return TeacherAction::Nothing;
        }
        // What Zoom measured is stronger evidence: a report could not change it.
        if is_by_zoom {
            let is_unsaid = self.class_report.ended_at.is_none();
            return if is_unsaid && self.may_have_been_nobodys(parameters) {
                TeacherAction::Deny
            } else {
                TeacherAction::Nothing
            };
        }

        if self.no_show.is_some() {
            return TeacherAction::Held;
        }

        let report = &self.class_report;
        if report.ended_at.is_some() {
            return TeacherAction::Correct;
        }

        if self.needs_class_end(now, parameters) {
            return TeacherAction::WhenEnded;
        }

        if report.started_at.is_some() || self.class_has_begun(now) {
            return TeacherAction::End;
        }

        // An admin's end is final: no class starts after it.
        if self.end_reason() == Some(EndReason::Admin) {
            return TeacherAction::Nothing;
        }

        TeacherAction::Start
    }

    /// Tells whether the student has been in Zoom for so much time that a class runs, whatever the teacher pressed.
    fn class_has_begun(&self, now: DateTime<Utc>) -> bool {
        let went_to_zoom = self.presence().and_then(Presence::went_to_zoom);
        went_to_zoom.is_some_and(|at| now - at > CLASS_BEGUN_AFTER)
    }
}

impl TeacherAction {
    /// Tells whether the class waits for its end.
    #[must_use]
    pub fn awaits_end(self) -> bool {
        matches!(self, Self::End | Self::WhenEnded)
    }
}
