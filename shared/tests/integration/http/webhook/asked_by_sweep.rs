//! Lessons of which events were lost, which each sweep asks Zoom about with the time that is left.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use session_tracking::app::{ImportMode, import_report, sweep, sweep_within};
use session_tracking::domain::{Day, Period, SchoolCalendar};
use session_tracking::zoom::Report;

use super::asked::{row, run, student, teacher, without};
use super::cases::{self, Page};
use super::{MEETING, SECRET, count_rows, deliver_all, events, lesson, session};
use crate::support::{FakeZoom, Inside, Row, Run, ZoomAnswer, insert};

/// A school, its Zoom, and one lesson: link sent 14:45, page opened 14:58 and closed 15:00:30, meeting 15:01 to 15:45.
struct Lacking {
    site: Inside,
    server: FakeZoom,
}

impl Lacking {
    async fn of(page: Page, told: &[Value]) -> Self {
        let server = FakeZoom::start(vec![run(vec![teacher(), student()])]);
        let settings = server.settings();
        let mut changes = vec![("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)];
        changes.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));

        let site = Inside::with(&changes).await;
        insert(site.store(), [cases::lesson(page)]).await;
        deliver_all(&site, told).await;

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
const RUNS: &str = "/v2/past_meetings/12345678901/instances";

#[tokio::test]
async fn a_complete_lesson_costs_no_call_and_leaves_no_question() {
    let lacking = Lacking::of(Page::Opened, &lesson()).await;

    for time in ["15:50", "16:30", "18:00", "23:00"] {
        assert_eq!(lacking.sweep_at(time).await, [""; 0]);
    }
    assert_eq!(lacking.sweep_for_two_days().await, 0);

    assert_eq!(count_rows(&lacking.site, "zoom_list_questions").await, 0);
    assert_eq!(count_rows(&lacking.site, "zoom_api_calls").await, 0);
}

#[tokio::test]
async fn a_lost_join_or_leave_costs_one_call() {
    for number in [2, 3] {
        let lacking = Lacking::of(Page::Opened, &without(number)).await;
        assert_eq!(lacking.sweep_at("15:49").await, [""; 0], "too early");

        assert_eq!(lacking.sweep_at("15:51").await, [LIST]);

        lacking.expect_mended().await;
        assert_eq!(session(&lacking.site, 1).await["grade"], "A");
        assert_eq!(lacking.sweep_for_two_days().await, 0);
    }
}

#[tokio::test]
async fn a_listed_leave_of_a_killed_app_makes_no_second_stay() {
    let lacking = Lacking::of(Page::Opened, &without(2)).await;
    let mut killed = student();
    killed["leave_time"] = json!("2026-11-23T15:45:40Z");
    lacking
        .server
        .set(|zoom| zoom.runs[0].rows = vec![teacher(), killed]);

    lacking.sweep_at("15:51").await;
    lacking.sweep_at("16:01").await;

    // To 15:44, as the event of the leave says.
    lacking.expect_mended().await;
}

#[tokio::test]
async fn a_lesson_of_which_nothing_was_told_is_asked_about_when_its_list_would_be_ready() {
    let lacking = Lacking::of(Page::Opened, &[]).await;
    // The page was opened at 14:58, and nothing tells of an end.
    assert_eq!(lacking.sweep_at("16:47").await, [""; 0]);

    assert_eq!(lacking.sweep_at("16:49").await, [RUNS, PROBE, LIST]);

    lacking.expect_mended().await;
    assert_eq!(lacking.sweep_for_two_days().await, 0);
}

#[tokio::test]
async fn a_link_that_was_never_opened_is_asked_about_hours_later() {
    let lacking = Lacking::of(Page::NeverOpened, &[]).await;
    assert_eq!(lacking.sweep_at("17:40").await, [""; 0]);
    assert_eq!(lacking.sweep_at("18:00").await, [""; 0]);

    assert_eq!(lacking.sweep_at("18:21").await, [RUNS, PROBE, LIST]);

    lacking.expect_mended().await;
}

#[tokio::test]
async fn a_list_that_is_late_is_asked_for_again() {
    let lacking = Lacking::of_leave().await;
    lacking.server.set(|zoom| zoom.runs[0].is_ready = false);
    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
    assert_eq!(lacking.sweep_at("15:55").await, [""; 0]);
    assert_ne!(session(&lacking.site, 1).await["grade"], "A");

    lacking.server.set(|zoom| zoom.runs[0].is_ready = true);
    assert_eq!(lacking.sweep_at("16:01").await, [LIST]);

    lacking.expect_mended().await;
}

#[tokio::test]
async fn two_equal_answers_are_the_last_word() {
    // The list has no more than the events: the student's row is missing.
    let lacking = Lacking::of_leave().await;
    lacking.server.set(|zoom| {
        zoom.runs[0].rows = vec![teacher(), row("other", "", ("15:10", "15:20"))];
    });

    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
    assert_eq!(lacking.sweep_at("16:01").await, [LIST]);

    assert_eq!(lacking.questions().await, 0);
    assert_eq!(lacking.count("told IS NOT NULL").await, 1);
    assert_eq!(lacking.sweep_for_two_days().await, 0);
}

#[tokio::test]
async fn a_list_that_never_comes_is_asked_for_five_times_at_most() {
    let lacking = Lacking::of_leave().await;
    lacking.server.set(|zoom| zoom.runs[0].is_ready = false);

    let mut calls = 0;
    for time in ["15:51", "16:01", "16:21", "17:46", "19:00", "21:00"] {
        calls += lacking.sweep_at(time).await.len();
    }
    calls += lacking.sweep_for_two_days().await;

    // Twice while the list may be late. Then the silence of 35 minutes and that of two hours are equal.
    assert_eq!(calls, 4);
    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
}

#[tokio::test]
async fn a_student_who_did_not_come_costs_three_light_questions_whatever_zoom_says() {
    for change in [
        |_: &mut Run| {},
        |run: &mut Run| run.is_ready = false,
        |run: &mut Run| run.participants = 2,
    ] {
        let lacking = Lacking::of_student().await;
        lacking.server.set(|zoom| change(&mut zoom.runs[0]));
        assert_eq!(lacking.sweep_at("16:01").await, [""; 0]);

        let first = lacking.sweep_at("16:21").await;
        let second = lacking.sweep_at("17:46").await;

        assert_eq!(first[0], PROBE);
        assert_eq!(second[..2], [RUNS, PROBE]);
        assert_eq!(session(&lacking.site, 1).await["noShow"], "student_absent");
        assert_eq!(lacking.mended().await, 0);
        assert_eq!(lacking.sweep_for_two_days().await, 0);
    }
}

#[tokio::test]
async fn a_second_run_of_which_all_was_lost_is_found_before_the_last_word() {
    let lacking = Lacking::of_student().await;
    let mut evening = run(vec![
        row("host", "host-1", ("15:46", "16:16")),
        row("s1", "", ("15:46", "16:16")),
    ]);
    evening.uuid = "u2==";
    evening.started_at = "2026-11-23T15:44:30Z";
    lacking.server.set(|zoom| zoom.runs.push(evening));

    lacking.sweep_at("16:21").await;
    assert_eq!(session(&lacking.site, 1).await["noShow"], "student_absent");
    lacking.sweep_at("17:46").await;

    let session = session(&lacking.site, 1).await;
    assert_eq!(session["durationSeconds"], 1800, "{session}");
    assert_eq!(lacking.mended().await, 1);
}

#[tokio::test]
async fn a_meeting_of_another_account_is_asked_about_twice() {
    let lacking = Lacking::of(Page::Opened, &[]).await;
    lacking.server.set(|zoom| zoom.runs.clear());

    assert_eq!(lacking.sweep_at("16:50").await, [RUNS]);
    assert_eq!(lacking.sweep_at("18:15").await, [RUNS]);

    assert_eq!(lacking.questions().await, 0);
    assert_eq!(lacking.sweep_for_two_days().await, 0);
}

#[tokio::test]
async fn two_sweeps_at_once_ask_once() {
    let lacking = Lacking::of_leave().await;
    lacking.site.clock.set("2026-11-23T15:51:00Z");

    let app = &lacking.site.app;
    let runs = futures_util::future::join_all((0..4).map(|_| sweep(app))).await;

    assert!(runs.iter().all(Result::is_ok));
    assert_eq!(lacking.server.state().asked, [LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn what_a_killed_run_left_over_is_asked_by_a_later_one() {
    let lacking = Lacking::of_leave().await;
    lacking
        .server
        .set(|zoom| zoom.next_answers.push_back(ZoomAnswer::Silence));
    lacking.site.clock.set("2026-11-23T15:51:00Z");
    let killed = tokio::time::timeout(Duration::from_millis(1_500), sweep(&lacking.site.app));
    assert!(killed.await.is_err());
    assert_eq!(lacking.server.state().asked, [LIST]);

    // It may still be at it.
    assert_eq!(lacking.sweep_at("15:53").await, [""; 0]);
    assert_eq!(lacking.sweep_at("15:57").await, [LIST]);

    lacking.expect_mended().await;
}

#[tokio::test]
async fn sessions_are_closed_though_zoom_hangs() {
    let lacking = Lacking::of_leave().await;
    let due = Row::new("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .sent_at("2026-11-23 10:00:00")
        .opened_at("2026-11-23 10:00:00")
        .last_seen_at("2026-11-23 10:05:00");
    insert(lacking.site.store(), [due]).await;
    lacking
        .server
        .set(|zoom| zoom.next_answers = (0..20).map(|_| ZoomAnswer::Silence).collect());
    lacking.site.clock.set("2026-11-23T15:51:00Z");

    let started = Instant::now();
    let report = sweep_within(&lacking.site.app, Duration::from_secs(3))
        .await
        .unwrap();

    assert_eq!(report.sessions_ended, 1);
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(lacking.questions().await, 1);

    lacking.server.set(|zoom| zoom.next_answers.clear());
    assert_eq!(lacking.sweep_at("15:57").await, [LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn the_end_of_a_days_calls_ends_the_asking_until_the_next_day() {
    let lacking = Lacking::of_leave().await;
    lacking.server.set(|zoom| {
        zoom.next_answers.push_back(ZoomAnswer::Limit(
            "x-ratelimit-type: Daily-limit",
            "You have reached the maximum daily rate limit for this API.",
        ));
    });

    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
    assert_eq!(lacking.sweep_at("15:57").await, [""; 0]);
    assert_eq!(lacking.sweep_at("23:50").await, [""; 0]);
    assert_eq!(lacking.questions().await, 1);

    assert_eq!(lacking.sweep_on("2026-11-24", "00:01").await, [LIST]);
    lacking.expect_mended().await;
}

#[tokio::test]
async fn a_missing_scope_costs_one_call_a_run_and_the_report_stands_in_where_it_may() {
    let lacking = Lacking::of_leave().await;
    let mut other = cases::lesson(Page::Opened);
    other = other
        .set("tracking_token", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .set("zoom_meeting_id", "22222222222");
    insert(lacking.site.store(), [other]).await;
    lacking.server.set(|zoom| zoom.scopes.truncate(2));

    assert_eq!(lacking.sweep_at("15:55").await.len(), 1);
    assert_eq!(lacking.sweep_at("15:56").await.len(), 1);
    assert_eq!(lacking.questions().await, 2);

    lacking.server.set(|zoom| {
        zoom.scopes
            .push("report:read:list_meeting_participants:admin");
    });
    lacking.server.end_tokens();
    let calls = lacking.sweep_at("16:01").await;
    assert!(
        calls.contains(&"/v2/report/meetings/u1%3D%3D/participants".to_owned()),
        "{calls:?}"
    );
    let session = session(&lacking.site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
}

#[tokio::test]
async fn a_refusal_of_one_meeting_does_not_stop_the_others() {
    let lacking = Lacking::of_leave().await;
    let mut other = cases::lesson(Page::Opened);
    other = other
        .set("tracking_token", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .set("zoom_meeting_id", "22222222222");
    insert(lacking.site.store(), [other]).await;
    lacking.server.set(|zoom| {
        let refusal = json!({ "code": 1010, "message": "Not to be had." });
        zoom.next_answers.push_back(ZoomAnswer::Json(404, refusal));
    });

    let calls = lacking.sweep_at("16:50").await;
    assert_eq!(calls, [LIST, "/v2/past_meetings/22222222222/instances"]);
    assert_eq!(lacking.questions().await, 2);

    assert_eq!(lacking.sweep_at("17:46").await, [LIST]);
    let session = session(&lacking.site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
}

#[tokio::test]
async fn without_an_app_nothing_is_asked_or_noted() {
    let site = Inside::with(&[("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)]).await;
    insert(site.store(), [cases::lesson(Page::Opened)]).await;
    deliver_all(&site, &without(3)).await;
    site.clock.set("2026-11-23T16:30:00Z");

    sweep(&site.app).await.unwrap();

    assert_eq!(count_rows(&site, "zoom_list_questions").await, 0);
}

#[tokio::test]
async fn a_day_that_somebody_imported_from_a_file_is_left_alone() {
    let lacking = Lacking::of_leave().await;
    let report = Report {
        meeting: MEETING.to_owned(),
        uuid: None,
        account: String::new(),
        host: Some("host-1".to_owned()),
        zone: SchoolCalendar::UTC,
        date_order: None,
    };
    let list = json!({ "participants": [teacher()] }).to_string();
    let days = lacking.site.app.calendar();
    let file = report
        .read_file("by-hand.json", list.as_bytes(), days)
        .unwrap();
    lacking.site.clock.set("2026-11-23T15:48:00Z");
    let mode = ImportMode::default();
    import_report(&lacking.site.app, &file, mode).await.unwrap();
    assert_eq!(count_rows(&lacking.site, "zoom_imports").await, 1);

    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
    assert_eq!(lacking.sweep_at("16:01").await, [LIST]);

    assert_eq!(count_rows(&lacking.site, "zoom_imports").await, 1);
    assert_eq!(lacking.mended().await, 0);
    assert_eq!(lacking.questions().await, 0);
}
