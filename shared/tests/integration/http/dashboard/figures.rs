//! The figures above the list, and when they are answered anew.

use reqwest::Method;

use super::{PATH, cards, figure, view};
use crate::http::rows::insert_lessons;
use crate::support::{Answer, Site};

#[tokio::test]
async fn cards_say_what_the_list_says_and_compare_with_the_days_before() {
    let site = Site::start().await;
    let lessons = [
        ("2026-11-10T08:00:00Z", 1200),
        ("2026-11-11T08:00:00Z", 1200),
        ("2026-11-18T08:00:00Z", 3600),
        ("2026-11-19T08:00:00Z", 1800),
        ("2026-11-20T08:00:00Z", 20),
    ];

    insert_lessons(&site, &lessons).await;
    let live = site.session().await;
    site.join(&live).await.expect(200);
    site.pass(31);
    site.session().await;
    site.pass(29);
    site.beat(&live).await.expect(200);

    let page = view(&site, "range=7d").await;
    let expected = [
        ("Sessions", "5"),
        ("Live now", "1"),
        ("Not opened", "1"),
        ("Ended", "3"),
        ("Timed out", "0"),
        ("Average length", "23 min"),
        ("Time in class", "1 h 31 min"),
        ("Evidence", "A 0 %"),
    ];

    assert_eq!(
        cards(&page),
        expected.map(|(title, value)| (title.to_owned(), value.to_owned()))
    );

    page.expect_texts(&["▲ 150 %", "the change against 10 Nov – 16 Nov"]);
    assert_eq!(page.part("#list-title").text(), "5 sessions");

    // The same filter, other figures.
    let page = view(&site, "range=7d&status=ended").await;
    assert_eq!(figure(&page, "Sessions"), "3");
    assert_eq!(figure(&page, "Live now"), "0");

    let page = view(&site, "range=7d&teacherId=ustaz2").await;
    assert_eq!(figure(&page, "Sessions"), "0");
    page.expect_texts(&["No session matches.", "Teacher: Ustaza Maryam"]);
}

/// Asks for the part of the page that a script renews, if it differs from the known one.
async fn results(site: &Site, known: &str) -> Answer {
    let path = format!("{PATH}?range=7d&part=results");
    let request = site.request_as(("admin1", "admin"), Method::GET, &path);
    site.send(request.header("if-none-match", known)).await
}

#[tokio::test]
async fn results_are_answered_again_only_when_they_changed() {
    let site = Site::start().await;
    let token = site.session().await;
    let first = results(&site, "").await.expect(200);
    let start = first.text.trim_start();

    assert!(
        start.starts_with("<form") || start.starts_with("<p class=\"notice"),
        "{start}"
    );

    let tag = first.header("etag");
    site.pass(5);
    let again = results(&site, tag).await.expect(304);
    assert_eq!(again.text, "");
    assert_eq!(again.header("etag"), tag);

    site.join(&token).await.expect(200);
    let changed = results(&site, tag).await.expect(200);
    assert_ne!(changed.header("etag"), tag);

    let live = changed.html().part(".live-time");
    assert_eq!(live.attribute("data-seconds"), "0");
}
