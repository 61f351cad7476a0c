//! The link that starts a meeting: fetched for its teacher when it is needed.

use super::{OTHER, TEACHER, begin_class, connect, connected_school, submit};
use crate::support::ZoomAnswer;

#[tokio::test]
async fn the_teacher_is_led_to_a_fresh_link() {
    let (site, zoom) = connected_school().await;
    begin_class(&site).await.expect(201);

    let form = [("action", "start-in-zoom"), ("session", "1")];
    let answer = submit(&site, TEACHER, &form).await.expect(303);
    assert_eq!(
        answer.header("location"),
        "https://us02web.zoom.us/s/81000000001?zak=start-secret"
    );
    assert_eq!(answer.header("cache-control"), "no-store");

    // Nobody else is, and not where no meeting was created.
    submit(&site, OTHER, &form).await.expect(404);
    for session in ["2", "0"] {
        let form = [("action", "start-in-zoom"), ("session", session)];
        submit(&site, TEACHER, &form).await.expect(404);
    }
    let fetched = zoom
        .state()
        .asked
        .iter()
        .filter(|path| path.ends_with("/meetings/81000000001"))
        .count();
    assert_eq!(fetched, 1);
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_is_not_followed() {
    let (site, zoom) = connected_school().await;
    begin_class(&site).await.expect(201);
    let form = [("action", "start-in-zoom"), ("session", "1")];

    for url in [
        "https://evil.example/s/1",
        "http://us02web.zoom.us/s/1",
        "https://zoom.us.evil.example/s/1",
        "javascript:alert(1)",
        "",
    ] {
        let answer = ZoomAnswer::Json(200, serde_json::json!({ "start_url": url }));
        zoom.set(|zoom| zoom.user.scripted = vec![("start", answer)]);
        let shown = submit(&site, TEACHER, &form).await.expect(422).html();
        shown.expect_texts(&["was not started: Zoom gave no link"]);
        shown.expect_no_texts(&["evil", "javascript:alert"]);
    }

    let gone = ZoomAnswer::Json(404, serde_json::json!({ "code": 3001 }));
    zoom.set(|zoom| zoom.user.scripted = vec![("start", gone)]);
    submit(&site, TEACHER, &form).await.expect(422);
}

#[tokio::test]
async fn a_meeting_of_another_user_is_not_started_from_here() {
    let (site, zoom) = connected_school().await;
    begin_class(&site).await.expect(201);
    submit(&site, TEACHER, &[("action", "disconnect-zoom")]).await;
    let form = [("action", "start-in-zoom"), ("session", "1")];
    submit(&site, TEACHER, &form).await.expect(422);

    zoom.set(|zoom| zoom.user.id = "user-9");
    connect(&site, &zoom, TEACHER).await;
    let refused = submit(&site, TEACHER, &form).await.expect(422);
    assert!(
        refused.text.contains("another user of Zoom"),
        "{}",
        refused.text
    );
}
