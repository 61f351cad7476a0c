//! What the server says of meetings that are over.

use serde_json::{Value, json};

use super::server::{Run, ZoomServer};
use super::wire::{ZoomAnswer, decoded, refusal, value};

impl ZoomServer {
    pub(super) fn meeting(&self, name: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("meeting:read:past_meeting:admin") {
            return refused;
        }
        let Some(run) = self.run(name) else {
            return refusal(404, 3001, "Meeting does not exist.");
        };

        ZoomAnswer::Json(
            200,
            json!({
                "uuid": run.uuid, "id": run.number.parse::<u64>().unwrap(), "host_id": "host-1", "type": 2,
                "start_time": run.started_at, "participants_count": run.participants,
            }),
        )
    }

    /// A meeting of the account, begun or not.
    pub(super) fn scheduled(&self, number: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("meeting:read:meeting:admin") {
            return refused;
        }
        let is_begun = self.runs.iter().any(|run| run.number == number);
        if !is_begun && !self.waiting.contains(&number) {
            return refusal(404, 3001, "Meeting does not exist.");
        }

        ZoomAnswer::Json(
            200,
            json!({
                "id": number.parse::<u64>().unwrap(), "host_id": "host-1",
                "type": self.meeting_type, "status": if self.goes_on { "started" } else { "waiting" },
            }),
        )
    }

    pub(super) fn instances(&self, number: &str, query: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("meeting:read:list_past_instances:admin") {
            return refused;
        }
        let (from, to) = (value(query, "from"), value(query, "to"));
        let listed: Vec<Value> = self
            .runs
            .iter()
            .filter(|run| run.number == number)
            .filter(|run| (from.as_str()..=to.as_str()).contains(&&run.started_at[..10]))
            .map(|run| json!({ "uuid": run.uuid, "start_time": run.started_at }))
            .collect();

        if listed.is_empty() {
            refusal(404, 3001, "Meeting does not exist.")
        } else {
            ZoomAnswer::Json(200, json!({ "meetings": listed }))
        }
    }

    pub(super) fn participants(&mut self, name: &str, query: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("meeting:read:list_past_participants:admin") {
            return refused;
        }

        self.list(name, query)
    }

    /// The report of the same meeting, with the same rows.
    pub(super) fn report(&mut self, name: &str, query: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("report:read:list_meeting_participants:admin") {
            return refused;
        }

        self.list(name, query)
    }

    fn list(&mut self, name: &str, query: &str) -> ZoomAnswer {
        if !self.has_plan {
            return refusal(400, 200, "Only available for Paid account.");
        }

        let Some(run) = self.run(name).cloned() else {
            return refusal(404, 3001, "Meeting does not exist.");
        };
        if !run.is_ready || run.participants < 2 {
            return if self.lists_nobody {
                ZoomAnswer::Json(200, json!({ "participants": [], "next_page_token": "" }))
            } else {
                refusal(404, 3001, "Meeting does not exist.")
            };
        }

        let token = value(query, "next_page_token");
        if !token.is_empty() && self.expired_pages > 0 {
            self.expired_pages -= 1;
            return refusal(400, 300, "The next page token is invalid or expired.");
        }

        let first: usize = token
            .strip_prefix("page-")
            .map_or(0, |text| text.parse().unwrap());
        let size = self
            .page_size
            .min(value(query, "page_size").parse().unwrap_or(30));
        let rows: Vec<&Value> = run.rows.iter().skip(first).take(size).collect();
        let next = first + rows.len();
        let next_page_token = self.pages.next(next, run.rows.len());

        ZoomAnswer::Json(
            200,
            json!({
                "page_size": size, "total_records": run.rows.len(),
                "next_page_token": next_page_token, "participants": rows,
            }),
        )
    }

    /// The log of what could not be delivered. The query's days are not looked at.
    pub(super) fn webhook_logs(&mut self, query: &str) -> ZoomAnswer {
        if let Some(refused) = self.lacks("marketplace_app:read:admin") {
            return refused;
        }
        assert_eq!(value(query, "type"), "2", "{query}");

        let first: usize = value(query, "next_page_token")
            .strip_prefix("page-")
            .map_or(0, |text| text.parse().unwrap());
        let entries: Vec<&Value> = self.logs.iter().skip(first).take(self.page_size).collect();
        let next = first + entries.len();
        let next_page_token = self.pages.next(next, self.logs.len());

        ZoomAnswer::Json(
            200,
            json!({ "webhook_logs": entries, "next_page_token": next_page_token }),
        )
    }

    /// Finds a run by the name in a path.
    fn run(&self, name: &str) -> Option<&Run> {
        let once = decoded(name);
        // Zoom takes the second slash for the path's.
        if once.starts_with('/') || once.contains("//") {
            return None;
        }

        let uuid = decoded(&once);
        self.runs
            .iter()
            .find(|run| run.uuid == once || run.uuid == uuid)
    }
}
