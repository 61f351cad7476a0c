//! A report's file, with what tells it from another one.

use std::collections::BTreeMap;

use super::{Report, UnreadableReport};
use crate::domain::{Day, MeetingEvent, ReportedDay, ReportedFile, SchoolCalendar};
use crate::zoom::dedupe_key::{dedupe_key, sha256};

impl Report {
    /// Reads a file, whichever form it has. A run of the meeting belongs to the school day on which it began.
    pub fn read_file(
        &self,
        name: &str,
        bytes: &[u8],
        school_days: &SchoolCalendar,
    ) -> Result<ReportedFile, UnreadableReport> {
        let events = self.read(bytes)?;
        // The answers of Zoom's API have their times in UTC, with a Z.
        let is_json = bytes
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_some_and(|byte| b"{[".contains(byte));

        Ok(ReportedFile {
            name: name.to_owned(),
            sha256: sha256(bytes),
            meeting: self.meeting.clone(),
            zone: (!is_json).then(|| self.zone.clone()),
            days: by_day(events, school_days),
        })
    }
}

/// Sorts events by the school day on which their run began.
pub(super) fn by_day(events: Vec<MeetingEvent>, school_days: &SchoolCalendar) -> Vec<ReportedDay> {
    let mut runs: BTreeMap<String, Vec<MeetingEvent>> = BTreeMap::new();
    for event in events {
        let run = runs.entry(event.event.uuid.clone()).or_default();
        run.push(event);
    }

    let mut days: BTreeMap<Day, Vec<MeetingEvent>> = BTreeMap::new();
    for run in runs.into_values() {
        let began_at = run.iter().map(|event| event.event.at).min();
        let day = school_days.day_of(began_at.unwrap_or_default());
        days.entry(day).or_default().extend(run);
    }

    days.into_iter()
        .map(|(day, events)| ReportedDay {
            day,
            reading_sha256: reading_sha256(&events),
            events,
        })
        .collect()
}

fn reading_sha256(events: &[MeetingEvent]) -> String {
    let mut keys: Vec<&str> = events
        .iter()
        .map(|event| event.dedupe_key.as_str())
        .collect();
    keys.sort_unstable();

    dedupe_key(&keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNS: &str = "\
        ID,Start time,Name (original name),Email,Join time,Leave time\n\
        123 4567 8901,11/23/2026 11:30:00 PM,T,t@school.example,11/23/2026 11:30:00 PM,11/24/2026 12:10:00 AM\n\
        123 4567 8901,11/24/2026 03:00:00 PM,T,t@school.example,11/24/2026 03:00:00 PM,11/24/2026 03:40:00 PM\n";

    fn read(host: &str) -> ReportedFile {
        let zone: SchoolCalendar = "Africa/Addis_Ababa".parse().unwrap();
        let report = Report {
            meeting: "12345678901".to_owned(),
            uuid: None,
            account: String::new(),
            host: Some(host.to_owned()),
            zone: zone.clone(),
            date_order: None,
        };

        report
            .read_file("report.csv", RUNS.as_bytes(), &zone)
            .unwrap()
    }

    #[test]
    fn a_run_belongs_to_the_school_day_on_which_it_began() {
        let file = read("t@school.example");
        let days: Vec<_> = file
            .days
            .iter()
            .map(|day| (day.day.to_string(), day.stays().len()))
            .collect();

        assert_eq!(
            days,
            [("2026-11-23".to_owned(), 1), ("2026-11-24".to_owned(), 1)]
        );
        assert_eq!(file.first_at().to_rfc3339(), "2026-11-23T20:30:00+00:00");
        assert_eq!(file.last_at().to_rfc3339(), "2026-11-24T12:40:00+00:00");
    }

    #[test]
    fn the_same_file_with_another_host_is_another_reading() {
        let (right, wrong) = (read("t@school.example"), read("x@school.example"));

        assert_eq!(right.sha256, wrong.sha256);
        assert_eq!(right, read("t@school.example"));
        assert_ne!(right.days[0].reading_sha256, wrong.days[0].reading_sha256);
    }
}
