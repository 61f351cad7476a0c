//! An admin says whose a Zoom account is, and takes it back.

use chrono::{DateTime, TimeDelta, Utc};
use e2e::{Lesson, OFFICE};

use crate::{DASHBOARD, Stage};

/// A lesson of an hour ago: the teacher came with another account than the one that the meeting belongs to.
pub(crate) async fn substitutes_lesson(stage: &Stage) -> Lesson {
    let lesson = stage.school.lesson().await.unwrap();
    let start = e2e::now() - TimeDelta::hours(2);
    let at = |minutes: i64| at(start, minutes);
    let id = lesson.id;

    let mut sql = vec![format!(
        "UPDATE wpos_zoom_links
        SET zoom_meeting_id = '98765432101', sent_time = '{sent}', clicked_at = '{opened}', last_activity_at = '{opened}',
            session_status = 'ended', session_ended_at = '{opened}', session_duration_seconds = 0, end_reason = 'closed',
            duration_low_seconds = 0, duration_high_seconds = 10800, duration_source = 'page'
        WHERE id = {id};
        INSERT INTO zoom_host_questions (session_id, meeting_id, asked_at) VALUES ({id}, '98765432101', '{sent}');",
        sent = at(-15),
        opened = at(-2),
    )];
    for (kind, minutes, connection, person) in [
        ("joined", 0, "c:teacher", "'u:Substitute'"),
        ("joined", 1, "c:student", "NULL"),
        ("left", 43, "c:student", "NULL"),
        ("left", 44, "c:teacher", "'u:Substitute'"),
    ] {
        sql.push(format!(
            "INSERT INTO zoom_events
            (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, connection, person, is_host, source,
             dedupe_key, host_id)
            VALUES ('a', '98765432101', 'u', '{kind}', '{at}', '{at}', '{connection}', {person}, 0, 'webhook',
             'hosts-{minutes}', 'u:School');",
            at = at(minutes),
        ));
    }

    stage.school.execute(&sql.join("\n")).await.unwrap();
    lesson
}

/// A time as the tables hold it.
fn at(start: DateTime<Utc>, minutes: i64) -> String {
    let at = start + TimeDelta::minutes(minutes);
    at.format("%F %T").to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_confirms_whose_an_account_is_and_takes_it_back() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    stage
        .school
        .execute("DELETE FROM zoom_host_questions")
        .await
        .unwrap();
    let lesson = substitutes_lesson(&stage).await;
    let seat = stage.visit(OFFICE, DASHBOARD).await;
    let tab = &seat.tab;

    tab.wait_for_text(
        ".notice.warn",
        "The host of 1 lesson of the last week is not known",
    )
    .await
    .unwrap();
    tab.click(".notice.warn a").await.unwrap();
    tab.wait_for_text("main", "Account Substitute: in the meeting from")
        .await
        .unwrap();

    tab.click(".lessons button").await.unwrap();
    tab.wait_for_text("#none", "There is nothing to confirm")
        .await
        .unwrap();
    tab.wait_for_text("td[data-label='Confirmed by']", OFFICE.id)
        .await
        .unwrap();

    // The session's evidence tells of it, and the minutes are sure.
    tab.click("td[data-label=When] a").await.unwrap();
    tab.wait_for_path(&format!("{DASHBOARD}?session={}", lesson.id))
        .await
        .unwrap();
    tab.wait_for_text("main", "account Substitute, teacher")
        .await
        .unwrap();
    tab.wait_for_text(".why", "42 min").await.unwrap();

    tab.go(&stage.school.url(&format!("{DASHBOARD}?view=hosts")))
        .await
        .unwrap();
    tab.wait_for_text("table.sessions button", "Take back")
        .await
        .unwrap();
    tab.click("table.sessions button").await.unwrap();
    tab.wait_for_text(".lessons button", "This is the account of")
        .await
        .unwrap();
    seat.watch.check(&[]).unwrap();
}
