//! Whether the teacher was in the meeting with a lesson's student.

use chrono::{DateTime, TimeDelta, Utc};

use super::assumptions::{AFTER_CLASS, LONGEST_WAIT_ALONE, MEETING_EDGE_TOLERANCE};
use super::bounded_stay::BoundedStay;
use super::lesson_evidence::LessonEvidence;
use super::meeting_stay::MeetingStay;
use crate::domain::calendar::{Interval, union};

/// The stays that a lesson's student is taken to have had.
pub(super) struct StudentGroup<'a> {
    pub(super) own: &'a [&'a MeetingStay],
    pub(super) stays: &'a [BoundedStay],
    /// Whether they are of several people.
    pub(super) are_several: bool,
    /// Whether one of them is tied to the student by itself.
    pub(super) has_strong_tie: bool,
}

/// What is known of the teacher's time in the meeting.
pub(super) struct TeacherPresence {
    /// The host's time.
    pub(super) stays: Vec<Interval>,
    /// Whether somebody was there who may have been the teacher, or must have been.
    pub(super) is_unknown: bool,
    /// Whether it is sure that the teacher did not come.
    pub(super) is_absent: bool,
}

impl TeacherPresence {
    pub(super) fn of(lesson: &LessonEvidence<'_>, group: &StudentGroup<'_>) -> Self {
        let stays = teacher_in_meeting(lesson);
        let came = stays.iter().any(|stay| group.has_met(*stay));
        let has_waited = !group.is_running() && group.has_strong_tie;

        let may_be_other =
            stays.is_empty() && (group.are_several || has_other_person(lesson, group.own));
        let must_be_other = !came && has_waited && !group.was_alone();

        // While the lesson goes on the teacher may still come, and any unknown person may be the teacher.
        let is_absent = !came
            && has_waited
            && !group.are_several
            && !may_be_other
            && !must_be_other
            && !lesson.meeting.is_contested;

        Self {
            stays,
            is_unknown: may_be_other || must_be_other,
            is_absent,
        }
    }
}

impl StudentGroup<'_> {
    /// Tells whether somebody is in the meeting, as far as is known.
    pub(super) fn is_running(&self) -> bool {
        self.stays.iter().any(|stay| stay.open)
    }

    /// Tells whether somebody did not stay away who was there at a time: just before the student came is enough, and
    /// just after.
    fn has_met(&self, teacher: Interval) -> bool {
        let from = self.stays.iter().map(|stay| stay.likely.from).min();
        let to = self.stays.iter().map(|stay| stay.likely.to).max();

        from.zip(to).is_some_and(|(from, to)| {
            teacher.from < to + AFTER_CLASS && from - AFTER_CLASS < teacher.to
        })
    }

    /// Tells whether Zoom's events show that nobody else was in the meeting: it began and ended with the student, who left
    /// as people do who wait in vain.
    fn was_alone(&self) -> bool {
        let is_edge = |at: Option<DateTime<Utc>>, edge: Option<DateTime<Utc>>| match at.zip(edge) {
            Some((at, edge)) => (at - edge).abs() <= MEETING_EDGE_TOLERANCE,
            // A run of the meeting of which Zoom did not tell the edge may have had anybody.
            None => false,
        };
        let waited = union(self.stays.iter().map(|stay| stay.likely));
        let seconds = waited.into_iter().map(Interval::seconds).sum();

        TimeDelta::seconds(seconds) <= LONGEST_WAIT_ALONE
            && self.own.iter().all(|stay| {
                let same_run = || {
                    self.own
                        .iter()
                        .filter(|other| other.instance == stay.instance)
                };
                let first = same_run().filter_map(|stay| stay.from).min();
                let last = same_run().filter_map(|stay| stay.to).max();

                is_edge(first, stay.instance.started_at) && is_edge(last, stay.instance.ended_at)
            })
    }
}

/// Tells whether somebody else was in the meeting around the lesson, of whom nobody knows who it was: such a person may
/// be the teacher.
fn has_other_person(lesson: &LessonEvidence<'_>, own: &[&MeetingStay]) -> bool {
    let guests = lesson.meeting.own.iter().filter(|stay| {
        let is_person = !stay.participant.is_assistant && !own.contains(stay);
        is_person && own.iter().any(|own| stay.is_around(own, AFTER_CLASS))
    });

    guests.count() > 0 || lesson.meeting.has_strangers_around(own, AFTER_CLASS)
}

/// Returns the host's time in the meeting. What is not sure about it is no doubt about the student.
fn teacher_in_meeting(lesson: &LessonEvidence<'_>) -> Vec<Interval> {
    let mut ignored = Vec::new();
    let stays: Vec<Interval> = lesson
        .meeting
        .hosts()
        .map(|host| BoundedStay::of(host, lesson, &mut ignored).likely)
        .collect();

    union(stays)
}
