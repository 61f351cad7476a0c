//! One stay, and the rules by which its lesson is found.

use chrono::{DateTime, Utc};

use super::assumptions::{
    CLOCK_TOLERANCE, LATE_LINK_WINDOW, LONGEST_STAY, MEETING_SPAN, REJOIN_WINDOW, TAP_MATCH_WINDOW,
};
use super::known_people::KnownPeople;
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;

/// A stay that began earlier, and the number of its lesson.
pub(super) struct AssignedStay<'a> {
    pub(super) stay: &'a MeetingStay,
    pub(super) owner: usize,
}

/// Everything that is known of a meeting.
#[derive(Clone, Copy)]
pub(super) struct Room<'a> {
    pub(super) claims: &'a [LessonClaim],
    pub(super) stays: &'a [MeetingStay],
    pub(super) people: &'a KnownPeople,
}

/// A stay, and what its lesson can be found by.
pub(super) struct UnassignedStay<'a> {
    pub(super) room: Room<'a>,
    pub(super) stay: &'a MeetingStay,
    pub(super) earlier: &'a [AssignedStay<'a>],
    pub(super) came_at: DateTime<Utc>,
}

impl UnassignedStay<'_> {
    /// Until when something may have been done that the stay follows from.
    pub(super) fn latest(&self) -> DateTime<Utc> {
        // Zoom's clock may be behind this server's, so the cause may seem to come after the join.
        self.came_at + CLOCK_TOLERANCE
    }

    /// Lists the claims whose links could be used then, with their numbers.
    pub(super) fn open_claims(&self) -> impl DoubleEndedIterator<Item = (usize, &LessonClaim)> {
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

    /// Tells whether the lesson's link had been sent, or was sent while the person was there.
    fn is_open(&self, claim: &LessonClaim) -> bool {
        claim.sent_at <= self.sent_until() && self.came_at < claim.sent_at + MEETING_SPAN
    }

    /// Until when a link may be sent that the stay belongs to: a teacher may remember it only in class, and the student
    /// may have left and come again before.
    fn sent_until(&self) -> DateTime<Utc> {
        let longest = self.came_at + LATE_LINK_WINDOW;
        let left_at = self
            .room
            .stays
            .iter()
            .filter(|stay| stay.begins_at() <= longest && stay.is_same_person(self.stay))
            .map(|stay| stay.to.or(stay.instance.ended_at).unwrap_or(longest))
            .max();

        left_at
            .map_or(longest, |left| left.min(longest))
            .max(self.latest())
    }

    /// Tells whether the lesson's teacher is known to hold this run of the meeting. Then no other teacher's lesson was
    /// held in it, whoever posted its number.
    fn is_hosted_by(&self, claim: &LessonClaim) -> bool {
        let host = self.stay.instance.host.as_deref();
        self.is_open(claim)
            && host.is_some_and(|host| self.room.people.is_teacher(host, &claim.teacher))
    }

    /// Finds the lesson of the student to whom the person's account is known to belong.
    pub(super) fn find_by_account(&self) -> Option<usize> {
        let person = self.stay.participant.person.as_deref()?;
        let (known, _) = self
            .open_claims()
            .find(|(_, claim)| self.room.people.is_student(person, claim.student))?;

        self.find_by_student(known)
    }

    /// Finds the lesson on whose link somebody tapped last before. A tap that seems to come after the join led to it only
    /// if no other one did.
    pub(super) fn find_by_tap(&self) -> Option<usize> {
        let mut last_tap = None;
        for (number, claim) in self.open_claims() {
            for tap in &claim.taps {
                if self.fits_tap(*tap, number) {
                    last_tap = last_tap.max(Some((*tap <= self.came_at, *tap, number)));
                }
            }
        }

        last_tap.map(|(.., number)| number)
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

    /// Finds the lesson in which somebody had been of whom only the leave is known: that of the person's last stay.
    pub(super) fn find_lesson_left(&self) -> Option<usize> {
        if self.stay.from.is_some() {
            return None;
        }

        self.find_last(|other| {
            let is_recent = other
                .from
                .is_some_and(|from| self.came_at - from <= LONGEST_STAY);
            is_recent && other.is_same_person(self.stay)
        })
    }

    /// Finds the lesson in which the same person still was: by a second device, or because Zoom had not noticed yet that
    /// the connection was gone.
    pub(super) fn find_ongoing_lesson(&self) -> Option<usize> {
        self.find_last(|other| {
            let goes_on = other.to.is_none_or(|to| to >= self.came_at);
            let is_same_run = other.from.is_some() && other.instance == self.stay.instance;

            goes_on && is_same_run && self.stay.is_same_person(other)
        })
    }

    /// Finds the last lesson of a person whom Zoom knows.
    pub(super) fn find_earlier_lesson_of_person(&self) -> Option<usize> {
        self.find_last(|other| self.stay.has_same_account(other))
    }

    fn find_last(&self, is_one: impl Fn(&MeetingStay) -> bool) -> Option<usize> {
        let last = self.earlier.iter().rfind(|other| is_one(other.stay));
        last.map(|other| other.owner)
    }
}
