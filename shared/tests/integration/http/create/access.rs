//! Who may send a link.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, LINK, Site};

const PATH: &str = "/api/teachers/students/1/zoom";

#[tokio::test]
async fn only_the_students_own_teacher_may_send() {
    let site = Site::start().await;
    let body = json!({ "link": LINK });

    for (person, student, status) in [
        (("ustaz2", "teacher"), "1", 403),
        (("USTAZ1", "teacher"), "1", 403),
        (("ustaz1", "teacher"), "6", 403),
        (("ustaz1", "teacher"), "4", 403),
        (("ustaz1", "teacher"), "5", 403),
        (("", "teacher"), "5", 403),
        (("admin1", "admin"), "1", 403),
        (("ustaz1", "controller"), "1", 403),
        (("ustaz1", "Teacher"), "1", 403),
        (("ustaz1", "teacher"), "99", 404),
    ] {
        let path = format!("/api/teachers/students/{student}/zoom");
        let request = site.request_as(person, Method::POST, &path);
        site.send(request.json(&body)).await.expect(status);
    }

    for header in ["", "Bearer x", "Bearer undefined", "Basic dXN0YXox"] {
        let request = site.request(Method::POST, PATH);
        let request = request.header("authorization", header);
        site.send(request.json(&body)).await.expect(401);
    }

    site.post(PATH, &body).await.expect(401);
    assert!(site.telegram.messages().is_empty());
    assert_eq!(site.rows().await, "[]");
}

/// Sends the usual link with a cookie, and a header that says where the request comes from.
async fn send_with_cookie(site: &Site, (name, value): (&str, &str), cookie: &str) -> Answer {
    let request = site
        .request(Method::POST, PATH)
        .header("cookie", cookie)
        .header(name, value);

    site.send(request.json(&json!({ "link": LINK }))).await
}

#[tokio::test]
async fn a_cookie_counts_only_from_the_schools_own_pages() {
    let site = Site::start().await;
    let token = site.bearer("ustaz1", "teacher").replace("Bearer ", "");
    let cookie = format!("a=1; next-auth.session-token={token}");
    let origin = ("origin", site.base());

    for (header, status) in [
        (origin, 201),
        (("sec-fetch-site", "same-origin"), 200),
        (("sec-fetch-site", "cross-site"), 403),
        (("origin", "https://evil.example"), 403),
        (("x-nothing", "x"), 403),
    ] {
        let answer = send_with_cookie(&site, header, &cookie).await;
        answer.expect(status);
    }

    let (first, second) = token.split_at(100);
    let chunks = format!("next-auth.session-token.1={second}; next-auth.session-token.0={first}");
    send_with_cookie(&site, origin, &chunks).await.expect(200);

    let secure = format!("__Secure-next-auth.session-token={token}");
    send_with_cookie(&site, origin, &secure).await.expect(401);
}

#[tokio::test]
async fn without_a_long_enough_secret_nobody_gets_in() {
    for secret in ["", "short"] {
        let site = Site::with(&[("NEXTAUTH_SECRET", secret)]).await;
        let answer = site.create("1", &json!({ "link": LINK })).await.expect(503);
        assert!(!answer.text.contains("NEXTAUTH"));

        let list = site.as_admin("/api/admin/teacher-sessions").await;
        list.expect(503);
    }
}
