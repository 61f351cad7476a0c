//! Connecting and disconnecting.

use reqwest::Method;
use session_tracking::domain::TeacherId;

use super::{OTHER, TEACHER, agree, come_back, connect, connection, page, school, submit};
use crate::support::{Site, ZoomAnswer};

#[tokio::test]
async fn a_teacher_connects_and_disconnects() {
    let (site, zoom) = school().await;
    page(&site, TEACHER, "/teacher")
        .await
        .part("#zoom")
        .expect_texts(&["Connect your Zoom account", "Connect Zoom"]);

    let path = agree(&site, &zoom, TEACHER).await;
    assert_eq!(come_back(&site, TEACHER, &path).await, "connected");
    let shown = page(&site, TEACHER, "/teacher?zoom=connected").await;
    shown.expect_texts(&["Zoom is connected. You can start", "Start a class"]);

    let stored = connection(&site, "ustaz1").await.unwrap();
    assert_eq!(
        (
            stored.zoom_user.as_str(),
            stored.account.as_str(),
            stored.plan
        ),
        ("user-1", "account-2", Some(2))
    );
    let sealed = stored.sealed_tokens.expose();
    assert!(!sealed.is_empty() && !sealed.contains("user-"), "{sealed}");
    // Another teacher sees nothing of it.
    page(&site, OTHER, "/teacher")
        .await
        .part("#zoom")
        .expect_texts(&["Connect Zoom"]);

    let answer = submit(&site, TEACHER, &[("action", "disconnect-zoom")]).await;
    assert_eq!(
        answer.expect(303).header("location"),
        "/teacher?zoom=disconnected"
    );
    assert_eq!(connection(&site, "ustaz1").await, None);
    assert_eq!(zoom.state().user.revoked, 1);
    // Once more changes nothing.
    submit(&site, TEACHER, &[("action", "disconnect-zoom")])
        .await
        .expect(303);
}

#[tokio::test]
async fn a_connection_is_deleted_here_whatever_zoom_says() {
    let (site, zoom) = school().await;
    connect(&site, &zoom, TEACHER).await;
    zoom.set(|zoom| zoom.user.scripted = vec![("revoke", ZoomAnswer::Page(502))]);

    submit(&site, TEACHER, &[("action", "disconnect-zoom")])
        .await
        .expect(303);
    assert_eq!(connection(&site, "ustaz1").await, None);
}

#[tokio::test]
async fn a_permission_whose_token_is_over_is_ended_at_zoom_all_the_same() {
    let (site, zoom) = school().await;
    connect(&site, &zoom, TEACHER).await;
    site.pass(3_600);
    zoom.set(|zoom| zoom.user.end_access());

    let disconnect = [("action", "disconnect-zoom")];
    submit(&site, TEACHER, &disconnect).await.expect(303);
    let user = zoom.state().user;
    assert_eq!((user.refreshed, user.revoked), (1, 1));
    assert!(user.refresh.is_empty());
    assert_eq!(connection(&site, "ustaz1").await, None);

    // What Zoom has ended already needs nothing.
    connect(&site, &zoom, TEACHER).await;
    site.pass(3_600);
    zoom.set(|zoom| zoom.user.refresh.clear());
    submit(&site, TEACHER, &disconnect).await.expect(303);
    assert_eq!(zoom.state().user.revoked, 1);
    assert_eq!(connection(&site, "ustaz1").await, None);
}

#[tokio::test]
async fn only_who_began_within_ten_minutes_is_connected() {
    let (site, zoom) = school().await;

    let path = agree(&site, &zoom, TEACHER).await;
    assert_eq!(come_back(&site, OTHER, &path).await, "foreign");
    // What the state holds cannot be changed.
    let forged = path.replace("&state=", "&state=A");
    assert_eq!(come_back(&site, TEACHER, &forged).await, "foreign");
    for nothing in [
        "/teacher/zoom",
        "/teacher/zoom?code=code-1",
        "/teacher/zoom?error=access_denied",
    ] {
        assert_eq!(come_back(&site, TEACHER, nothing).await, "foreign");
    }
    assert_eq!(connection(&site, "ustaz1").await, None);
    assert_eq!(connection(&site, "ustaz2").await, None);

    // The code is still good, and so is the state, until ten minutes are over.
    site.pass(599);
    assert_eq!(come_back(&site, TEACHER, &path).await, "connected");

    submit(&site, TEACHER, &[("action", "disconnect-zoom")]).await;
    let path = agree(&site, &zoom, TEACHER).await;
    site.pass(600);
    assert_eq!(come_back(&site, TEACHER, &path).await, "expired");
    assert_eq!(connection(&site, "ustaz1").await, None);
}

#[tokio::test]
async fn a_code_is_good_for_the_state_that_it_was_given_for() {
    let (site, zoom) = school().await;
    let [first, second] = [
        agree(&site, &zoom, TEACHER).await,
        agree(&site, &zoom, TEACHER).await,
    ];
    let (code, _) = first.split_once("&state=").unwrap();
    let (_, state) = second.split_once("&state=").unwrap();

    let mixed = format!("{code}&state={state}");
    assert_eq!(come_back(&site, TEACHER, &mixed).await, "expired");
    // The code was used up by the try.
    assert_eq!(come_back(&site, TEACHER, &first).await, "expired");
    assert_eq!(come_back(&site, TEACHER, &second).await, "connected");
}

