//! What Zoom says about a meeting: events in any order -> who was in it from when to when.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::calendar::Interval;

/// One event of a meeting, as Zoom dates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomEvent {
    /// When it happened, by Zoom's clock.
    pub at: DateTime<Utc>,
    /// The instance of the meeting: a restart has another one.
    pub uuid: String,
    /// What happened.
    pub kind: ZoomKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoomKind {
    /// The first person came.
    Started,
    /// The last person left.
    Ended,
    /// Somebody came.
    Joined(Participant),
    /// Somebody left.
    Left(Participant),
    /// Zoom noticed that somebody was gone: the app was killed, or lost its network.
    Dropped(Participant),
}

/// Who came or left. Zoom names no role; a name is never an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// One stay: coming again is another one.
    pub connection: String,
    /// The person as far as Zoom knows: a registrant, or somebody signed in.
    pub person: Option<String>,
    /// Whether it is the meeting's host: the teacher.
    pub is_host: bool,
}

/// One stay in the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingStay {
    /// Who.
    pub participant: Participant,
    /// When it began; `None`: Zoom did not say.
    pub from: Option<DateTime<Utc>>,
    /// When it was over; `None`: it goes on, or Zoom did not say.
    pub to: Option<DateTime<Utc>>,
    /// Whether Zoom only noticed that it was over.
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
        let (participant, joined) = match &event.kind {
            ZoomKind::Started => {
                instance.started_at = Some(earliest(instance.started_at, event.at));
                continue;
            }
            ZoomKind::Ended => {
                instance.ended_at = Some(latest(instance.ended_at, event.at));
                continue;
            }
            ZoomKind::Joined(participant) => (participant, true),
            ZoomKind::Left(participant) | ZoomKind::Dropped(participant) => (participant, false),
        };

        let stay = stays
            .entry((&event.uuid, &participant.connection))
            .or_insert_with(|| MeetingStay {
                participant: participant.clone(),
                from: None,
                to: None,
                dropped: false,
                instance: MeetingInstance::default(),
            });

        stay.dropped |= matches!(event.kind, ZoomKind::Dropped(_));
        stay.participant.is_host |= participant.is_host;

        stay.participant.person = stay
            .participant
            .person
            .take()
            .or_else(|| participant.person.clone());

        if joined {
            stay.from = Some(earliest(stay.from, event.at));
        } else {
            stay.to = Some(latest(stay.to, event.at));
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
    all.sort_by(|a, b| {
        (a.begins_at(), a.to, &a.participant.connection).cmp(&(
            b.begins_at(),
            b.to,
            &b.participant.connection,
        ))
    });

    all
}

/// Begins the connections that come from a report: Zoom names them in another way there than in its webhooks.
pub const REPORTED: &str = "report:";
/// A report's times are whole seconds, a webhook's may be cut.
const SAME_TIME: TimeDelta = TimeDelta::seconds(2);

/// A stay that both the webhooks and a report tell of is one, with what either knows.
fn unite_reported(stays: &mut Vec<MeetingStay>) {
    let (reported, mut heard): (Vec<MeetingStay>, Vec<MeetingStay>) = stays
        .drain(..)
        .partition(|stay| stay.participant.connection.starts_with(REPORTED));

    for report in reported {
        match heard.iter_mut().find(|stay| stay.may_be(&report)) {
            Some(stay) => {
                stay.from = stay.from.or(report.from);
                stay.to = stay.to.or(report.to);
                stay.participant.person =
                    stay.participant.person.take().or(report.participant.person);
            }
            None => heard.push(report),
        }
    }

    *stays = heard;
}

impl MeetingStay {
    /// Tells whether a report's stay may be this one: what both know agrees, and something both know.
    fn may_be(&self, report: &Self) -> bool {
        let close = |one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>| {
            one.zip(other)
                .map(|(one, other)| (one - other).abs() <= SAME_TIME)
        };
        let ends = [close(self.from, report.from), close(self.to, report.to)];
        let host = self.participant.is_host == report.participant.is_host;

        host && ends.contains(&Some(true)) && !ends.contains(&Some(false))
    }

    /// Returns when it began, or the best that is known about that.
    #[must_use]
    pub fn begins_at(&self) -> DateTime<Utc> {
        self.from
            .or(self.instance.started_at)
            .or(self.to)
            .unwrap_or_default()
    }
}

fn earliest(one: Option<DateTime<Utc>>, other: DateTime<Utc>) -> DateTime<Utc> {
    one.map_or(other, |one| one.min(other))
}

fn latest(one: Option<DateTime<Utc>>, other: DateTime<Utc>) -> DateTime<Utc> {
    one.map_or(other, |one| one.max(other))
}

/// Returns the whole seconds that two unions share.
#[must_use]
pub fn shared_seconds(one: &[Interval], other: &[Interval]) -> i64 {
    one.iter()
        .flat_map(|a| other.iter().filter_map(|b| a.intersection(*b)))
        .map(Interval::seconds)
        .sum()
}
