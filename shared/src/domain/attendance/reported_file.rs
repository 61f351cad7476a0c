//! What the file of a report says of a meeting, school day by school day.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::meeting_event::{MeetingEvent, ZoomKind};
use crate::domain::calendar::{Day, Interval, SchoolCalendar};

/// A report's file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedFile {
    /// The file's name, without its folder.
    pub name: String,
    /// The SHA-256 of the file, as 64 hexadecimal digits.
    pub sha256: String,
    /// The meeting's number.
    pub meeting: String,
    /// The zone in which its times were read; `None`: the times name their own.
    pub zone: Option<SchoolCalendar>,
    /// What it says of each day, oldest first.
    pub days: Vec<ReportedDay>,
}

/// What a report says of the runs of a meeting that began on one school day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedDay {
    /// The day.
    pub day: Day,
    /// A SHA-256 of the events, as 64 hexadecimal digits. The same file read with another host, or in another zone,
    /// has another one.
    pub reading_sha256: String,
    /// The events that the report stands for, as the webhooks would have told them.
    pub events: Vec<MeetingEvent>,
}

impl ReportedFile {
    /// Returns the time of its first event.
    #[must_use]
    pub fn first_at(&self) -> DateTime<Utc> {
        let first = self.days.iter().map(ReportedDay::first_at).min();
        first.unwrap_or_default()
    }

    /// Returns the time of its last event.
    #[must_use]
    pub fn last_at(&self) -> DateTime<Utc> {
        let last = self.days.iter().map(ReportedDay::last_at).max();
        last.unwrap_or_default()
    }
}

impl ReportedDay {
    /// Lists who was there from when to when, without who it was.
    #[must_use]
    pub fn stays(&self) -> Vec<Interval> {
        let mut joined: BTreeMap<(&str, &str), DateTime<Utc>> = BTreeMap::new();
        for event in &self.events {
            if let ZoomKind::Joined(who) = &event.event.kind {
                joined.insert((&event.event.uuid, &who.connection), event.event.at);
            }
        }

        let mut stays = Vec::new();
        for event in &self.events {
            let ZoomKind::Left(who) = &event.event.kind else {
                continue;
            };
            let from = joined.get(&(event.event.uuid.as_str(), who.connection.as_str()));
            stays.extend(from.map(|from| Interval {
                from: *from,
                to: event.event.at,
            }));
        }

        stays
    }

    /// Returns the time of the first event.
    #[must_use]
    pub fn first_at(&self) -> DateTime<Utc> {
        let first = self.events.iter().map(|event| event.event.at).min();
        first.unwrap_or_default()
    }

    /// Returns the time of the last event.
    #[must_use]
    pub fn last_at(&self) -> DateTime<Utc> {
        let last = self.events.iter().map(|event| event.event.at).max();
        last.unwrap_or_default()
    }
}
