//! Meetings in the name of a user who agreed: those that are created, and those that are over.

use serde_json::{Value, json};

use super::server::ZoomServer;
use super::wire::{ZoomAnswer, decoded, refusal};

impl ZoomServer {
    pub(super) fn create(&mut self, body: &str) -> ZoomAnswer {
        if let Some(answer) = self.user.scripted("create") {
            return answer;
        }
        if let Some(refused) = self.user.lacks("meeting:write:meeting") {
            return refused;
        }
        std::thread::sleep(self.user.takes);

        let asked: Value = serde_json::from_str(body).unwrap();
        self.user.created += 1;
        let number = 81_000_000_000_u64 + self.user.created as u64;
        let mut meeting = asked;
        if self.user.plan == 1 {
            meeting["settings"]["approval_type"] = json!(2);
        }
        meeting["id"] = json!(number);
        meeting["uuid"] = json!(format!("uuid-{number}=="));
        meeting["host_id"] = json!(self.user.id);
        meeting["join_url"] = json!(format!("https://us02web.zoom.us/j/{number}?pwd=abc.1"));
        let host = self.user.start_host.unwrap_or("https://us02web.zoom.us");
        meeting["start_url"] = json!(format!("{host}/s/{number}?zak=start-secret"));
        self.user
            .meetings
            .insert(number.to_string(), meeting.clone());

        ZoomAnswer::Json(201, meeting)
    }

    pub(super) fn register(&mut self, number: &str, body: &str) -> ZoomAnswer {
        if let Some(answer) = self.user.scripted("register") {
            return answer;
        }
        if let Some(refused) = self.user.lacks("meeting:write:registrant") {
            return refused;
        }
        let is_registered = self.user.meetings.get(number).is_some_and(|meeting| {
            meeting["settings"]["approval_type"] == 0 && self.user.plan != 1
        });
        if !is_registered {
            return refusal(400, 3161, "Meeting hosting and scheduling is not allowed.");
        }

        let asked: Value = serde_json::from_str(body).unwrap();
        assert!(asked["email"].as_str().unwrap().ends_with(".invalid"));
        self.user.registered += 1;
        let id = format!("reg-{}", self.user.registered);
        ZoomAnswer::Json(
            201,
            json!({
                "id": number.parse::<u64>().unwrap(), "registrant_id": id,
                "join_url": format!("https://us02web.zoom.us/w/{number}?tk=ticket-{id}&pwd=abc.1"),
            }),
        )
    }

    pub(super) fn find(&mut self, number: &str) -> ZoomAnswer {
        if let Some(answer) = self.user.scripted("start") {
            return answer;
        }
        match self.user.meetings.get(number) {
            Some(meeting) => ZoomAnswer::Json(200, meeting.clone()),
            None => refusal(404, 3001, "Meeting does not exist."),
        }
    }

    pub(super) fn past_of_user(&mut self, path: &[&str], query: &str) -> ZoomAnswer {
        if let Some(answer) = self.user.scripted("past") {
            return answer;
        }
        let scope = match path {
            [_] => "meeting:read:past_meeting",
            [_, "instances"] => "meeting:read:list_past_instances",
            _ => "meeting:read:list_past_participants",
        };
        if let Some(refused) = self.user.lacks(scope) {
            return refused;
        }

        let mut own = Self::new(self.user.runs.clone());
        own.has_plan = self.user.has_plan;
        match path {
            [name] => own.meeting(name),
            [number, "instances"] => own.instances(number, query),
            [name, "participants"] => own.participants(name, query),
            _ => refusal(404, 2300, "This API endpoint is not recognized."),
        }
    }

    pub(super) fn delete(&mut self, number: &str) -> ZoomAnswer {
        if let Some(refused) = self.user.lacks("meeting:delete:meeting") {
            return refused;
        }
        match self.user.meetings.remove(&decoded(number)) {
            Some(_) => ZoomAnswer::Json(204, Value::Null),
            None => refusal(404, 3001, "Meeting does not exist."),
        }
    }
}
