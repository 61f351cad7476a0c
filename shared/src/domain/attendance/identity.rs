//! What ties a stay in a meeting to a lesson's student, and which of a lesson's stays are the student's.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::assumptions::{
    CLOCK_TOLERANCE, MIN_HOST_PRESENCE, OPENED_BEFORE_JOIN, RECONNECT_OVERLAP, TAP_MATCH_WINDOW,
};
use super::bounded_stay::BoundedStay;
use super::known_people::{KnownPeople, PersonRole};
use super::lesson_evidence::{LessonClaim, LessonInMeeting};
use super::meeting_stay::MeetingStay;
use crate::domain::calendar::Interval;
use crate::domain::ledger::Doubt;

/// What ties a stay to a lesson's student, from nothing to the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// Nothing but the link that the meeting was sent by.
    None,
    /// The student opened the link right before. It says who it was only if nobody else came.
    Opening,
    /// The student tapped the link to Zoom right before.
    Tap,
    /// Zoom knows the person: a registrant, or an account that is known to be the student's.
    Account,
}

impl Tie {
    /// Finds what ties a stay to a lesson.
    pub(super) fn of(stay: &MeetingStay, claim: &LessonClaim, people: &KnownPeople) -> Self {
        if stay.uses_host_account {
            return Self::None;
        }

        let person = stay.participant.person.as_deref().unwrap_or_default();
        if person.starts_with("r:") || people.is_student(person, claim.student) {
            return Self::Account;
        }

        // Where the join was lost, the leave shows that somebody came, and any earlier tap may have led to it.
        let Some(came_at) = stay.from.or(stay.to) else {
            return Self::None;
        };
        let is_tapped = claim.taps.iter().any(|tap| {
            let is_soon = stay.from.is_none() || came_at - *tap <= TAP_MATCH_WINDOW;
            is_soon && *tap <= came_at + CLOCK_TOLERANCE
        });
        if is_tapped {
            return Self::Tap;
        }

        // A page that tells everything and tells of no tap tells that the student did not go to Zoom from it.
        let did_not_tap = claim.has_page_story && claim.taps.is_empty();
        let is_opened = claim.opened_at.is_some_and(|opened| {
            let is_soon = stay.from.is_none() || came_at - opened <= OPENED_BEFORE_JOIN;
            is_soon && opened <= came_at + CLOCK_TOLERANCE
        });

        if is_opened && !did_not_tap {
            Self::Opening
        } else {
            Self::None
        }
    }

    /// Tells whether it identifies the student by itself.
    fn is_strong(self) -> bool {
        self >= Self::Tap
    }
}

impl LessonInMeeting<'_> {
    /// Lists the accounts of which the lesson shows whose they are: the student's, who came by a tap, and that of the
    /// only other person who was there with the student. A contested lesson shows nothing.
    #[must_use]
    pub fn people_shown(&self) -> Vec<(&str, PersonRole)> {
        let is_tied = self.ties.contains(&Tie::Tap);
        if self.is_contested || !is_tied {
            return Vec::new();
        }

        let mut shown = Vec::new();
        for (stay, tie) in self.own.iter().zip(&self.ties) {
            if let Some(person) = account(stay)
                && *tie == Tie::Tap
            {
                shown.push((person, PersonRole::Student));
            }
        }

        let beside: BTreeSet<&str> = self
            .stays
            .iter()
            .filter(|stay| !self.own.contains(stay) && self.is_with_student(stay))
            .filter_map(account)
            .collect();
        if let [teacher] = beside.into_iter().collect::<Vec<&str>>()[..] {
            shown.push((teacher, PersonRole::Teacher));
        }

        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// Tells whether a stay shares some minutes with those of the student.
    fn is_with_student(&self, stay: &MeetingStay) -> bool {
        let Some(other) = stay.interval() else {
            return false;
        };

        self.own
            .iter()
            .filter_map(|own| own.interval()?.intersection(other))
            .any(|both| both.to - both.from >= MIN_HOST_PRESENCE)
    }
}

/// Returns the account that somebody is signed in with.
fn account(stay: &MeetingStay) -> Option<&str> {
    let person = stay.participant.person.as_deref()?;
    person.starts_with("u:").then_some(person)
}

/// Which of a lesson's stays are the student's.
pub(super) struct StudentStays {
    /// For each of the lesson's stays whether it is the student's.
    is_student: Vec<bool>,
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
        let has_strong_tie = is_student.contains(&true);

        if has_strong_tie {
            include_further_stays(&mut is_student, meeting, bounded);
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

        let are_several = !has_strong_tie && are_several_people(&meeting.own, bounded);
        let is_only_guest = !are_several && is_only_guest(meeting, &is_student);
        let is_identified = !meeting.is_contested && (has_strong_tie || is_only_guest);
        if !is_identified && !are_several && doubts.is_empty() {
            doubts.push(Doubt::UnknownGuest);
        }

        Self {
            is_student,
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

/// Adds the stays that follow from those that are tied: the same person came again, or on another device.
fn include_further_stays(
    is_student: &mut [bool],
    meeting: &LessonInMeeting<'_>,
    bounded: &[BoundedStay],
) {
    for number in 0..is_student.len() {
        if is_student[number] {
            continue;
        }

        let stay = meeting.own[number];
        let tied = || (0..meeting.own.len()).filter(|tied| meeting.ties[*tied].is_strong());
        let is_same_person = tied().any(|tied| is_same_person(stay, meeting.own[tied]));
        // Somebody who is there while the student is there is somebody else, or the student's second device: nobody
        // can tell. A reconnect overlaps for a while.
        let is_at_once = tied().any(|tied| {
            let both = bounded[number].least.intersection(bounded[tied].least);
            both.is_some_and(|both| both.to - both.from > RECONNECT_OVERLAP)
        });

        is_student[number] = is_same_person || !(is_at_once || stay.participant.is_assistant);
    }
}

/// Tells whether Zoom gives two stays the same visit, the same account or the same name.
fn is_same_person(stay: &MeetingStay, other: &MeetingStay) -> bool {
    let (one, two) = (&stay.participant, &other.participant);
    let is_same = |one: &Option<String>, two: &Option<String>| one.is_some() && one == two;

    one.connection == two.connection
        || is_same(&one.person, &two.person)
        || is_same(&one.name_key, &two.name_key)
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
            let is_visit = stay.participant.connection == other.participant.connection;
            let is_name = stay.participant.name_key.is_some()
                && stay.participant.name_key == other.participant.name_key;
            let are_known = stay.participant.person.is_some() && other.participant.person.is_some();
            // Only the time that is certain in both stays proves that two people were there.
            let least = bounded[index].least;
            let overlap = least.intersection(bounded[other_index].least);
            let seconds = overlap.map_or(0, Interval::seconds);

            // Zoom notices a lost connection late, so two stays of one person who came again may overlap for a while.
            if !(are_known || is_visit || is_name)
                && TimeDelta::seconds(seconds) > RECONNECT_OVERLAP
            {
                return true;
            }
        }
    }

    false
}
