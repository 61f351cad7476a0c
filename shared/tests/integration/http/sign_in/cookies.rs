//! The cookie of a session, and who carries it.

use reqwest::Method;
use serde_json::json;
use session_tracking::auth::SessionKey;
use session_tracking::clock::Clock;
use session_tracking::config::Secret;

use super::{COOKIE, cookie_pair, cookies, form, school, sign_in};
use crate::support::{LINK, SECRET};

#[tokio::test]
async fn an_admin_signs_in_with_nextauths_own_cookie_and_reads_the_list() {
    let site = school(&[]).await;
    let answer = sign_in(&site, " admin1 ", "right").await.expect(303);
    assert_eq!(answer.header("location"), "/admin/teacher-monitoring");
    assert_eq!(answer.header("cache-control"), "no-store");

    let cookie = cookie_pair(&answer);
    let token = cookie.strip_prefix(&format!("{COOKIE}=")).unwrap();

    assert_eq!(
        cookies(&answer),
        [format!(
            "{COOKIE}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000; Expires=Wed, 23 Dec 2026 15:00:00 GMT"
        )]
    );

    let claims = SessionKey::derive(&Secret::new(SECRET))
        .open(token, site.clock.now())
        .unwrap();

    assert_eq!(claims.id.as_deref(), Some("admin1"));
    assert_eq!(claims.role.as_deref(), Some("admin"));

    for (seconds, status) in [(0, 200), (30 * 86400 - 1, 200), (60, 401)] {
        site.pass(seconds);
        let list = site.request(Method::GET, "/api/admin/teacher-sessions");
        site.send(list.header("cookie", &cookie))
            .await
            .expect(status);
    }
}

#[tokio::test]
async fn a_teacher_signs_in_and_sends_a_link() {
    let site = school(&[]).await;
    let answer = sign_in(&site, "ustaz1", "right").await.expect(303);
    assert_eq!(answer.header("location"), "/teacher");
    let create = site.request(Method::POST, "/api/teachers/students/1/zoom");

    let create = create
        .header("cookie", cookie_pair(&answer))
        .header("sec-fetch-site", "same-origin");
    let link = json!({ "link": LINK });
    site.send(create.json(&link)).await.expect(201);
}

#[tokio::test]
async fn on_https_the_cookie_is_secure_by_name_and_attribute() {
    let site = school(&[("PUBLIC_BASE_URL", "https://school.example")]).await;
    let fields = [("username", "ustaz1"), ("password", "right")];
    let request = site
        .request(Method::POST, "/sign-in")
        .header("origin", "https://school.example");
    let answer = site.send(request.form(&fields)).await.expect(303);

    let cookie = cookies(&answer)[0].to_owned();
    assert!(
        cookie.starts_with(&format!("__Secure-{COOKIE}=")),
        "{cookie}"
    );

    assert!(
        cookie.contains("; HttpOnly; SameSite=Lax; Secure; Path=/; "),
        "{cookie}"
    );

    assert!(!cookie.contains("Domain"), "{cookie}");
}

/// What takes back a cookie.
fn deletion_of(name: &str) -> String {
    format!(
        "{name}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
    )
}

#[tokio::test]
async fn signing_out_takes_back_every_part_of_the_cookie_that_came() {
    let site = school(&[]).await;
    let first = format!("{COOKIE}.0");
    let second = format!("{COOKIE}.1");

    for (cookie, expected) in [
        (String::new(), vec![deletion_of(COOKIE)]),
        (format!("{COOKIE}=abc; other=1"), vec![deletion_of(COOKIE)]),
        (
            format!("{second}=b; {COOKIE}.x=1; {first}=a"),
            vec![
                deletion_of(COOKIE),
                deletion_of(&first),
                deletion_of(&second),
            ],
        ),
    ] {
        let answer = site
            .send(form(&site, "/sign-out", &[]).header("cookie", &cookie))
            .await
            .expect(303);

        // A browser that carried a session comes by once more, so that what stayed is told.
        let way = if cookie.is_empty() {
            "/sign-in"
        } else {
            "/sign-in?after=sign-out&carried="
        };
        assert!(answer.header("location").starts_with(way), "{cookie}");
        assert_eq!(cookies(&answer), expected, "{cookie}");
    }
}
