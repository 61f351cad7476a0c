//! Whom a lesson shared the meeting with: the students of other lessons, and people whom nothing ties to a lesson.

use super::meeting_evidence::MeetingEvidence;
use super::meeting_stay::MeetingStay;
use super::tie::Tie;
use crate::domain::calendar::Interval;

impl MeetingEvidence {
    /// When the students of other lessons were there, as far as Zoom told both ends.
    pub(super) fn taken(&self, number: usize) -> Vec<Interval> {
        let others = self.stays.iter().zip(&self.owners).filter(|(stay, owner)| {
            owner.is_some_and(|owner| {
                owner != number && Tie::of(stay, &self.claims[owner], &self.people).is_strong()
            })
        });

        others.filter_map(|(stay, _)| stay.interval()).collect()
    }

    /// The stays of no lesson, and those of other lessons that nothing ties to those.
    pub(super) fn untied(&self, number: usize) -> Vec<&MeetingStay> {
        self.stays
            .iter()
            .zip(&self.owners)
            .filter(|(stay, owner)| match **owner {
                Some(owner) => owner != number && !self.is_of_student(stay, owner),
                None => true,
            })
            .map(|(stay, _)| stay)
            .collect()
    }

    /// Tells whether a stay of a lesson is tied to its student, or of the same person as one that is.
    fn is_of_student(&self, stay: &MeetingStay, number: usize) -> bool {
        let claim = &self.claims[number];
        self.stays_of(number)
            .into_iter()
            .any(|own| Tie::of(own, claim, &self.people).is_strong() && stay.is_same_person(own))
    }
}
