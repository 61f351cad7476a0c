//! Which of a lesson's stays are the student's.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::assumptions::{MOVE_TOLERANCE, RECONNECT_OVERLAP};
use super::bounded_stay::BoundedStay;
use super::further_stay::{FurtherStay, are_at_once};
use super::lesson_evidence::LessonInMeeting;
use super::likeliest_person::likeliest_after_tap;
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
        let mut is_likely = vec![false; is_student.len()];
        // A tap leads one person to Zoom. Of two who came right after it one is somebody else.
        let are_tied_several = are_several_people(meeting, bounded, &is_student);
        let has_strong_tie = is_student.contains(&true) && !are_tied_several;

        if has_strong_tie {
            for number in 0..is_student.len() {
                let further = FurtherStay::of(meeting, bounded, number);
                is_likely[number] = further == FurtherStay::Likely;
                is_student[number] = further != FurtherStay::Other;
            }
        } else {
            is_student = possible_students(meeting);
        }

        let are_several = !has_strong_tie && are_several_people(meeting, bounded, &is_student);
        let is_only_guest = !are_several && is_only_guest(meeting, &is_student);
        let is_identified = !meeting.is_contested && (has_strong_tie || is_only_guest);

        let mut doubts = doubts_about_people(meeting);
        let is_guest_unknown = !is_identified && !are_several && doubts.is_empty();
        if is_guest_unknown || is_likely.contains(&true) {
            doubts.push(Doubt::UnknownGuest);
        }

        if are_tied_several && meeting.hosts().next().is_some() {
            is_student = likeliest_after_tap(meeting, bounded, is_student);
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

    /// Picks the student's stays with their bounds. Of one that is only likely nothing is sure. Where nothing shows who
    /// it was, the time of other lessons' students is not this lesson's.
    pub(super) fn pick_bounded(
        &self,
        meeting: &LessonInMeeting<'_>,
        bounded: &[BoundedStay],
    ) -> Vec<BoundedStay> {
        let mut stays = Vec::new();
        for (stay, is_likely) in bounded.iter().zip(&self.is_likely) {
            stays.push(match (self.has_strong_tie, is_likely) {
                (true, false) => *stay,
                (true, true) => stay.without_least().outside(&meeting.taken),
                (false, _) => stay.outside(&meeting.taken),
            });
        }

        self.pick(&stays).copied().collect()
    }

    /// Picks the stays of others who may be the student, too: a second device, or somebody else.
    pub(super) fn pick_unknown(
        &self,
        meeting: &LessonInMeeting<'_>,
        bounded: &[BoundedStay],
    ) -> Vec<BoundedStay> {
        let may_be = |number: &usize| {
            let is_other =
                meeting.own[*number].is_like_no_student() || meeting.ties[*number] == Tie::Other;
            !self.is_student[*number] && !is_other
        };

        let unknown = (0..bounded.len()).filter(may_be);
        unknown.map(|number| bounded[number]).collect()
    }
}

/// Marks everybody who may be the student: whoever is no program and no regular guest, and such a one only if there is
/// nobody else, because students have odd names, too. But programs and regular guests come to a class whose student does
/// not come, so where nobody opened the link they are what they seem to be.
fn possible_students(meeting: &LessonInMeeting<'_>) -> Vec<bool> {
    let is_nobody_else = meeting.own.iter().all(|stay| stay.is_like_no_student());
    let may_be_anybody = is_nobody_else && meeting.claim.opened_at.is_some();

    meeting
        .own
        .iter()
        .map(|stay| may_be_anybody || !stay.is_like_no_student())
        .collect()
}

/// Lists what is in doubt about the people, whoever the student was.
fn doubts_about_people(meeting: &LessonInMeeting<'_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if meeting.is_contested {
        doubts.push(Doubt::Contested);
    }
    if meeting.own.iter().any(|stay| stay.uses_host_account) {
        doubts.push(Doubt::LentAccount);
    }

    doubts
}

/// Tells whether one person was there besides a teacher who is known, and came after the link was opened.
fn is_only_guest(meeting: &LessonInMeeting<'_>, is_student: &[bool]) -> bool {
    let first = meeting
        .own
        .iter()
        .position(|stay| !stay.is_like_no_student());
    let is_opened = first.is_some_and(|first| meeting.ties[first] >= Tie::Opening);
    let is_host_known = meeting.hosts().next().is_some();
    let is_alone = !meeting.has_strangers_around(&meeting.own, TimeDelta::zero());
    let is_alone = is_alone && is_student.contains(&true);

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
                let (one, two) = (meeting.own[number], meeting.own[other]);
                // Who reconnects has the same name.
                let tolerated = if one.has_another_name(two) {
                    MOVE_TOLERANCE
                } else {
                    RECONNECT_OVERLAP
                };

                !one.is_same_person(two)
                    && are_at_once(&bounded[number], &bounded[other], tolerated)
            })
        })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::domain::attendance::{
        KnownPeople, LessonClaim, MeetingEvidence, Participant, ZoomEvent, ZoomKind,
    };
    use crate::domain::ids::{StudentId, TeacherId};

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
    }

    /// Who may be the student where the teacher met one guest of another name.
    fn may_be_student(guest: Participant, opened_at: Option<DateTime<Utc>>) -> Vec<bool> {
        let host = Participant {
            connection: "h".to_owned(),
            is_host: true,
            name_key: Some("teacher".to_owned()),
            ..Participant::default()
        };
        let event = |minute, kind| ZoomEvent {
            at: at(minute),
            uuid: "u1".to_owned(),
            host: None,
            kind,
        };
        let events = [
            event(0, ZoomKind::Joined(host.clone())),
            event(1, ZoomKind::Joined(guest.clone())),
            event(14, ZoomKind::Left(guest)),
            event(14, ZoomKind::Left(host)),
        ];
        let claim = LessonClaim {
            student: StudentId(1),
            teacher: TeacherId("t1".to_owned()),
            sent_at: at(-5),
            opened_at,
            taps: Vec::new(),
            looks: Vec::new(),
            has_page_story: opened_at.is_some(),
        };

        let evidence = MeetingEvidence::new(vec![claim], &events, KnownPeople::default());
        possible_students(&evidence.lesson(0, false).unwrap())
    }

    #[test]
    fn a_program_is_no_student_where_nobody_opened_the_link() {
        let guest = |is_assistant| Participant {
            connection: "x".to_owned(),
            is_assistant,
            ..Participant::default()
        };

        assert_eq!(may_be_student(guest(true), None), [false]);
        // A student may have such a name, or let the program come alone.
        assert_eq!(may_be_student(guest(true), Some(at(-1))), [true]);
        assert_eq!(may_be_student(guest(false), None), [true]);
    }
}
