//! What the demo school's lessons do not tell.

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::Value;

use crate::{OFFICE, School};

/// Zoom's events of a lesson: minutes after its start, and whether it is the teacher.
const ZOOMS_STORY: [(i64, &str, bool); 6] = [
    (0, "joined", true),
    (1, "joined", false),
    (18, "left", false),
    (24, "joined", false),
    (33, "left", false),
    (35, "left", true),
];

impl School {
    /// Lets Zoom tell of a session.
    pub async fn tell_by_zoom(&self, id: &str) -> Result<()> {
        let opened_at = self.opened_at(id).await?;
        for (number, (minutes, kind, is_host)) in ZOOMS_STORY.into_iter().enumerate() {
            let at = (opened_at + TimeDelta::minutes(minutes)).format("%Y-%m-%d %H:%M:%S");
            let who = if is_host {
                "host".to_owned()
            } else {
                format!("student-{}", number / 3)
            };
            let insert = format!(
                "INSERT INTO zoom_events (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, \
                 connection, is_host, source, dedupe_key) \
                 SELECT 'story', zoom_meeting_id, 'story', '{kind}', '{at}', '{at}', '{who}', {}, 'webhook', \
                 'story:{id}:{number}' FROM wpos_zoom_links WHERE id = {id} AND zoom_meeting_id IS NOT NULL",
                i32::from(is_host)
            );

            self.execute(&insert).await?;
        }

        Ok(())
    }

    async fn opened_at(&self, id: &str) -> Result<DateTime<Utc>> {
        let (name, value) = self.cookie(OFFICE)?;
        let path = format!("/api/admin/teacher-sessions?session={id}");
        let request = self
            .request(Method::GET, &path)
            .header("Cookie", format!("{name}={value}"));
        let record: Value = request.send().await?.json().await?;

        let opened_at = record["session"]["pageStartTime"]
            .as_str()
            .context("it was not opened")?;

        Ok(opened_at.parse()?)
    }
}
