//! The admin's list of sessions.

use serde::Deserialize;

use crate::site::{Ask, Site, Who};
use crate::spans::Millis;

/// One line of the admin's list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The session.
    pub id: i64,
    /// Its teacher.
    pub teacher_id: String,
    /// Its student.
    pub student_id: usize,
    /// When it began.
    pub start_time: Option<String>,
    /// When it was over.
    pub end_time: Option<String>,
    /// When the page was opened.
    pub page_start_time: Option<String>,
    /// Its last activity.
    pub page_end_time: Option<String>,
    /// Its duration.
    pub duration_seconds: Option<i64>,
    /// The seconds that count in sums; `None`: the teacher did not come.
    pub counted_seconds: Option<i64>,
    /// At least.
    pub low_seconds: Option<i64>,
    /// At most.
    pub high_seconds: Option<i64>,
    /// The source of the figures.
    pub source: Option<String>,
    /// Their grade.
    pub grade: Option<String>,
    /// The session's state.
    pub status: String,
    /// Its phase, as an admin sees it.
    pub phase: Option<String>,
    /// The reason of its end.
    pub end_reason: Option<String>,
    /// The person who did not come, if any.
    pub no_show: Option<String>,
}

impl Row {
    /// Start and end in milliseconds.
    #[must_use]
    pub fn times(&self) -> (Option<Millis>, Option<Millis>) {
        (
            millis(self.start_time.as_deref()),
            millis(self.end_time.as_deref()),
        )
    }

    /// The same of the page's life.
    #[must_use]
    pub fn page_times(&self) -> (Option<Millis>, Option<Millis>) {
        (
            millis(self.page_start_time.as_deref()),
            millis(self.page_end_time.as_deref()),
        )
    }

    /// Returns whether the list says that nobody met: as a no-show, or as a link that was never opened.
    #[must_use]
    pub fn says_no_show(&self) -> bool {
        self.no_show.is_some() || self.status == "sent"
    }
}

fn millis(text: Option<&str>) -> Option<Millis> {
    Some(
        chrono::DateTime::parse_from_rfc3339(text?)
            .ok()?
            .timestamp_millis(),
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListPage {
    sessions: Vec<Row>,
    next_cursor: Option<String>,
}

/// Reads the whole list, page by page.
pub async fn read(site: &mut Site, now: Millis) -> anyhow::Result<Vec<Row>> {
    let (mut rows, mut path) = (
        Vec::new(),
        "/api/admin/teacher-sessions?limit=500".to_owned(),
    );
    loop {
        let reply = site.ask(now, "list", Who::Admin, Ask::get(&path)).await?;
        anyhow::ensure!(
            reply.status == 200,
            "the list was refused with {}: {:?}",
            reply.status,
            reply.body
        );

        let page: ListPage = serde_json::from_slice(&reply.body)?;
        rows.extend(page.sessions);
        let Some(cursor) = page.next_cursor else {
            return Ok(rows);
        };

        path = format!("/api/admin/teacher-sessions?limit=500&cursor={cursor}");
    }
}
