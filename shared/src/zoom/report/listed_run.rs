//! The list of participants that Zoom's API gives of one run of a meeting, read as a report is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::file::by_day;
use super::{Report, key_of_reported};
use crate::domain::{MeetingEvent, ReportedFile, SchoolCalendar, ZoomEvent, ZoomKind};
use crate::zoom::dedupe_key::sha256;
use crate::zoom::names::is_assistant_name;
use crate::zoom::wire_text::field;

/// Stands in the place of a file's name where Zoom's API told what a file would.
pub const LISTS: &str = "Zoom's API (past_meetings)";

/// What Zoom's API says of one run of a meeting.
pub(in crate::zoom) struct ListedRun {
    pub(in crate::zoom) uuid: String,
    /// Zoom's id of the account that the meeting belongs to, where it is known.
    pub(in crate::zoom) host: Option<String>,
    /// Who was there.
    pub(in crate::zoom) rows: Vec<Value>,
}

/// What is known by a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunAnswer {
    /// Zoom does not say. It has no list of a meeting that has not ended, whose list is not ready, or in which one person
    /// was alone, and does not tell these apart.
    Silence,
    /// Nobody, or one person. Whoever is missing need not have been absent.
    OnePerson,
    /// The events that the list stands for.
    Listed(Vec<MeetingEvent>),
}

impl ListedRun {
    /// Returns what the list tells. If somebody is still there, it is not the last one, and tells nothing.
    pub(in crate::zoom) fn answer(self, meeting: &str) -> RunAnswer {
        if people(&self.rows) < 2 {
            return RunAnswer::OnePerson;
        }

        let report = Report {
            meeting: meeting.to_owned(),
            uuid: Some(self.uuid),
            account: String::new(),
            host: self.host.clone(),
            zone: SchoolCalendar::UTC,
            date_order: None,
        };
        let list = json!({ "participants": self.rows }).to_string();
        let Ok(mut events) = report.read(list.as_bytes()) else {
            return RunAnswer::Silence;
        };

        // Unlike a file, the API names the account itself, as the webhooks do.
        for event in &mut events {
            event.event.host = self.host.as_ref().map(|host| format!("u:{host}"));
        }

        RunAnswer::Listed(events)
    }
}

/// Counts people, rather too few than too many: a list with one says no more than none.
fn people(rows: &[Value]) -> usize {
    let names: BTreeSet<String> = rows
        .iter()
        .filter(|row| field(row, "status") != "in_waiting_room")
        .filter(|row| !is_assistant_name(&field(row, "name")))
        .map(name_or_id)
        .collect();

    names.len()
}

/// Ids are blank for people of other accounts, and names may be the same person's from another device.
fn name_or_id(row: &Value) -> String {
    let name = field(row, "name").to_lowercase();
    if name.is_empty() {
        field(row, "id")
    } else {
        name
    }
}

/// Puts together what Zoom's API says of the runs of a meeting: one report for each school day, because the answer about
/// a day must not depend on what else was asked.
#[must_use]
pub fn reports_of_runs(
    meeting: &str,
    events: Vec<MeetingEvent>,
    school_days: &SchoolCalendar,
) -> Vec<ReportedFile> {
    by_day(events, school_days)
        .into_iter()
        .map(|day| ReportedFile {
            name: LISTS.to_owned(),
            sha256: sha256(all_that_is_kept(&day.events).as_bytes()),
            meeting: meeting.to_owned(),
            zone: None,
            days: vec![day],
        })
        .collect()
}

/// Makes an event of a stored one that came from a list: what else is listed of that day is stored with it again.
#[must_use]
pub fn event_of_list(meeting: &str, event: ZoomEvent) -> MeetingEvent {
    MeetingEvent {
        lesson_key: None,
        dedupe_key: key_of_reported(&event),
        account: String::new(),
        meeting: meeting.to_owned(),
        event,
    }
}

/// Writes what would be stored of events. If Zoom knows more of them later, it is another text.
fn all_that_is_kept(events: &[MeetingEvent]) -> String {
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    for event in events {
        let who = match &event.event.kind {
            ZoomKind::Started | ZoomKind::Ended => String::new(),
            ZoomKind::Joined(who) | ZoomKind::Left(who) | ZoomKind::Dropped(who) => {
                let person = who.person.as_deref().unwrap_or_default();
                let name = who.name_key.as_deref().unwrap_or_default();
                format!("{person} {name}")
            }
        };
        let host = event.event.host.as_deref().unwrap_or_default();
        lines.insert(&event.dedupe_key, format!("{host} {who}"));
    }

    let lines: Vec<String> = lines
        .into_iter()
        .map(|(key, rest)| format!("{key} {rest}"))
        .collect();
    lines.join("\n")
}
