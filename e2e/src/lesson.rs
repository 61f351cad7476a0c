//! A school's lessons, and what a test asks of them.

use session_tracking::domain::Role;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{School, now};

/// One session.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its row.
    pub id: i64,
    /// Its token.
    pub token: String,
}

impl Lesson {
    /// Returns the path of its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/api/zoom/track?token={}", self.token)
    }
}

impl School {
    /// A teacher sends a student, a new one each time, a link.
    pub async fn lesson(&self) -> Result<Lesson> {
        let student = self.students.fetch_add(1, Ordering::Relaxed);
        let path = format!("/api/teachers/students/{student}/zoom");
        let link = json!({ "link": "https://zoom.us/j/12345678901?pwd=abc.1" });
        let created = self
            .signed_in(Method::POST, &path, Role::Teacher, &link)
            .await?;

        let token = created["tracking_token"]
            .as_str()
            .context("no token")?
            .to_owned();

        Ok(Lesson {
            id: created["id"].as_i64().context("no id")?,
            token,
        })
    }

    /// Lets a session's link expire.
    pub async fn expire(&self, lesson: &Lesson) -> Result<()> {
        let past = "UPDATE wpos_zoom_links SET expiration_date = '2020-01-01 00:00:00' WHERE id = ";
        self.execute(&format!("{past}{}", lesson.id)).await?;
        Ok(())
    }

    /// Moves the beginning of a session back by some seconds.
    pub async fn move_back(&self, lesson: &Lesson, seconds: i64) -> Result<()> {
        let clicked_at = (now() - TimeDelta::seconds(seconds)).format("%F %T");
        let earlier = format!(
            "UPDATE wpos_zoom_links SET clicked_at = '{clicked_at}' WHERE id = {}",
            lesson.id
        );

        self.execute(&earlier).await?;
        Ok(())
    }

    /// What an admin sees of a session: `{session, evidence, segments, why, ...}`.
    pub async fn record(&self, lesson: &Lesson) -> Result<Value> {
        let path = format!("/api/admin/teacher-sessions?session={}", lesson.id);
        self.signed_in(Method::GET, &path, Role::Admin, &Value::Null)
            .await
    }

    /// Waits until a session has a status, for what is on its way. Returns its record.
    pub async fn wait_for_status(&self, lesson: &Lesson, status: &str) -> Result<Value> {
        self.wait_for(lesson, status, |record| {
            record["session"]["status"] == status
        })
        .await
    }

    /// Waits until the evidence of a session has an entry of this kind. Returns its record.
    pub async fn wait_for_evidence(&self, lesson: &Lesson, kind: &str) -> Result<Value> {
        self.wait_for(lesson, kind, |record| {
            let entries = record["evidence"].as_array();
            entries.is_some_and(|entries| entries.iter().any(|entry| entry["kind"] == kind))
        })
        .await
    }

    async fn wait_for(
        &self,
        lesson: &Lesson,
        what: &str,
        is_there: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        for _ in 0..100 {
            let record = self.record(lesson).await?;
            if is_there(&record) {
                return Ok(record);
            }

            tokio::time::sleep(Duration::from_millis(100)).await;
        }

        bail!(
            "waited in vain for {what} in {}",
            self.record(lesson).await?
        )
    }
}
