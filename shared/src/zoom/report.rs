//! Zoom's report on a meeting's participants, for what its webhooks did not tell: the Report API's JSON, or the CSV
//! that Zoom's web pages export.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use super::MeetingEvent;
use crate::domain::{Participant, REPORTED, SchoolCalendar, ZoomEvent, ZoomKind};
use crate::zoom::payload::dedupe_key;

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

#[derive(Deserialize)]
struct Page {
    participants: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    id: String,
    #[serde(default)]
    user_email: String,
    #[serde(default)]
    registrant_id: String,
    /// `in_meeting` or `in_waiting_room`.
    #[serde(default)]
    status: String,
    join_time: DateTime<Utc>,
    leave_time: DateTime<Utc>,
}

/// One stay of a report.
struct Row {
    person: Option<String>,
    is_host: bool,
    joined_at: DateTime<Utc>,
    left_at: DateTime<Utc>,
}

impl Report {
    /// Reads a file, whichever of the two forms it has. Returns the events that it stands for.
    pub fn read(&self, text: &str) -> Result<Vec<MeetingEvent>, UnreadableReport> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let rows = if text.starts_with(['{', '[']) {
            self.json(text)?
        } else {
            self.csv(text)?
        };
        let (Some(first), Some(last)) = (
            rows.iter().map(|row| row.joined_at).min(),
            rows.iter().map(|row| row.left_at).max(),
        ) else {
            return Err(UnreadableReport::Empty);
        };

        if !rows.iter().any(|row| row.is_host) {
            return Err(UnreadableReport::Host(self.host.clone()));
        }

        let uuid = self
            .uuid
            .clone()
            .unwrap_or_else(|| format!("{REPORTED}{}", first.timestamp()));
        let event = |at: DateTime<Utc>, name: &str, connection: &str, kind| MeetingEvent {
            dedupe_key: dedupe_key(&[
                REPORTED,
                name,
                &uuid,
                connection,
                &at.timestamp().to_string(),
            ]),
            account: self.account.clone(),
            meeting: self.meeting.clone(),
            event: ZoomEvent {
                at,
                uuid: uuid.clone(),
                kind,
            },
        };

        let mut events = vec![
            event(first, "started", "", ZoomKind::Started),
            event(last, "ended", "", ZoomKind::Ended),
        ];

        for (number, row) in rows.into_iter().enumerate() {
            let connection = format!("{REPORTED}{}:{number}", row.joined_at.timestamp());
            let who = Participant {
                connection: connection.clone(),
                person: row.person,
                is_host: row.is_host,
            };

            events.push(event(
                row.joined_at,
                "joined",
                &connection,
                ZoomKind::Joined(who.clone()),
            ));

            events.push(event(row.left_at, "left", &connection, ZoomKind::Left(who)));
        }

        Ok(events)
    }

    fn json(&self, text: &str) -> Result<Vec<Row>, UnreadableReport> {
        let pages: Vec<Page> = if text.starts_with('[') {
            serde_json::from_str(text).map_err(|_| UnreadableReport::Json)?
        } else {
            vec![serde_json::from_str(text).map_err(|_| UnreadableReport::Json)?]
        };
        let row = |person: Person| {
            let known = [("r", &person.registrant_id), ("u", &person.id)];
            let known = known
                .iter()
                .find(|(_, id)| !id.is_empty())
                .map(|(kind, id)| format!("{kind}:{id}"));

            Row {
                is_host: self.is_host(&person.id) || self.is_host(&person.user_email),
                person: known,
                joined_at: person.join_time,
                left_at: person.leave_time,
            }
        };

        let people = pages.into_iter().flat_map(|page| page.participants);
        // Who waits is not in class.
        Ok(people
            .filter(|person| person.status != "in_waiting_room")
            .map(row)
            .collect())
    }

    /// The export has lines about the meeting before the table of participants.
    fn csv(&self, text: &str) -> Result<Vec<Row>, UnreadableReport> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut columns: Option<[usize; 3]> = None;
        let mut rows = Vec::new();

        for record in reader.records() {
            let record = record.map_err(|_| UnreadableReport::Columns)?;
            let line = record.position().map_or(0, csv::Position::line);
            let Some([email, joined, left]) = columns else {
                columns = head(&record);
                continue;
            };
            let (Some(email), Some(joined), Some(left)) =
                (record.get(email), record.get(joined), record.get(left))
            else {
                continue;
            };

            rows.push(Row {
                person: None,
                is_host: self.is_host(email),
                joined_at: self.time(joined).ok_or(UnreadableReport::Time(line))?,
                left_at: self.time(left).ok_or(UnreadableReport::Time(line))?,
            });
        }

        if columns.is_none() {
            Err(UnreadableReport::Columns)
        } else {
            Ok(rows)
        }
    }

    fn is_host(&self, text: &str) -> bool {
        !text.is_empty() && text.trim().eq_ignore_ascii_case(self.host.trim())
    }

    fn time(&self, text: &str) -> Option<DateTime<Utc>> {
        const FORMS: [&str; 3] = [
            "%m/%d/%Y %I:%M:%S %p",
            "%Y-%m-%d %H:%M:%S",
            "%b %d, %Y %H:%M:%S",
        ];

        let read = |form| NaiveDateTime::parse_from_str(text.trim(), form).ok();
        self.zone.instant(FORMS.into_iter().find_map(read)?)
    }
}

