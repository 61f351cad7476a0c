//! Sessions as some program left them in the table, with the columns that a test is about.

use std::collections::BTreeMap;

use session_tracking::store::Store;

use super::LINK;

/// One row. Times are as the table holds them: `2026-11-23 15:00:00`.
pub(crate) struct Row(BTreeMap<&'static str, String>);

impl Row {
    /// A link of teacher ustaz1 for student 1.
    pub(crate) fn new(token: &str) -> Self {
        let row = Self(BTreeMap::new())
            .set("studentid", "1")
            .set("ustazid", "ustaz1");
        row.set("link", LINK).set("tracking_token", token)
    }

    fn set(mut self, column: &'static str, value: &str) -> Self {
        self.0.insert(column, value.to_owned());
        self
    }

    /// Another teacher's.
    pub(crate) fn by(self, teacher: &str) -> Self {
        self.set("ustazid", teacher)
    }

    /// Sent.
    pub(crate) fn sent(self, at: &str) -> Self {
        self.set("sent_time", at)
    }

    /// Valid until then.
    pub(crate) fn expires(self, at: &str) -> Self {
        self.set("expiration_date", at)
    }

    /// Opened.
    pub(crate) fn opened(self, at: &str) -> Self {
        self.set("clicked_at", at)
    }

    /// Heard of for the last time.
    pub(crate) fn seen(self, at: &str) -> Self {
        self.set("last_activity_at", at)
    }

    /// Ended by the page that was closed.
    pub(crate) fn closed(self, at: &str, seconds: u32) -> Self {
        let row = self
            .seen(at)
            .set("session_ended_at", at)
            .set("session_status", "ended");
        row.set("end_reason", "closed")
            .set("session_duration_seconds", &seconds.to_string())
    }

    fn insert(&self) -> String {
        let columns: Vec<&str> = self.0.keys().copied().collect();
        let values: Vec<String> = self.0.values().map(|value| format!("'{value}'")).collect();

        format!(
            "INSERT INTO wpos_zoom_links ({}) VALUES ({});\n",
            columns.join(", "),
            values.join(", ")
        )
    }
}

/// Inserts rows, in their order.
pub(crate) async fn insert(store: &Store, rows: impl IntoIterator<Item = Row>) {
    let sql: String = rows.into_iter().map(|row| row.insert()).collect();
    store.execute_script(&sql).await.unwrap();
}
