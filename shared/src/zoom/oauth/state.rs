//! The `state` of an authorisation: it comes back from Zoom, and shows who began it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::client::ZoomOauth;
use crate::domain::TeacherId;
use crate::zoom::wire_text::field;

/// The time that a teacher has to sign in at Zoom and to agree.
const VALID: TimeDelta = TimeDelta::minutes(10);
/// The states have no owner but those in them.
const NO_OWNER: &str = "";

/// An authorisation that a teacher began here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectState {
    /// Who began it.
    pub teacher: TeacherId,
    /// When, to the second.
    pub begun_at: DateTime<Utc>,
}

/// Why what came back is no answer to what this teacher began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidState {
    /// It was not made here, or was changed, or the app's secret is another one since.
    #[error("not made here")]
    Unknown,
    /// It took longer than ten minutes.
    #[error("too old")]
    Expired,
    /// Another teacher began it.
    #[error("another teacher's")]
    OfAnother,
}

impl ZoomOauth {
    /// Makes the state of an authorisation that begins now.
    #[must_use]
    pub fn begin(&self, state: &ConnectState) -> String {
        let text = json!({ "teacher": state.teacher.0, "at": state.begun_at.timestamp() });
        self.keys.states.seal(&text.to_string(), NO_OWNER)
    }

    /// Reads a state that came back to this teacher.
    pub fn read_state(
        &self,
        sealed: &str,
        teacher: &TeacherId,
        now: DateTime<Utc>,
    ) -> Result<ConnectState, InvalidState> {
        let text = self.keys.states.open(sealed, NO_OWNER);
        let state = text
            .as_deref()
            .and_then(read)
            .ok_or(InvalidState::Unknown)?;

        if state.teacher != *teacher {
            return Err(InvalidState::OfAnother);
        }
        if now >= state.begun_at + VALID {
            return Err(InvalidState::Expired);
        }

        Ok(state)
    }
}

fn read(text: &str) -> Option<ConnectState> {
    let fields: Value = serde_json::from_str(text).ok()?;
    Some(ConnectState {
        // As it is: an id with a space at its end is another one.
        teacher: TeacherId(fields.get("teacher")?.as_str()?.to_owned()),
        begun_at: DateTime::from_timestamp(field(&fields, "at").parse().ok()?, 0)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BaseUrl, Secret, ZoomTeacherApp};

    fn oauth(secret: &str) -> ZoomOauth {
        let app = ZoomTeacherApp {
            client_id: "client".to_owned(),
            client_secret: Secret::new(secret),
        };
        let server = BaseUrl::parse("https://zoom.example/oauth").unwrap();
        ZoomOauth::new(
            app,
            server,
            "https://school.example/teacher/zoom".to_owned(),
        )
    }

    fn teacher(id: &str) -> TeacherId {
        TeacherId(id.to_owned())
    }

    #[test]
    fn a_state_is_good_for_ten_minutes_and_for_who_began() {
        let begun_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let begun = ConnectState {
            teacher: teacher("ustaz1"),
            begun_at,
        };
        let sealed = oauth("secret").begin(&begun);
        let read = |secret, id, seconds| {
            let now = begun_at + TimeDelta::seconds(seconds);
            oauth(secret).read_state(&sealed, &teacher(id), now)
        };

        assert_eq!(read("secret", "ustaz1", 599), Ok(begun.clone()));
        assert_eq!(read("secret", "ustaz1", 600), Err(InvalidState::Expired));
        assert_eq!(read("secret", "ustaz2", 0), Err(InvalidState::OfAnother));
        assert_eq!(read("secret", "USTAZ1", 0), Err(InvalidState::OfAnother));
        assert_eq!(read("other", "ustaz1", 0), Err(InvalidState::Unknown));
    }

    #[test]
    fn sealed_tokens_are_no_state_and_no_state_shows_its_verifier() {
        let oauth = oauth("secret");
        let sealed = oauth
            .keys
            .tokens
            .seal(r#"{"teacher":"a","at":1800000000}"#, "");
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

        assert_eq!(
            oauth.read_state(&sealed, &teacher("a"), now),
            Err(InvalidState::Unknown)
        );
        // RFC 7636 asks for 43 characters at least.
        assert_eq!(oauth.keys.verifier("state").len(), 43);
        assert_ne!(oauth.keys.verifier("state"), oauth.keys.verifier("other"));
    }
}
