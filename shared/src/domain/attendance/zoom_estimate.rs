//! The minutes of a lesson from all evidence there is: Zoom's where it speaks, the pages' where Zoom is silent.
//!
//! Pure: the same evidence in any order gives the same estimate, so that it can be made anew whenever more arrives.

use chrono::{DateTime, Utc};

use super::assumptions::{LONGEST_STAY, REJOIN_WINDOW};
use super::bounded_stay::BoundedStay;
use super::lesson_evidence::LessonEvidence;
use super::measured_stays::MeasuredStays;
use super::meeting_stay::MeetingStay;
use super::no_show::NoShow;
use super::student_stays::StudentStays;
use super::teacher_presence::{StudentGroup, TeacherPresence};
use crate::domain::calendar::{Interval, union};
use crate::domain::ledger::Doubt;
use crate::domain::measured_time::MeasuredTime;

/// What follows from the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomEstimate {
    /// Seconds of the student in class, with the band.
    pub figures: MeasuredTime,
    /// Seconds in which the teacher was there, too.
    pub together_seconds: i64,
    /// When the student came.
    pub from: DateTime<Utc>,
    /// When the student left for good; while it goes on, the last that is known.
    pub to: DateTime<Utc>,
    /// Until when it is taken to go on: the student is in the meeting now, as far as Zoom says, or left a moment ago
    /// and may come again. `None`: it is over.
    pub goes_on_until: Option<DateTime<Utc>>,
    /// Why it was no lesson.
    pub no_show: Option<NoShow>,
    /// What is not sure, in order and each once.
    pub doubts: Vec<Doubt>,
}

impl ZoomEstimate {
    /// Estimates a lesson; `None` where Zoom says nothing about its student.
    #[must_use]
    pub fn of(lesson: &LessonEvidence<'_>) -> Option<Self> {
        let mut doubts = Vec::new();
        let meeting = lesson.meeting;
        let bounded: Vec<BoundedStay> = meeting
            .own
            .iter()
            .map(|stay| BoundedStay::of(stay, lesson, &mut doubts))
            .collect();

        let stays = StudentStays::of(meeting, &bounded);
        let own: Vec<&MeetingStay> = stays.pick(&meeting.own).copied().collect();
        let students = stays.pick_bounded(meeting, &bounded);
        let others: Vec<BoundedStay> = stays.pick_unknown(meeting, &bounded);

        let student = union(students.iter().map(|stay| stay.likely));
        let from = student.first()?.from;
        let to = student.last()?.to;
        let group = StudentGroup {
            own: &own,
            stays: &students,
            are_several: stays.are_several,
            has_strong_tie: stays.has_strong_tie,
        };
        let teacher = TeacherPresence::of(lesson, &group);

        if stays.are_several || !others.is_empty() {
            doubts.push(Doubt::SeveralPeople);
        }
        if teacher.is_unknown {
            doubts.push(Doubt::UnknownHost);
        }
        doubts.extend(&stays.doubts);
        // Several stays may raise the same doubt.
        doubts.sort_unstable();
        doubts.dedup();

        let measured = MeasuredStays {
            students: &students,
            others: &others,
            is_identified: stays.is_identified,
            // Of several people without a known host one is the teacher: the lesson is when two were there.
            is_by_pairs: stays.are_several && teacher.stays.is_empty(),
        };

        Some(Self {
            figures: measured.figures(),
            together_seconds: shared_seconds(&student, &teacher.stays),
            from,
            to,
            goes_on_until: goes_on_until(lesson, group.is_running(), from, to),
            no_show: teacher.is_absent.then_some(NoShow::Teacher),
            doubts,
        })
    }
}

/// Returns until when a lesson is taken to go on that began at `from` and of which `to` is the last that is known.
fn goes_on_until(
    lesson: &LessonEvidence<'_>,
    is_running: bool,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if is_running {
        return Some(from + LONGEST_STAY);
    }

    // Once the student of the next lesson is there, this lesson's student does not come again.
    let may_come_again = lesson.now < to + REJOIN_WINDOW
        && lesson.meeting.next_at.is_none()
        && is_meeting_open_after(lesson, to);

    may_come_again.then_some(to + REJOIN_WINDOW)
}

/// Tells whether the meeting that the student left then has not ended, as far as Zoom says.
fn is_meeting_open_after(lesson: &LessonEvidence<'_>, left_at: DateTime<Utc>) -> bool {
    lesson
        .meeting
        .own
        .iter()
        .any(|stay| stay.to == Some(left_at) && stay.instance.ended_at.is_none())
}

/// Returns the whole seconds that two unions share.
fn shared_seconds(one: &[Interval], other: &[Interval]) -> i64 {
    let mut seconds = 0;
    for a in one {
        for b in other {
            seconds += a.intersection(*b).map_or(0, Interval::seconds);
        }
    }

    seconds
}

#[cfg(test)]
mod tests;
