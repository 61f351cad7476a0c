//! When a stay was over, where Zoom does not say, or says it late.

use chrono::{DateTime, Utc};

use super::assumptions::{
    AFTER_CLASS, BACK_FROM_ZOOM, HOST_LEAVES_AFTER, LIKELY_DROP_DELAY, LIKELY_TIME_AWAY,
    LONGEST_STAY, MAX_DROP_DELAY,
};
use super::bounded_instant::{BoundedInstant, is_alone_at_edge};
use super::lesson_evidence::LessonEvidence;
use super::meeting_stay::MeetingStay;
use crate::domain::ledger::Doubt;
use crate::domain::presence::Presence;

/// Finds when a stay was over that began at `from`.
pub(super) fn find_end(
    stay: &MeetingStay,
    from: DateTime<Utc>,
    lesson: &LessonEvidence<'_>,
    doubts: &mut Vec<Doubt>,
) -> BoundedInstant {
    if let Some(to) = stay.to {
        if !stay.dropped {
            return if stay.listed.to {
                BoundedInstant::listed_end(to)
            } else {
                BoundedInstant::exact(to)
            };
        }

        doubts.push(Doubt::NoticedLate);
        return before_drop_was_noticed(from, to);
    }

    if stay.participant.is_host {
        // Bounds and doubts are about the student, so the likeliest time is enough for the host.
        let ended_at = stay.instance.ended_at.unwrap_or(lesson.now);
        return BoundedInstant::exact(ended_at.max(from));
    }

    let lost = LostLeave { stay, from, lesson };
    let Some(bound) = lost.find_bound() else {
        return lost.without_bound(doubts);
    };

    // The last to leave ends the meeting, so nothing is in doubt if this was the last.
    if stay.instance.ended_at == Some(bound)
        && is_alone_at_edge(stay, lesson.meeting, bound, |other| other.to)
    {
        // Zoom may have noticed late that the app was gone.
        return BoundedInstant {
            least: (bound - MAX_DROP_DELAY).max(from),
            ..BoundedInstant::exact(bound)
        };
    }

    doubts.push(Doubt::LostLeave);
    lost.before(bound)
}

/// The end of a stay whose app was gone before Zoom noticed it.
fn before_drop_was_noticed(from: DateTime<Utc>, noticed_at: DateTime<Utc>) -> BoundedInstant {
    BoundedInstant {
        likely: (noticed_at - LIKELY_DROP_DELAY).max(from),
        least: (noticed_at - MAX_DROP_DELAY).max(from),
        ..BoundedInstant::exact(noticed_at)
    }
}

/// A leave of which Zoom did not tell.
struct LostLeave<'a> {
    stay: &'a MeetingStay,
    /// When the stay began.
    from: DateTime<Utc>,
    lesson: &'a LessonEvidence<'a>,
}

impl LostLeave<'_> {
    /// Finds what the student must have left before: the meeting's end, the student's own next join, or the next
    /// lesson.
    fn find_bound(&self) -> Option<DateTime<Utc>> {
        let ended_at = self.stay.instance.ended_at;
        let next_at = self.lesson.meeting.next_at.filter(|at| *at > self.from);

        [ended_at, self.rejoined_at(), next_at]
            .into_iter()
            .flatten()
            .min()
    }

    /// When the student was in the meeting again.
    fn rejoined_at(&self) -> Option<DateTime<Utc>> {
        self.lesson
            .meeting
            .other_stays(self.stay)
            .filter(|other| self.stay.may_be_of_person(other))
            // If the join of the other stay was lost, its leave still shows that the student was there.
            .filter_map(|other| other.from.or(other.to))
            .filter(|at| *at > self.from)
            .min()
    }

    /// The end of a stay that nothing bounds: it goes on, until it is longer than any stay.
    fn without_bound(&self, doubts: &mut Vec<Doubt>) -> BoundedInstant {
        let longest = self.from + LONGEST_STAY;
        // A student who is still in the meeting has no leave yet, so nothing was lost.
        if self.lesson.now < longest {
            return BoundedInstant {
                open: true,
                ..BoundedInstant::exact(self.lesson.now)
            };
        }

        doubts.push(Doubt::LostLeave);
        let known = self
            .seen_leaving(longest)
            .or_else(|| self.host_left(longest));

        BoundedInstant {
            likely: known.map_or(self.from, |at| at.max(self.from)),
            least: self.from,
            most: longest,
            by_page: known.is_some(),
            open: false,
        }
    }

    /// The end of a stay that was over by `bound`.
    fn before(&self, bound: DateTime<Utc>) -> BoundedInstant {
        let rejoined = self.rejoined_at() == Some(bound);
        // A student who rejoined left for good only later, and the pages tell of that later leave.
        if !rejoined && let Some(seen) = self.seen_leaving(bound) {
            return self.as_seen(seen, bound);
        }

        let likely = if rejoined {
            self.looked_before(bound)
                .unwrap_or(bound - LIKELY_TIME_AWAY)
        } else {
            // The host usually stays until the student is gone.
            self.host_left(bound).unwrap_or(bound) - HOST_LEAVES_AFTER
        };

        BoundedInstant {
            likely: self.within(likely, bound),
            least: self.from,
            most: bound,
            by_page: false,
            open: false,
        }
    }

    /// The end that the pages saw.
    fn as_seen(&self, seen: DateTime<Utc>, bound: DateTime<Utc>) -> BoundedInstant {
        // The teacher gains from a late end. If nobody else tells the end, the student may have left at once.
        let least = if self.back_from_zoom().is_some() {
            // The student may have looked at the page only some minutes after class.
            self.within(seen - AFTER_CLASS, bound)
        } else {
            self.from
        };

        BoundedInstant {
            likely: self.within(seen, bound),
            least,
            most: bound,
            by_page: true,
            open: false,
        }
    }

    fn within(&self, at: DateTime<Utc>, bound: DateTime<Utc>) -> DateTime<Utc> {
        at.min(bound).max(self.from)
    }

    /// When the host of the same instance left, if that was by `bound`.
    fn host_left(&self, bound: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let begins_at = self.stay.begins_at();

        self.lesson
            .meeting
            .hosts()
            .filter(|host| host.instance == self.stay.instance)
            .filter_map(|host| host.to)
            .filter(|at| *at > begins_at && *at <= bound)
            .max()
    }

    /// When the student, who was in the meeting again at `bound`, looked at the page in between.
    fn looked_before(&self, bound: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let looks = self.lesson.meeting.claim.looks.iter().copied();

        looks
            .filter(|at| *at > self.from + MAX_DROP_DELAY && *at < bound)
            .max()
    }

    /// When the pages say that the student left: the student's was looked at again, or the teacher ended the class.
    fn seen_leaving(&self, bound: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_possible = |at: &DateTime<Utc>| *at > self.from && *at <= bound + MAX_DROP_DELAY;

        let back_at = self.back_from_zoom().filter(is_possible);
        let left_at = back_at.map(|at| at - BACK_FROM_ZOOM);
        let ended_at = self.lesson.class.ended_at.filter(is_possible);

        // The teacher gains from a late end, so the student's earlier return limits it.
        [left_at, ended_at].into_iter().flatten().min()
    }

    fn back_from_zoom(&self) -> Option<DateTime<Utc>> {
        self.lesson.presence.and_then(Presence::back_from_zoom)
    }
}
