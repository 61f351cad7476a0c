//! What Zoom answers about a lesson, how often it is asked, and what becomes of the lesson.

use serde_json::{Value, json};
use session_tracking::app::{ImportMode, import_report};
use session_tracking::domain::SchoolCalendar;
use session_tracking::zoom::Report;

use super::{LIST, Lacking, PROBE, RUNS};
use crate::http::webhook::asked::{row, run, student, teacher, without};
use crate::http::webhook::cases::Page;
use crate::http::webhook::{MEETING, count_rows, events, lesson, session};
use crate::support::Run;

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

#[tokio::test]
async fn a_run_of_which_all_is_known_is_not_asked_about_with_the_one_after_it() {
    let run = |uuid, from, to| {
        let whole = [
            ("started", "host", from),
            ("joined", "host", from),
            ("joined", "s1", from),
            ("left", "s1", to),
            ("left", "host", to),
            ("ended", "host", to),
        ];
        events(uuid, &whole)
    };
    let mut told = run("u0==", 1, 20);
    told.extend(run("u1==", 21, 45));
    // The student's leave of the second run.
    told.remove(9);
    let lacking = Lacking::of(Page::Opened, &told).await;

    assert_eq!(lacking.sweep_at("15:51").await, [LIST]);
}
