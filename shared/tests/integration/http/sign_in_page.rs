//! `/sign-in` and `/sign-out`: the page, where it leads, and who may send its form.

use reqwest::Method;

use super::sign_in::{COOKIE, carried, cookies, form, school, sign_in};
use crate::support::{Database, Site};

#[tokio::test]
async fn the_page_is_a_form_that_needs_no_script() {
    let site = school(&[]).await;
    let page = site.get("/sign-in?next=/teacher%3Fa%3D1").await.expect(200);

    for part in [
        "<form method=\"post\" action=\"/sign-in\">",
        "autocomplete=\"username\"",
        "autocomplete=\"current-password\"",
        "<label for=\"username\">",
        "<label for=\"password\">",
        "name=\"next\" value=\"/teacher?a=1\"",
        "Test &#38; School",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }

    assert!(!page.text.contains("<script") && !page.text.contains("role=\"alert\""));
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

#[tokio::test]
async fn one_goes_on_to_a_page_of_this_host_or_to_the_usual_one() {
    let site = school(&[]).await;
    let cookie = carried(&sign_in(&site, "ustaz1", "right").await.expect(303));

    for (next, expected) in [
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
    ] {
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
    let kept = |next: &'static str| {
        let fields = [
            ("username", "ustaz1"),
            ("password", "wrong"),
            ("next", next),
        ];
        let request = form(&site, "/sign-in", &fields);
        async { site.send(request).await.expect(401).text }
    };

    assert!(
        kept("/teacher?a=1")
            .await
            .contains("value=\"/teacher?a=1\"")
    );

    assert!(!kept("//evil.example").await.contains("evil"));
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
async fn signing_out_takes_back_every_part_of_the_cookie_that_came() {
    let site = school(&[]).await;
    let gone = |name: &str| {
        format!(
            "{name}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
        )
    };
    let (first, second) = (format!("{COOKIE}.0"), format!("{COOKIE}.1"));

    for (carried, expected) in [
        (String::new(), vec![gone(COOKIE)]),
        (format!("{COOKIE}=abc; other=1"), vec![gone(COOKIE)]),
        (
            format!("{second}=b; {COOKIE}.x=1; {first}=a"),
            vec![gone(COOKIE), gone(&first), gone(&second)],
        ),
    ] {
        let answer = site
            .send(form(&site, "/sign-out", &[]).header("cookie", &carried))
            .await
            .expect(303);

        assert_eq!(answer.header("location"), "/sign-in");
        assert_eq!(cookies(&answer), expected, "{carried}");
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

#[tokio::test]
async fn a_body_that_is_no_form_is_refused() {
    let site = school(&[]).await;
    let post = |media: &str, body: String| {
        let request = site
            .request(Method::POST, "/sign-in")
            .header("sec-fetch-site", "same-origin");
        site.send(request.header("content-type", media).body(body))
    };
    let form = "application/x-www-form-urlencoded";

    for (media, body) in [
        ("application/json", "{}".to_owned()),
        ("", String::new()),
        (form, "username=a&username=b".to_owned()),
    ] {
        let answer = post(media, body).await.expect(400);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }

    post(form, format!("username={}", "x".repeat(65 * 1024)))
        .await
        .expect(413);

    post(form, String::new()).await.expect(401);
}
