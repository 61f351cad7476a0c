//! Classes without a link: what is created at Zoom, once, and what becomes of it if anything fails.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    STUDENT, TEACHER, begin, begin_class, connected_school, page, school, sessions, submit,
};
use crate::support::{Site, ZoomAnswer};

#[tokio::test]
async fn a_class_begins_without_a_link() {
    let (site, zoom) = connected_school().await;

    let answer = begin(&site, &json!({ "link": null })).await.expect(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    let answer = answer.json();
    assert_eq!(answer["meeting_number"], "81000000001");
    assert_eq!(
        answer["start_url"],
        "https://us02web.zoom.us/s/81000000001?zak=start-secret"
    );
    assert_eq!(answer["meeting_warning"], Value::Null);
    // The student gets a link of their own.
    let own = "SELECT COUNT(*) FROM wpos_zoom_links
        WHERE link LIKE 'https://us02web.zoom.us/w/81000000001_tk=ticket-reg-1&pwd=abc.1'";
    assert_eq!(site.store().read_number(own).await.unwrap(), 1);

    let user = zoom.state().user;
    let meeting = &user.meetings["81000000001"];
    let settings = &meeting["settings"];
    for (name, expected) in [
        ("use_pmi", json!(false)),
        ("join_before_host", json!(false)),
        ("waiting_room", json!(false)),
        ("approval_type", json!(0)),
        ("meeting_authentication", json!(false)),
    ] {
        assert_eq!(settings[name], expected, "{name}");
    }
    assert_eq!(
        (&meeting["type"], &meeting["topic"]),
        (&json!(2), &json!("Test & School"))
    );
    assert_eq!(settings["custom_keys"][0]["key"], "lesson_key");
    // Zoom learns nothing of the student.
    assert!(!meeting.to_string().contains("Amina"));

    // The link that starts the meeting is kept nowhere.
    let kept = "SELECT COUNT(*) FROM wpos_zoom_links WHERE link LIKE '%zak%'";
    assert_eq!(site.store().read_number(kept).await.unwrap(), 0);
}

#[tokio::test]
async fn two_taps_make_one_meeting_and_one_lesson() {
    let (site, zoom) = connected_school().await;
    zoom.set(|zoom| zoom.user.takes = std::time::Duration::from_millis(500));

    let answers = join_all((0..4).map(|_| begin_class(&site))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|one| one.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 201], "{answers:?}");
    let ids: std::collections::BTreeSet<String> = answers
        .iter()
        .map(|one| one.json()["id"].to_string())
        .collect();
    assert_eq!((ids.len(), sessions(&site).await), (1, 1));
    assert_eq!(zoom.state().user.created, 1);

    // A tap of half a minute later begins another class.
    site.pass(29);
    begin_class(&site).await.expect(200);
    site.pass(1);
    begin_class(&site).await.expect(201);
    assert_eq!(zoom.state().user.created, 2);
}

#[tokio::test]
async fn a_free_account_gets_the_link_for_everybody() {
    let (site, zoom) = school().await;
    zoom.set(|zoom| zoom.user.plan = 1);
    super::connect(&site, &zoom, TEACHER).await;

    begin_class(&site).await.expect(201);
    let user = zoom.state().user;
    assert_eq!((user.created, user.registered), (1, 0));
    assert_eq!(user.meetings["81000000001"]["settings"]["approval_type"], 2);
    assert!(
        !zoom
            .state()
            .asked
            .iter()
            .any(|path| path.ends_with("registrants"))
    );
}

#[tokio::test]
async fn where_nobody_can_register_a_meeting_without_registration_serves() {
    let refused = ZoomAnswer::Json(400, json!({ "code": 3161, "message": "not allowed" }));
    for scripted in [
        ("register", refused.clone()),
        ("register", ZoomAnswer::Page(502)),
    ] {
        let (site, zoom) = connected_school().await;
        zoom.set(|zoom| zoom.user.scripted = vec![scripted]);

        let answer = begin_class(&site).await.expect(201).json();
        let number = answer["meeting_number"].as_str().unwrap();
        let user = zoom.state().user;
        assert_eq!(user.meetings[number]["settings"]["approval_type"], 2);
        assert_eq!(sessions(&site).await, 1);
    }

    // Nor where the app may not register.
    let (site, zoom) = school().await;
    zoom.set(|zoom| {
        zoom.user
            .scopes
            .retain(|scope| *scope != "meeting:write:registrant");
    });
    super::connect(&site, &zoom, TEACHER).await;
    begin_class(&site).await.expect(201);
    assert_eq!(
        (zoom.state().user.created, zoom.state().user.registered),
        (1, 0)
    );
}

