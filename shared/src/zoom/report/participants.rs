//! The Report API's answer: `/report/meetings/ID/participants`, as one page or as a list of pages.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Report, ReportedStay, UnreadableReport};

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

impl Person {
    /// Returns the person as far as Zoom knows, as in the webhooks.
    fn identity(&self) -> Option<String> {
        if !self.registrant_id.is_empty() {
            Some(format!("r:{}", self.registrant_id))
        } else if !self.id.is_empty() {
            Some(format!("u:{}", self.id))
        } else {
            None
        }
    }
}

impl Report {
    pub(super) fn read_participants(
        &self,
        text: &str,
    ) -> Result<Vec<ReportedStay>, UnreadableReport> {
        let pages: Vec<Page> = if text.starts_with('[') {
            serde_json::from_str(text).map_err(|_| UnreadableReport::Json)?
        } else {
            vec![serde_json::from_str(text).map_err(|_| UnreadableReport::Json)?]
        };

        let mut stays = Vec::new();
        for person in pages.into_iter().flat_map(|page| page.participants) {
            // A participant in the waiting room is not in the lesson yet.
            if person.status == "in_waiting_room" {
                continue;
            }

            stays.push(ReportedStay {
                person: person.identity(),
                is_host: self.is_host(&person.id) || self.is_host(&person.user_email),
                joined_at: person.join_time,
                left_at: person.leave_time,
            });
        }

        Ok(stays)
    }
}
