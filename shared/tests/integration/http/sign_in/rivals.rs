//! Two cookies of one name: of this host and of its domain, or a whole one beside chunks.

use reqwest::Method;

use super::{COOKIE, cookie_pair, cookies, form, school, sign_in};
use crate::support::{Answer, Site};

/// A cookie that no key opens.
const STALE: &str = "next-auth.session-token=stale";

async fn list(site: &Site, cookie: &str) -> Answer {
    let list = site.request(Method::GET, "/api/admin/teacher-sessions");
    site.send(list.header("cookie", cookie)).await
}

async fn token(site: &Site) -> String {
    let pair = cookie_pair(&sign_in(site, "admin1", "right").await.expect(303));
    pair.strip_prefix(&format!("{COOKIE}=")).unwrap().to_owned()
}

#[tokio::test]
async fn the_first_cookie_that_opens_and_has_not_expired_counts() {
    let site = school(&[]).await;
    let expired = token(&site).await;
    site.pass(31 * 86400);
    let good = token(&site).await;
    let (start, end) = good.split_at(100);

    for cookie in [
        format!("{STALE}; {COOKIE}={good}"),
        format!("{COOKIE}={good}; {STALE}"),
        format!("{COOKIE}={expired}; {COOKIE}={good}"),
        format!("{STALE}; {COOKIE}.0={start}; {COOKIE}.1={end}"),
        format!("{COOKIE}={expired}; {COOKIE}.1={end}; {COOKIE}.0={start}"),
        format!("{COOKIE}.0=stale; {COOKIE}.1=stale; {COOKIE}.0={start}; {COOKIE}.1={end}"),
        format!("{COOKIE}.0={start}; {COOKIE}.1={end}; {COOKIE}.2=stale"),
    ] {
        list(&site, &cookie).await.expect(200);
    }

    for cookie in [
        format!("{STALE}; {COOKIE}={expired}"),
        format!("{COOKIE}.0={start}; {COOKIE}.2={end}"),
    ] {
        list(&site, &cookie).await.expect(401);
    }

    // The person of the first one, whatever the others are.
    let teacher = cookie_pair(&sign_in(&site, "ustaz1", "right").await.expect(303));
    let both = format!("{STALE}; {teacher}; {COOKIE}={good}");
    list(&site, &both).await.expect(403);
}

#[tokio::test]
async fn signing_in_beside_a_cookie_that_cannot_be_replaced_says_what_to_do() {
    let site = school(&[]).await;
    let fields = [
        ("username", "admin1"),
        ("password", "right"),
        ("next", "/admin/teacher-monitoring?q=a"),
    ];
    let request = form(&site, "/sign-in", &fields).header("cookie", STALE);
    let answer = site.send(request).await.expect(303);
    let way = "/sign-in?after=sign-in&next=%2Fadmin%2Fteacher-monitoring%3Fq%3Da";
    assert_eq!(answer.header("location"), way);
    let pair = cookie_pair(&answer);

    // The old cookie was this host's, and is replaced.
    let get = site.request(Method::GET, way).header("cookie", &pair);
    let answer = site.send(get).await.expect(303);
    assert_eq!(answer.header("location"), "/admin/teacher-monitoring?q=a");

    // It was another domain's, and is still there.
    let both = format!("{STALE}; {pair}");
    let get = site.request(Method::GET, way).header("cookie", both);
    let answer = site.send(get).await.expect(200);
    let page = answer.html();
    page.expect_texts(&[
        "another session cookie",
        "delete the cookies of",
        "127.0.0.1",
    ]);
    answer.expect_way_on("/admin/teacher-monitoring?q=a");
    assert!(cookies(&answer).is_empty());
}

#[tokio::test]
async fn signing_out_beside_a_cookie_that_cannot_be_removed_says_what_to_do() {
    let site = school(&[]).await;
    let pair = cookie_pair(&sign_in(&site, "admin1", "right").await.expect(303));
    let answer = site
        .send(form(&site, "/sign-out", &[]).header("cookie", &pair))
        .await
        .expect(303);

    let way = answer.header("location").to_owned();
    assert!(way.starts_with("/sign-in?after=sign-out&carried="));
    let answer = site.get(&way).await.expect(303);
    assert_eq!(answer.header("location"), "/sign-in");

    let both = format!("{COOKIE}=of-later; {pair}");
    let get = site.request(Method::GET, &way).header("cookie", both);
    let answer = site.send(get).await.expect(200);
    answer
        .html()
        .expect_texts(&["You are not signed out yet", "delete the cookies of"]);
    answer.expect_way_on("/sign-in");
}

#[tokio::test]
async fn a_cookie_that_nobody_tried_to_remove_has_not_stayed() {
    let site = school(&[]).await;
    let pair = cookie_pair(&sign_in(&site, "admin1", "right").await.expect(303));
    let sign_out = form(&site, "/sign-out", &[]).header("cookie", STALE);
    let way = site.send(sign_out).await.expect(303);

    // Opened by hand, and once more after signing in anew.
    for way in ["/sign-in?after=sign-out", way.header("location")] {
        let get = site.request(Method::GET, way).header("cookie", &pair);
        let answer = site.send(get).await.expect(303);
        assert_eq!(answer.header("location"), "/sign-in", "{way}");
    }
}

#[tokio::test]
async fn cookies_of_the_hosts_domains_are_taken_back_too() {
    let site = school(&[("PUBLIC_BASE_URL", "https://track.school.example")]).await;
    let name = format!("__Secure-{COOKIE}");
    let request = form(&site, "/sign-out", &[]).header("cookie", format!("{name}=a"));
    let answer = site.send(request).await.expect(303);

    let domains: Vec<&str> = cookies(&answer)
        .iter()
        .map(|cookie| {
            assert!(cookie.starts_with(&format!("{name}=; ")), "{cookie}");
            let domain = cookie.split("; Domain=").nth(1).unwrap_or_default();
            domain.split(';').next().unwrap()
        })
        .collect();
    assert_eq!(domains, ["track.school.example", "school.example", ""]);
}
