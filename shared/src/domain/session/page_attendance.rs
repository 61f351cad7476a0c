//! What the pages make of a session that is over.

use chrono::{DateTime, Utc};

use super::{EndReason, Session, State};
use crate::domain::attendance::page_estimate::{PageEstimate, PageEvidence};
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
use crate::domain::presence::{Presence, PresenceParameters};

impl Session {
    /// Counts a session that is over by what the pages say. Zoom's figures, an admin's and an earlier system's stand.
    pub(crate) fn measure_by_pages(&mut self, rules: &PresenceParameters) {
        if matches!(self.state, State::Sent | State::Active(_)) {
            // While a session is open, only Zoom says when the lesson began.
            if self.meeting_until.is_none() {
                self.lesson_started_at = None;
            }

            return;
        }

        let lesson = self.page_estimate(rules);
        let is_no_show = self.no_show.is_some();
        let Some(record) = self.page_record() else {
            return;
        };
        let by_page = MeasuredTime::measured_by_page(record.presence, record.finished, rules);

        *record.ended_at = lesson.map_or(record.presence.last_sign_at, |lesson| lesson.to);
        *record.figures = Some(match lesson {
            _ if is_no_show => no_lesson(by_page.high_seconds),
            Some(lesson) => lesson.figures,
            None => by_page,
        });
        self.lesson_started_at = lesson.map(|lesson| lesson.from);
    }

    /// What the pages make of a lesson that is over by their word or by silence; `None` where the student's page
    /// tells nothing but its own life, or there was no lesson.
    pub(super) fn page_estimate(&self, rules: &PresenceParameters) -> Option<PageEstimate> {
        if self.no_show.is_some() {
            return None;
        }

        let (presence, finished) = match &self.state {
            State::Ended {
                presence: Some(presence),
                reason: reason @ (EndReason::Closed | EndReason::Finished),
                ..
            } => (presence, Some(*reason == EndReason::Finished)),
            State::TimedOut {
                presence: Some(presence),
                ..
            } => (presence, None),
            State::Sent | State::Active(_) | State::Ended { .. } | State::TimedOut { .. } => {
                return None;
            }
        };
        let evidence = PageEvidence {
            presence,
            class: self.class_report,
            finished,
            expected: self.expected,
        };

        PageEstimate::of_pages(&evidence, rules)
    }

    /// The record of a session that is over by the pages' word or by silence; `None` where something stronger stands.
    fn page_record(&mut self) -> Option<PageRecord<'_>> {
        let record = match &mut self.state {
            State::Ended {
                presence: Some(presence),
                ended_at,
                reason: reason @ (EndReason::Closed | EndReason::Finished),
                figures,
            } => PageRecord {
                presence,
                ended_at,
                finished: Some(*reason == EndReason::Finished),
                figures,
            },
            State::TimedOut {
                presence: Some(presence),
                ended_at,
                figures,
            } => PageRecord {
                presence,
                ended_at,
                finished: None,
                figures,
            },
            State::Sent | State::Active(_) | State::Ended { .. } | State::TimedOut { .. } => {
                return None;
            }
        };

        // Weaker evidence never overwrites stronger evidence.
        let is_by_zoom = record
            .figures
            .as_ref()
            .is_some_and(MeasuredTime::is_by_zoom);
        (!is_by_zoom).then_some(record)
    }
}

/// What the pages' word decides about a session that is over.
struct PageRecord<'a> {
    presence: &'a Presence,
    ended_at: &'a mut DateTime<Utc>,
    /// Whether the student pressed "End session"; `None`: nobody told an end.
    finished: Option<bool>,
    figures: &'a mut Option<MeasuredTime>,
}

/// No lesson, though somebody may be wrong about that.
fn no_lesson(high_seconds: i64) -> MeasuredTime {
    MeasuredTime::with_band(0, 0, high_seconds, MeasurementSource::PageAndTeacher)
}
