//! Zoom's report on a meeting's participants, for what its webhooks did not tell: the Report API's JSON, or the CSV
//! that Zoom's web pages export.

mod csv_export;
mod csv_rows;
mod encoding;
mod file;
mod headers;
mod listed_run;
mod participants;
mod time_layout;
mod unreadable;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use self::encoding::possible_texts;
pub(super) use self::listed_run::ListedRun;
pub use self::listed_run::{LISTS, RunAnswer, event_of_list, reports_of_runs};
pub use self::time_layout::DateOrder;
pub use self::unreadable::UnreadableReport;
use super::dedupe_key::dedupe_key;
use super::names::{is_assistant_name, name_key};
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
    /// The host by Zoom's id, or by address: never by name. `None`: the file's own word counts, if it has one.
    pub host: Option<String>,
    /// The zone of a CSV file's times.
    pub zone: SchoolCalendar,
    /// The order of a CSV file's dates, where the file leaves it open.
    pub date_order: Option<DateOrder>,
}

/// One stay of a report.
struct ReportedStay {
    /// As the report has it. It is not kept.
    name: String,
    person: Option<String>,
    /// Zoom's id of the person or of the connection, if it tells one.
    key: Option<String>,
    /// Zoom's number of the first part of the stay.
    user_id: Option<String>,
    /// Differs between the runs of a meeting in one file.
    run: String,
    is_host: bool,
    joined_at: DateTime<Utc>,
    left_at: DateTime<Utc>,
}

impl Report {
    /// Reads a file, whichever form it has. Returns the events that it stands for.
    ///
    /// Where nobody is known to be the host, no participant of the events is.
    pub fn read(&self, bytes: &[u8]) -> Result<Vec<MeetingEvent>, UnreadableReport> {
        if bytes.starts_with(b"PK") {
            return Err(UnreadableReport::Spreadsheet);
        }

        let text = possible_texts(bytes).into_iter().next().unwrap_or_default();
        let stays = match text.trim_start().chars().next() {
            None => return Err(UnreadableReport::EmptyFile),
            Some('<') => return Err(UnreadableReport::WebPage),
            Some('{' | '[') => self.read_participants(&text)?,
            Some(_) => self.read_csv_export(bytes)?,
        };
        if stays.is_empty() {
            return Err(UnreadableReport::Empty);
        }

        let mut runs: BTreeMap<String, Vec<ReportedStay>> = BTreeMap::new();
        for stay in stays {
            runs.entry(stay.run.clone()).or_default().push(stay);
        }

        // A given instance is the name of one run only.
        let uuid = self.uuid.as_ref().filter(|_| runs.len() == 1);
        Ok(runs
            .into_values()
            .flat_map(|stays| self.events(stays, uuid))
            .collect())
    }

    /// Returns the events of one run.
    fn events(&self, stays: Vec<ReportedStay>, uuid: Option<&String>) -> Vec<MeetingEvent> {
        let first_join = stays.iter().map(|stay| stay.joined_at).min();
        let last_leave = stays.iter().map(|stay| stay.left_at).max();
        let (Some(first_join), Some(last_leave)) = (first_join, last_leave) else {
            return Vec::new();
        };

        let instance = ReportedInstance {
            report: self,
            // Made of the first join, so that the same report read again gives the same keys.
            uuid: uuid
                .cloned()
                .unwrap_or_else(|| format!("{REPORTED}{}", first_join.timestamp())),
        };
        let mut events = vec![
            instance.event(first_join, ZoomKind::Started),
            instance.event(last_leave, ZoomKind::Ended),
        ];
        let mut keys: BTreeMap<String, usize> = BTreeMap::new();
        for (number, stay) in stays.into_iter().enumerate() {
            let (joined_at, left_at) = (stay.joined_at, stay.left_at);
            let participant = participant(&self.meeting, stay, number, &mut keys);
            events.push(instance.event(joined_at, ZoomKind::Joined(participant.clone())));
            events.push(instance.event(left_at, ZoomKind::Left(participant)));
        }

        events
    }

    fn is_host(&self, text: &str) -> bool {
        let host = self.host.as_deref().unwrap_or_default().trim();
        !host.is_empty() && text.trim().eq_ignore_ascii_case(host)
    }
}

/// Returns who stayed. Each stay has a connection of its own; all of one person begin with the same id.
fn participant(
    meeting: &str,
    stay: ReportedStay,
    number: usize,
    keys: &mut BTreeMap<String, usize>,
) -> Participant {
    let begin = stay.joined_at.timestamp();
    let connection = match stay.key {
        // Numbered, because two stays may begin in the same second.
        None => format!("{REPORTED}{begin}:{number}"),
        Some(key) => {
            let earlier = keys.entry(key.clone()).or_default();
            *earlier += 1;
            if *earlier == 1 {
                format!("{REPORTED}{key}")
            } else {
                format!("{REPORTED}{key}:{begin}")
            }
        }
    };

    Participant {
        connection,
        user_id: stay.user_id,
        person: stay.person,
        is_host: stay.is_host,
        name_key: name_key(meeting, &stay.name),
        is_assistant: is_assistant_name(&stay.name),
    }
}

/// The run of the meeting that a report is about.
struct ReportedInstance<'a> {
    report: &'a Report,
    uuid: String,
}

impl ReportedInstance<'_> {
    /// An event as the webhooks would have told it.
    fn event(&self, at: DateTime<Utc>, kind: ZoomKind) -> MeetingEvent {
        let event = ZoomEvent {
            at,
            uuid: self.uuid.clone(),
            host: None,
            kind,
        };

        MeetingEvent {
            dedupe_key: key_of_reported(&event),
            account: self.report.account.clone(),
            meeting: self.report.meeting.clone(),
            lesson_key: None,
            event,
        }
    }
}

/// Returns the key of an event that a report stands for. The same report, read in the same way, gives the same keys.
fn key_of_reported(event: &ZoomEvent) -> String {
    let (name, participant) = match &event.kind {
        ZoomKind::Started => ("started", None),
        ZoomKind::Ended => ("ended", None),
        ZoomKind::Joined(participant) => ("joined", Some(participant)),
        ZoomKind::Left(participant) | ZoomKind::Dropped(participant) => ("left", Some(participant)),
    };
    let connection = participant.map_or("", |who| who.connection.as_str());
    let role = match participant {
        Some(who) if who.is_host => "host",
        Some(_) | None => "",
    };
    let time = event.at.timestamp().to_string();

    dedupe_key(&[REPORTED, name, &event.uuid, connection, role, &time])
}

#[cfg(test)]
mod tests;
