//! Which lesson a stay belongs to: one room may serve one student after the other, and a link is often sent while the
//! lesson before still runs.

use chrono::{DateTime, Utc};

use super::assumptions::{
    CLOCK_TOLERANCE, LONGEST_STAY, MEETING_SPAN, REJOIN_WINDOW, TAP_MATCH_WINDOW,
};
use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;

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

    for (number, stay) in stays.iter().enumerate() {
        // The host teaches every lesson of the room, so a host's stay belongs to none of them.
        if !stay.participant.is_host {
            // Stays come in the order of their beginning, so the owners of all earlier ones are known.
            let earlier: Vec<AssignedStay<'_>> = stays[..number]
                .iter()
                .zip(&owners)
                .filter_map(|(stay, owner)| owner.map(|owner| AssignedStay { stay, owner }))
                .collect();

            owners[number] = assign_stay(room, stay, &earlier);
        }
    }

    owners
}

/// A stay that began earlier, and the number of its lesson.
struct AssignedStay<'a> {
    stay: &'a MeetingStay,
    owner: usize,
}

/// Everything that is known of a meeting.
#[derive(Clone, Copy)]
struct Room<'a> {
    claims: &'a [LessonClaim],
    stays: &'a [MeetingStay],
    people: &'a KnownPeople,
}

fn assign_stay(room: Room<'_>, stay: &MeetingStay, earlier: &[AssignedStay<'_>]) -> Option<usize> {
    // If the event of the join was lost, the leave still shows that somebody was there.
    let came_at = stay.from.or(stay.to)?;
    let unassigned = UnassignedStay {
        room,
        stay,
        earlier,
        came_at,
    };

    // Nobody's tap takes away a student whom Zoom knows.
    if let Some(number) = unassigned.find_by_account() {
        return Some(number);
    }

    if let Some(tapped) = unassigned.find_by_tap() {
        return Some(tapped);
    }

    // A known person is the same student as before, but perhaps in a later lesson of that student.
    match unassigned.find_earlier_stay_of_person() {
        Some(known) => unassigned.find_by_student(known.owner),
        None => unassigned.find_by_link(),
    }
}

/// A stay, and what its lesson can be found by.
struct UnassignedStay<'a> {
    room: Room<'a>,
    stay: &'a MeetingStay,
    earlier: &'a [AssignedStay<'a>],
    came_at: DateTime<Utc>,
}

