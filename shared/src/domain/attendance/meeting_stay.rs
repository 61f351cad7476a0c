//! Who was in a meeting from when to when: stays are read from events, whatever their order.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::assumptions::{CLOCK_TOLERANCE, REPORT_TOLERANCE, TAP_MATCH_WINDOW};
use super::meeting_event::{Participant, REPORTED, ZoomEvent, ZoomKind};

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
    /// The instance it belongs to.
    pub instance: MeetingInstance,
}

/// One run of the meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MeetingInstance {
    /// When the first person came.
    pub started_at: Option<DateTime<Utc>>,
    /// When the last person left.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Reads stays from events, whatever their order; the same event twice is one.
#[must_use]
pub fn stays_from_events(events: &[ZoomEvent]) -> Vec<MeetingStay> {
    let mut instances: BTreeMap<&str, MeetingInstance> = BTreeMap::new();
    let mut stays: BTreeMap<(&str, &str), MeetingStay> = BTreeMap::new();

    for event in events {
        let instance = instances.entry(&event.uuid).or_default();
        match &event.kind {
            ZoomKind::Started => {
                instance.started_at = Some(earliest(instance.started_at, event.at));
            }
            // Zoom reports an end each time the last person leaves, so only the latest one is the end.
            ZoomKind::Ended => instance.ended_at = Some(latest(instance.ended_at, event.at)),
            ZoomKind::Joined(participant)
            | ZoomKind::Left(participant)
            | ZoomKind::Dropped(participant) => stays
                .entry((&event.uuid, &participant.connection))
                .or_insert_with(|| MeetingStay::unbounded(participant))
                .record(event, participant),
        }
    }

    let mut all: Vec<MeetingStay> = stays
        .into_iter()
        .map(|((uuid, _), stay)| MeetingStay {
            instance: instances.get(uuid).copied().unwrap_or_default(),
            ..stay
        })
        .collect();

    unite_reported(&mut all);
    all.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));

    all
}

/// Makes one stay of two where both the webhooks and a report tell of it, with what either knows.
fn unite_reported(stays: &mut Vec<MeetingStay>) {
    let (reported, mut united): (Vec<MeetingStay>, Vec<MeetingStay>) = stays
        .drain(..)
        .partition(|stay| stay.participant.connection.starts_with(REPORTED));

    for report in reported {
        // A report names the connections in another way than the webhooks, so only the times can match.
        match united.iter_mut().find(|stay| stay.may_be(&report)) {
            Some(stay) => stay.complete_from(report),
            None => united.push(report),
        }
    }

    *stays = united;
}

impl MeetingStay {
    /// A stay of which no end is known yet.
    fn unbounded(participant: &Participant) -> Self {
        Self {
            participant: participant.clone(),
            from: None,
            to: None,
            dropped: false,
            instance: MeetingInstance::default(),
        }
    }

    /// Takes in an event of this stay.
    fn record(&mut self, event: &ZoomEvent, participant: &Participant) {
        self.participant.is_host |= participant.is_host;
        if self.participant.person.is_none() {
            self.participant.person.clone_from(&participant.person);
        }

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

    /// Tells whether a report's stay may be this one: what both know agrees, and there is something that both know.
    fn may_be(&self, report: &Self) -> bool {
        let same_from = is_same_time(self.from, report.from);
        let same_to = is_same_time(self.to, report.to);
        let ends = [same_from, same_to];

        self.participant.is_host == report.participant.is_host
            && ends.contains(&Some(true))
            && !ends.contains(&Some(false))
    }

    /// Fills what the webhooks left out.
    fn complete_from(&mut self, report: Self) {
        self.from = self.from.or(report.from);
        self.to = self.to.or(report.to);
        if self.participant.person.is_none() {
            self.participant.person = report.participant.person;
        }
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
        let Some(from) = self.from else {
            return false;
        };

        // The join has Zoom's time and the tap this server's, so the join may seem to come first.
        let after = from - tap;
        !self.participant.is_host && after >= -CLOCK_TOLERANCE && after <= TAP_MATCH_WINDOW
    }

    /// The order of stays, which does not depend on that of the events.
    fn sort_key(&self) -> (DateTime<Utc>, Option<DateTime<Utc>>, &str) {
        (self.begins_at(), self.to, &self.participant.connection)
    }
}

/// Tells whether two times are the same one; `None`: one of them is not known.
fn is_same_time(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<bool> {
    let (one, other) = one.zip(other)?;

    Some((one - other).abs() <= REPORT_TOLERANCE)
}

fn earliest(known: Option<DateTime<Utc>>, at: DateTime<Utc>) -> DateTime<Utc> {
    known.map_or(at, |known| known.min(at))
}

fn latest(known: Option<DateTime<Utc>>, at: DateTime<Utc>) -> DateTime<Utc> {
    known.map_or(at, |known| known.max(at))
}
