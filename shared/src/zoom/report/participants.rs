//! The answers of Zoom's API that list participants, as one page or as a list of pages.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{Report, ReportedStay, UnreadableReport};
use crate::domain::LISTED_LEAVE_DELAY;
use crate::zoom::wire_text::field;

/// Zoom's ids are shorter; a longer one would not fit into the database.
const MAX_ID: usize = 60;

impl Report {
    pub(super) fn read_participants(
        &self,
        text: &str,
    ) -> Result<Vec<ReportedStay>, UnreadableReport> {
        let pages = match serde_json::from_str(text) {
            Ok(Value::Array(pages)) => pages,
            Ok(page) => vec![page],
            Err(_) => return Err(UnreadableReport::Json),
        };
        if pages
            .last()
            .is_some_and(|page| !field(page, "next_page_token").is_empty())
        {
            return Err(UnreadableReport::MorePages);
        }

        let mut stays = Vec::new();
        for page in &pages {
            let rows = page.get("participants").and_then(Value::as_array);
            for row in rows.ok_or(UnreadableReport::Json)? {
                let number = u64::try_from(stays.len()).unwrap_or_default() + 1;
                stays.extend(self.read_person(row, number)?);
            }
        }

        Ok(unite(stays))
    }

    /// Reads a row; `None`: the person is in the waiting room, not in the lesson yet, or the row has no times.
    fn read_person(
        &self,
        row: &Value,
        number: u64,
    ) -> Result<Option<ReportedStay>, UnreadableReport> {
        let (joined, left) = (field(row, "join_time"), field(row, "leave_time"));
        if field(row, "status") == "in_waiting_room" || (joined.is_empty() && left.is_empty()) {
            return Ok(None);
        }
        if joined.is_empty() || left.is_empty() {
            return Err(UnreadableReport::OpenStay(number));
        }

        let time = |text: &str| text.parse::<DateTime<Utc>>();
        let id = |name: &str| Some(field(row, name)).filter(|id| (1..=MAX_ID).contains(&id.len()));
        let registrant = id("registrant_id").map(|id| format!("r:{id}"));

        let name = ["name", "user_name"]
            .iter()
            .map(|key| field(row, key))
            .find(|name| !name.is_empty());

        Ok(Some(ReportedStay {
            name: name.unwrap_or_default(),
            person: registrant.or_else(|| id("id").map(|id| format!("u:{id}"))),
            key: id("id").or_else(|| id("user_id")),
            user_id: id("user_id"),
            is_host: ["id", "user_email", "email"]
                .iter()
                .any(|name| self.is_host(&field(row, name))),
            run: String::new(),
            joined_at: time(&joined).map_err(|_| UnreadableReport::Json)?,
            left_at: time(&left).map_err(|_| UnreadableReport::Json)?,
        }))
    }
}

/// Makes one stay of a person's rows where nothing lies between them: Zoom cuts a stay at a move to a breakout room.
fn unite(mut stays: Vec<ReportedStay>) -> Vec<ReportedStay> {
    stays.sort_by_key(|stay| stay.joined_at);
    let mut last_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut united: Vec<ReportedStay> = Vec::new();

    for stay in stays {
        let last = stay.key.as_ref().and_then(|key| last_of.get(key).copied());
        match last.and_then(|last| united.get_mut(last)) {
            Some(last) if goes_on(last, &stay) => {
                last.left_at = last.left_at.max(stay.left_at);
            }
            _ => {
                if let Some(key) = &stay.key {
                    last_of.insert(key.clone(), united.len());
                }
                united.push(stay);
            }
        }
    }

    united
}

/// Tells whether a row goes on with one that begins before it. An app that was killed is in the list for up to two minutes
/// more: whoever came again in that time was away, so there are two stays.
fn goes_on(last: &ReportedStay, next: &ReportedStay) -> bool {
    let overlap = last.left_at - next.joined_at;
    let may_be_rejoin =
        overlap > TimeDelta::zero() && overlap <= LISTED_LEAVE_DELAY && next.left_at > last.left_at;

    overlap >= TimeDelta::zero() && !may_be_rejoin
}
