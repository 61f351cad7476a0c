//! What is known about the lessons of one meeting: a room may serve one student after the other.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::accounts_in_doubt::AccountInMeeting;
use super::assumptions::HOST_OVERLAP;
use super::contested::find_contested;
use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::lesson_evidence::LessonInMeeting;
use super::meeting_event::ZoomEvent;
use super::meeting_people::recognise_teachers;
use super::meeting_stay::MeetingStay;
use super::people_shown::account;
use super::regular_guests::recognise_regular_guests;
use super::stay_assignment::assign_stays;
use super::stays_from_events::stays_from_events;
use super::tie::Tie;
use crate::domain::ledger::{Doubt, Party};

/// Everybody's stays in a meeting, and the lessons that they belong to.
#[derive(Clone, Debug)]
pub struct MeetingEvidence {
    pub(super) claims: Vec<LessonClaim>,
    pub(super) stays: Vec<MeetingStay>,
    /// For each stay the number of its lesson in `claims`.
    pub(super) owners: Vec<Option<usize>>,
    pub(super) people: KnownPeople,
    /// The lessons, by their numbers, to whose stays another lesson has an equal claim.
    contested: BTreeSet<usize>,
}

/// Somebody's time in the meeting, as Zoom says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeetingPresence {
    /// Student or teacher.
    pub party: Party,
    /// `None`: Zoom did not say.
    pub from: Option<DateTime<Utc>>,
    /// `None`: it goes on, or Zoom did not say.
    pub to: Option<DateTime<Utc>>,
}

impl MeetingEvidence {
    /// Reads the events, and assigns each stay to a lesson. The claims come in the order in which the links were sent.
    #[must_use]
    pub fn new(claims: Vec<LessonClaim>, events: &[ZoomEvent], people: KnownPeople) -> Self {
        let mut stays = stays_from_events(events);
        recognise_teachers(&mut stays, &claims, &people);
        let owners = assign_stays(&claims, &stays, &people);
        recognise_regular_guests(&mut stays, &claims, &owners, &people);
        let contested = find_contested(&claims, &stays, &owners, &people);

        Self {
            claims,
            stays,
            owners,
            people,
            contested,
        }
    }

    /// Returns what is known about the lesson of that number; `None`: there is no such lesson.
    #[must_use]
    pub fn lesson(&self, number: usize, silence_counts: bool) -> Option<LessonInMeeting<'_>> {
        let claim = self.claims.get(number)?;
        let own = self.stays_of(number);
        let next_at = self.next_at(number, &own);

        Some(LessonInMeeting {
            claim,
            ties: Tie::of_all(&own, claim, &self.people),
            own,
            unassigned: self.untied(number),
            stays: &self.stays,
            taken: self.taken(number),
            next_at,
            silence_counts,
            is_contested: self.contested.contains(&number),
            knows_teacher: self.people.knows_teacher(&claim.teacher),
        })
    }

    /// Lists the times of a lesson's student in the meeting, then those of the teacher around them. `began_at` and
    /// `ended_at` stand for the student's times where Zoom does not tell them.
    #[must_use]
    pub fn presences(
        &self,
        number: usize,
        began_at: Option<DateTime<Utc>>,
        ended_at: Option<DateTime<Utc>>,
    ) -> Vec<MeetingPresence> {
        let own = self.stays_of(number);
        let first_join = own.iter().map(|stay| stay.begins_at()).min();
        let last_leave = own.iter().filter_map(|stay| stay.to).max();
        let from = first_join.or(began_at);
        let to = last_leave.or(ended_at);

        let students = own
            .iter()
            .map(|stay| MeetingPresence::new(Party::Student, stay));
        let hosts = self
            .stays
            .iter()
            .filter(|stay| stay.participant.is_host && is_around(stay, from, to))
            .map(|stay| MeetingPresence::new(Party::Teacher, stay));

        students.chain(hosts).collect()
    }

    /// Lists the accounts of which an administrator can say whose they are, and thereby settle these doubts about a
    /// lesson.
    #[must_use]
    pub fn accounts_in_doubt(&self, number: usize, doubts: &[Doubt]) -> Vec<AccountInMeeting> {
        let lesson = self.lesson(number, false);
        lesson.map_or_else(Vec::new, |lesson| {
            lesson.accounts_in_doubt(doubts, &self.people)
        })
    }

    /// Tells whether the meeting belongs to an account, or somebody came with it.
    #[must_use]
    pub fn has_account(&self, person: &str) -> bool {
        self.stays.iter().any(|stay| {
            stay.instance.host.as_deref() == Some(person) || account(stay) == Some(person)
        })
    }

    /// The stays that belong to that lesson.
    pub(super) fn stays_of(&self, number: usize) -> Vec<&MeetingStay> {
        self.stays
            .iter()
            .zip(&self.owners)
            .filter(|(_, owner)| **owner == Some(number))
            .map(|(stay, _)| stay)
            .collect()
    }

    /// When the student of a lesson that was sent later came after this lesson's student.
    fn next_at(&self, number: usize, own: &[&MeetingStay]) -> Option<DateTime<Utc>> {
        let first_join = own.iter().map(|stay| stay.begins_at()).min()?;

        self.stays
            .iter()
            .zip(&self.owners)
            // A student of an earlier lesson may come again, which does not end this lesson.
            .filter(|(_, owner)| owner.is_some_and(|owner| owner > number))
            .filter_map(|(stay, _)| stay.from)
            .filter(|at| *at > first_join)
            .min()
    }
}

impl MeetingPresence {
    fn new(party: Party, stay: &MeetingStay) -> Self {
        Self {
            party,
            from: stay.from,
            to: stay.to,
        }
    }
}

/// Tells whether the host's stay lies around a lesson: a teacher may come early and leave late.
fn is_around(host: &MeetingStay, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> bool {
    let ends_before = from.is_some_and(|from| host.gone_by() < from - HOST_OVERLAP);
    let begins_after = to.is_some_and(|to| host.begins_at() > to + HOST_OVERLAP);

    !ends_before && !begins_after
}

#[cfg(test)]
mod tests;
