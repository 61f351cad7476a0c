//! A lesson whose Zoom account is not connected: from the tap on the Zoom link to the end that the teacher gives,
//! bounded by what the student's page sees, because the teacher gains from a late end.

use chrono::{DateTime, TimeDelta, Utc};

use super::assumptions::{
    BACK_FROM_ZOOM, CLOCK_MINUTE, EDGE_ERROR, END_AGREEMENT, MAX_LATE_END, OPENED_BEFORE_JOIN,
    OPENED_TO_JOIN, ROUND_END, TAP_TO_JOIN, UNSEEN_TIME_OUTSIDE,
};
use super::expected_lesson::ExpectedLesson;
use super::lesson_evidence::ClassReport;
use crate::domain::measured_time::{Confidence, MeasuredTime, MeasurementSource};
use crate::domain::presence::{Presence, PresenceParameters};

/// What the pages say of a lesson, and what was to be expected of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageEvidence<'a> {
    /// What the student's page saw.
    pub(crate) presence: &'a Presence,
    /// What the teacher says.
    pub(crate) class: ClassReport,
    /// Whether the student pressed "End session"; `None`: no page reported an end.
    pub(crate) finished: Option<bool>,
    /// What was to be expected; `None`: an earlier version opened the session.
    pub(crate) expected: Option<ExpectedLesson>,
}

/// What the pages make of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageEstimate {
    /// When the student came.
    pub(crate) from: DateTime<Utc>,
    /// When the lesson was over.
    pub(crate) to: DateTime<Utc>,
    /// Seconds of the student in class, with the band.
    pub(crate) figures: MeasuredTime,
    /// Nobody told the end, or not credibly: it is the likely one.
    pub(crate) is_expected: bool,
}

impl PageEvidence<'_> {
    /// When the student pressed "End session", which is a page's last activity.
    pub(super) fn finished_at(&self) -> Option<DateTime<Utc>> {
        (self.finished == Some(true)).then_some(self.presence.last_sign_at)
    }

    /// Returns when the student came into the meeting.
    pub(super) fn came_at(&self) -> DateTime<Utc> {
        if let Some(tap) = self.presence.went_to_zoom() {
            return tap + TAP_TO_JOIN;
        }

        let opened = self.presence.clicked_at + OPENED_TO_JOIN;
        // Who opens the page early waits for the class to begin.
        let planned = self.expected.and_then(|expected| expected.begins_at());
        planned
            .filter(|begins| *begins > opened && *begins <= opened + OPENED_BEFORE_JOIN)
            .unwrap_or(opened)
    }
}

impl PageEstimate {
    /// Estimates a lesson by the pages: by both, or else by the student's alone. `None` where no page but the
    /// student's tells anything and nothing was to be expected.
    pub(crate) fn of_pages(
        evidence: &PageEvidence<'_>,
        rules: &PresenceParameters,
    ) -> Option<Self> {
        Self::of(evidence, rules).or_else(|| Self::by_students_page(evidence, rules))
    }

    /// Estimates a lesson of which both pages tell. `None` where the teacher says nothing, or nobody knows an end.
    pub(crate) fn of(evidence: &PageEvidence<'_>, rules: &PresenceParameters) -> Option<Self> {
        let PageEvidence {
            presence, class, ..
        } = *evidence;
        // A class of which only the student's page tells is measured by that page alone.
        class.started_at.or(class.ended_at)?;

        let from = evidence.came_at();
        if class.ended_at.is_some_and(|ended| ended <= from) {
            // The class was over when this student came.
            return None;
        }

        let ends = EndsByPages::of(evidence, from);
        let told = ends.earliest()?;
        let end = presence.awake_until(told).max(from);

        // No lesson is longer. If the reported end lies beyond that, somebody forgot to report it in time.
        let to = end.min(from + rules.away);
        let seconds = seconds_in_zoom(presence, from, to);
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
        // The student may have gone on with another device while the computer slept.
        let most = if end < told || presence.seconds_asleep(from, to) > 0 {
            latest_seconds
        } else {
            margin.most
        };
        let below = margin.below.max(seconds_since_first_look(presence, to));

        let figures = MeasuredTime::with_band(
            seconds,
            (seconds - below - EDGE_ERROR.num_seconds()).max(0),
            most.max(seconds) + EDGE_ERROR.num_seconds(),
            MeasurementSource::PageAndTeacher,
        );
        let told = Self {
            from,
            to,
            figures,
            is_expected: false,
        };

        Some(match evidence.expected {
            Some(expected) if !ends.agree() => told.bound_by(&expected, presence),
            Some(_) | None => told,
        })
    }

    /// Takes the likely end instead of one that only one page tells, and so late that somebody forgot to tell it.
    fn bound_by(self, expected: &ExpectedLesson, presence: &Presence) -> Self {
        let to = expected.bound(self.to, self.from);
        if to == self.to {
            return self;
        }

        let seconds = seconds_in_zoom(presence, self.from, to);
        // The told end still bounds the lesson; that it is wrong makes it no surer.
        let unseen = UNSEEN_TIME_OUTSIDE + EDGE_ERROR;
        let low_seconds = self
            .figures
            .low_seconds
            .min(seconds - unseen.num_seconds())
            .max(0);
        let figures = MeasuredTime::with_band(
            seconds,
            low_seconds,
            self.figures.high_seconds,
            MeasurementSource::PageAndTeacher,
        );

        // A guess is never surer than C, so where the bounds are near each other, the told end stands.
        if figures.grade != Some(Confidence::C) {
            return self;
        }

        Self {
            to,
            figures,
            is_expected: true,
            ..self
        }
    }
}

/// Returns the seconds between two times without those outside Zoom that the page saw, or in which the computer slept.
pub(super) fn seconds_in_zoom(presence: &Presence, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    let absent = presence.seconds_outside_zoom() + presence.seconds_asleep(from, to);

    ((to - from).num_seconds() - absent).max(0)
}

/// Returns the seconds from the first look at the page after Zoom to the end: a look before the one that is taken for
/// the end may have been the end.
fn seconds_since_first_look(presence: &Presence, to: DateTime<Utc>) -> i64 {
    presence
        .back_from_zoom()
        .map(|look| (to - (look - BACK_FROM_ZOOM)).num_seconds())
        .map_or(0, |seconds| seconds.max(0))
}

/// Tells whether an end was entered afterwards at a round time of day: it is the middle of that minute.
fn is_round(end: DateTime<Utc>) -> bool {
    let since_minute = TimeDelta::seconds(end.timestamp().rem_euclid(ROUND_END.num_seconds()));
    since_minute == CLOCK_MINUTE / 2
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
    fn of(evidence: &PageEvidence<'_>, from: DateTime<Utc>) -> Self {
        let class = evidence.class;
        let back_at = evidence.presence.back_by(class.ended_at);
        let first_sign = [back_at, evidence.finished_at()]
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
        // A return near an end that the teacher rounded is the better one of the two.
        if self.agree() && self.teacher.is_some_and(is_round) {
            return self.student;
        }

        // The teacher gains from a late end, so the student's return limits it and is never extended by it.
        [self.student, self.teacher].into_iter().flatten().min()
    }

    /// Tells whether both pages tell the same end.
    fn agree(self) -> bool {
        self.student
            .zip(self.teacher)
            .is_some_and(|(student, teacher)| (student - teacher).abs() <= END_AGREEMENT)
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
