//! The lesson of a stay of which nothing but the links tells.

use chrono::{DateTime, Utc};

use super::assumptions::{LONGEST_BREAK, LONGEST_STAY, REJOIN_WINDOW};
use super::lesson_claim::LessonClaim;
use super::meeting_stay::MeetingStay;
use super::unassigned_stay::UnassignedStay;

impl UnassignedStay<'_> {
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
            let is_opened_inside = self.is_opened_inside(late);
            return self.is_after(before)
                || (is_opened_inside && self.has_another_name_than_all(before))
                || (is_opened_inside && self.is_next_of_student(before, late));
        }

        let claim = &self.room.claims[before];
        let opened_at = claim.opened_at.filter(|at| *at <= self.latest());
        let expected_at = opened_at.map_or(claim.sent_at, |at| at.max(claim.sent_at));

        self.came_at - expected_at > self.room.claims[late].sent_at - self.came_at
    }

    /// Tells whether a link that was sent meanwhile was opened while the person was there.
    fn is_opened_inside(&self, late: usize) -> bool {
        let opened_at = self.room.claims[late].opened_at;
        opened_at.is_some_and(|at| at <= self.stay.gone_by())
    }

    /// Tells whether the student who had left a lesson has come to the own next one, and opened its link, which the
    /// teacher sent only then, early in that stay. Whoever opens it at the end is about to go on to the next lesson.
    fn is_next_of_student(&self, before: usize, late: usize) -> bool {
        let student = |lesson: usize| self.room.claims[lesson].student;
        let has_left = self.last_seen(before).is_some_and(|at| at < self.came_at);
        let opened_at = self.room.claims[late].opened_at;
        let is_early = opened_at.is_some_and(|at| at - self.came_at <= self.stay.gone_by() - at);

        has_left && is_early && student(before) == student(late)
    }

    /// Tells whether the names in a lesson are others. A device without a name says nothing.
    fn has_another_name_than_all(&self, lesson: usize) -> bool {
        let stays = || self.stays_of(lesson);

        stays().any(|stay| self.stay.has_another_name(stay))
            && !stays().any(|stay| self.stay.is_same_person(stay))
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
        let stays = || self.stays_of(lesson);
        if stays().any(|stay| self.stay.is_same_person(stay)) {
            return self.came_at - last_seen > LONGEST_BREAK;
        }

        self.came_at - last_seen > REJOIN_WINDOW
            || stays().any(|stay| self.stay.has_another_account(stay))
            || (last_seen < self.came_at && self.has_another_name_than_all(lesson))
    }

    /// Tells whether a lesson's student left so long ago that this is no part of the lesson.
    fn is_long_after(&self, lesson: usize) -> bool {
        let last_seen = self.last_seen(lesson);
        last_seen.is_some_and(|seen| self.came_at - seen > LONGEST_STAY)
    }
}