#[tokio::test]
async fn a_code_that_comes_twice_is_exchanged_once() {
    let (site, zoom) = school().await;
    let path = agree(&site, &zoom, TEACHER).await;

    assert_eq!(come_back(&site, TEACHER, &path).await, "connected");
    let before = connection(&site, "ustaz1").await;
    assert_eq!(come_back(&site, TEACHER, &path).await, "connected");
    assert_eq!(connection(&site, "ustaz1").await, before);
}

#[tokio::test]
async fn who_does_not_agree_is_told_so() {
    let (site, zoom) = school().await;
    let path = agree(&site, &zoom, TEACHER).await;
    let (_, state) = path.split_once("&state=").unwrap();

    let declined = format!("/teacher/zoom?error=access_denied&state={state}");
    assert_eq!(come_back(&site, TEACHER, &declined).await, "declined");
    let shown = page(&site, TEACHER, "/teacher?zoom=declined").await;
    shown.expect_texts(&["it was not agreed to", "administrator"]);
    // An outcome that there is not says nothing.
    let shown = page(&site, TEACHER, "/teacher?zoom=no-such-thing").await;
    shown.expect_no_texts(&["no-such-thing", "Zoom is not connected:"]);
}

#[tokio::test]
async fn a_user_of_zoom_is_one_teachers_who_stays_connected() {
    let (site, zoom) = school().await;
    connect(&site, &zoom, TEACHER).await;

    let path = agree(&site, &zoom, OTHER).await;
    assert_eq!(come_back(&site, OTHER, &path).await, "taken");
    assert_eq!(connection(&site, "ustaz2").await, None);
    let shown = page(&site, OTHER, "/teacher?zoom=taken").await;
    shown.expect_texts(&["another teacher has connected this Zoom account"]);

    // By agreeing once more the user ended the first teacher's tokens: those of now are as good for it.
    super::begin_class(&site).await.expect(201);
    assert_eq!(connection(&site, "ustaz1").await.unwrap().broken_at, None);
}

#[tokio::test]
async fn without_an_answer_of_zooms_nobody_is_connected() {
    for (call, answer) in [
        ("me", ZoomAnswer::Page(502)),
        (
            "me",
            ZoomAnswer::Json(200, serde_json::json!({ "id": null })),
        ),
        ("me", ZoomAnswer::CutOff),
    ] {
        let (site, zoom) = school().await;
        let path = agree(&site, &zoom, TEACHER).await;
        zoom.set(|zoom| zoom.user.scripted = vec![(call, answer.clone()); 4]);
        assert_eq!(come_back(&site, TEACHER, &path).await, "unavailable");
        assert_eq!(connection(&site, "ustaz1").await, None);
    }
}

#[tokio::test]
async fn without_an_app_there_is_no_button_and_nothing_to_connect() {
    let site = Site::start().await;
    assert!(!page(&site, TEACHER, "/teacher").await.has("#zoom"));
    submit(&site, TEACHER, &[("action", "connect-zoom")])
        .await
        .expect(404);
    let request = site.request_as(TEACHER, Method::GET, "/teacher/zoom?code=a&state=b");
    site.send(request).await.expect(404);
}

#[tokio::test]
async fn only_teachers_connect_and_visitors_sign_in_first() {
    let (site, zoom) = school().await;
    let path = agree(&site, &zoom, TEACHER).await;

    let answer = site.get(&path).await.expect(303);
    let location = answer.header("location");
    assert!(location.starts_with("/sign-in?next=%2Fteacher%2Fzoom%3Fcode"));
    let request = site.request_as(("admin1", "admin"), Method::GET, &path);
    site.send(request).await.expect(403);

    // A page of another site cannot make a browser connect.
    let cookie = site.bearer("ustaz1", "teacher").replace("Bearer ", "");
    let request = site
        .request(Method::POST, "/teacher")
        .header("cookie", format!("next-auth.session-token={cookie}"))
        .header("sec-fetch-site", "cross-site")
        .form(&[("action", "connect-zoom")]);
    site.send(request).await.expect(403);
}

#[tokio::test]
async fn the_form_may_lead_to_zoom_and_nowhere_else() {
    let (site, zoom) = school().await;
    let request = site.request_as(TEACHER, Method::GET, "/teacher");
    let policy = site.send(request).await.expect(200);
    let policy = policy.header("content-security-policy").to_owned();
    let expected = format!(
        "form-action 'self' {} https://*.zoom.us https://*.zoom.com https://*.zoomgov.com;",
        zoom.url
    );
    assert!(policy.contains(&expected), "{policy}");
}

#[tokio::test]
async fn another_secret_of_the_app_breaks_the_connection() {
    let (site, zoom) = school().await;
    connect(&site, &zoom, TEACHER).await;
    let teacher = TeacherId("ustaz1".to_owned());

    // As if the secret had been another one when the tokens were sealed.
    let sql =
        "UPDATE zoom_connections SET sealed_tokens = 'c2VhbGVkIGJ5IGFub3RoZXIga2V5IDEyMzQ1Njc4OTA'";
    site.store().execute_script(sql).await.unwrap();
    super::begin_class(&site).await.expect(422);

    let stored = site.store().find_zoom_connection(&teacher).await.unwrap();
    assert_eq!(stored.unwrap().sealed_tokens.expose(), "");
    page(&site, TEACHER, "/teacher")
        .await
        .part("#zoom")
        .expect_texts(&[
            "no longer connected",
            "app in Zoom was changed",
            "Connect Zoom again",
        ]);
    // Who connects again is connected.
    connect(&site, &zoom, TEACHER).await;
    super::begin_class(&site).await.expect(201);
}
