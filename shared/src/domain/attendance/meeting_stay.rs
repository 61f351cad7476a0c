//! Who was in a meeting from when to when: stays are read from events, whatever their order.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::assumptions::{CLOCK_TOLERANCE, LONGEST_STAY, MOVE_TOLERANCE, TAP_MATCH_WINDOW};
use super::meeting_event::{Participant, ZoomEvent, ZoomKind};
use crate::domain::calendar::Interval;

/// One stay in the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingStay {
    /// The person.
    pub participant: Participant,
    /// Zoom's numbers of the parts of the visit.
    pub user_ids: BTreeSet<String>,
    /// When it began; `None`: Zoom did not say.
    pub from: Option<DateTime<Utc>>,
    /// When it was over; `None`: it goes on, or Zoom did not say.
    pub to: Option<DateTime<Utc>>,
    /// Which of the two only a list or a report tells.
    pub listed: ListedEnds,
    /// Whether Zoom noticed only afterwards that it was over.
    pub dropped: bool,
    /// Whether somebody but the teacher seems to have come with the host's account.
    pub uses_host_account: bool,
    /// Whether it is a guest who was in the room beside several students: never the student.
    pub is_regular_guest: bool,
    /// The instance it belongs to.
    pub instance: MeetingInstance,
}

/// The ends of a stay that no event tells, but a list of Zoom's: its times may differ by some seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListedEnds {
    /// When it began.
    pub from: bool,
    /// When it was over.
    pub to: bool,
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
            user_ids: BTreeSet::new(),
            from: None,
            to: None,
            listed: ListedEnds::default(),
            dropped: false,
            uses_host_account: false,
            is_regular_guest: false,
            instance: MeetingInstance::default(),
        }
    }

    /// Takes in an event of this stay.
    pub(super) fn record(&mut self, event: &ZoomEvent, participant: &Participant) {
        self.participant.learn(participant);
        // Where Zoom does not name the visit, its connection is that number.
        let user_id = participant.user_id.as_ref();
        let user_id = user_id.unwrap_or(&participant.connection);
        self.user_ids.insert(user_id.clone());

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
        self.user_ids.extend(part.user_ids.iter().cloned());
        self.dropped = part.dropped;
        // A part that goes on makes the stay go on. One that lies within the stay does not shorten it.
        self.to = match (self.to, part.to) {
            (Some(to), Some(part_to)) => Some(to.max(part_to)),
            (_, part_to) => part_to,
        };
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

    /// Returns when the person was gone at the latest: at the stay's end, at the meeting's, or after the longest stay. So
    /// a leave that got lost makes nobody stay for days in a room that is used again.
    pub(super) fn gone_by(&self) -> DateTime<Utc> {
        let told = self.to.or(self.instance.ended_at);
        told.unwrap_or_else(|| self.begins_at() + LONGEST_STAY)
    }

    /// Tells whether it looks like a program's or a regular guest's, and so like no student's.
    pub(super) fn is_like_no_student(&self) -> bool {
        self.participant.is_assistant || self.is_regular_guest
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

pub(super) fn earliest(known: Option<DateTime<Utc>>, at: DateTime<Utc>) -> DateTime<Utc> {
    known.map_or(at, |known| known.min(at))
}

pub(super) fn latest(known: Option<DateTime<Utc>>, at: DateTime<Utc>) -> DateTime<Utc> {
    known.map_or(at, |known| known.max(at))
}
