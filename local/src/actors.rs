//! The people of a lesson and Zoom, as far as they speak to the server: each act is one HTTP request.

pub(crate) mod request;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use self::request::{Request, form, json_request, signed};

/// Somebody in the meeting.
#[derive(Clone, Copy)]
pub(crate) enum Person {
    Student,
    Host,
    AlternativeHost,
    /// A program that takes notes.
    Bot,
}

/// Something that happens in a lesson.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    /// The student's page opens.
    Opens,
    /// The page's heartbeat of that kind.
    Beats(&'static str),
    /// The student presses "End session".
    Finishes,
    /// The page is closed.
    Closes,
    /// The teacher's form, by its action.
    Reports(&'static str),
    /// An admin ends the session.
    AdminEnds,
    MeetingStarts,
    MeetingEnds,
    Enters(Person),
    Leaves(Person),
    /// The person goes to a breakout room, which to the main room looks like leaving it.
    ToBreakout(Person),
}

/// A lesson whose link was sent.
#[derive(Clone)]
pub(crate) struct Lesson {
    pub(crate) session: i64,
    pub(crate) token: String,
    pub(crate) meeting: String,
    pub(crate) teacher: &'static str,
    pub(crate) student: i64,
    /// When the meeting began: Zoom's events repeat it.
    pub(crate) began_at: DateTime<Utc>,
}

/// What signs the requests: bearers of those who are signed in, and Zoom's secret.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) teacher: String,
    pub(crate) admin: String,
    pub(crate) zoom: String,
}

impl Lesson {
    /// Returns the request that an act makes; `number` counts the lesson's acts.
    pub(crate) fn request(
        &self,
        act: Act,
        number: usize,
        now: DateTime<Utc>,
        keys: &Keys,
    ) -> Request {
        match act {
            Act::Opens => self.page("track", number, json!({})),
            Act::Beats(kind) => self.page("heartbeat", number, json!({ "kind": kind })),
            Act::Finishes => self.page(
                "end-session",
                number,
                json!({ "reason": "finished", "age_ms": 0 }),
            ),
            Act::Closes => self.page("end-session", number, json!({ "reason": "closed" })),
            Act::Reports(action) => {
                let body = format!("action={action}&session={}", self.session);
                form("/teacher", &keys.teacher, body)
            }
            Act::AdminEnds => {
                let body = format!(
                    "action=end&session={}&reason=The+teacher+forgot+it",
                    self.session
                );
                form("/admin/teacher-monitoring", &keys.admin, body)
            }
            _ => signed(&self.event(act, now), now, &keys.zoom),
        }
    }

    fn page(&self, path: &str, number: usize, more: Value) -> Request {
        let mut body = json!({
            "token": self.token,
            "doc": format!("00000000-0000-4000-8000-{:012}", self.session),
            "seq": number + 1,
            "ticks": number,
            "phone": true,
            "zoom": number > 0,
        });

        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }

        json_request(format!("/api/zoom/{path}"), &body)
    }

    fn event(&self, act: Act, now: DateTime<Utc>) -> Value {
        let host = format!("host-{}", self.teacher);
        let mut object = json!({
            "id": self.meeting,
            "uuid": format!("demo{}==", self.session),
            "host_id": host,
            "start_time": time(self.began_at),
        });
        let name = match act {
            Act::MeetingEnds => {
                object["end_time"] = time(now).into();
                "ended"
            }
            Act::Enters(person) => {
                object["participant"] = self.participant(person, &host);
                object["participant"]["join_time"] = time(now).into();
                "participant_joined"
            }
            Act::Leaves(person) | Act::ToBreakout(person) => {
                object["participant"] = self.participant(person, &host);
                object["participant"]["leave_time"] = time(now).into();
                object["participant"]["leave_reason"] = leave_reason(act).into();
                "participant_left"
            }
            _ => "started",
        };

        json!({
            "event": format!("meeting.{name}"),
            "event_ts": now.timestamp_millis(),
            "payload": { "account_id": "demo-school", "object": object },
        })
    }

    fn participant(&self, person: Person, host: &str) -> Value {
        let (id, number) = match person {
            Person::Student => (format!("student-{}", self.student), 1),
            Person::Host => (host.to_owned(), 2),
            Person::AlternativeHost => ("host-assistant".to_owned(), 3),
            Person::Bot => (String::new(), 4),
        };

        json!({
            "id": id,
            "participant_user_id": id,
            "user_id": format!("1677824{number}"),
            "participant_uuid": format!("DEMO-{}-{number}", self.session),
        })
    }
}

fn leave_reason(act: Act) -> &'static str {
    match act {
        Act::ToBreakout(_) => "left the meeting. Reason : moved to a breakout room",
        _ => "left the meeting. Reason : left the meeting",
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
