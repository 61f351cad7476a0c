//! Who gets in, what a page may run, and what is wrong with an address.

use reqwest::{Method, StatusCode};

use super::{PATH, view};
use crate::support::{Answer, Site};

async fn visit(site: &Site) -> Answer {
    let path = format!("{PATH}?range=30d&q=a%26b");
    site.send(site.request(Method::GET, &path)).await
}

#[tokio::test]
async fn who_is_not_an_admin_sees_nothing() {
    let site = Site::start().await;
    let stranger = visit(&site).await.expect(303);
    assert_eq!(
        stranger.header("location"),
        "/sign-in?next=%2Fadmin%2Fteacher-monitoring%3Frange%3D30d%26q%3Da%2526b"
    );

    let part = format!("{PATH}?range=7d&part=results");
    let part = site.get(&part).await.expect(401);
    assert_eq!(part.header("content-type"), "application/problem+json");

    for person in [
        ("ustaz1", "teacher"),
        ("c1", "controller"),
        ("r1", "registral"),
        ("", "admin"),
    ] {
        let request = site.request_as(person, Method::GET, &format!("{PATH}?range=30d&q=a%26b"));
        let answer = site.send(request).await.expect(403);
        let media = answer.header("content-type");

        assert!(media.starts_with("text/html"), "{person:?}");
        assert!(!answer.html().has(".card h2"), "{person:?}");
    }

    let settings = [("SIGN_IN_URL", "https://school.example/login?from=here")];
    let elsewhere = Site::with(&settings).await;
    let stranger = visit(&elsewhere).await.expect(303);
    let callback = "https://school.example/login?from=here&callbackUrl=http%3A%2F%2F127.0.0.1";

    assert!(stranger.header("location").starts_with(callback));
}

#[tokio::test]
async fn a_dashboard_without_a_long_enough_secret_is_closed() {
    let closed = Site::with(&[("NEXTAUTH_SECRET", "")]).await;
    let answer = closed.get(PATH).await.expect(503);
    answer.html().expect_texts(&["not configured"]);

    let silent = Site::with(&[("TELEGRAM_BOT_TOKEN", "")]).await;
    let page = view(&silent, "").await;
    page.expect_texts(&["No Telegram bot is set up"]);
}

#[tokio::test]
async fn pages_run_nothing_but_their_own_script_and_escape_every_name() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);

    for query in [
        "range=today",
        "session=1",
        "view=months",
        "view=sweep",
        "status=sent",
        "q=%3Cscript%3E",
    ] {
        let page = site.as_admin(&format!("{PATH}?{query}")).await.expect(200);
        assert_eq!(page.header("cache-control"), "no-store");
        expect_only_own_script(page.header("content-security-policy"));

        for text in [
            "<b>",
            "<Ahmed>",
            "q=<script>",
            "value=\"<script>",
            " style=",
            " onclick",
            &token,
        ] {
            assert!(!page.text.contains(text), "{query} shows {text}");
        }
    }
}

#[track_caller]
fn expect_only_own_script(policy: &str) {
    for part in [
        "require-trusted-types-for 'script'; trusted-types 'none'",
        "script-src 'sha256-",
    ] {
        assert!(policy.contains(part), "{policy}");
    }

    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn bad_addresses_get_a_page_that_names_what_is_wrong() {
    let site = Site::start().await;
    for (query, name) in [
        ("range=week", "range"),
        ("from=2026-02-30", "from"),
        ("from=2026-02-02&to=2026-02-01", "from"),
        ("status=live", "status"),
        ("studentId=x", "studentId"),
        ("sort=price", "sort"),
        ("cursor=x", "cursor"),
        ("view=months&month=2026-13", "month"),
        ("view=months&month=x", "month"),
        ("session=x", "session"),
    ] {
        let answer = site.as_admin(&format!("{PATH}?{query}")).await.expect(400);
        assert!(answer.header("content-type").starts_with("text/html"));
        answer.html().expect_texts(&[&format!("`{name}`")]);
    }

    let unknown = site.as_admin(&format!("{PATH}?session=99")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);

    let list = "/api/admin/teacher-sessions?report=nothing";
    let answer = site.as_admin(list).await.expect(400);
    assert!(answer.text.contains("`report`"));
}
