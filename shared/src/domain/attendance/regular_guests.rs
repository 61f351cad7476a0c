//! Guests who come to the lessons of several students in one room: a note-taking program under a name of its own, or the
//! teacher's tablet. They come as soon as a meeting begins, so they often seem to follow a student's tap.
//!
//! Nobody is told apart by one lesson: there a guest may be the student's other device, or family. But whoever was in the
//! room beside two students, each of whom had come by the own link, under a name that is nobody's of them, is no student of
//! that room. It may still be the teacher, who comes without an account where the office's account holds the meeting.
//!
//! No such guests are siblings who share a device, and a student who stays in the room while the next one has class: each
//! came alone after the own tap. Nor is a student who never taps and comes early each day, while another has class: such a
//! one was beside others for the smaller part of the time.

use std::collections::{BTreeMap, BTreeSet};

use super::assumptions::RECONNECT_OVERLAP;
use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;
use super::tie::Tie;
use crate::domain::calendar::Interval;
use crate::domain::ids::StudentId;

/// The students beside whom a guest is no student.
const STUDENTS_THAT_SHOW_A_GUEST: usize = 2;

/// What the lessons of a room show of somebody of one name.
#[derive(Default)]
struct Guest {
    /// The students beside whom the guest was.
    beside: BTreeSet<StudentId>,
    /// For how long, of how many seconds in all.
    seconds_beside: i64,
    seconds: i64,
    /// Whether the guest came alone after a tap, or Zoom knows who it is.
    may_be_student: bool,
}

/// Marks the stays of regular guests.
pub(super) fn recognise_regular_guests(
    stays: &mut [MeetingStay],
    claims: &[LessonClaim],
    owners: &[Option<usize>],
    people: &KnownPeople,
) {
    let mut guests: BTreeMap<String, Guest> = BTreeMap::new();
    for (number, claim) in claims.iter().enumerate() {
        let own: Vec<&MeetingStay> = stays
            .iter()
            .zip(owners)
            .filter(|(_, owner)| **owner == Some(number))
            .map(|(stay, _)| stay)
            .collect();
        let ties = Tie::of_all(&own, claim, people);
        let is_tied: Vec<bool> = ties.into_iter().map(Tie::is_strong).collect();

        for (stay, is_itself_tied) in own.iter().zip(&is_tied) {
            let Some(name) = stay.participant.name_key.clone() else {
                continue;
            };
            let students = own.iter().zip(&is_tied).filter(|(_, is_tied)| **is_tied);
            let beside: i64 = students
                .filter(|(student, _)| stay.has_another_name(student))
                .filter_map(|(student, _)| stay.shared_seconds(student))
                .sum();
            // Whoever reconnects has the old connection beside the new one for a while.
            let is_beside = beside > RECONNECT_OVERLAP.num_seconds();

            let guest = guests.entry(name).or_default();
            guest.seconds += stay.interval().map_or(0, Interval::seconds);
            if is_beside {
                guest.beside.insert(claim.student);
                guest.seconds_beside += beside;
            }
            guest.may_be_student |=
                stay.participant.person.is_some() || (*is_itself_tied && !is_beside);
        }
    }

    for stay in stays {
        let name = stay.participant.name_key.as_ref();
        let guest = name.and_then(|name| guests.get(name));
        stay.is_regular_guest = guest.is_some_and(Guest::is_regular);
    }
}

impl Guest {
    fn is_regular(&self) -> bool {
        self.beside.len() >= STUDENTS_THAT_SHOW_A_GUEST
            && 2 * self.seconds_beside > self.seconds
            && !self.may_be_student
    }
}

#[cfg(test)]
mod tests;
