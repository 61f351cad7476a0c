//! Which lesson a stay belongs to: one room may serve one student after the other, and a link is often sent while the
//! lesson before still runs.

use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;
use super::tie::Tie;
use super::unassigned_stay::{AssignedStay, Room, UnassignedStay};

/// Tells for each stay which lesson it belongs to: the number in `claims`, which come in the order in which they
/// were sent. `None`: the host's, or nobody's.
///
/// A tap on the lesson's own link just before tells it for sure; then the person, where Zoom knows one; then the
/// link that was opened last. Only where none was opened it is the one that was sent last.
#[must_use]
pub fn assign_stays(
    claims: &[LessonClaim],
    stays: &[MeetingStay],
    people: &KnownPeople,
) -> Vec<Option<usize>> {
    let room = Room {
        claims,
        stays,
        people,
    };
    let mut owners: Vec<Option<usize>> = vec![None; stays.len()];

    for number in 0..stays.len() {
        // The host teaches every lesson of the room, so a host's stay belongs to none of them.
        if !stays[number].participant.is_host {
            owners[number] = room.with_stay(number, &owners, assign_stay);
        }
    }

    // Only now it is known who was in which lesson.
    for number in 0..stays.len() {
        if owners[number].is_some() {
            #[expect(
                clippy::redundant_closure_for_method_calls,
                reason = "the method itself is of one lifetime only"
            )]
            let left = room.with_stay(number, &owners, |stay| stay.find_lesson_left());
            owners[number] = left.or(owners[number]);
        }
    }

    let moves: Vec<(usize, usize)> = (0..stays.len())
        .filter_map(|number| Some((number, room.find_companion(&owners, number)?)))
        .collect();
    for (number, lesson) in moves {
        owners[number] = Some(lesson);
    }

    owners
}

impl Room<'_> {
    /// Applies a rule to a stay and those that began before.
    fn with_stay(
        self,
        number: usize,
        owners: &[Option<usize>],
        rule: impl Fn(&UnassignedStay<'_>) -> Option<usize>,
    ) -> Option<usize> {
        let stay = &self.stays[number];
        // If the event of a join was lost, the leave still shows that somebody was there.
        let came_at = stay.from.or(stay.to)?;
        let earlier: Vec<AssignedStay<'_>> = self
            .stays
            .iter()
            .zip(owners)
            .enumerate()
            .filter(|(other, (stay, _))| *other != number && stay.begins_at() <= came_at)
            .filter_map(|(_, (stay, owner))| owner.map(|owner| AssignedStay { stay, owner }))
            .collect();

        rule(&UnassignedStay {
            room: self,
            stay,
            earlier: &earlier,
            came_at,
        })
    }

    /// Finds the other lesson with whose student somebody whom nothing ties to a lesson was there most of the time: a
    /// guest or a program that came between two lessons belongs to the one that it stayed for.
    fn find_companion(self, owners: &[Option<usize>], number: usize) -> Option<usize> {
        let owner = owners[number]?;
        let guest = &self.stays[number];
        let length = guest.interval()?.seconds();

        let tied_to = |lesson| {
            let stays = self.stays.iter().zip(owners);
            stays.filter(move |(stay, of)| **of == Some(lesson) && self.is_tied(stay, lesson))
        };
        if tied_to(owner).any(|(stay, _)| stay == guest || guest.is_same_person(stay)) {
            return None;
        }

        let shared = (0..self.claims.len()).map(|lesson| {
            let shared = tied_to(lesson).filter_map(|(stay, _)| guest.shared_seconds(stay));
            (shared.sum::<i64>(), lesson)
        });
        let (most, lesson) = shared.max_by_key(|(most, lesson)| (*most, *lesson == owner))?;

        (lesson != owner && 2 * most > length).then_some(lesson)
    }

    fn is_tied(self, stay: &MeetingStay, lesson: usize) -> bool {
        Tie::of(stay, &self.claims[lesson], self.people).is_strong()
    }
}

fn assign_stay(stay: &UnassignedStay<'_>) -> Option<usize> {
    // Nobody's tap takes away a student whom Zoom knows.
    if let Some(number) = stay.find_by_account() {
        return Some(number);
    }

    if let Some(tapped) = stay.find_by_tap() {
        return Some(tapped);
    }

    if let Some(ongoing) = stay.find_ongoing_lesson() {
        return Some(ongoing);
    }

    // A known person is the same student as before, but perhaps in a later lesson of that student.
    match stay.find_earlier_lesson_of_person() {
        Some(known) => stay.find_by_student(known),
        None => stay.find_by_link(),
    }
}

#[cfg(test)]
mod tests;
