//! What is asked, for how long, and what answers itself.

use session_tracking::clock::Clock;

use super::{deliver_later_lesson, later_lesson, offers};
use crate::http::dashboard::view;
use crate::http::webhook::cases::{Page, input, lesson};
use crate::http::webhook::claims::{deliver_input, session};
use crate::http::webhook::{SECRET, school, send_signed};
use crate::support::insert;

#[tokio::test]
async fn a_question_without_an_answer_stays_in_the_list_but_is_no_warning_for_ever() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    deliver_input(&site, "31a").await;
    site.pass(8 * 86_400);

    let overview = view(&site, "range=30d").await;
    overview.expect_no_texts(&["of the last week is not known"]);
    assert_eq!(offers(&view(&site, "view=hosts").await).len(), 1);
}

#[tokio::test]
async fn what_lessons_show_later_is_not_asked_any_more() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    deliver_input(&site, "31a").await;
    assert_eq!(offers(&view(&site, "view=hosts").await).len(), 1);

    // Two students tap, and the same account is there with both.
    for student in [2, 3] {
        insert(site.store(), [later_lesson(student)]).await;
        let tapped = format!(
            "INSERT INTO session_events (session_id, event_at, received_at, party, source, kind, dedupe_key)
            VALUES ({student}, '2026-11-23 15:01:50', '2026-11-23 15:01:50', 'student', 'page', 'zoom_tapped', 't{student}')"
        );
        site.store().execute_script(&tapped).await.unwrap();
        deliver_later_lesson(&site, student).await;
    }

    site.sweep().await.expect(200);
    assert_eq!(session(&site, 1).await["grade"], "A");
    let overview = view(&site, "range=7d").await;
    overview.expect_no_texts(&["of the last week is not known"]);
}

#[tokio::test]
async fn nobody_is_asked_about_a_meeting_without_accounts() {
    let site = school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    for line in input("31a").lines() {
        let line = line.replace("ALTTEACHER200000000000", "");
        send_signed(&site, &line, SECRET, site.clock.now())
            .await
            .expect(204);
    }

    assert_ne!(session(&site, 1).await["grade"], "A");
    view(&site, "view=hosts")
        .await
        .expect_texts(&["There is nothing to confirm"]);
}
