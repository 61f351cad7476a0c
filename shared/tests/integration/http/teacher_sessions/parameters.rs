//! Who may ask, and for what.

use reqwest::Method;
use serde_json::json;

use super::PATH;
use crate::support::Site;

#[tokio::test]
async fn only_admins_see_the_list() {
    let site = Site::start().await;
    site.get(PATH).await.expect(401);

    for (person, status) in [
        (("ustaz1", "teacher"), 403),
        (("c1", "controller"), 403),
        (("r1", "registral"), 403),
        (("admin1", "admin"), 200),
        (("", "admin"), 403),
    ] {
        let request = site.request_as(person, Method::GET, PATH);
        site.send(request).await.expect(status);
    }
}

#[tokio::test]
async fn bad_parameters_are_named() {
    let site = Site::start().await;
    for (query, name) in [
        ("date=garbage", "date"),
        ("date=2026-02-30", "date"),
        ("from=x", "from"),
        ("to=2026-1-1", "to"),
        ("status=garbage", "status"),
        ("status=ACTIVE", "status"),
        ("studentId=abc", "studentId"),
        ("studentId=-1", "studentId"),
        ("cursor=x", "cursor"),
        ("cursor=1-x", "cursor"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("format=xml", "format"),
        ("session=0", "session"),
        ("from=2026-02-01&to=2026-01-01", "from"),
        ("date=2026-01-01&from=2026-01-01", "date"),
        ("range=week", "range"),
        ("range=7d&from=2026-01-01", "range"),
        ("sort=price", "sort"),
        ("sort=--time", "sort"),
        ("sort=student&cursor=5-1", "cursor"),
        ("sort=duration&before=~x-1", "before"),
        ("cursor=5-1&before=5-1", "cursor"),
        (&format!("q={}", "x".repeat(101)), "q"),
    ] {
        let answer = site.as_admin(&format!("{PATH}?{query}")).await.expect(400);
        let problem = answer.json()["error"].to_string();
        assert!(problem.contains(&format!("`{name}`")), "{query}: {problem}");
    }

    let unknown = format!("{PATH}?session=99");
    site.as_admin(&unknown).await.expect(404);

    for injection in [
        "teacherId=%27%20OR%201=1--",
        "q=%25%27%3B%20DROP",
        "q=%25",
        "q=_",
    ] {
        assert_eq!(
            site.list(injection).await["sessions"],
            json!([]),
            "{injection}"
        );
    }
}

#[tokio::test]
async fn more_names_than_can_be_looked_at_are_refused_not_cut_off() {
    let site = Site::start().await;
    let mut students = String::new();
    for id in 100..301 {
        students.push_str(&format!(
            "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name) VALUES ({id}, 'Mohamed {id}');\n"
        ));
    }

    site.store().execute_script(&students).await.unwrap();

    let answer = site
        .as_admin(&format!("{PATH}?q=mohamed"))
        .await
        .expect(422);
    assert!(answer.text.contains("More than 200 names match"));
    site.list("q=mohamed+10").await;
}
