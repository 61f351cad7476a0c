//! A lesson whose Zoom account is not connected: from the tap on the Zoom link to the end that the teacher gives,
//! bounded by what the student's page sees, because the teacher gains from a late end.

use chrono::{DateTime, Utc};

use super::assumptions::{
    BACK_FROM_ZOOM, EDGE_ERROR, END_AGREEMENT, MAX_LATE_END, OPENED_TO_JOIN, TAP_TO_JOIN,
    UNSEEN_TIME_OUTSIDE,
};
use super::lesson_evidence::ClassReport;
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
use crate::domain::presence::{Presence, PresenceParameters};

/// What the two pages make of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageEstimate {
    /// When the student came.
    pub(crate) from: DateTime<Utc>,
    /// When the lesson was over.
    pub(crate) to: DateTime<Utc>,
    /// Seconds of the student in class, with the band.
    pub(crate) figures: MeasuredTime,
}

impl PageEstimate {
    /// Estimates a lesson. `finished_at` is when the student pressed "End session". `None` where the teacher says
    /// nothing, or nobody knows an end.
    pub(crate) fn of(
        presence: &Presence,
        class: ClassReport,
        finished_at: Option<DateTime<Utc>>,
        rules: &PresenceParameters,
    ) -> Option<Self> {
        // A class of which only the student's page tells is measured by that page alone.
        class.started_at.or(class.ended_at)?;

        let from = came_at(presence);
        if class.ended_at.is_some_and(|ended| ended <= from) {
            // The class was over when this student came.
            return None;
        }

        let ends = EndsByPages::of(presence, class, finished_at, from);
        let end = ends.earliest()?.max(from);

        // No lesson is longer. If the reported end lies beyond that, somebody forgot to report it in time.
        let to = end.min(from + rules.away);
        let lesson_seconds = (to - from).num_seconds() - presence.seconds_outside_zoom();
        let seconds = lesson_seconds.max(0);
        let latest_seconds = ends
            .latest()
            .map_or(seconds, |at| (at - from).num_seconds());

        // An end that had to be cut is known to be wrong, so the lesson may have been as short as none.
        let margin = if end > to {
            Margin {
                below: seconds,
                most: latest_seconds,
            }
        } else {
            ends.margin(seconds, latest_seconds)
        };
        let below = margin.below.max(seconds_since_first_look(presence, to));

        let figures = MeasuredTime::with_band(
            seconds,
            (seconds - below - EDGE_ERROR.num_seconds()).max(0),
            margin.most.max(seconds) + EDGE_ERROR.num_seconds(),
            MeasurementSource::PageAndTeacher,
        );

        Some(Self { from, to, figures })
    }
}

/// Returns when the student came into the meeting.
fn came_at(presence: &Presence) -> DateTime<Utc> {
    match presence.went_to_zoom() {
        Some(tap) => tap + TAP_TO_JOIN,
        None => presence.clicked_at + OPENED_TO_JOIN,
    }
}

/// Returns the seconds from the first look at the page after Zoom to the end: a look before the one that is taken for
/// the end may have been the end.
fn seconds_since_first_look(presence: &Presence, to: DateTime<Utc>) -> i64 {
    presence
        .back_from_zoom()
        .map(|look| (to - (look - BACK_FROM_ZOOM)).num_seconds())
        .map_or(0, |seconds| seconds.max(0))
}

/// The lesson's end by either page, where that is after its beginning.
#[derive(Clone, Copy)]
struct EndsByPages {
    student: Option<DateTime<Utc>>,
    teacher: Option<DateTime<Utc>>,
}

/// How far the true length may be from the estimate.
struct Margin {
    /// Seconds by which it may be shorter.
    below: i64,
    /// The most seconds that it may have.
    most: i64,
}

impl EndsByPages {
    fn of(
        presence: &Presence,
        class: ClassReport,
        finished_at: Option<DateTime<Utc>>,
        from: DateTime<Utc>,
    ) -> Self {
        let back_at = presence.back_by(class.ended_at);
        let first_sign = [back_at, finished_at]
            .into_iter()
            .flatten()
            .filter(|at| *at > from)
            .min();

        Self {
            student: first_sign.map(|at| at - BACK_FROM_ZOOM),
            teacher: class.ended_at.filter(|at| *at > from),
        }
    }

    fn earliest(self) -> Option<DateTime<Utc>> {
        // The teacher gains from a late end, so the student's return limits it and is never extended by it.
        [self.student, self.teacher].into_iter().flatten().min()
    }

    fn latest(self) -> Option<DateTime<Utc>> {
        self.student.max(self.teacher)
    }

    /// How sure the two ends make a lesson of that many seconds, which has `latest_seconds` by the later end.
    fn margin(self, seconds: i64, latest_seconds: i64) -> Margin {
        let unseen = UNSEEN_TIME_OUTSIDE.num_seconds();
        let unbounded = unseen + MAX_LATE_END.num_seconds();

        let (below, most) = match (self.student, self.teacher) {
            // The teacher's end may be late, and the student bounds it.
            (Some(student), Some(teacher)) if teacher - student > END_AGREEMENT => {
                (unseen, latest_seconds)
            }
            // If both pages tell the same end, only times outside Zoom that no page saw may be missing.
            (Some(student), Some(teacher)) if student - teacher <= END_AGREEMENT => {
                (unseen, seconds)
            }
            // A look at the page long after the teacher's end, or without such an end, confirms no end.
            (Some(_), Some(_) | None) => (unbounded, seconds),
            (None, Some(_) | None) => (unbounded, latest_seconds),
        };

        Margin { below, most }
    }
}

#[cfg(test)]
mod tests;
