//! A stay beside those that are tied to the student: whose it is.

use chrono::TimeDelta;

use super::assumptions::{RECONNECT_OVERLAP, REJOIN_WINDOW};
use super::bounded_stay::BoundedStay;
use super::lesson_evidence::LessonInMeeting;
use super::meeting_stay::MeetingStay;
use super::tie::Tie;

/// What a stay is in a lesson of whose stays at least one is tied to the student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FurtherStay {
    /// Tied itself, or of the person who is.
    Student,
    /// Of a person of another name, or much later.
    Likely,
    /// Of a person who was there beside the student, of another account, or a program.
    Other,
}

impl FurtherStay {
    /// Tells what the stay of that number is.
    pub(super) fn of(
        meeting: &LessonInMeeting<'_>,
        bounded: &[BoundedStay],
        number: usize,
    ) -> Self {
        let stay = meeting.own[number];
        let tied = || {
            let numbers = 0..meeting.own.len();
            numbers.filter(|tied| meeting.ties[*tied].is_strong())
        };

        let is_tied = meeting.ties[number].is_strong();
        if is_tied || tied().any(|tied| stay.is_same_person(meeting.own[tied])) {
            return Self::Student;
        }

        // Somebody who is there while the student is there is somebody else, or the student's second device: nobody
        // can tell. A reconnect overlaps for a while.
        let is_at_once = tied().any(|tied| {
            let (one, student) = (&bounded[number], &bounded[tied]);
            are_at_once(one, student, RECONNECT_OVERLAP) || is_there_before(one, student)
        });
        let is_another = meeting.ties[number] == Tie::Other
            || tied().any(|tied| stay.has_another_account(meeting.own[tied]));
        if is_at_once || is_another || stay.is_like_no_student() {
            return Self::Other;
        }

        // Without any names nothing says that it is somebody else.
        let is_nameless = |stay: &MeetingStay| stay.participant.name_key.is_none();
        let are_nameless = is_nameless(stay) && tied().any(|tied| is_nameless(meeting.own[tied]));
        let is_soon = tied().any(|tied| {
            let left_at = bounded[tied].most.to;
            bounded[number].likely.from <= left_at + REJOIN_WINDOW
        });

        if are_nameless && is_soon {
            Self::Student
        } else {
            Self::Likely
        }
    }
}

/// Tells whether somebody was there when the student came, and stayed.
fn is_there_before(stay: &BoundedStay, student: &BoundedStay) -> bool {
    stay.least.from < student.least.from && student.least.from < stay.least.to
}

/// Tells whether two stays went on at the same time, by what is certain of both, for longer than `tolerated`.
pub(super) fn are_at_once(one: &BoundedStay, other: &BoundedStay, tolerated: TimeDelta) -> bool {
    let both = one.least.intersection(other.least);
    both.is_some_and(|both| both.to - both.from > tolerated)
}