impl UnassignedStay<'_> {
    /// Until when something may have been done that the stay follows from.
    fn latest(&self) -> DateTime<Utc> {
        // Zoom's clock may be behind this server's, so the cause may seem to come after the join.
        self.came_at + CLOCK_TOLERANCE
    }

    /// Lists the claims whose links could be used then, with their numbers.
    fn open_claims(&self) -> impl DoubleEndedIterator<Item = (usize, &LessonClaim)> {
        let is_hosted_by_one = self
            .room
            .claims
            .iter()
            .any(|claim| self.is_hosted_by(claim));

        self.room
            .claims
            .iter()
            .enumerate()
            .filter(move |(_, claim)| {
                self.is_open(claim) && (!is_hosted_by_one || self.is_hosted_by(claim))
            })
    }

    fn is_open(&self, claim: &LessonClaim) -> bool {
        claim.sent_at <= self.latest() && self.came_at < claim.sent_at + MEETING_SPAN
    }

    /// Tells whether the lesson's teacher is known to hold this run of the meeting. Then no other teacher's lesson was
    /// held in it, whoever posted its number.
    fn is_hosted_by(&self, claim: &LessonClaim) -> bool {
        let host = self.stay.instance.host.as_deref();
        self.is_open(claim)
            && host.is_some_and(|host| self.room.people.is_teacher(host, &claim.teacher))
    }

    /// Finds the lesson of the student to whom the person's account is known to belong.
    fn find_by_account(&self) -> Option<usize> {
        let person = self.stay.participant.person.as_deref()?;
        let (known, _) = self
            .open_claims()
            .find(|(_, claim)| self.room.people.is_student(person, claim.student))?;

        self.find_by_student(known)
    }

    /// Finds the lesson on whose link somebody tapped last before.
    fn find_by_tap(&self) -> Option<usize> {
        let mut last_tap = None;
        for (number, claim) in self.open_claims() {
            for tap in &claim.taps {
                if self.fits_tap(*tap, number) {
                    last_tap = last_tap.max(Some((*tap, number)));
                }
            }
        }

        last_tap.map(|(_, number)| number)
    }

    /// Tells whether the stay may follow from a tap on the link of that lesson.
    fn fits_tap(&self, tap: DateTime<Utc>, number: usize) -> bool {
        tap <= self.latest()
            && match self.stay.from {
                Some(from) => from - tap <= TAP_MATCH_WINDOW,
                // The time of the leave does not show how soon the join followed the tap.
                None => self.is_unanswered(tap, number),
            }
    }

    /// Tells whether nobody is known to have come after a tap that was not long before the meeting began.
    fn is_unanswered(&self, tap: DateTime<Utc>, number: usize) -> bool {
        let is_near_start = self
            .stay
            .instance
            .started_at
            .is_none_or(|started| started - tap <= REJOIN_WINDOW);

        self.came_at - tap <= LONGEST_STAY
            && is_near_start
            && !self.is_followed_by_later_lesson(tap, number)
            && !self.room.stays.iter().any(|other| other.follows_tap(tap))
    }

    /// Tells whether a later lesson's student came since the tap: then whoever tapped is not the one who was in the
    /// meeting last.
    fn is_followed_by_later_lesson(&self, tap: DateTime<Utc>, number: usize) -> bool {
        self.earlier.iter().any(|assigned| {
            assigned.owner > number && assigned.stay.from.is_some_and(|from| from > tap)
        })
    }

    fn find_earlier_stay_of_person(&self) -> Option<&AssignedStay<'_>> {
        self.earlier
            .iter()
            .rfind(|assigned| self.is_same_person(assigned.stay) == Some(true))
    }

    /// Tells whether the other stay is of the same person; `None`: Zoom does not know one of them.
    fn is_same_person(&self, other: &MeetingStay) -> Option<bool> {
        let person = self.stay.participant.person.as_ref()?;
        let other = other.participant.person.as_ref()?;

        Some(person == other)
    }

    /// Finds the lesson of the student of the lesson `known`: the one that was opened last, or else sent last.
    fn find_by_student(&self, known: usize) -> Option<usize> {
        let student = self.room.claims[known].student;
        let mut sent_last = None;
        let mut opened_last = None;

        for (number, claim) in self.open_claims() {
            if claim.student == student {
                sent_last = Some(number);
                // A link that was opened only after the join did not lead to it.
                if claim.opened_at.is_some_and(|at| at <= self.latest()) {
                    opened_last = Some(number);
                }
            }
        }

        opened_last.or(sent_last)
    }

    /// Finds the lesson whose link was opened last, or else sent last.
    fn find_by_link(&self) -> Option<usize> {
        let (sent_last, _) = self.open_claims().next_back()?;
        let opened = self.open_claims().filter_map(|(number, claim)| {
            let opened_at = claim.opened_at.filter(|at| *at <= self.latest())?;
            Some((opened_at, number))
        });
        let Some((_, opened_last)) = opened.max() else {
            return Some(sent_last);
        };

        // The student of the lesson that was opened last usually comes again. Only if that lesson is over, a newer link
        // that nobody opened gets the stay.
        if sent_last > opened_last && self.is_after(opened_last) {
            Some(sent_last)
        } else {
            Some(opened_last)
        }
    }

    /// Tells whether this stay is after a lesson: its student left long ago, or was another person.
    fn is_after(&self, lesson: usize) -> bool {
        let stays = || {
            self.earlier
                .iter()
                .filter(|assigned| assigned.owner == lesson)
                .map(|assigned| assigned.stay)
        };

        // A stay without an end may go on, so a lesson with such a stay is not over.
        let last_seen = stays().map(|stay| stay.to.unwrap_or(self.came_at)).max();
        let is_over = last_seen.is_some_and(|seen| self.came_at - seen > REJOIN_WINDOW);

        is_over || stays().any(|stay| self.is_same_person(stay) == Some(false))
    }
}

#[cfg(test)]
mod tests;
