//! The runs of a meeting, as far as Zoom's events told of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::assumptions::LONGEST_STAY;
use super::list_question::PeopleTold;
use super::lost_events::is_whole;
use super::meeting_event::{Participant, REPORTED, ZoomEvent, ZoomKind};
use super::meeting_stay::MeetingStay;
use super::stays_from_events::stays_from_events;
use crate::domain::calendar::Interval;

/// One run of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldRun {
    /// Zoom's name of the run.
    pub uuid: String,
    /// The account that the meeting belongs to, as a person; `None`: Zoom did not say.
    pub host: Option<String>,
    /// The time of its first event.
    pub first_at: DateTime<Utc>,
    /// The time of its last event.
    pub last_at: DateTime<Utc>,
    /// Whether Zoom told of its end.
    pub has_ended: bool,
    /// How many people Zoom's own events told of.
    pub people: PeopleTold,
    /// Whether nothing of it is missing, by events and lists together: then Zoom can tell no more.
    pub is_whole: bool,
}

impl ToldRun {
    /// Lists the runs that events tell of, in the order of their names. A report without the name of a run tells of none.
    #[must_use]
    pub fn list(events: &[ZoomEvent]) -> Vec<Self> {
        let mut events_of: BTreeMap<&str, Vec<&ZoomEvent>> = BTreeMap::new();
        for event in events {
            if !event.uuid.starts_with(REPORTED) {
                events_of.entry(&event.uuid).or_default().push(event);
            }
        }

        events_of
            .into_values()
            .filter_map(|events| Self::of(&events))
            .collect()
    }

    fn of(events: &[&ZoomEvent]) -> Option<Self> {
        let people: BTreeSet<&str> = events
            .iter()
            .filter_map(|event| participant(event))
            .filter(|who| !who.is_assistant && !who.connection.starts_with(REPORTED))
            .map(name_of)
            .collect();

        let stays = stays_from_events(&events.iter().copied().cloned().collect::<Vec<_>>());
        let is_whole = |stay: &MeetingStay| is_whole(&stay.instance, &stays);

        Some(Self {
            is_whole: stays.first().is_some_and(is_whole),
            uuid: events.first()?.uuid.clone(),
            host: events.iter().filter_map(|event| event.host.clone()).max(),
            first_at: events.iter().map(|event| event.at).min()?,
            last_at: events.iter().map(|event| event.at).max()?,
            has_ended: events.iter().any(|event| event.kind == ZoomKind::Ended),
            people: if people.len() > 1 {
                PeopleTold::Several
            } else {
                PeopleTold::OneOrNone
            },
        })
    }

    /// Tells whether the run may have been going on in that time.
    #[must_use]
    pub fn may_overlap(&self, time: Interval) -> bool {
        let last_at = if self.has_ended {
            self.last_at
        } else {
            self.first_at + LONGEST_STAY
        };

        self.first_at <= time.to && last_at >= time.from
    }
}

fn participant(event: &ZoomEvent) -> Option<&Participant> {
    match &event.kind {
        ZoomKind::Started | ZoomKind::Ended => None,
        ZoomKind::Joined(who) | ZoomKind::Left(who) | ZoomKind::Dropped(who) => Some(who),
    }
}

/// The same for each visit of a person, as far as Zoom tells.
fn name_of(who: &Participant) -> &str {
    let name = who.name_key.as_deref().or(who.person.as_deref());
    name.unwrap_or(&who.connection)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
    }

    fn event(uuid: &str, minute: i64, kind: ZoomKind) -> ZoomEvent {
        ZoomEvent {
            at: at(minute),
            uuid: uuid.to_owned(),
            host: Some("u:host".to_owned()),
            kind,
        }
    }

    fn joined(connection: &str, name: &str) -> ZoomKind {
        ZoomKind::Joined(Participant {
            connection: connection.to_owned(),
            name_key: Some(name.to_owned()),
            ..Participant::default()
        })
    }

    #[test]
    fn a_person_who_comes_twice_is_one_and_a_list_tells_of_nobody() {
        let one = [
            event("u1", 0, joined("a", "ali")),
            event("u1", 20, joined("b", "ali")),
            event("u1", 0, joined("report:1", "omar")),
        ];
        assert_eq!(ToldRun::list(&one)[0].people, PeopleTold::OneOrNone);

        let two = [one.to_vec(), vec![event("u1", 1, joined("c", "omar"))]].concat();
        assert_eq!(ToldRun::list(&two)[0].people, PeopleTold::Several);
        assert_eq!(
            ToldRun::list(&[event("report:1", 0, ZoomKind::Started)]),
            []
        );
    }

    #[test]
    fn a_run_is_whole_with_what_a_list_adds_to_its_events() {
        let left = |connection: &str| {
            let ZoomKind::Joined(who) = joined(connection, "ali") else {
                unreachable!("it is a join");
            };
            ZoomKind::Left(who)
        };
        let told = [
            event("u1", 0, ZoomKind::Started),
            event("u1", 0, joined("a", "ali")),
            event("u1", 30, ZoomKind::Ended),
        ];
        assert!(!ToldRun::list(&told)[0].is_whole, "nobody left");

        let listed = [
            event("u1", 0, joined("report:1", "ali")),
            event("u1", 30, left("report:1")),
        ];
        assert!(ToldRun::list(&[told.as_slice(), &listed].concat())[0].is_whole);
    }

    #[test]
    fn a_run_without_an_end_may_go_on_for_hours() {
        let time = Interval {
            from: at(120),
            to: at(150),
        };
        let open = [event("u1", 0, ZoomKind::Started)];
        assert!(ToldRun::list(&open)[0].may_overlap(time));

        let over = [open[0].clone(), event("u1", 60, ZoomKind::Ended)];
        assert!(!ToldRun::list(&over)[0].may_overlap(time));
    }
}
