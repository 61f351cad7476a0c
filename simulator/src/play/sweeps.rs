//! The schedule's runs, and whether each closed what was due and nothing else.

use serde::Deserialize;
use serde_json::Value;

use super::{IDLE, Play};
use crate::site::{Ask, Who};
use crate::spans::{HOUR, Millis, SECOND};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    details: Vec<Detail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    session_id: i64,
}

/// The longest time for which a session may be held open because Zoom has reported a join and no end since.
const HELD_OPEN: Millis = 14 * HOUR;

impl Play<'_> {
    /// One run of the schedule.
    pub(super) async fn sweep(&mut self, now: Millis) -> anyhow::Result<()> {
        let reply = self
            .site
            .ask(
                now,
                "sweep",
                Who::Cron,
                Ask::get("/api/cron/session-timeout"),
            )
            .await?;

        if reply.status != 200 {
            return Ok(());
        }

        let report: Report = serde_json::from_slice(&reply.body)?;
        for detail in &report.details {
            let Some(number) = self
                .logs
                .iter()
                .position(|log| log.id == Some(detail.session_id))
            else {
                continue;
            };

            let was_inside =
                self.logs[number].is_in_zoom() && self.school.lessons[number].attended().holds(now);
            let log = &mut self.logs[number];
            let lively = log
                .last_signal
                .is_some_and(|at| now - at < IDLE - 2 * SECOND);

            log.closed_live |= lively || was_inside;
            log.open = false;
            self.trace(number, now, || "sweep closed it".to_owned());
        }

        self.look_for_overdue(now).await
    }

    async fn look_for_overdue(&mut self, now: Millis) -> anyhow::Result<()> {
        let due = |log: &crate::log::Log| {
            let held =
                log.is_in_zoom() && log.joined_at.is_some_and(|since| now - since < HELD_OPEN);
            log.open
                && !held
                && log
                    .last_activity()
                    .is_some_and(|at| now - at > IDLE + 2 * SECOND)
        };

        let candidates: Vec<usize> = (0..self.logs.len())
            .filter(|number| due(&self.logs[*number]))
            .collect();

        for number in candidates {
            // Something else than the page may have ended it.
            let path = format!(
                "/api/admin/teacher-sessions?session={}",
                self.logs[number].id.unwrap_or_default()
            );
            let reply = self
                .site
                .ask(now, "list", Who::Admin, Ask::get(&path))
                .await?;
            let answer: Value = serde_json::from_slice(&reply.body)?;

            self.logs[number].open = false;
            self.logs[number].overdue |= answer["session"]["status"] == "active";
        }

        Ok(())
    }

    /// Lessons around midnight must be found under their own day.
    pub(super) async fn check_days(&mut self, now: Millis) -> anyhow::Result<()> {
        let school = self.school;
        for (number, lesson) in school.lessons.iter().enumerate() {
            let Some(id) = self.logs[number]
                .id
                .filter(|_| lesson.flags.contains("day_edge"))
            else {
                continue;
            };
            let at = self.logs[number].first_opened.unwrap_or(lesson.sent);
            let begins = lesson.attended().start().unwrap_or(at);
            let mut found = false;

            for at in [at, begins] {
                let teacher = &school.teachers[lesson.teacher].id;
                let date = school.zone.date(at);
                let path = format!(
                    "/api/admin/teacher-sessions?date={date}&teacherId={teacher}&limit=500"
                );
                let reply = self
                    .site
                    .ask(now, "list", Who::Admin, Ask::get(&path))
                    .await?;

                let answer: Value = serde_json::from_slice(&reply.body)?;
                found |= answer["sessions"]
                    .as_array()
                    .is_some_and(|all| all.iter().any(|one| one["id"] == id));
            }

            self.logs[number].wrong_day = !found;
        }

        Ok(())
    }
}
