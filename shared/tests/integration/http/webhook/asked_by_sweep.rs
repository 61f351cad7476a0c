//! Lessons of which events were lost, which each sweep asks Zoom about with the time that is left.

mod answers;
mod failures;
mod rooms;
mod teachers;

use serde_json::Value;
use session_tracking::app::sweep;
use session_tracking::domain::{Day, Period};

use super::asked::{school_and_zoom, teacher, without};
use super::cases::Page;
use super::{events, session};
use crate::support::{FakeZoom, Inside};

/// A school, its Zoom, and one lesson: link sent 14:45, page opened 14:58 and closed 15:00:30, meeting 15:01 to 15:45.
struct Lacking {
    site: Inside,
    server: FakeZoom,
}

impl Lacking {
    async fn of(page: Page, told: &[Value]) -> Self {
        let (site, server) = school_and_zoom(page, told).await;
        Self { site, server }
    }

    /// The student's leave got lost.
    async fn of_leave() -> Self {
        Self::of(Page::Opened, &without(3)).await
    }

    /// Nobody but the teacher came, and all was told.
    async fn of_student() -> Self {
        let told = events(
            "u1==",
            &[
                ("started", "host", 1),
                ("joined", "host", 1),
                ("left", "host", 45),
                ("ended", "host", 45),
            ],
        );
        let lacking = Self::of(Page::Opened, &told).await;
        lacking.server.set(|zoom| {
            zoom.runs[0].participants = 1;
            zoom.runs[0].rows = vec![teacher()];
        });

        lacking
    }

    /// Sweeps at this time of the day of the lesson. Returns the calls that it made.
    async fn sweep_at(&self, time: &str) -> Vec<String> {
        self.sweep_on("2026-11-23", time).await
    }

    async fn sweep_on(&self, day: &str, time: &str) -> Vec<String> {
        self.site.clock.set(&format!("{day}T{time}:00Z"));
        self.server.set(|zoom| zoom.asked.clear());
        sweep(&self.site.app).await.unwrap();

        self.server.state().asked
    }

    /// Sweeps every half an hour for two days. Returns how many calls that made.
    async fn sweep_for_two_days(&self) -> usize {
        let mut calls = 0;
        for day in ["2026-11-24", "2026-11-25"] {
            for hour in 0..24 {
                for minute in ["00", "30"] {
                    calls += self
                        .sweep_on(day, &format!("{hour:02}:{minute}"))
                        .await
                        .len();
                }
            }
        }

        calls
    }

    async fn questions(&self) -> i64 {
        self.count("ask_at IS NOT NULL").await
    }

    async fn count(&self, condition: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM zoom_list_questions WHERE {condition}");
        self.site.store().read_number(&sql).await.unwrap()
    }

    async fn mended(&self) -> i64 {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let week = Period {
            first: day("2026-11-23"),
            last: day("2026-11-29"),
        };
        let days = self.site.app.calendar();
        self.site
            .store()
            .count_mended_lessons(days.start(week.first), days.end(week.last))
            .await
            .unwrap()
    }

    async fn expect_mended(&self) {
        let session = session(&self.site, 1).await;
        assert_eq!(session["durationSeconds"], 2520, "{session}");
        assert_eq!(self.mended().await, 1);
        assert_eq!(self.questions().await, 0);
    }
}

const LIST: &str = "/v2/past_meetings/u1%3D%3D/participants";
const PROBE: &str = "/v2/past_meetings/u1%3D%3D";
const MEETING: &str = "/v2/meetings/12345678901";
const RUNS: &str = "/v2/past_meetings/12345678901/instances";
