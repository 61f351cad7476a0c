//! Requests of anybody, of an admin, and of the schedule.

use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use session_tracking::auth::{Identity, SessionKey};
use session_tracking::clock::Clock;
use session_tracking::config::Secret;
use session_tracking::domain::Role;

use super::platforms::invoke_schedule;
use super::{Answer, CRON, Html, Platform, SECRET, Site};

impl Site {
    pub(crate) fn bearer(&self, id: &str, role: &str) -> String {
        let key = SessionKey::derive(&Secret::new(SECRET));
        let (now, lifetime) = (self.clock.now(), TimeDelta::hours(12));
        let token = match Role::from_stored(role) {
            Some(role) => key.mint(&Identity::of(id, role), now, lifetime),
            // The school's application signs tokens of other roles with the same secret.
            None => key.seal(
                &json!({ "id": id, "role": role, "exp": (now + lifetime).timestamp() }).to_string(),
            ),
        };

        format!("Bearer {}", token.unwrap())
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());

        Answer {
            status,
            headers,
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// A request with the session of this person.
    pub(crate) fn request_as(
        &self,
        (id, role): (&str, &str),
        method: Method,
        path: &str,
    ) -> RequestBuilder {
        self.request(method, path)
            .header("authorization", self.bearer(id, role))
    }

    pub(crate) async fn as_admin(&self, path: &str) -> Answer {
        self.send(self.request_as(("admin1", "admin"), Method::GET, path))
            .await
    }

    /// A page that an admin reads.
    pub(crate) async fn admin_page(&self, path: &str) -> Html {
        self.as_admin(path).await.expect(200).html()
    }

    /// The list of sessions, with this query.
    pub(crate) async fn list(&self, query: &str) -> Value {
        let path = format!("/api/admin/teacher-sessions?{query}");
        self.as_admin(&path).await.expect(200).json()
    }

    /// One session with its evidence.
    pub(crate) async fn record(&self, id: i64) -> Value {
        self.list(&format!("session={id}")).await
    }

    /// The rows of all sessions as text, to see whether anything changed.
    pub(crate) async fn rows(&self) -> String {
        self.list("limit=500").await["sessions"].to_string()
    }

    /// The one session of a database that has no other.
    pub(crate) async fn only_session(&self) -> Value {
        let mut body = self.list("").await;
        assert_eq!(body["sessions"].as_array().unwrap().len(), 1);
        body["sessions"][0].take()
    }

    /// One run of the schedule, as the platform starts it: Vercel's cron calls the endpoint with the secret, AWS
    /// invokes a function of its own. Returns the report.
    pub(crate) async fn run_schedule(&self) -> Value {
        if Platform::of_this_run() == Some(Platform::Lambda) {
            let port = reqwest::Url::parse(&self.base).unwrap().port().unwrap();
            return tokio::task::spawn_blocking(move || invoke_schedule(port))
                .await
                .unwrap();
        }

        self.sweep().await.expect(200).json()
    }

    /// Sweeps until every past day is summed up, however slow the machine: each run has seconds for it.
    pub(crate) async fn sum_up_days(&self) -> i64 {
        let mut before = -1;
        loop {
            self.sweep().await.expect(200);
            let days = "SELECT COUNT(*) FROM session_days_summed";
            let summed = self.store().read_number(days).await.unwrap();
            if summed == before {
                return summed;
            }

            before = summed;
        }
    }

    pub(crate) async fn sweep(&self) -> Answer {
        let request = self.request(Method::GET, "/api/cron/session-timeout");
        self.send(request.header("authorization", format!("Bearer {CRON}")))
            .await
    }
}
