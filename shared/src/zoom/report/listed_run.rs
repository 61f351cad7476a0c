//! The list of participants that Zoom's API gives of one run of a meeting, read as a report is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Report;
use super::file::by_day;
use crate::domain::{MeetingEvent, ReportedFile, SchoolCalendar, ZoomKind};
use crate::zoom::dedupe_key::sha256;
use crate::zoom::names::is_assistant_name;
use crate::zoom::wire_text::field;

/// Stands in the place of a file's name.
const SOURCE: &str = "Zoom's API (past_meetings)";

/// What Zoom's API says of one run of a meeting.
pub(in crate::zoom) struct ListedRun {
    pub(in crate::zoom) uuid: String,
    /// Zoom's id of the account that the meeting belongs to.
    pub(in crate::zoom) host: String,
    /// Who was there.
    pub(in crate::zoom) rows: Vec<Value>,
}

impl ListedRun {
    /// Returns the events that the list stands for. `None`: it names fewer than two people, or somebody is still there,
    /// so that the list is not the last one.
    pub(in crate::zoom) fn events(self, meeting: &str) -> Option<Vec<MeetingEvent>> {
        if people(&self.rows) < 2 {
            return None;
        }

        let report = Report {
            meeting: meeting.to_owned(),
            uuid: Some(self.uuid),
            account: String::new(),
            host: Some(self.host.clone()),
            zone: SchoolCalendar::UTC,
            date_order: None,
        };
        let list = json!({ "participants": self.rows }).to_string();
        let mut events = report.read(list.as_bytes()).ok()?;

        // Unlike a file, the API names the account itself, as the webhooks do.
        for event in &mut events {
            event.event.host = Some(format!("u:{}", self.host));
        }

        Some(events)
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
            name: SOURCE.to_owned(),
            sha256: sha256(all_that_is_kept(&day.events).as_bytes()),
            meeting: meeting.to_owned(),
            zone: None,
            days: vec![day],
        })
        .collect()
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