#[tokio::test]
async fn without_a_meeting_there_is_no_lesson_and_a_link_serves() {
    let daily =
        "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests";
    for (answer, text) in [
        (ZoomAnswer::Limit("x: 1", daily), "100 meetings a day"),
        (
            ZoomAnswer::Json(
                400,
                json!({ "code": 4711, "message": "scopes:[meeting:write:meeting]" }),
            ),
            "may not create",
        ),
        (ZoomAnswer::Page(502), "did not create"),
        (ZoomAnswer::CutOff, "did not create"),
        (ZoomAnswer::Json(201, json!({ "id": 1 })), "did not create"),
        (
            ZoomAnswer::Json(
                201,
                json!({ "id": 81, "join_url": "https://evil.example/j/81" }),
            ),
            "did not create",
        ),
    ] {
        let (site, zoom) = connected_school().await;
        zoom.set(|zoom| zoom.user.scripted = vec![("create", answer.clone()); 4]);

        let refused = begin_class(&site).await.expect(422);
        assert!(refused.text.contains(text), "{}", refused.text);
        assert!(refused.text.contains("aste a link"), "{}", refused.text);
        assert_eq!(sessions(&site).await, 0);

        let form = [("action", "new-meeting"), ("student", STUDENT)];
        zoom.set(|zoom| zoom.user.scripted = vec![("create", answer); 4]);
        let shown = submit(&site, TEACHER, &form).await.expect(422).html();
        shown.part("#problem-1").expect_texts(&["aste a link"]);
        assert!(shown.part("#student-1").has("textarea"));

        let body = json!({ "link": "https://zoom.us/j/12345678901?pwd=abc.1" });
        begin(&site, &body).await.expect(201);
    }
}

#[tokio::test]
async fn a_host_gets_no_more_than_a_hundred_meetings_a_day_of_utc() {
    let (site, zoom) = connected_school().await;
    begin_class(&site).await.expect(201);
    let sql = "UPDATE zoom_api_calls SET calls = 100 WHERE account_id = 'host:user-1' AND weight = 'creation'";
    assert_eq!(site.store().execute_script(sql).await.unwrap(), 1);

    site.pass(60);
    let refused = begin_class(&site).await.expect(422);
    assert!(
        refused.text.contains("100 meetings a day"),
        "{}",
        refused.text
    );
    assert_eq!(zoom.state().user.created, 1);

    site.clock.set("2026-11-24T00:00:01Z");
    begin_class(&site).await.expect(201);
}

#[tokio::test]
async fn the_limits_of_links_hold_before_anything_is_created() {
    let (site, zoom) = connected_school().await;
    for _ in 0..10 {
        begin_class(&site).await.expect(201);
        site.pass(31);
    }

    let refused = begin_class(&site).await.expect(429);
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!((zoom.state().user.created, sessions(&site).await), (10, 10));
}

#[tokio::test]
async fn a_meeting_whose_lesson_is_not_stored_is_deleted_again() {
    let (site, zoom) = school().await;
    zoom.set(|zoom| zoom.user.scopes.push("meeting:delete:meeting"));
    super::connect(&site, &zoom, TEACHER).await;
    // Another program's key allows no second lesson.
    site.store()
        .execute_script("CREATE UNIQUE INDEX one_lesson ON wpos_zoom_links (studentid)")
        .await
        .unwrap();
    begin_class(&site).await.expect(201);

    site.pass(60);
    begin_class(&site).await.expect(422);
    let user = zoom.state().user;
    assert_eq!((user.created, user.meetings.len()), (2, 1));
    assert_eq!(sessions(&site).await, 1);
}

#[tokio::test]
async fn only_the_teacher_of_a_student_and_only_one_who_is_connected_begins() {
    let (site, zoom) = connected_school().await;
    let path = "/api/teachers/students/4/zoom";
    let post = |who: (&'static str, &'static str), path: &str| {
        site.request_as(who, reqwest::Method::POST, path)
            .json(&json!({}))
    };

    site.send(post(TEACHER, path)).await.expect(403);
    let refused = site.send(post(super::OTHER, path)).await.expect(422);
    assert!(
        refused.text.contains("Connect it on your page"),
        "{}",
        refused.text
    );
    site.send(post(TEACHER, "/api/teachers/students/99/zoom"))
        .await
        .expect(404);
    assert_eq!((zoom.state().user.created, sessions(&site).await), (0, 0));

    // Without an app nothing has changed for a program that forgets the link.
    let site = Site::start().await;
    let answer = begin_class(&site).await.expect(400);
    assert_eq!(answer.json()["error"], "`link` is missing.");
}

#[tokio::test]
async fn the_page_has_a_button_for_each_student() {
    let (site, _zoom) = connected_school().await;
    let form = [("action", "new-meeting"), ("student", STUDENT)];
    let answer = submit(&site, TEACHER, &form).await.expect(303);
    let shown = page(&site, TEACHER, answer.header("location")).await;

    shown.expect_texts(&["Sent by Telegram.", "Start in Zoom"]);
    shown.expect_no_texts(&["zak="]);
    assert_eq!(site.telegram.messages().len(), 1);
}
