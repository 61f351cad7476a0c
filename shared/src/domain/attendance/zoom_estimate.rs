//! The minutes of a lesson from all evidence there is: Zoom's where it speaks, the pages' where Zoom is silent.
//!
//! Pure: the same evidence in any order gives the same estimate, so that it can be made anew whenever more arrives.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::assumptions::{
    AFTER_CLASS, LONGEST_STAY, MAX_DROP_DELAY, REJOIN_WINDOW, ZOOM_TIME_RESOLUTION,
};
use super::bounded_stay::BoundedStay;
use super::lesson_evidence::LessonEvidence;
use super::meeting_stay::MeetingStay;
use super::no_show::NoShow;
use crate::domain::calendar::{Interval, union};
use crate::domain::ledger::Doubt;
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};

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
        let own = &lesson.meeting.own;
        let bounded: Vec<BoundedStay> = own
            .iter()
            .map(|stay| BoundedStay::of(stay, lesson, &mut doubts))
            .collect();

        let student = union(bounded.iter().map(|stay| stay.likely));
        let from = student.first()?.from;
        let to = student.last()?.to;

        let are_several = are_several_people(own, &bounded);
        if are_several {
            doubts.push(Doubt::SeveralPeople);
        }

        // A single person without a host is a student who waited for the teacher. Of several people any may be the
        // host.
        if are_several && lesson.meeting.hosts().next().is_none() {
            doubts.push(Doubt::UnknownHost);
        }

        // Several stays may raise the same doubt.
        doubts.sort_unstable();
        doubts.dedup();

        let teacher = teacher_in_meeting(lesson);
        let is_running = bounded.iter().any(|stay| stay.open);
        // A teacher who left just before the student came, or came just after, did not stay away.
        let teacher_came = teacher
            .iter()
            .any(|stay| stay.from < to + AFTER_CLASS && from - AFTER_CLASS < stay.to);
        // While the lesson goes on the teacher may still come, and one of several people may be the teacher.
        let is_teacher_absent = !teacher_came && !is_running && !are_several;

        Some(Self {
            figures: measure(&bounded, are_several),
            together_seconds: shared_seconds(&student, &teacher),
            from,
            to,
            goes_on_until: goes_on_until(lesson, is_running, from, to),
            no_show: is_teacher_absent.then_some(NoShow::Teacher),
            doubts,
        })
    }
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

/// Measures the student's time. Where several people were there, it is at least that of the one with the least.
fn measure(bounded: &[BoundedStay], are_several: bool) -> MeasuredTime {
    let count = i64::try_from(bounded.len()).unwrap_or(i64::MAX);
    // Zoom cuts the times of every stay, so the errors add up.
    let resolution = ZOOM_TIME_RESOLUTION.num_seconds() * count;

    let least = if are_several {
        // Any of these people may be the student.
        let lengths = bounded.iter().map(|stay| stay.least.seconds());
        lengths.min().unwrap_or_default()
    } else {
        united_seconds(bounded.iter().map(|stay| stay.least))
    };

    let is_by_page = bounded.iter().any(|stay| stay.by_page);
    let source = if is_by_page {
        MeasurementSource::PageAndZoom
    } else {
        MeasurementSource::Zoom
    };

    MeasuredTime::with_band(
        united_seconds(bounded.iter().map(|stay| stay.likely)),
        (least - resolution).max(0),
        united_seconds(bounded.iter().map(|stay| stay.most)) + resolution,
        source,
    )
}

fn united_seconds(stretches: impl Iterator<Item = Interval>) -> i64 {
    union(stretches).into_iter().map(Interval::seconds).sum()
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

/// Tells whether these stays are of more than one person: two known ones, or two at the same time.
fn are_several_people(stays: &[&MeetingStay], bounded: &[BoundedStay]) -> bool {
    let people: BTreeSet<&str> = stays
        .iter()
        .filter_map(|stay| stay.participant.person.as_deref())
        .collect();
    if people.len() > 1 {
        return true;
    }

    for (index, stay) in stays.iter().enumerate() {
        for (other_index, other) in stays.iter().enumerate().skip(index + 1) {
            // Two known people would have been told apart above, so two known stays are two devices of one person.
            let are_known = stay.participant.person.is_some() && other.participant.person.is_some();
            // Only the time that is certain in both stays proves that two people were there.
            let least = bounded[index].least;
            let overlap = least.intersection(bounded[other_index].least);
            let seconds = overlap.map_or(0, Interval::seconds);

            // Zoom notices a killed app late, so two stays of one person who came again may overlap for that time.
            if !are_known && TimeDelta::seconds(seconds) > MAX_DROP_DELAY {
                return true;
            }
        }
    }

    false
}

#[cfg(test)]
mod tests;
