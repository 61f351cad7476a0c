//! The page, and where it leads.

use reqwest::Method;

use super::{cookie_pair, cookies, form, school, sign_in};
use crate::support::{Database, Html, Site};

#[tokio::test]
async fn the_page_is_a_form_that_needs_no_script() {
    let site = school(&[]).await;
    let page = site.get("/sign-in?next=/teacher%3Fa%3D1").await.expect(200);

    let form = page.html().part("form");
    assert_eq!(form.attribute("method"), "post");
    assert_eq!(form.attribute("action"), "/sign-in");

    for selector in [
        "[autocomplete=username]",
        "[autocomplete=current-password]",
        "label[for=username]",
        "label[for=password]",
    ] {
        assert!(form.has(selector), "{selector}: {}", page.text);
    }

    assert_eq!(form.part("[name=next]").attribute("value"), "/teacher?a=1");
    page.html().expect_texts(&["Test & School"]);
    assert!(!page.text.contains("<script"));
    assert!(!page.html().has("[role=alert]"));
    assert_eq!(page.header("cache-control"), "no-store");

    assert!(
        page.header("content-security-policy")
            .contains("form-action 'self'")
    );

    assert!(cookies(&page).is_empty());
    let head = site
        .send(site.request(Method::HEAD, "/sign-in"))
        .await
        .expect(200);

    assert!(head.text.is_empty());
}

/// Where a form wants to lead, and where ustaz1 is led.
const NEXT: [(&str, &str); 13] = [
    (
        "/teacher?month=2026-11&q=a%20b",
        "/teacher?month=2026-11&q=a%20b",
    ),
    ("/admin/teacher-monitoring", "/admin/teacher-monitoring"),
    ("", "/teacher"),
    ("https://evil.example/", "/teacher"),
    ("//evil.example", "/teacher"),
    ("/\\evil.example", "/teacher"),
    ("\\\\evil.example", "/teacher"),
    ("/\t/evil.example", "/teacher"),
    ("javascript:alert(1)", "/teacher"),
    ("/a\r\nSet-Cookie: x=y", "/teacher"),
    ("/sign-in", "/teacher"),
    ("/sign-in?next=/sign-in", "/teacher"),
    ("/sign-out", "/teacher"),
];

#[tokio::test]
async fn one_goes_on_to_a_page_of_this_host_or_to_the_usual_one() {
    let site = school(&[]).await;
    let cookie = cookie_pair(&sign_in(&site, "ustaz1", "right").await.expect(303));

    for (next, expected) in NEXT {
        let fields = [
            ("username", "ustaz1"),
            ("password", "right"),
            ("next", next),
        ];
        let answer = site
            .send(form(&site, "/sign-in", &fields))
            .await
            .expect(303);

        assert_eq!(answer.header("location"), expected, "{next:?}");
        // Who is signed in already goes the same way.
        let get = site
            .request(Method::GET, "/sign-in")
            .query(&[("next", next)])
            .header("cookie", &cookie);

        assert_eq!(
            site.send(get).await.expect(303).header("location"),
            expected,
            "{next:?}"
        );
    }

    // What is refused does not stand in the page either; what passes is kept through a wrong password.
    let page = page_after_wrong_password(&site, "/teacher?a=1").await;
    assert_eq!(page.part("[name=next]").attribute("value"), "/teacher?a=1");
    let page = page_after_wrong_password(&site, "//evil.example").await;
    page.expect_no_texts(&["evil"]);
}

async fn page_after_wrong_password(site: &Site, next: &str) -> Html {
    let fields = [
        ("username", "ustaz1"),
        ("password", "wrong"),
        ("next", next),
    ];
    let request = form(site, "/sign-in", &fields);
    site.send(request).await.expect(401).html()
}

#[tokio::test]
async fn a_token_without_rights_gets_the_form() {
    let site = school(&[]).await;
    for bearer in [
        site.bearer("c1", "controller"),
        "Bearer nonsense".to_owned(),
    ] {
        let request = site
            .request(Method::GET, "/sign-in")
            .header("authorization", bearer);
        assert!(site.send(request).await.expect(200).text.contains("<form"));
    }
}

#[tokio::test]
async fn a_school_with_a_page_of_its_own_is_led_there() {
    let site = school(&[("SIGN_IN_URL", "https://school.example/login?a=1")]).await;
    let answer = site.get("/sign-in?next=/teacher").await.expect(303);
    let back = url_encoded(&format!("{}/teacher", site.base()));

    assert_eq!(
        answer.header("location"),
        format!("https://school.example/login?a=1&callbackUrl={back}")
    );

    let answer = site.get("/sign-in?next=//evil.example").await.expect(303);
    assert!(!answer.header("location").contains("evil"));
    let answer = sign_in(&site, "admin1", "right").await.expect(404);

    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(cookies(&answer).is_empty());
}

fn url_encoded(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}

#[tokio::test]
async fn a_database_that_is_away_is_told_to_a_person() {
    let unset = school(&[("NEXTAUTH_SECRET", "")]).await;
    let away = Site::over(
        Database::create().await,
        &[("DATABASE_URL", "mysql://root:hush@127.0.0.1:9/nowhere")],
    )
    .await;
    let answers = [
        (unset.get("/sign-in").await, "not configured"),
        (sign_in(&unset, "admin1", "right").await, "not configured"),
        (sign_in(&away, "admin1", "right").await, "Please try again"),
    ];

    for (answer, text) in answers {
        let answer = answer.expect(503);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");

        assert!(
            answer.text.contains(text) && !answer.text.contains("hush"),
            "{}",
            answer.text
        );

        assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    }

    // The page itself needs no database.
    away.get("/sign-in").await.expect(200);
}
