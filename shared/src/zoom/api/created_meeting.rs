//! Meetings that are created for single lessons.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::client::ZoomAccess;
use super::refusal::ZoomApiError;
use crate::config::Secret;
use crate::domain::CallWeight;
use crate::zoom::wire_text::{field, id};

/// The name under which the key of a lesson travels with Zoom's events (`custom_keys`).
pub const LESSON_KEY: &str = "lesson_key";

/// A meeting for one lesson.
#[derive(Clone, Copy, Debug)]
pub struct MeetingToCreate<'a> {
    /// What the teacher reads in Zoom.
    pub topic: &'a str,
    /// When it is planned to begin.
    pub starts_at: DateTime<Utc>,
    /// The key of the lesson.
    pub key: &'a str,
    /// Whether only registered people may come. Needs a licensed host.
    pub with_registration: bool,
}

/// A meeting as Zoom created it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingAtZoom {
    /// Its number.
    pub number: String,
    /// The link for everybody.
    pub join_url: Secret,
    /// The link that starts it as its host, for two hours.
    pub start_url: Option<Secret>,
    /// Whether people have to register: an account may not have it, or forces it.
    pub takes_registrations: bool,
}

/// A student's place in a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Zoom's id of it, which stands in the events of the meeting.
    pub id: String,
    /// The student's own link.
    pub join_url: Secret,
}

/// A scheduled meeting: each lesson has a number of its own.
const SCHEDULED: i64 = 2;
/// People register, and are let in without further ado.
const REGISTERED: i64 = 0;
/// Nobody registers.
const NOT_REGISTERED: i64 = 2;
/// What Zoom shows as the planned length, in minutes. Nothing ends with it.
const PLANNED_MINUTES: i64 = 60;
/// A meeting's number has no more digits than this.
const MAX_DIGITS: usize = 32;

impl ZoomAccess<'_> {
    /// Creates a meeting, once.
    pub async fn create_meeting(
        &self,
        meeting: &MeetingToCreate<'_>,
    ) -> Result<MeetingAtZoom, ZoomApiError> {
        let body = self
            .post(
                CallWeight::Creation,
                "/users/me/meetings",
                &meeting.to_json(),
            )
            .await?;

        MeetingAtZoom::read(&body).ok_or(ZoomApiError::NotZoom(200))
    }

    /// Registers a student, whom Zoom learns nothing of: the name is the lesson's, and the address is nobody's.
    pub async fn register_student(
        &self,
        number: &str,
        key: &str,
        name: &str,
    ) -> Result<Registration, ZoomApiError> {
        let path = format!("/meetings/{number}/registrants");
        // `.invalid` is reserved (RFC 2606): no mail leaves for it.
        let address = format!("{key}@student.invalid");
        let body = json!({ "first_name": name, "email": address });
        let body = self.post(CallWeight::Light, &path, &body).await?;

        let join_url = field(&body, "join_url");
        if join_url.is_empty() {
            return Err(ZoomApiError::NotZoom(200));
        }

        Ok(Registration {
            id: id(&body, "registrant_id").ok_or(ZoomApiError::NotZoom(200))?,
            join_url: Secret::new(join_url),
        })
    }

    /// Asks for a fresh link that starts a meeting as its host.
    pub async fn find_start_url(&self, number: &str) -> Result<Secret, ZoomApiError> {
        let path = format!("/meetings/{number}");
        let body = self.get(CallWeight::Light, &path, &[]).await?;
        let url = field(&body, "start_url");
        if url.is_empty() {
            return Err(ZoomApiError::NotZoom(200));
        }

        Ok(Secret::new(url))
    }

    /// Deletes a meeting that no lesson needs.
    pub async fn delete_meeting(&self, number: &str) -> Result<(), ZoomApiError> {
        self.delete(CallWeight::Light, &format!("/meetings/{number}"))
            .await
    }
}

impl MeetingToCreate<'_> {
    /// The settings suit a lesson of two. Nobody is in the meeting before its host, so each stay is time in class and the
    /// host is who started it; then the student comes in without being let in.
    fn to_json(self) -> Value {
        let approval_type = if self.with_registration {
            REGISTERED
        } else {
            NOT_REGISTERED
        };

        json!({
            "topic": self.topic,
            "type": SCHEDULED,
            "start_time": self.starts_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "timezone": "UTC",
            "duration": PLANNED_MINUTES,
            "settings": {
                "use_pmi": false,
                "join_before_host": false,
                "waiting_room": false,
                "meeting_authentication": false,
                "approval_type": approval_type,
                // A student who changes from a phone to a computer uses the same link.
                "allow_multiple_devices": true,
                "registrants_email_notification": false,
                "registrants_confirmation_email": false,
                "custom_keys": [{ "key": LESSON_KEY, "value": self.key }],
            },
        })
    }
}

impl MeetingAtZoom {
    /// Reads what Zoom made of it. `None`: there is no number, or no link.
    fn read(body: &Value) -> Option<Self> {
        let number = field(body, "id");
        let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
        let join_url = field(body, "join_url");
        if number.is_empty() || number.len() > MAX_DIGITS || !is_number || join_url.is_empty() {
            return None;
        }

        let start_url = field(body, "start_url");
        let settings = body.get("settings").unwrap_or(&Value::Null);
        let approval: Option<i64> = field(settings, "approval_type").parse().ok();

        Some(Self {
            number,
            join_url: Secret::new(join_url),
            start_url: (!start_url.is_empty()).then(|| Secret::new(start_url)),
            takes_registrations: approval.is_some_and(|approval| approval != NOT_REGISTERED),
        })
    }
}
