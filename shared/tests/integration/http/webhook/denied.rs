//! "There was no class", said of a lesson in which Zoom saw somebody with the teacher though nobody opened the link.

use reqwest::Method;
use serde_json::Value;

use super::lessons::open_page_and_tap;
use super::{deliver_all, event, events, lesson, school, send_link, session};
use crate::support::{Answer, Html, Site};

const TEACHER: (&str, &str) = ("ustaz1", "teacher");
const DENY: &str = "There was no class";

/// The teacher waits from minute 1 to 15, with somebody from minute 2 on. Nobody opened the link.
async fn school_with_a_guest() -> Site {
    let site = school().await;
    send_link(&site, "1").await;
    site.pass(20 * 60);
    let waited = [
        ("started", "host", 1),
        ("joined", "host", 1),
        ("joined", "s1", 2),
        ("left", "s1", 15),
        ("left", "host", 15),
        ("ended", "host", 15),
    ];
    deliver_all(&site, &events("u1==", &waited)).await;

    site
}

async fn teacher_page(site: &Site) -> Html {
    let request = site.request_as(TEACHER, Method::GET, "/teacher");
    site.send(request).await.expect(200).html()
}

async fn report(site: &Site, fields: &[(&str, &str)]) -> Answer {
    let request = site.request_as(TEACHER, Method::POST, "/teacher");
    site.send(request.form(fields)).await
}

async fn deny(site: &Site) {
    let fields = [("action", "no-class"), ("session", "1")];
    report(site, &fields).await.expect(303);
}

fn minutes(session: &Value) -> (Option<i64>, Option<&str>) {
    (
        session["durationSeconds"].as_i64(),
        session["noShow"].as_str(),
    )
}

#[tokio::test]
async fn the_teacher_may_say_that_a_guest_was_not_the_student() {
    let site = school_with_a_guest().await;
    assert_eq!(minutes(&session(&site, 1).await), (Some(780), None));
    teacher_page(&site).await.expect_texts(&[DENY]);

    deny(&site).await;
    let denied = session(&site, 1).await;
    assert_eq!(minutes(&denied).1, Some("student_absent"));
    assert_eq!(minutes(&denied).0.unwrap_or(0), 0);

    // What Zoom tells of the guest again changes nothing.
    deliver_all(&site, &[event("left", "u1==", "s1", 16)]).await;
    site.pass(7200);
    site.sweep().await.expect(200);
    assert_eq!(minutes(&session(&site, 1).await), minutes(&denied));
}

#[tokio::test]
async fn a_denial_by_mistake_is_taken_back() {
    let site = school_with_a_guest().await;
    deny(&site).await;

    let held = [
        ("action", "end-class"),
        ("session", "1"),
        ("ended_at", "18:15"),
    ];
    report(&site, &held).await.expect(303);
    assert_eq!(minutes(&session(&site, 1).await), (Some(780), None));
}

#[tokio::test]
async fn a_class_whose_student_is_known_cannot_be_denied() {
    let site = school().await;
    let token = send_link(&site, "1").await;
    open_page_and_tap(&site, &token).await;
    site.pass(50 * 60);
    deliver_all(&site, &lesson()).await;
    let counted = minutes(&session(&site, 1).await).0;
    teacher_page(&site).await.expect_no_texts(&[DENY]);

    deny(&site).await;
    assert_eq!(minutes(&session(&site, 1).await), (counted, None));
}
