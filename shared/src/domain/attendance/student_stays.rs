//! Which of a lesson's stays are the student's.

use std::collections::BTreeSet;

use super::assumptions::{RECONNECT_OVERLAP, REJOIN_WINDOW};
use super::bounded_stay::BoundedStay;
use super::lesson_evidence::LessonInMeeting;
use super::tie::Tie;
use crate::domain::ledger::Doubt;

/// Which of a lesson's stays are the student's.
pub(super) struct StudentStays {
    /// For each of the lesson's stays whether it is the student's.
    is_student: Vec<bool>,
    /// For each whether it is likely but not sure: somebody of another name came a little later.
    is_likely: Vec<bool>,
    /// Whether they are of several people, of whom any may be the student.
    pub(super) are_several: bool,
    /// Whether one of them is tied to the student by itself.
    pub(super) has_strong_tie: bool,
    /// Whether it is sure that they are the student's.
    pub(super) is_identified: bool,
    /// What is not sure about it.
    pub(super) doubts: Vec<Doubt>,
}

impl StudentStays {
    /// Tells the student's stays from those of others.
    pub(super) fn of(meeting: &LessonInMeeting<'_>, bounded: &[BoundedStay]) -> Self {
        let mut is_student: Vec<bool> = meeting.ties.iter().map(|tie| tie.is_strong()).collect();
        // A tap leads one person to Zoom. Of two who came right after it one is somebody else.
        let are_tied_several = are_several_people(meeting, bounded, &is_student);
        let has_strong_tie = is_student.contains(&true) && !are_tied_several;

        let mut is_likely = vec![false; is_student.len()];
        if has_strong_tie {
            for number in 0..is_student.len() {
                let further = FurtherStay::of(meeting, bounded, number);
                is_likely[number] = further == FurtherStay::Likely;
                is_student[number] = further != FurtherStay::Other;
            }
        } else {
            // Whoever is no program may be the student; a program is taken for one only if there is nobody else.
            let are_all_assistants = meeting.own.iter().all(|stay| stay.participant.is_assistant);
            is_student = meeting
                .own
                .iter()
                .map(|stay| are_all_assistants || !stay.participant.is_assistant)
                .collect();
        }

        let mut doubts = Vec::new();
        if meeting.is_contested {
            doubts.push(Doubt::Contested);
        }
        if meeting.own.iter().any(|stay| stay.uses_host_account) {
            doubts.push(Doubt::LentAccount);
        }

        let are_several = !has_strong_tie && are_several_people(meeting, bounded, &is_student);
        let is_only_guest = !are_several && is_only_guest(meeting, &is_student);
        let is_identified = !meeting.is_contested && (has_strong_tie || is_only_guest);
        let is_guest_unknown = !is_identified && !are_several && doubts.is_empty();
        if is_guest_unknown || is_likely.contains(&true) {
            doubts.push(Doubt::UnknownGuest);
        }

        Self {
            is_student,
            is_likely,
            are_several,
            has_strong_tie,
            is_identified,
            doubts,
        }
    }

    /// Picks the student's stays.
    pub(super) fn pick<'a, T>(&'a self, stays: &'a [T]) -> impl Iterator<Item = &'a T> {
        self.is_student
            .iter()
            .zip(stays)
            .filter(|(is_student, _)| **is_student)
            .map(|(_, stay)| stay)
    }

    /// Picks the student's stays with their bounds. Of one that is only likely nothing is sure.
    pub(super) fn pick_bounded(&self, bounded: &[BoundedStay]) -> Vec<BoundedStay> {
        let sure = bounded
            .iter()
            .zip(&self.is_likely)
            .map(|(stay, is_likely)| {
                if *is_likely {
                    stay.without_least()
                } else {
                    *stay
                }
            });

        let stays: Vec<BoundedStay> = sure.collect();
        self.pick(&stays).copied().collect()
    }

    /// Picks the stays of others who may be the student, too: a second device, or somebody else.
    pub(super) fn pick_unknown(
        &self,
        meeting: &LessonInMeeting<'_>,
        bounded: &[BoundedStay],
    ) -> Vec<BoundedStay> {
        self.is_student
            .iter()
            .zip(&meeting.own)
            .zip(bounded)
            .filter(|((is_student, stay), _)| !**is_student && !stay.participant.is_assistant)
            .map(|(_, bounded)| *bounded)
            .collect()
    }
}

/// What a stay is in a lesson of whose stays at least one is tied to the student.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FurtherStay {
    /// Tied itself, or of the person who is.
    Student,
    /// Of a person of another name, or much later.
    Likely,
    /// Of a person who was there beside the student, of another account, or a program.
    Other,
}

impl FurtherStay {
    fn of(meeting: &LessonInMeeting<'_>, bounded: &[BoundedStay], number: usize) -> Self {
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
            are_at_once(one, student) || is_there_before(one, student)
        });
        let is_another = tied().any(|tied| stay.has_another_account(meeting.own[tied]));
        if is_at_once || is_another || stay.participant.is_assistant {
            return Self::Other;
        }

        let has_other_name = tied().all(|tied| stay.has_another_name(meeting.own[tied]));
        let is_soon = tied().any(|tied| {
            let left_at = bounded[tied].most.to;
            bounded[number].likely.from <= left_at + REJOIN_WINDOW
        });

        if has_other_name || !is_soon {
            Self::Likely
        } else {
            Self::Student
        }
    }
}

/// Tells whether one person was there besides a teacher who is known, and came after the link was opened.
fn is_only_guest(meeting: &LessonInMeeting<'_>, is_student: &[bool]) -> bool {
    let first = meeting
        .own
        .iter()
        .position(|stay| !stay.participant.is_assistant);
    let is_opened = first.is_some_and(|first| meeting.ties[first] >= Tie::Opening);
    let is_host_known = meeting.hosts().next().is_some();
    let is_alone = meeting.strangers().next().is_none() && is_student.contains(&true);

    is_opened && is_host_known && is_alone
}

/// Tells whether the marked ones of a lesson's stays are of more than one person: two known ones, or two at the same
/// time.
fn are_several_people(
    meeting: &LessonInMeeting<'_>,
    bounded: &[BoundedStay],
    is_marked: &[bool],
) -> bool {
    let marked = || (0..is_marked.len()).filter(|number| is_marked[*number]);
    let people: BTreeSet<&str> = marked()
        .filter_map(|number| meeting.own[number].participant.person.as_deref())
        .collect();

    people.len() > 1
        || marked().any(|number| {
            marked().skip_while(|other| *other <= number).any(|other| {
                !meeting.own[number].is_same_person(meeting.own[other])
                    && are_at_once(&bounded[number], &bounded[other])
            })
        })
}

/// Tells whether somebody was there when the student came, and stayed.
fn is_there_before(stay: &BoundedStay, student: &BoundedStay) -> bool {
    stay.least.from < student.least.from && student.least.from < stay.least.to
}

/// Tells whether two stays went on at the same time, by what is certain of both, for longer than those of one person
/// who reconnects.
fn are_at_once(stay: &BoundedStay, other: &BoundedStay) -> bool {
    let both = stay.least.intersection(other.least);
    both.is_some_and(|both| both.to - both.from > RECONNECT_OVERLAP)
}
