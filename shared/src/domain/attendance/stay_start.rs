//! When a stay began, where Zoom does not say.

use chrono::{DateTime, Utc};

use super::assumptions::{LIKELY_TIME_AWAY, MAX_TAP_TO_JOIN, TAP_TO_JOIN};
use super::bounded_instant::{BoundedInstant, is_alone_at_edge};
use super::lesson_evidence::LessonEvidence;
use super::meeting_stay::MeetingStay;
use crate::domain::ledger::Doubt;

/// Finds when a stay began.
pub(super) fn find_start(
    stay: &MeetingStay,
    lesson: &LessonEvidence<'_>,
    doubts: &mut Vec<Doubt>,
) -> BoundedInstant {
    if let Some(from) = stay.from {
        return if stay.listed.from {
            BoundedInstant::listed_start(from)
        } else {
            BoundedInstant::exact(from)
        };
    }

    let left_at = stay.to.unwrap_or(lesson.now);
    let started_at = stay.instance.started_at;
    // The first to come starts the meeting, so nothing is in doubt if this was the first.
    if let Some(started) = started_at
        && is_alone_at_edge(stay, lesson.meeting, started, |other| other.from)
    {
        return BoundedInstant::exact(started);
    }

    if stay.participant.is_host {
        // Bounds and doubts are about the student, so the likeliest time is enough for the host.
        let from = started_at.unwrap_or(lesson.meeting.claim.sent_at);
        return BoundedInstant::exact(from.min(left_at));
    }

    doubts.push(Doubt::LostJoin);
    let lost = LostJoin::of(stay, left_at, lesson);
    match lost.find_tap(lesson) {
        Some(tap) => lost.after_tap(tap),
        None => lost.without_tap(),
    }
}

/// A join of which Zoom did not tell.
struct LostJoin {
    /// When the student left the meeting before.
    left_before: Option<DateTime<Utc>>,
    /// The join is not before this.
    earliest: DateTime<Utc>,
    /// The join is not after this: the student left then.
    latest: DateTime<Utc>,
}

impl LostJoin {
    fn of(stay: &MeetingStay, left_at: DateTime<Utc>, lesson: &LessonEvidence<'_>) -> Self {
        let left_before = lesson
            .meeting
            .other_stays(stay)
            .filter_map(|other| other.to)
            .filter(|to| *to < left_at)
            .max();

        let sent_at = lesson.meeting.claim.sent_at;
        let started_at = stay.instance.started_at.unwrap_or(sent_at);
        // Nobody can come before the link was sent, nor before the meeting began.
        let opened = started_at.max(sent_at).min(left_at);

        Self {
            left_before,
            earliest: left_before.map_or(opened, |before| before.max(opened)),
            latest: left_at,
        }
    }

    /// Finds the tap on the link that led to the join: the first one after which nobody is known to have come, or else
    /// the last one.
    fn find_tap(&self, lesson: &LessonEvidence<'_>) -> Option<DateTime<Utc>> {
        let taps: Vec<DateTime<Utc>> = lesson
            .meeting
            .claim
            .taps
            .iter()
            .copied()
            .filter(|tap| self.earliest <= *tap && *tap <= self.latest)
            .collect();

        let own = &lesson.meeting.own;
        // A tap that a known join followed led to that join and not to this one.
        let unanswered = taps
            .iter()
            .copied()
            .find(|tap| !own.iter().any(|stay| stay.follows_tap(*tap)));

        unanswered.or(taps.into_iter().max())
    }

    fn after_tap(&self, tap: DateTime<Utc>) -> BoundedInstant {
        BoundedInstant {
            likely: self.within(tap + TAP_TO_JOIN),
            least: self.within(tap + MAX_TAP_TO_JOIN),
            most: self.within(tap),
            by_page: true,
            open: false,
        }
    }

    fn without_tap(&self) -> BoundedInstant {
        let likely = match self.left_before {
            Some(before) => self.within(before + LIKELY_TIME_AWAY),
            None => self.earliest,
        };

        BoundedInstant {
            likely,
            least: self.latest,
            most: self.earliest,
            by_page: false,
            open: false,
        }
    }

    fn within(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        at.max(self.earliest).min(self.latest)
    }
}
