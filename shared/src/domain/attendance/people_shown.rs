//! Whose the accounts are that were in a lesson, where the lesson shows it.

use std::collections::BTreeSet;

use super::assumptions::MIN_HOST_PRESENCE;
use super::known_people::PersonRole;
use super::lesson_evidence::LessonInMeeting;
use super::meeting_stay::MeetingStay;
use super::tie::Tie;

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
            .filter(|stay| !self.is_tied(stay) && self.is_with_student(stay))
            .filter_map(account)
            .collect();
        if let [teacher] = beside.into_iter().collect::<Vec<&str>>()[..] {
            shown.push((teacher, PersonRole::Teacher));
        }

        shown.sort_unstable();
        shown.dedup();
        shown
    }

    fn is_tied(&self, stay: &MeetingStay) -> bool {
        self.own
            .iter()
            .zip(&self.ties)
            .any(|(own, tie)| *own == stay && tie.is_strong())
    }

    /// Tells whether a stay shares some minutes with those of the student.
    fn is_with_student(&self, stay: &MeetingStay) -> bool {
        let Some(other) = stay.interval() else {
            return false;
        };

        self.own
            .iter()
            .filter(|own| self.is_tied(own))
            .filter_map(|own| own.interval()?.intersection(other))
            .any(|both| both.to - both.from >= MIN_HOST_PRESENCE)
    }
}

/// Returns the account that somebody is signed in with.
pub(super) fn account(stay: &MeetingStay) -> Option<&str> {
    let person = stay.participant.person.as_deref()?;
    person.starts_with("u:").then_some(person)
}
