//! Who may send the forms, and what a form is.

use reqwest::Method;

use super::{cookies, school};
use crate::support::{Answer, Site};

#[tokio::test]
async fn forms_of_other_sites_sign_nobody_in_or_out() {
    let site = school(&[]).await;
    let fields = [("username", "ustaz1"), ("password", "right")];

    for path in ["/sign-in", "/sign-out"] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("x-nothing", "x"),
        ] {
            let request = site
                .request(Method::POST, path)
                .header(name, value)
                .form(&fields);
            let answer = site.send(request).await.expect(403);

            assert_eq!(
                answer.header("content-type"),
                "text/html; charset=utf-8",
                "{path} {name}: {value}"
            );

            assert!(cookies(&answer).is_empty());
        }

        let request = site
            .request(Method::POST, path)
            .header("origin", site.base())
            .form(&fields);

        site.send(request).await.expect(303);
    }

    assert_eq!(
        site.store()
            .read_number("SELECT COUNT(*) FROM sign_in_attempts")
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn pages_with_forms_let_old_browsers_say_where_a_form_comes_from() {
    let site = school(&[]).await;
    let page = site.get("/sign-in").await.expect(200);
    // With `no-referrer` every form would carry `Origin: null`.
    assert_eq!(page.header("referrer-policy"), "same-origin");

    // What browsers without `Sec-Fetch-Site` send then, with an origin, without one, or with a hidden one.
    let ours = format!("{}/sign-in", site.base());
    for (sent, status) in [
        (vec![("origin", site.base())], 303),
        (vec![("referer", ours.as_str())], 303),
        (vec![("origin", "null"), ("referer", ours.as_str())], 303),
        (
            vec![("origin", "null"), ("referer", "https://evil.example/")],
            403,
        ),
        (
            vec![
                ("origin", "https://evil.example"),
                ("referer", ours.as_str()),
            ],
            403,
        ),
    ] {
        let mut request = site.request(Method::POST, "/sign-in");
        for (name, value) in &sent {
            request = request.header(*name, *value);
        }

        let fields = [("username", "ustaz1"), ("password", "right")];
        let answer = site.send(request.form(&fields)).await;
        assert_eq!(answer.status, status, "{sent:?}");
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn post(site: &Site, media: &str, body: &str) -> Answer {
    let request = site
        .request(Method::POST, "/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", media);

    site.send(request.body(body.to_owned())).await
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused() {
    let site = school(&[]).await;
    for (media, body) in [
        ("application/json", "{}"),
        ("", ""),
        (FORM, "username=a&username=b"),
    ] {
        let answer = post(&site, media, body).await.expect(400);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }

    let large = format!("username={}", "x".repeat(65 * 1024));
    post(&site, FORM, &large).await.expect(413);
    post(&site, FORM, "").await.expect(401);
}
