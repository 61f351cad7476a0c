//! The requests of teachers, pages and admins.

use chrono::TimeDelta;
use serde_json::json;
use session_tracking::auth::{Identity, SessionKey};
use session_tracking::config::Secret;
use session_tracking::domain::Role;

use crate::http::Request;
use crate::sizes::{DOCUMENT, now, teacher_of, token};

/// `NEXTAUTH_SECRET` of the development server, and of every function that is started here.
pub(crate) const NEXTAUTH_SECRET: &str = "development-only-secret-never-for-production";
/// `CRON_SECRET`, likewise.
pub(crate) const CRON_SECRET: &str = "development-only-cron-secret";

/// Signs people in.
pub(crate) struct Keys(SessionKey);

impl Keys {
    pub(crate) fn new() -> Self {
        Self(SessionKey::derive(&Secret::new(NEXTAUTH_SECRET)))
    }

    /// The session token of the school's admin.
    pub(crate) fn admin(&self) -> String {
        self.token("admin1", Role::Admin)
    }

    fn teacher(&self, student: u64) -> String {
        self.token(&teacher_of(student), Role::Teacher)
    }

    fn token(&self, id: &str, role: Role) -> String {
        let token = self
            .0
            .mint(&Identity::of(id, role), now(), TimeDelta::hours(8));
        token.expect("any claims can be encrypted")
    }

    /// The student's teacher posts a link.
    pub(crate) fn create(&self, student: u64) -> Request {
        let body = json!({ "link": "https://zoom.us/j/12345678901?pwd=a1b2c3" }).to_string();
        Request::post(format!("/api/teachers/students/{student}/zoom"), body)
            .bearer(&self.teacher(student))
    }

    /// An admin opens a page.
    pub(crate) fn page(&self, path: &str) -> Request {
        Request::get(path.to_owned()).bearer(&self.admin())
    }

    /// The student's teacher opens their page.
    pub(crate) fn teacher_page(&self, student: u64) -> Request {
        Request::get("/teacher").bearer(&self.teacher(student % 4_000))
    }

    /// An admin lists sessions.
    pub(crate) fn list(&self, query: &str) -> Request {
        Request::get(format!("/api/admin/teacher-sessions?{query}")).bearer(&self.admin())
    }
}

/// The page of a session reports as its script does.
fn page(path: &str, session: u64, sequence: u32, more: &str) -> Request {
    let token = token(session);
    Request::post(
        path,
        format!(r#"{{"token":"{token}","doc":"{DOCUMENT}","seq":{sequence}{more}}}"#),
    )
}

pub(crate) fn join(session: u64) -> Request {
    page("/api/zoom/track", session, 1, "")
}

pub(crate) fn heartbeat(session: u64) -> Request {
    page("/api/zoom/heartbeat", session, 7, "")
}

pub(crate) fn end(session: u64) -> Request {
    page(
        "/api/zoom/end-session",
        session,
        99,
        r#","reason":"finished""#,
    )
}

/// The scheduled sweep.
pub(crate) fn sweep() -> Request {
    Request::get("/api/cron/session-timeout").bearer(CRON_SECRET)
}
