//! What a teacher and a student do in a lesson, by the API alone.

use reqwest::Method;
use serde_json::{Value, json};
use session_tracking::clock::Clock;

use super::{Answer, LINK, Site};

impl Site {
    /// Teacher ustaz1 sends a student a link.
    pub(crate) async fn create(&self, student: &str, body: &Value) -> Answer {
        let bearer = self.bearer("ustaz1", "teacher");
        let path = format!("/api/teachers/students/{student}/zoom");

        self.send(
            self.request(Method::POST, &path)
                .header("authorization", bearer)
                .json(body),
        )
        .await
    }

    /// A new session of student 1; returns its token.
    pub(crate) async fn session(&self) -> String {
        let link = format!("{LINK}{}", self.clock.now().timestamp_micros());
        let answer = self.create("1", &json!({ "link": link })).await.expect(201);
        answer.json()["tracking_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn join(&self, token: &str) -> Answer {
        self.post("/api/zoom/track", &json!({ "token": token }))
            .await
    }

    pub(crate) async fn beat(&self, token: &str) -> Answer {
        self.post("/api/zoom/heartbeat", &json!({ "token": token }))
            .await
    }

    pub(crate) async fn end(&self, token: &str, more: &Value) -> Answer {
        let mut body = json!({ "token": token });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());

        self.post("/api/zoom/end-session", &body).await
    }

    /// Lets time pass with a heartbeat every 30 seconds.
    pub(crate) async fn attend(&self, token: &str, seconds: i64) {
        for _ in 0..seconds / 30 {
            self.pass(30);
            self.beat(token).await.expect(200);
        }
    }
}
