//! Reading stays from events.

use std::collections::BTreeMap;

use super::meeting_event::{Participant, ZoomEvent, ZoomKind};
use super::meeting_stay::{MeetingInstance, MeetingStay, earliest, latest};
use super::reported_stays::unite_reported;

/// Reads stays from events, whatever their order; the same event twice is one.
#[must_use]
pub fn stays_from_events(events: &[ZoomEvent]) -> Vec<MeetingStay> {
    let mut instances: BTreeMap<&str, MeetingInstance> = BTreeMap::new();
    let mut parts: BTreeMap<PartKey<'_>, MeetingStay> = BTreeMap::new();

    for event in events {
        let instance = instances.entry(&event.uuid).or_default();
        // Of two hosts, which Zoom does not send, the same one whatever the order.
        instance.host = instance.host.take().max(event.host.clone());

        match &event.kind {
            ZoomKind::Started => {
                instance.started_at = Some(earliest(instance.started_at, event.at));
            }
            // Zoom reports an end each time the last person leaves, so only the latest one is the end.
            ZoomKind::Ended => instance.ended_at = Some(latest(instance.ended_at, event.at)),
            ZoomKind::Joined(participant)
            | ZoomKind::Left(participant)
            | ZoomKind::Dropped(participant) => parts
                .entry(PartKey::of(event, participant))
                .or_insert_with(|| MeetingStay::unbounded(participant))
                .record(event, participant),
        }
    }

    let mut all = join_parts(parts, &instances);
    unite_reported(&mut all);
    all.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));

    all
}

/// A part of a visit: what somebody did between two moves from one room to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PartKey<'a> {
    uuid: &'a str,
    connection: &'a str,
    user_id: Option<&'a str>,
}

impl<'a> PartKey<'a> {
    fn of(event: &'a ZoomEvent, participant: &'a Participant) -> Self {
        Self {
            uuid: &event.uuid,
            connection: &participant.connection,
            user_id: participant.user_id.as_deref(),
        }
    }
}

/// Joins the parts of each visit to stays. A move to a breakout room and back is a leave and a join at the same second,
/// in any order; somebody who was put back into the waiting room was out of the meeting for a while.
fn join_parts(
    parts: BTreeMap<PartKey<'_>, MeetingStay>,
    instances: &BTreeMap<&str, MeetingInstance>,
) -> Vec<MeetingStay> {
    let mut visits: BTreeMap<(&str, &str), Vec<MeetingStay>> = BTreeMap::new();
    for (key, part) in parts {
        let visit = visits.entry((key.uuid, key.connection)).or_default();
        visit.push(part);
    }

    let mut stays = Vec::new();
    for ((uuid, _), mut visit) in visits {
        // A part whose join was lost belongs behind those that began before its leave.
        visit.sort_by_key(|part| (part.from.or(part.to), part.to));

        let mut joined: Vec<MeetingStay> = Vec::new();
        for part in visit {
            match joined.last_mut() {
                Some(stay) if stay.goes_on_with(&part) => stay.continue_with(&part),
                _ => joined.push(part),
            }
        }

        let instance = instances.get(uuid).cloned().unwrap_or_default();
        stays.extend(joined.into_iter().map(|stay| MeetingStay {
            instance: instance.clone(),
            ..stay
        }));
    }

    stays
}
