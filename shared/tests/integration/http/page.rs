//! A student's page, which numbers its messages.

use serde_json::{Value, json};

use crate::support::{Answer, Site};

/// One page of a session, numbering its messages.
pub(super) struct Page<'a> {
    site: &'a Site,
    token: &'a str,
    name: &'static str,
    pub(super) sequence: u32,
    phone: bool,
}

impl<'a> Page<'a> {
    /// Opens the page.
    pub(super) async fn open(
        site: &'a Site,
        token: &'a str,
        name: &'static str,
        phone: bool,
    ) -> Self {
        let mut page = Self {
            site,
            token,
            name,
            sequence: 0,
            phone,
        };

        page.send("track", json!({})).await.expect(200);
        page
    }

    pub(super) async fn send(&mut self, path: &str, more: Value) -> Answer {
        self.sequence += 1;
        self.repeat(path, more).await
    }

    /// Sends a message with the number of the last one.
    pub(super) async fn repeat(&self, path: &str, more: Value) -> Answer {
        let mut body = json!({ "token": self.token, "doc": self.name, "seq": self.sequence, "phone": self.phone });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());

        self.site.post(&format!("/api/zoom/{path}"), &body).await
    }

    pub(super) async fn beat(&mut self, ticks: u32) -> Value {
        self.send("heartbeat", json!({ "ticks": ticks }))
            .await
            .expect(200)
            .json()
    }
}
