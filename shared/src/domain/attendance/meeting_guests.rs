//! Whom a lesson shared the meeting with: the students of other lessons, and people whom nothing ties to a lesson.

use super::meeting_evidence::MeetingEvidence;
use super::meeting_stay::MeetingStay;
use super::tie::Tie;
use crate::domain::calendar::Interval;

impl MeetingEvidence {
    /// When the students of other lessons were there, as far as Zoom told both ends.
    pub(super) fn taken(&self, number: usize) -> Vec<Interval> {
        let others = (0..self.claims.len()).filter(|other| *other != number);
        others
            .flat_map(|other| {
                let own = self.stays_of(other);
                let ties = Tie::of_all(&own, &self.claims[other], &self.people);
                own.into_iter().zip(ties)
            })
            .filter(|(_, tie)| tie.is_strong())
            .filter_map(|(stay, _)| stay.interval())
            .collect()
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
        let own = self.stays_of(number);
        let ties = Tie::of_all(&own, &self.claims[number], &self.people);

        own.iter()
            .zip(ties)
            .any(|(own, tie)| tie.is_strong() && stay.is_same_person(own))
    }
}
