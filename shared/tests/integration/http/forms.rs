//! The three addresses that take forms answer people: with a page in their own frame, whatever is wrong with a form.

use reqwest::Method;

use crate::support::{Answer, Site};

/// Id and role of who is signed in.
type Person = Option<(&'static str, &'static str)>;

/// Every address that takes a form: who sends it, and where that person goes on to.
const FORMS: [(&str, Person, &str); 3] = [
    ("/sign-in", None, "/sign-in"),
    ("/teacher", Some(("ustaz1", "teacher")), "/teacher"),
    (
        "/admin/teacher-monitoring",
        Some(("admin1", "admin")),
        "/admin/teacher-monitoring",
    ),
];

const FORM: &str = "application/x-www-form-urlencoded";

async fn post(site: &Site, path: &str, person: Person, (media, body): (&str, String)) -> Answer {
    let mut request = site
        .request(Method::POST, path)
        .header("sec-fetch-site", "same-origin");

    if let Some((id, role)) = person {
        request = request.header("authorization", site.bearer(id, role));
    }

    site.send(request.header("content-type", media).body(body))
        .await
}

#[tokio::test]
async fn a_form_that_is_too_large_is_answered_with_413_and_a_page() {
    let site = Site::start().await;
    for (path, person, way_on) in FORMS {
        let body = format!("action=sweep&username={}", "x".repeat(65 * 1024));
        let answer = post(&site, path, person, (FORM, body)).await.expect(413);
        assert_eq!(
            answer.header("content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        answer.expect_way_on(way_on);
    }
}

#[tokio::test]
async fn a_body_that_is_no_form_is_answered_with_400_and_the_same_page_everywhere() {
    let site = Site::start().await;
    for (path, person, way_on) in FORMS {
        for (media, body) in [
            ("application/json", "{}"),
            ("", ""),
            (FORM, "action=a&action=b&username=a&username=b"),
        ] {
            let answer = post(&site, path, person, (media, body.to_owned()))
                .await
                .expect(400);

            assert_eq!(
                answer.header("content-type"),
                "text/html; charset=utf-8",
                "{path} {media}"
            );

            let refusal = "The form could not be read. Please try again.";
            answer.html().expect_texts(&[refusal]);
            answer.expect_way_on(way_on);
        }
    }
}
