//! Personal links (`zoom.us/my/NAME`) do not name their meeting: the teacher is told so, and says its number once.

use reqwest::Method;
use serde_json::{Value, json};

use super::{deliver_all, lesson, school, session};
use crate::support::{Answer, Html, Site, count};

const PERSONAL: &str = "https://acme.zoom.us/my/Teacher.One?pwd=a.1";
const NUMBER: &str = "1234567890";
const PAGE: &str = "/teacher";

/// Zoom tells of a lesson in the personal room.
async fn deliver_lesson(site: &Site) {
    let mut events = lesson();
    for event in &mut events {
        event["payload"]["object"]["id"] = json!(NUMBER);
    }
    deliver_all(site, &events).await;
}

/// A teacher enters the number on the page.
async fn enter(site: &Site, teacher: &str, number: &str) -> Answer {
    let fields = [
        ("action", "personal-meeting"),
        ("link", "https://zoom.us/my/teacher.one"),
        ("number", number),
    ];
    let request = site.request_as((teacher, "teacher"), Method::POST, PAGE);
    site.send(request.form(&fields)).await
}

async fn page(site: &Site, path: &str) -> Html {
    let request = site.request_as(("ustaz1", "teacher"), Method::GET, path);
    site.send(request).await.expect(200).html()
}

async fn send(site: &Site, more: &Value) -> Answer {
    let mut body = json!({ "link": PERSONAL });
    let fields = body.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());

    site.create("1", &body).await
}

async fn count_matched(site: &Site, number: &str) -> i64 {
    count(site.store(), &format!("zoom_meeting_id = '{number}'")).await
}

#[tokio::test]
async fn the_page_says_at_once_that_zoom_cannot_tell_and_takes_the_number() {
    let site = school().await;
    let form = [("student", "1"), ("link", PERSONAL)];
    let request = site.request_as(("ustaz1", "teacher"), Method::POST, PAGE);
    let sent = site.send(request.form(&form)).await.expect(303);

    let shown = page(&site, sent.header("location")).await;
    shown.part("#unmatched").expect_texts(&[
        "Zoom cannot tell of this lesson.",
        "Add the meeting's number once.",
    ]);
    let form = shown.part("#personal form");
    assert_eq!(
        form.part("[name=link]").attribute("value"),
        "https://zoom.us/my/teacher.one"
    );

    // Zoom's events came before the number did.
    deliver_lesson(&site).await;
    assert_eq!(session(&site, 1).await["source"], Value::Null);
    let saved = enter(&site, "ustaz1", "123 456 7890").await.expect(303);
    assert_eq!(saved.header("location"), "/teacher#personal");
    let measured = session(&site, 1).await;
    assert_eq!(measured["durationSeconds"], 2520, "{measured}");
    let record = site.record(1).await;
    assert_eq!(record["inMeeting"].as_array().unwrap().len(), 2, "{record}");

    let shown = page(&site, "/teacher?sent=1").await;
    assert!(!shown.has("#unmatched"));
    let number = shown.part("#personal [name=number]");
    assert_eq!(number.attribute("value"), NUMBER);
}

#[tokio::test]
async fn the_api_says_so_too_and_later_links_use_the_number() {
    let site = school().await;
    let told = send(&site, &json!({})).await.expect(201).json();
    assert_eq!(told["meeting_number"], Value::Null);
    let warning = told["meeting_warning"].as_str().unwrap();
    assert!(warning.contains("only the pages measure it"), "{warning}");

    site.pass(60);
    let number = json!({ "meeting_number": "123 456 7890" });
    let told = send(&site, &number).await.expect(201).json();
    assert_eq!(told["meeting_number"], NUMBER);
    assert_eq!(told["meeting_warning"], Value::Null);

    // Kept: also for a link that is written in another way.
    site.pass(60);
    let link = json!({ "link": "zoom.us/my/teacher.one" });
    let told = site.create("1", &link).await.expect(201).json();
    assert_eq!(told["meeting_number"], NUMBER);
    assert_eq!(count_matched(&site, NUMBER).await, 3);

    let other = json!({ "link": "zoom.us/my/teacher.two" });
    let told = site.create("1", &other).await.expect(201).json();
    assert_eq!(told["meeting_number"], Value::Null);
}

#[tokio::test]
async fn a_wrong_number_is_refused_and_one_that_was_wrong_can_be_changed() {
    let site = school().await;
    send(&site, &json!({})).await.expect(201);

    for (entered, words) in [
        ("12345", "9 to 11 digits"),
        ("teacher.one", "9 to 11 digits"),
        ("123 456 7890 and 222 333 4444", "Enter one."),
    ] {
        let refused = enter(&site, "ustaz1", entered).await.expect(422).html();
        refused
            .part("#number-problem[role=alert]")
            .expect_texts(&[words]);
        assert_eq!(refused.part(".notice.bad a").attribute("href"), "#personal");
        let field = refused.part("#personal [aria-invalid]");
        assert_eq!(field.attribute("value"), entered);
        let number = json!({ "meeting_number": entered });
        let refused = send(&site, &number).await.expect(422).json();
        assert!(refused["error"].as_str().unwrap().contains(words));
    }

    let plain = json!({ "link": "https://zoom.us/j/1234567890", "meeting_number": NUMBER });
    site.create("1", &plain).await.expect(422);
    assert_eq!(count(site.store(), "1 = 1").await, 1, "nothing was sent");

    enter(&site, "ustaz1", "222 333 4444").await.expect(303);
    assert_eq!(count_matched(&site, "2223334444").await, 1);
    deliver_lesson(&site).await;
    assert_eq!(session(&site, 1).await["source"], Value::Null);
    enter(&site, "ustaz1", NUMBER).await.expect(303);
    assert_eq!(count_matched(&site, NUMBER).await, 1);
    assert_eq!(session(&site, 1).await["durationSeconds"], 2520);

    // And back: what was counted by the wrong number is withdrawn.
    enter(&site, "ustaz1", "222 333 4444").await.expect(303);
    assert_ne!(session(&site, 1).await["durationSeconds"], 2520);
}

#[tokio::test]
async fn nobody_says_the_number_of_another_teachers_link() {
    let site = school().await;
    send(&site, &json!({})).await.expect(201);

    for teacher in ["ustaz2", "USTAZ1"] {
        enter(&site, teacher, NUMBER).await.expect(303);
        assert_eq!(count_matched(&site, NUMBER).await, 0, "{teacher}");
    }
    let told = send(&site, &json!({})).await.json();
    assert_eq!(told["meeting_number"], Value::Null);

    // An admin's page is another one, and a stranger's is none. What a teacher may not send keeps no number.
    let form = [
        ("action", "personal-meeting"),
        ("link", PERSONAL),
        ("number", NUMBER),
    ];
    let admin = site.request_as(("admin1", "admin"), Method::POST, PAGE);
    site.send(admin.form(&form)).await.expect(403);
    let stranger = site.request(Method::POST, PAGE).form(&form);
    site.send(stranger).await.expect(303);
    let body = json!({ "link": PERSONAL, "meeting_number": NUMBER });
    site.create("4", &body).await.expect(403);

    let kept = "SELECT COUNT(*) FROM zoom_personal_meetings WHERE teacher = 'ustaz1'";
    assert_eq!(site.store().read_number(kept).await.unwrap(), 0);
}
