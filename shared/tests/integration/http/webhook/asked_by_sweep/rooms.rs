//! Rooms of several lessons, where nothing was told of one of them.

use serde_json::Value;

use super::{LIST, Lacking, MEETING, RUNS};
use crate::http::webhook::asked::{row, teacher};
use crate::http::webhook::cases::{self, Page};
use crate::http::webhook::{deliver_all, events, session};
use crate::support::insert;

/// A room in which there was a run in the morning, of which all was told, and a lesson in the afternoon, of which nothing
/// was.
async fn of_room() -> Lacking {
    let told = events(
        "u0==",
        &[
            ("started", "host", -420),
            ("joined", "host", -420),
            ("left", "host", -400),
            ("ended", "host", -400),
        ],
    );
    Lacking::of(Page::Opened, &told).await
}

#[tokio::test]
async fn a_room_without_a_run_at_the_time_of_the_lesson_shows_that_nobody_taught() {
    let lacking = of_room().await;
    lacking.server.set(|zoom| {
        zoom.runs[0].uuid = "u0==";
        zoom.runs[0].started_at = "2026-11-23T08:00:00Z";
    });

    assert_eq!(lacking.sweep_at("16:49").await, [RUNS]);
    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
    assert_eq!(lacking.sweep_at("18:15").await, [RUNS]);

    let absent = session(&lacking.site, 1).await;
    assert_eq!(absent["noShow"], "teacher_absent", "{absent}");
    assert_eq!(absent["durationSeconds"], 0, "{absent}");

    // What happens later in the room says nothing of that lesson.
    let evening = [("started", "host", 300), ("joined", "host", 300)];
    deliver_all(&lacking.site, &events("u9==", &evening)).await;
    assert_eq!(session(&lacking.site, 1).await["noShow"], "teacher_absent");

    // An event of then does.
    let lost = [
        ("joined", "host", 0),
        ("joined", "s1", 2),
        ("left", "s1", 40),
    ];
    deliver_all(&lacking.site, &events("u1==", &lost)).await;
    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
}

#[tokio::test]
async fn a_room_of_which_zoom_lists_nothing_shows_nothing() {
    let lacking = of_room().await;
    lacking.server.set(|zoom| zoom.runs.clear());

    lacking.sweep_at("16:49").await;
    lacking.sweep_at("18:15").await;
    lacking.sweep_for_two_days().await;

    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
}

#[tokio::test]
async fn a_meeting_of_the_account_that_nobody_began_shows_that_nobody_taught() {
    let lacking = Lacking::of(Page::Opened, &[]).await;
    lacking.server.set(|zoom| {
        zoom.runs.clear();
        zoom.waiting = vec!["12345678901"];
        zoom.scopes.push("meeting:read:meeting:admin");
    });

    assert_eq!(lacking.sweep_at("16:50").await, [RUNS, MEETING]);
    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
    assert_eq!(lacking.sweep_at("18:15").await, [RUNS, MEETING]);

    let absent = session(&lacking.site, 1).await;
    assert_eq!(absent["noShow"], "teacher_absent", "{absent}");
    assert_eq!(absent["durationSeconds"], 0, "{absent}");
    assert_eq!(lacking.sweep_for_two_days().await, 0);
}

#[tokio::test]
async fn a_meeting_that_the_account_does_not_know_or_no_scheduled_one_shows_nothing() {
    for kind in [None, Some(4)] {
        let lacking = Lacking::of(Page::Opened, &[]).await;
        lacking.server.set(|zoom| {
            zoom.runs.clear();
            zoom.scopes.push("meeting:read:meeting:admin");
            if let Some(kind) = kind {
                zoom.meeting_type = kind;
                zoom.waiting = vec!["12345678901"];
            }
        });

        assert_eq!(lacking.sweep_at("16:50").await, [RUNS, MEETING]);
        assert_eq!(lacking.sweep_at("18:15").await, [RUNS, MEETING]);

        assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
        assert_eq!(lacking.sweep_for_two_days().await, 0);
    }
}

#[tokio::test]
async fn a_meeting_that_goes_on_shows_nothing_until_it_is_over() {
    for lists_another in [false, true] {
        let lacking = if lists_another {
            of_room().await
        } else {
            Lacking::of(Page::Opened, &[]).await
        };
        lacking.server.set(|zoom| {
            zoom.scopes.push("meeting:read:meeting:admin");
            zoom.waiting = vec!["12345678901"];
            zoom.goes_on = true;
            zoom.runs[0].uuid = "u0==";
            zoom.runs[0].started_at = "2026-11-23T08:00:00Z";
            if !lists_another {
                zoom.runs.clear();
            }
        });

        assert_eq!(lacking.sweep_at("16:50").await, [RUNS, MEETING]);
        lacking.server.set(|zoom| zoom.goes_on = false);
        assert_eq!(lacking.sweep_at("18:15").await, [RUNS, MEETING]);
        // Only the last two answers were the same.
        assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);

        assert_eq!(lacking.sweep_for_two_days().await, 2);
        let absent = session(&lacking.site, 1).await;
        assert_eq!(absent["noShow"], "teacher_absent", "{absent}");
    }
}

#[tokio::test]
async fn a_list_with_a_row_that_cannot_be_read_or_without_what_events_told_shows_nothing() {
    let lacking = of_room().await;
    lacking.server.set(|zoom| {
        zoom.runs[0].uuid = "u0==";
        zoom.runs[0].started_at = "2026-11-23, 08:00";
        zoom.waiting = vec!["12345678901"];
        zoom.scopes.push("meeting:read:meeting:admin");
    });
    assert_eq!(lacking.sweep_at("16:49").await, [RUNS]);

    lacking.server.set(|zoom| zoom.runs.clear());
    assert_eq!(lacking.sweep_at("18:15").await, [RUNS, MEETING]);
    lacking.sweep_for_two_days().await;

    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
}

#[tokio::test]
async fn a_run_of_another_lesson_that_ended_when_the_student_came_is_not_this_ones() {
    let before = [
        ("started", "host", -30),
        ("joined", "host", -30),
        ("joined", "s0", -28),
        ("left", "s0", -2),
        ("left", "host", -2),
        ("ended", "host", -2),
    ];
    let lacking = Lacking::of(Page::Opened, &[]).await;
    let of_other = cases::lesson(Page::NeverOpened)
        .set("tracking_token", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2")
        .student(2)
        .sent_at("2026-11-23 14:00:00")
        .opened_at("2026-11-23 14:31:00");
    insert(lacking.site.store(), [of_other]).await;
    deliver_all(&lacking.site, &events("u1==", &before)).await;
    let student = row("s0", "", ("14:32", "14:58"));
    let mut host = teacher();
    host["join_time"] = "2026-11-23T14:30:00Z".into();
    host["leave_time"] = "2026-11-23T14:58:00Z".into();
    lacking.server.set(|zoom| {
        zoom.runs[0].started_at = "2026-11-23T14:30:00Z";
        zoom.runs[0].rows = vec![host, student];
    });

    assert_eq!(lacking.sweep_at("16:49").await, [RUNS, LIST]);
    assert_eq!(session(&lacking.site, 1).await["noShow"], Value::Null);
    assert_eq!(lacking.sweep_at("18:15").await, [RUNS, LIST]);

    let absent = session(&lacking.site, 1).await;
    assert_eq!(absent["noShow"], "teacher_absent", "{absent}");
    assert_eq!(lacking.sweep_for_two_days().await, 0);
}
