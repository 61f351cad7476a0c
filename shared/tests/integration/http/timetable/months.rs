//! The month of each teacher against the plan, and the lessons behind its figures.

use serde_json::{Value, json};

use super::{SLOTS, lesson, of_teacher, read_csv, school, teach};
use crate::http::dashboard::view;
use crate::support::{Site, insert};

/// The figures of the plan.
fn plan(teacher: &Value) -> Value {
    json!([
        teacher["planned"],
        teacher["plannedNotHeld"],
        teacher["heldNotPlanned"],
        teacher["lateStarts"],
        teacher["averageLateMinutes"],
    ])
}

#[tokio::test]
async fn a_month_is_counted_against_the_plan() {
    let site = school(&SLOTS).await;
    teach(&site).await;
    let report = site.list("report=teachers").await;

    assert_eq!(report["lateRule"], "timetable");
    // Student 1: Mon, Wed, Fri; student 2: Tue, Thu; student 3: Monday to Friday. Saturday's are still to come.
    assert_eq!(
        plan(of_teacher(&report, "ustaz1")),
        json!([10, 8, 1, 2, 17]),
        "{report}"
    );
    // Who stood in was late. The lesson stays the other teacher's, and was held.
    assert_eq!(
        plan(of_teacher(&report, "ustaz2")),
        json!([1, 0, 0, 0, 0]),
        "{report}"
    );
    assert_eq!(plan(&report["total"]), json!([11, 8, 1, 2, 17]));
    assert_eq!(report["total"]["averageClassDelayMinutes"], 4);

    let file = read_csv(&site, "report=teachers&format=csv").await;
    assert_eq!(file[0]["teacherId"], "ustaz1");
    assert_eq!(file[0]["planned"], "10");
    assert_eq!(file[0]["plannedNotHeld"], "8");
    assert_eq!(file[0]["lateRule"], "timetable");
}

#[tokio::test]
async fn a_link_counts_in_the_month_of_its_lesson_if_it_was_sent_up_to_a_week_before() {
    let slots = [
        ("ustaz1", "4:00 PM", "Wednesday", 1),
        ("ustaz1", "17:00", "Tuesday", 2),
    ];
    let site = school(&slots).await;
    site.clock.set("2026-12-05T09:00:00Z");
    let rows = [
        // For Wednesday 2 December, and a second one when it was over.
        lesson("t1", 1, "2026-11-27 08:00:00", "2026-12-02 13:01:00"),
        lesson("t2", 1, "2026-12-02 13:30:00", "2026-12-02 13:31:00"),
        // For Tuesday 1 December.
        lesson("t3", 2, "2026-11-24 05:00:00", "2026-12-01 14:02:00"),
    ];
    insert(site.store(), rows).await;

    let december = site.list("report=teachers&month=2026-12").await;
    assert_eq!(plan(&december["total"]), json!([2, 0, 0, 0, 0]));
    let november = site.list("report=teachers&month=2026-11").await;
    // On 24 and 25 November no lesson was held.
    assert_eq!(plan(&november["total"]), json!([2, 2, 0, 0, 0]));

    // A list of that day alone knows the first link, too.
    let list = site.list("from=2026-12-02&to=2026-12-02").await;
    let sessions = list["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    for session in sessions {
        assert_eq!(session["plannedTime"], "2026-12-02T13:00:00Z", "{session}");
        assert_eq!(session["late"], false, "{session}");
    }
    assert_eq!(site.record(2).await["session"]["late"], false);
}

#[tokio::test]
async fn the_page_of_a_month_leads_to_the_lessons_behind_its_figures() {
    let site = school(&SLOTS).await;
    teach(&site).await;
    let page = view(&site, "view=months").await;

    page.expect_texts(&[
        "Late starts go by the timetable",
        "Planned, not held",
        "Held, not planned",
    ]);
    page.expect_no_texts(&["The school has no timetable"]);
    let source = page.source();
    assert!(source.contains("view=plan&#38;month=2026-11&#38;teacherId=ustaz1#not-held"));

    let lessons = view(&site, "view=plan&month=2026-11&teacherId=ustaz1").await;
    lessons.expect_texts(&[
        "Timetable and lessons, November 2026",
        "Lessons of Ustaz <Ahmed> & Co.",
        "Planned, not held (8)",
        "Fri 27 Nov 2026, 16:00",
        "Late starts (2)",
        "link sent 16:04 (4 minutes late), student in class 16:07 (7 minutes late)",
        "Held, not planned (1)",
        "Wed 25 Nov 2026, 17:00",
    ]);
    assert!(lessons.source().contains("session=4"));

    let source = lessons.source();
    for field in [
        r#"<input type="hidden" name="view" value="plan">"#,
        r#"<input type="hidden" name="teacherId" value="ustaz1">"#,
        r#"name="date" value="2026-11-01""#,
    ] {
        assert!(source.contains(field), "{field}");
    }
}

