//! Zoom's report on a meeting's participants, for what its webhooks did not tell: the Report API's JSON, or the CSV
//! that Zoom's web pages export.

mod csv_export;
mod participants;

use chrono::{DateTime, Utc};

use super::dedupe_key::dedupe_key;
use crate::domain::{MeetingEvent, Participant, REPORTED, SchoolCalendar, ZoomEvent, ZoomKind};

/// What a report does not say of itself.
#[derive(Clone, Debug)]
pub struct Report {
    /// The meeting's number.
    pub meeting: String,
    /// The instance, where it is known.
    pub uuid: Option<String>,
    /// The account, where it is known.
    pub account: String,
    /// The host by Zoom's id, or by address: never by name.
    pub host: String,
    /// The zone of a CSV file's times.
    pub zone: SchoolCalendar,
}

/// A report cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum UnreadableReport {
    /// Not the Report API's form.
    #[error("this is no answer of /report/meetings/ID/participants")]
    Json,
    /// Not the exported form.
    #[error("this CSV has no columns \"Email\", \"Join time\" and \"Leave time\"")]
    Columns,
    /// A time of another form.
    #[error(
        "line {0} has a time that is not of the form 11/23/2026 03:00:05 PM or 2026-11-23 15:00:05"
    )]
    Time(u64),
    /// The host is not in it: then the teacher would be taken for a student.
    #[error(
        "nobody in the report is the host {0}: give --host as the report has it (address or id)"
    )]
    Host(String),
    /// Nobody was there.
    #[error("the report has no participant")]
    Empty,
}

/// One stay of a report.
struct ReportedStay {
    person: Option<String>,
    is_host: bool,
    joined_at: DateTime<Utc>,
    left_at: DateTime<Utc>,
}

impl Report {
    /// Reads a file, whichever of the two forms it has. Returns the events that it stands for.
    pub fn read(&self, text: &str) -> Result<Vec<MeetingEvent>, UnreadableReport> {
        // A byte order mark would hide the character that tells the two forms apart.
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let stays = if text.starts_with(['{', '[']) {
            self.read_participants(text)?
        } else {
            self.read_csv_export(text)?
        };

        let first_join = stays.iter().map(|stay| stay.joined_at).min();
        let last_leave = stays.iter().map(|stay| stay.left_at).max();
        let (Some(first_join), Some(last_leave)) = (first_join, last_leave) else {
            return Err(UnreadableReport::Empty);
        };

        if !stays.iter().any(|stay| stay.is_host) {
            return Err(UnreadableReport::Host(self.host.clone()));
        }

        let instance = ReportedInstance {
            report: self,
            // Made of the first join, so that the same report read again gives the same keys.
            uuid: self
                .uuid
                .clone()
                .unwrap_or_else(|| format!("{REPORTED}{}", first_join.timestamp())),
        };

        let mut events = vec![
            instance.event(first_join, ZoomKind::Started),
            instance.event(last_leave, ZoomKind::Ended),
        ];
        for (number, stay) in stays.into_iter().enumerate() {
            let participant = Participant {
                // Numbered, because two stays may begin in the same second.
                connection: format!("{REPORTED}{}:{number}", stay.joined_at.timestamp()),
                person: stay.person,
                is_host: stay.is_host,
                ..Participant::default()
            };

            events.push(instance.event(stay.joined_at, ZoomKind::Joined(participant.clone())));
            events.push(instance.event(stay.left_at, ZoomKind::Left(participant)));
        }

        Ok(events)
    }

    fn is_host(&self, text: &str) -> bool {
        !text.is_empty() && text.trim().eq_ignore_ascii_case(self.host.trim())
    }
}

/// The run of the meeting that a report is about.
struct ReportedInstance<'a> {
    report: &'a Report,
    uuid: String,
}

impl ReportedInstance<'_> {
    /// An event as the webhooks would have told it. The same report gives the same keys.
    fn event(&self, at: DateTime<Utc>, kind: ZoomKind) -> MeetingEvent {
        let (name, connection) = match &kind {
            ZoomKind::Started => ("started", ""),
            ZoomKind::Ended => ("ended", ""),
            ZoomKind::Joined(participant) => ("joined", participant.connection.as_str()),
            ZoomKind::Left(participant) | ZoomKind::Dropped(participant) => {
                ("left", participant.connection.as_str())
            }
        };
        let time = at.timestamp().to_string();

        MeetingEvent {
            dedupe_key: dedupe_key(&[REPORTED, name, &self.uuid, connection, &time]),
            account: self.report.account.clone(),
            meeting: self.report.meeting.clone(),
            event: ZoomEvent {
                at,
                uuid: self.uuid.clone(),
                host: None,
                kind,
            },
        }
    }
}

#[cfg(test)]
mod tests;
