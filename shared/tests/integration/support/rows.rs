//! Sessions as some program left them in the table, with the columns that a test is about.

use std::collections::BTreeMap;

use session_tracking::store::Store;

use super::LINK;

/// One row. Times are as the table holds them: `2026-11-23 15:00:00`.
pub(crate) struct Row(BTreeMap<&'static str, Option<String>>);

impl Row {
    /// A link of teacher ustaz1 for student 1.
    pub(crate) fn new(token: &str) -> Self {
        Self(BTreeMap::new())
            .set("studentid", 1)
            .set("ustazid", "ustaz1")
            .set("link", LINK)
            .set("tracking_token", token)
    }

    pub(crate) fn set(self, column: &'static str, value: impl ToString) -> Self {
        self.set_or_null(column, Some(value))
    }

    pub(crate) fn set_or_null(
        mut self,
        column: &'static str,
        value: Option<impl ToString>,
    ) -> Self {
        self.0.insert(column, value.map(|value| value.to_string()));
        self
    }

    pub(crate) fn student(self, id: i64) -> Self {
        self.set("studentid", id)
    }

    pub(crate) fn teacher(self, id: &str) -> Self {
        self.set("ustazid", id)
    }

    pub(crate) fn sent_at(self, at: &str) -> Self {
        self.set("sent_time", at)
    }

    pub(crate) fn expires_at(self, at: &str) -> Self {
        self.set("expiration_date", at)
    }

    pub(crate) fn opened_at(self, at: &str) -> Self {
        self.set("clicked_at", at)
    }

    pub(crate) fn last_seen_at(self, at: &str) -> Self {
        self.set("last_activity_at", at)
    }

    pub(crate) fn status(self, status: &str) -> Self {
        self.set("session_status", status)
    }

    /// Ended after this time in class.
    pub(crate) fn ended_at(self, at: &str, seconds: i64) -> Self {
        self.status("ended")
            .set("session_ended_at", at)
            .set("session_duration_seconds", seconds)
    }

    /// Ended by the page that was closed.
    pub(crate) fn closed_at(self, at: &str, seconds: i64) -> Self {
        self.last_seen_at(at)
            .ended_at(at, seconds)
            .set("end_reason", "closed")
    }

    /// The band of the time in class.
    pub(crate) fn band(self, low: i64, high: i64) -> Self {
        self.set("duration_low_seconds", low)
            .set("duration_high_seconds", high)
    }

    fn insert(&self) -> String {
        let columns: Vec<&str> = self.0.keys().copied().collect();
        let values: Vec<String> = self
            .0
            .values()
            .map(|value| literal(value.as_deref()))
            .collect();

        format!(
            "INSERT INTO wpos_zoom_links ({}) VALUES ({});\n",
            columns.join(", "),
            values.join(", ")
        )
    }
}

fn literal(value: Option<&str>) -> String {
    match value {
        Some(value) => format!("'{}'", value.replace('\'', "''")),
        None => "NULL".to_owned(),
    }
}

/// Inserts rows, in their order.
pub(crate) async fn insert(store: &Store, rows: impl IntoIterator<Item = Row>) {
    let sql: String = rows.into_iter().map(|row| row.insert()).collect();
    store.execute_script(&sql).await.unwrap();
}

/// Sets a column of every session, or of those that a condition names. `None` is NULL.
pub(crate) async fn change(store: &Store, condition: &str, column: &str, value: Option<&str>) {
    let value = literal(value);
    let sql = format!("UPDATE wpos_zoom_links SET {column} = {value} WHERE {condition}");
    store.execute_script(&sql).await.unwrap();
}

/// Counts the sessions that a condition names.
pub(crate) async fn count(store: &Store, condition: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM wpos_zoom_links WHERE {condition}");
    store.read_number(&sql).await.unwrap()
}