#[tokio::test]
async fn the_lessons_that_did_not_go_as_planned_can_be_read_by_program() {
    let site = school(&SLOTS).await;
    teach(&site).await;
    let report = site.list("report=plan&date=2026-11-23").await;

    assert_eq!(report["lateRule"], "timetable");
    assert_eq!(
        report["plannedNotHeld"],
        json!({ "count": 1, "items": [{
            "plannedTime": "2026-11-23T15:00:00Z",
            "studentId": 3,
            "studentName": "=1+1",
            "teacherId": "ustaz1",
            "teacherName": "Ustaz <Ahmed> & Co",
        }] })
    );
    assert_eq!(report["heldNotPlanned"]["count"], 0);
    assert_eq!(report["lateStarts"]["count"], 2);
    assert_eq!(report["lateStarts"]["items"][0]["id"], 1);
    assert_eq!(report["lateStarts"]["items"][0]["linkDelayMinutes"], 4);
    assert_eq!(report["lateStarts"]["items"][0]["classDelayMinutes"], 7);
}

#[tokio::test]
async fn what_is_not_over_is_not_missed() {
    let site = school(&SLOTS).await;
    site.clock.set("2026-11-23T14:59:00Z");
    let report = site.list("report=teachers").await;
    // Student 1 at 16:00. Students 2 and 3 are later, or on other days.
    assert_eq!(plan(&report["total"]), json!([2, 0, 0, 0, 0]));

    site.clock.set("2026-11-23T21:30:00Z");
    let report = site.list("report=teachers").await;
    assert_eq!(plan(&report["total"]), json!([3, 3, 0, 0, 0]));
}

#[tokio::test]
async fn without_a_timetable_the_rule_is_named_and_stays() {
    let site = Site::start().await;
    site.clock.set("2026-11-28T09:00:00Z");
    let late = lesson("t1", 1, "2026-11-23 13:00:00", "2026-11-23 13:11:00");
    insert(site.store(), [late]).await;

    let report = site.list("report=teachers").await;
    assert_eq!(report["lateRule"], "sent");
    assert_eq!(plan(&report["total"]), json!([null, null, null, 1, null]));

    let file = read_csv(&site, "report=teachers&format=csv").await;
    assert_eq!(file[0]["lateStarts"], "1");
    assert_eq!(file[0]["lateRule"], "sent");
    assert_eq!(file[0]["planned"], "");

    let page = view(&site, "view=months").await;
    page.expect_texts(&["The school has no timetable, so late starts go by the link"]);
    page.expect_no_texts(&["Planned, not held"]);
    view(&site, "view=plan")
        .await
        .expect_texts(&["The school has no timetable."]);
    view(&site, "session=1").await.expect_texts(&[
        "more than 10 minutes after the link was sent (the school has no timetable)",
    ]);
}

#[tokio::test]
async fn an_empty_timetable_plans_nothing() {
    let site = school(&[]).await;
    teach(&site).await;
    let report = site.list("report=teachers").await;
    assert_eq!(plan(&report["total"]), json!([0, 0, 4, 0, 0]));

    let lessons = view(&site, "view=plan").await;
    lessons.expect_texts(&[
        "No lesson whose day is over is without a link.",
        "No lesson started late.",
    ]);
}

#[tokio::test]
async fn a_report_on_the_plan_refuses_what_it_cannot_read() {
    let site = school(&SLOTS).await;
    for (query, part) in [
        ("report=plan&date=tomorrow", "`date` must be a day"),
        ("report=plan&month=soon", "`month` must be a month"),
        ("report=plan&format=csv", "`format` must be json"),
        ("report=slots", "`report` must be teachers or plan"),
    ] {
        let path = format!("/api/admin/teacher-sessions?{query}");
        let answer = site.as_admin(&path).await.expect(400);
        assert!(answer.text.contains(part), "{query}: {}", answer.text);
    }
}
