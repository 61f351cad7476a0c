//! One stay, and the rules by which its lesson is found.

use chrono::{DateTime, Utc};

use super::assumptions::{
    CLOCK_TOLERANCE, LATE_LINK_WINDOW, LONGEST_STAY, MEETING_SPAN, REJOIN_WINDOW, TAP_MATCH_WINDOW,
};
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;
use super::stay_assignment::{AssignedStay, Room};

/// A stay, and what its lesson can be found by.
pub(super) struct UnassignedStay<'a> {
    pub(super) room: Room<'a>,
    pub(super) stay: &'a MeetingStay,
    pub(super) earlier: &'a [AssignedStay<'a>],
    pub(super) came_at: DateTime<Utc>,
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

    /// Finds the lesson on whose link somebody tapped last before.
    pub(super) fn find_by_tap(&self) -> Option<usize> {
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

    /// Finds the lesson in which somebody had been of whom only the leave is known: that of the person's last stay in
    /// this run of the meeting.
    pub(super) fn find_lesson_left(&self) -> Option<usize> {
        if self.stay.from.is_some() {
            return None;
        }

        let before = |other: &MeetingStay| other.from.is_some() && other.is_same_person(self.stay);
        self.find_last(|other| before(other) && other.instance == self.stay.instance)
    }

    /// Finds the lesson in which the same person still was: by a second device, or because Zoom had not noticed yet that
    /// the connection was gone.
    pub(super) fn find_ongoing_lesson(&self) -> Option<usize> {
        self.find_last(|other| {
            let goes_on = other.to.is_none_or(|to| to >= self.came_at);
            let is_same_run = other.instance == self.stay.instance;

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

    /// Finds the lesson of the student of the lesson `known`.
    pub(super) fn find_by_student(&self, known: usize) -> Option<usize> {
        let student = self.room.claims[known].student;
        self.find_among(|claim| claim.student == student)
    }

    /// Finds the lesson by nothing but the links.
    pub(super) fn find_by_link(&self) -> Option<usize> {
        self.find_among(|_| true)
    }

    /// Finds the lesson whose link was opened last, or else sent last; where that one is over, the one whose link was
    /// sent when the person was there already.
    fn find_among(&self, is_one: impl Fn(&LessonClaim) -> bool) -> Option<usize> {
        let mut sent_last = None;
        let mut sent_late = None;
        let mut opened_last = None;

        for (number, claim) in self.open_claims().filter(|(_, claim)| is_one(claim)) {
            if claim.sent_at > self.latest() {
                sent_late = sent_late.or(Some(number));
                continue;
            }

            sent_last = Some(number);
            // A link that was opened only after the join did not lead to it.
            if let Some(opened_at) = claim.opened_at.filter(|at| *at <= self.latest()) {
                opened_last = opened_last.max(Some((opened_at, number)));
            }
        }

        // The student of the lesson that was opened last usually comes again. Only if that lesson is over, a newer link
        // that nobody opened gets the stay.
        let opened_last = opened_last.map(|(_, number)| number);
        let before = match opened_last {
            Some(opened) if sent_last > Some(opened) && self.is_after(opened) => sent_last,
            Some(opened) => Some(opened),
            None => sent_last,
        };

        match (before, sent_late) {
            (Some(before), Some(late)) if !self.is_late_for(before, late) => Some(before),
            (_, Some(late)) => Some(late),
            (before, None) => before.filter(|before| !self.is_long_after(*before)),
        }
    }

    /// Tells whether a lesson whose link was sent during the stay has the better claim: the lesson before is over, or
    /// nobody came to it and its link was of another time.
    fn is_late_for(&self, before: usize, late: usize) -> bool {
        if self.stays_of(before).next().is_some() {
            return self.is_after(before);
        }

        let claim = &self.room.claims[before];
        let opened_at = claim.opened_at.filter(|at| *at <= self.latest());
        let expected_at = opened_at.map_or(claim.sent_at, |at| at.max(claim.sent_at));

        self.came_at - expected_at > self.room.claims[late].sent_at - self.came_at
    }

    /// The earlier stays of a lesson.
    fn stays_of(&self, lesson: usize) -> impl Iterator<Item = &MeetingStay> {
        self.earlier
            .iter()
            .filter(move |assigned| assigned.owner == lesson)
            .map(|assigned| assigned.stay)
    }

    /// When somebody was last seen in a lesson. A stay without an end may go on, unless the person came again.
    fn last_seen(&self, lesson: usize) -> Option<DateTime<Utc>> {
        let last = self.stays_of(lesson).map(|stay| {
            let came_again = self
                .stays_of(lesson)
                .filter(|other| other.from > stay.from && other.is_same_person(stay))
                .filter_map(|other| other.from)
                .min();

            let ended_at = stay.instance.ended_at.filter(|at| *at <= self.came_at);
            stay.to.or(came_again).or(ended_at).unwrap_or(self.came_at)
        });

        last.max()
    }

    /// Tells whether this stay is after a lesson: its student left long ago, or left and was another person.
    fn is_after(&self, lesson: usize) -> bool {
        let Some(last_seen) = self.last_seen(lesson) else {
            return false;
        };
        let is_other_person = || {
            self.stays_of(lesson)
                .any(|stay| self.stay.has_another_account(stay))
        };
        let is_other_name = || {
            self.stays_of(lesson)
                .all(|stay| self.stay.has_another_name(stay))
        };

        self.came_at - last_seen > REJOIN_WINDOW
            || is_other_person()
            || (last_seen < self.came_at && is_other_name())
    }

    /// Tells whether a lesson's student left so long ago that this is no part of the lesson.
    fn is_long_after(&self, lesson: usize) -> bool {
        let last_seen = self.last_seen(lesson);
        last_seen.is_some_and(|seen| self.came_at - seen > LONGEST_STAY)
    }
}
