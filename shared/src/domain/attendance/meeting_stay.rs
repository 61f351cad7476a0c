//! Who was in a meeting from when to when: stays are read from events, whatever their order.

use chrono::{DateTime, Utc};

use super::assumptions::{CLOCK_TOLERANCE, MOVE_TOLERANCE, REPORT_TOLERANCE, TAP_MATCH_WINDOW};
use super::meeting_event::{Participant, ZoomEvent, ZoomKind};
use crate::domain::calendar::Interval;

/// One stay in the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingStay {
    /// The person.
    pub participant: Participant,
    /// When it began; `None`: Zoom did not say.
    pub from: Option<DateTime<Utc>>,
    /// When it was over; `None`: it goes on, or Zoom did not say.
    pub to: Option<DateTime<Utc>>,
    /// Whether Zoom noticed only afterwards that it was over.
    pub dropped: bool,
    /// Whether somebody but the teacher seems to have come with the host's account.
    pub uses_host_account: bool,
    /// The instance it belongs to.
    pub instance: MeetingInstance,
}

/// One run of the meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeetingInstance {
    /// The account that the meeting belongs to.
    pub host: Option<String>,
    /// When the first person came.
    pub started_at: Option<DateTime<Utc>>,
    /// When the last person left.
    pub ended_at: Option<DateTime<Utc>>,
}

impl MeetingStay {
    /// A stay of which no end is known yet.
    pub(super) fn unbounded(participant: &Participant) -> Self {
        Self {
            participant: participant.clone(),
            from: None,
            to: None,
            dropped: false,
            uses_host_account: false,
            instance: MeetingInstance::default(),
        }
    }

    /// Takes in an event of this stay.
    pub(super) fn record(&mut self, event: &ZoomEvent, participant: &Participant) {
        self.participant.learn(participant);

        match event.kind {
            ZoomKind::Joined(_) => self.from = Some(earliest(self.from, event.at)),
            ZoomKind::Left(_) => self.to = Some(latest(self.to, event.at)),
            ZoomKind::Dropped(_) => {
                self.dropped = true;
                self.to = Some(latest(self.to, event.at));
            }
            ZoomKind::Started | ZoomKind::Ended => {}
        }
    }

    /// Tells whether the next part of the same visit continues this stay.
    pub(super) fn goes_on_with(&self, part: &Self) -> bool {
        // Where an event between the two was lost, nothing says that the person was away.
        let (Some(to), Some(from)) = (self.to, part.from) else {
            return true;
        };

        from <= to + MOVE_TOLERANCE
    }

    /// Takes in the next part of the same visit.
    pub(super) fn continue_with(&mut self, part: &Self) {
        self.participant.learn(&part.participant);
        self.dropped = part.dropped;
        // A part that goes on makes the stay go on. One that lies within the stay does not shorten it.
        self.to = match (self.to, part.to) {
            (Some(to), Some(part_to)) => Some(to.max(part_to)),
            (_, part_to) => part_to,
        };
    }

    /// Tells whether a report's stay lies within this one: then it is a part of it, before or after a move.
    pub(super) fn holds(&self, report: &Self) -> bool {
        let (Some(from), Some(report_from), Some(report_to)) = (self.from, report.from, report.to)
        else {
            return false;
        };
        let is_same_name = match (&self.participant.name_key, &report.participant.name_key) {
            (Some(name), Some(reported)) => name == reported,
            _ => true,
        };

        self.participant.is_host == report.participant.is_host
            && is_same_name
            && from - REPORT_TOLERANCE <= report_from
            && self.to.is_some_and(|to| report_to <= to + REPORT_TOLERANCE)
    }

    /// Tells whether a report's stay may be this one: what both know agrees, and there is something that both know.
    pub(super) fn may_be(&self, report: &Self) -> bool {
        let same_from = is_same_time(self.from, report.from);
        let same_to = is_same_time(self.to, report.to);
        let ends = [same_from, same_to];

        // A report names its host by the school's word, the webhooks only by the account that the meeting belongs to.
        let is_newly_host = report.participant.is_host && ends == [Some(true), Some(true)];

        (self.participant.is_host == report.participant.is_host || is_newly_host)
            && ends.contains(&Some(true))
            && !ends.contains(&Some(false))
    }

    /// Fills what the webhooks left out.
    pub(super) fn complete_from(&mut self, report: &Self) {
        self.from = self.from.or(report.from);
        self.to = self.to.or(report.to);
        self.participant.learn(&report.participant);
    }

    /// Returns the stay from its beginning to its end, where Zoom told both.
    pub(super) fn interval(&self) -> Option<Interval> {
        let (from, to) = self.from.zip(self.to)?;
        Some(Interval { from, to })
    }

    /// Returns when it began, or the best that is known about that.
    #[must_use]
    pub fn begins_at(&self) -> DateTime<Utc> {
        self.from
            .or(self.instance.started_at)
            .or(self.to)
            .unwrap_or_default()
    }

    /// Tells whether somebody but the host came right after a tap on a link.
    pub(super) fn follows_tap(&self, tap: DateTime<Utc>) -> bool {
        !self.participant.is_host && self.is_join_after(tap)
    }

    /// Tells whether it began right after a tap on a link.
    pub(super) fn is_join_after(&self, tap: DateTime<Utc>) -> bool {
        let Some(from) = self.from else {
            return false;
        };

        // The join has Zoom's time and the tap this server's, so the join may seem to come first.
        let after = from - tap;
        after >= -CLOCK_TOLERANCE && after <= TAP_MATCH_WINDOW
    }

    /// The order of stays, which does not depend on that of the events.
    pub(super) fn sort_key(&self) -> (DateTime<Utc>, Option<DateTime<Utc>>, &str) {
        (self.begins_at(), self.to, &self.participant.connection)
    }
}

/// Tells whether two times are the same one; `None`: one of them is not known.
fn is_same_time(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<bool> {
    let (one, other) = one.zip(other)?;

    Some((one - other).abs() <= REPORT_TOLERANCE)
}

pub(super) fn earliest(known: Option<DateTime<Utc>>, at: DateTime<Utc>) -> DateTime<Utc> {
    known.map_or(at, |known| known.min(at))
}

pub(super) fn latest(known: Option<DateTime<Utc>>, at: DateTime<Utc>) -> DateTime<Utc> {
    known.map_or(at, |known| known.max(at))
}