/// Where the three columns are, if this is the table's head.
fn head(record: &csv::StringRecord) -> Option<[usize; 3]> {
    let find = |names: &[&str]| {
        record.iter().position(|cell| {
            names
                .iter()
                .any(|name| cell.trim().eq_ignore_ascii_case(name))
        })
    };

    Some([
        find(&["Email", "User Email"])?,
        find(&["Join time"])?,
        find(&["Leave time"])?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            meeting: "12345678901".into(),
            uuid: None,
            account: String::new(),
            host: "Teacher@school.example".into(),
            zone: "Africa/Addis_Ababa".parse().unwrap(),
        }
    }

    fn joined(events: &[MeetingEvent]) -> Vec<(i64, bool)> {
        let one = |heard: &MeetingEvent| match &heard.event.kind {
            ZoomKind::Joined(who) => Some((heard.event.at.timestamp(), who.is_host)),
            ZoomKind::Started | ZoomKind::Ended | ZoomKind::Left(_) | ZoomKind::Dropped(_) => None,
        };
        events.iter().filter_map(one).collect()
    }

    #[test]
    fn both_forms_say_the_same() {
        let csv = "Meeting ID,Topic,User Email\n123 4567 8901,x,teacher@school.example\n\nName (original name),Email,Join time,Leave time,Duration (minutes),Guest\n\
            T,teacher@school.example,11/23/2026 06:00:05 PM,11/23/2026 06:45:00 PM,45,No\nAmina,,11/23/2026 06:02:00 PM,11/23/2026 06:44:00 PM,42,Yes\n";
        let json = r#"{"page_count":1,"participants":[
            {"id":"h1","user_email":"teacher@school.example","name":"T","join_time":"2026-11-23T15:00:05Z","leave_time":"2026-11-23T15:45:00Z"},
            {"id":"","user_email":"","name":"Amina","join_time":"2026-11-23T15:02:00Z","leave_time":"2026-11-23T15:44:00Z"}]}"#;
        let (from_csv, from_json) = (report().read(csv).unwrap(), report().read(json).unwrap());
        assert_eq!(
            joined(&from_csv),
            [(1_795_446_005, true), (1_795_446_120, false)]
        );
        assert_eq!(joined(&from_json), joined(&from_csv));
        assert_eq!(from_csv.len(), 6);
        let keys = |events: &[MeetingEvent]| {
            events
                .iter()
                .map(|one| one.dedupe_key.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            keys(&from_csv),
            keys(&report().read(csv).unwrap()),
            "the same report is the same evidence"
        );
    }

    #[test]
    fn what_is_no_report_is_said_to_be_none() {
        for (text, error) in [
            ("{\"participants\": 1}", UnreadableReport::Json),
            ("{\"participants\": []}", UnreadableReport::Empty),
            ("a,b\nc,d\n", UnreadableReport::Columns),
            (
                "Email,Join time,Leave time\nx,yesterday,today\n",
                UnreadableReport::Time(2),
            ),
        ] {
            assert_eq!(report().read(text).err(), Some(error), "{text}");
        }
    }
}
