//! Who gets in, and who may send the form.

use reqwest::{Method, StatusCode};

use super::{PATH, TEACHER, link_form, page, send_and_follow, tokens};
use crate::support::{Answer, LINK, Site, change};

async fn visit(site: &Site, method: &Method, person: (&str, &str)) -> Answer {
    site.send(site.request_as(person, method.clone(), PATH))
        .await
}

#[tokio::test]
async fn only_teachers_get_in_and_everybody_is_told_in_html() {
    let site = Site::start().await;
    for method in [Method::GET, Method::POST] {
        let request = site.request(method, "/teacher?sent=1");
        let answer = site.send(request).await.expect(303);
        assert_eq!(
            answer.header("location"),
            "/sign-in?next=%2Fteacher%3Fsent%3D1"
        );
    }

    for (person, status, way_on) in [
        (("admin1", "admin"), 403, "/admin/teacher-monitoring"),
        (("c1", "controller"), 403, "/teacher"),
        (("", "teacher"), 403, "/teacher"),
        (("ustaz1", "teacher"), 200, ""),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = visit(&site, &method, person).await.expect(status);
            let policy = answer.header("content-security-policy");

            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(policy.contains("require-trusted-types-for 'script'"));
        }

        let answer = visit(&site, &Method::GET, person).await;
        if answer.status == StatusCode::OK {
            answer.html().expect_texts(&["My students"]);
        } else {
            answer.expect_way_on(way_on);
        }
    }

    let site = Site::with(&[("SIGN_IN_URL", "https://school.example/login")]).await;
    let answer = site.send(site.request(Method::GET, PATH)).await.expect(303);
    let location = answer.header("location");

    assert!(location.starts_with("https://school.example/login?callbackUrl="));
}

#[tokio::test]
async fn a_school_without_a_bot_token_or_a_secret_is_told_so() {
    let site = Site::with(&[("NEXTAUTH_SECRET", "")]).await;
    let closed = visit(&site, &Method::GET, TEACHER).await.expect(503);
    assert!(closed.text.starts_with("<!DOCTYPE html>"));

    let site = Site::with(&[("TELEGRAM_BOT_TOKEN", "")]).await;
    send_and_follow(&site, "1", LINK)
        .await
        .expect_texts(&["the school has not set up Telegram"]);

    change(
        site.store(),
        "1 = 1",
        "notification_status",
        Some("pending"),
    )
    .await;
    page(&site, "/teacher?sent=1")
        .await
        .expect_texts(&["On its way by Telegram"]);

    site.pass(11);
    page(&site, "/teacher?sent=1")
        .await
        .expect_texts(&["It may have arrived"]);
}

#[tokio::test]
async fn a_form_counts_only_from_the_schools_own_pages() {
    let site = Site::start().await;
    let cookie = site
        .bearer("ustaz1", "teacher")
        .replace("Bearer ", "next-auth.session-token=");

    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("origin", "null", 403),
        ("x-nothing", "x", 403),
        ("origin", site.base(), 303),
        ("sec-fetch-site", "same-origin", 303),
    ] {
        let request = site.request(Method::POST, PATH).header("cookie", &cookie);
        let answer = site
            .send(link_form(request.header(name, value), "1", LINK))
            .await;

        if status == 403 {
            let refusal = "This request must come from the school's own pages.";
            answer.expect(403).html().expect_texts(&[refusal]);
            assert!(site.telegram.messages().is_empty());
        } else {
            answer.expect(status);
        }
    }

    // A link from elsewhere may lead here: it only reads.
    let read = site
        .request(Method::GET, PATH)
        .header("cookie", &cookie)
        .header("sec-fetch-site", "cross-site");

    site.send(read).await.expect(200);
}

#[tokio::test]
async fn nobody_sees_a_token_of_another_teacher() {
    let site = Site::start().await;
    let request = site.request_as(
        ("ustaz2", "teacher"),
        Method::POST,
        "/api/teachers/students/4/zoom",
    );
    let link = serde_json::json!({ "link": LINK });
    let foreign = site.send(request.json(&link)).await.expect(201).json();
    assert_eq!(foreign["id"], 1);

    // Rows of a teacher whose id differs by its case alone, and a student's who has another teacher by now.
    site.session().await;
    site.pass(1);
    site.session().await;
    change(site.store(), "id = 2", "ustazid", Some("USTAZ1")).await;

    let mine = page(&site, "/teacher?sent=1").await;
    assert_eq!(tokens(&mine).len(), 1);
    assert!(!mine.has(".notice"));
    mine.expect_no_texts(&[foreign["tracking_token"].as_str().unwrap()]);

    assert!(!page(&site, "/teacher?sent=2").await.has(".notice"));
    assert!(page(&site, "/teacher?sent=3").await.has(".notice.good"));

    let moved = "UPDATE wpos_wpdatatable_23 SET ustaz = 'ustaz2' WHERE wdt_ID = 1";
    site.store().execute_script(moved).await.unwrap();
    assert!(tokens(&page(&site, "/teacher?sent=3").await).is_empty());
}
