//! The minutes of a lesson from all evidence there is: Zoom's where it speaks, the pages' where Zoom is silent.
//!
//! Pure: the same evidence in any order gives the same estimate, so that it can be made anew whenever more arrives.

use chrono::{DateTime, Utc};

use super::assumptions::{AFTER_CLASS, LONGEST_STAY, REJOIN_WINDOW};
use super::bounded_stay::BoundedStay;
use super::lesson_evidence::LessonEvidence;
use super::measured_stays::MeasuredStays;
use super::meeting_stay::MeetingStay;
use super::no_show::NoShow;
use super::student_stays::StudentStays;
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
        let students = stays.pick_bounded(&bounded);
        let others: Vec<BoundedStay> = stays.pick_unknown(meeting, &bounded);

        let student = union(students.iter().map(|stay| stay.likely));
        let from = student.first()?.from;
        let to = student.last()?.to;
        let teacher = teacher_in_meeting(lesson);

        let are_several = stays.are_several;
        let is_teacher_unknown = teacher.is_empty() && has_other_person(lesson, &own);
        if are_several || !others.is_empty() {
            doubts.push(Doubt::SeveralPeople);
        }
        if is_teacher_unknown || (are_several && teacher.is_empty()) {
            doubts.push(Doubt::UnknownHost);
        }
        doubts.extend(&stays.doubts);
        // Several stays may raise the same doubt.
        doubts.sort_unstable();
        doubts.dedup();

        let is_running = students.iter().any(|stay| stay.open);
        // A teacher who left just before the student came, or came just after, did not stay away.
        let teacher_came = teacher
            .iter()
            .any(|stay| stay.from < to + AFTER_CLASS && from - AFTER_CLASS < stay.to);
        // While the lesson goes on the teacher may still come, and any unknown person may be the teacher.
        let is_teacher_absent = !teacher_came
            && !is_running
            && !are_several
            && !is_teacher_unknown
            && stays.has_strong_tie
            && !meeting.is_contested;

        let measured = MeasuredStays {
            students: &students,
            others: &others,
            is_identified: stays.is_identified,
            // Of several people without a known host one is the teacher: the lesson is when two were there.
            is_by_pairs: are_several && teacher.is_empty(),
        };

        Some(Self {
            figures: measured.figures(),
            together_seconds: shared_seconds(&student, &teacher),
            from,
            to,
            goes_on_until: goes_on_until(lesson, is_running, from, to),
            no_show: is_teacher_absent.then_some(NoShow::Teacher),
            doubts,
        })
    }
}

/// Tells whether somebody else was in the meeting around the lesson, of whom nobody knows who it was: such a person may
/// be the teacher.
fn has_other_person(lesson: &LessonEvidence<'_>, own: &[&MeetingStay]) -> bool {
    let meeting = lesson.meeting;
    let around = |other: &MeetingStay| {
        own.iter().any(|stay| {
            let ends_before = other
                .to
                .is_some_and(|to| to < stay.begins_at() - AFTER_CLASS);
            let begins_after = stay
                .to
                .is_some_and(|to| other.begins_at() > to + AFTER_CLASS);
            !ends_before && !begins_after
        })
    };

    let strangers = meeting.strangers();
    let of_lesson = meeting
        .own
        .iter()
        .copied()
        .filter(|stay| !stay.participant.is_assistant && !own.contains(stay));
    strangers.chain(of_lesson).any(around)
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
