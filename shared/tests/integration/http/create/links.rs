//! Which links make a session, and how many.

use futures_util::future::join_all;
use serde_json::json;

use super::create_session;
use crate::support::{LINK, Site, count};

#[tokio::test]
async fn bad_input_is_named_and_changes_nothing() {
    let site = Site::start().await;
    refuses_students(&site).await;
    refuses_links(&site).await;
    refuses_bodies(&site).await;
    refuses_dates(&site).await;

    let answer = site.create("1", &json!({})).await.json();
    assert_eq!(answer["error"], "`link` is missing.");
    assert_eq!(site.rows().await, "[]");
    assert!(site.telegram.messages().is_empty());
}

async fn refuses_students(site: &Site) {
    for id in [
        "0",
        "-1",
        "1.5",
        "abc",
        "99999999999",
        "1%20OR%201=1",
        "%5Bid%5D",
    ] {
        site.create(id, &json!({ "link": LINK })).await.expect(400);
    }
}

async fn refuses_links(site: &Site) {
    for link in [
        "",
        "javascript:alert(1)",
        "1234567890 or 222 333 4444",
        "https://evilzoom.us/j/1234567890",
        "https://zoom.us@evil.example/j/1234567890",
        "https://zoom.us:8443/j/1234567890",
        "https://zoom.us/s/1234567890",
        &format!("https://zoom.us/j/1234567890?pwd={}", "x".repeat(300)),
    ] {
        site.create("1", &json!({ "link": link })).await.expect(422);
    }
}

/// An invitation as Zoom copies it, with the line ends that a browser's form sends.
pub(crate) const INVITATION: &str = "Ustaz Ahmed is inviting you to a scheduled Zoom meeting.\r\n\r\n\
    Topic: Lesson\r\nTime: Nov 23, 2026 06:00 PM Nairobi\r\n\r\nJoin Zoom Meeting\r\n\
    https://us05web.zoom.us/j/12345678901?pwd=a-b_c.1\r\n\r\n\
    Meeting ID: 123 4567 8901\r\nPasscode: 987654\r\n\r\n---\r\n\r\nOne tap mobile\r\n\
    +13017158592,,12345678901#,,,,*987654# US (Washington DC)\r\n\r\n\
    Find your local number: https://us05web.zoom.us/u/kdXX\r\n";

#[tokio::test]
async fn whatever_people_paste_is_stored_as_the_plain_link() {
    let site = Site::start().await;
    let link = "https://us05web.zoom.us/j/12345678901?pwd=a-b_c.1";
    let plain = "https://zoom.us/j/12345678901";
    let escaped = "https%3A%2F%2Fus05web.zoom.us%2Fj%2F12345678901%3Fpwd%3Da-b_c.1";
    let safelink = format!("eur01.safelinks.protection.outlook.com/?url={escaped}&data=05%7C02");
    let google = format!("www.google.com/url?q={escaped}&sa=D");
    let proofpoint = format!("urldefense.com/v3/__{link}__;!!AbC!dEf$");

    for (pasted, stored) in [
        (INVITATION, link),
        ("http://us05web.zoom.us/j/12345678901?pwd=a-b_c.1", link),
        ("us05web.zoom.us/j/12345678901?pwd=a-b_c.1#success", link),
        ("<https://us05web.zoom.us/j/12345678901?pwd=a-b_c.1>", link),
        (&format!("{link} Passcode: 987654"), link),
        (&format!("https://{safelink}"), link),
        (&safelink, link),
        (&format!("https://{google}"), link),
        (&google, link),
        (&format!("https://{proofpoint}"), link),
        (&proofpoint, link),
        ("123 4567 8901", plain),
        ("Meeting ID: 123 4567 8901 Passcode: 987654", plain),
        (
            "https://hku.zoom.com.cn/j/12345678901",
            "https://hku.zoom.com.cn/j/12345678901",
        ),
    ] {
        let created = site.create("1", &json!({ "link": pasted })).await;
        let id = created.expect(201).json()["id"].as_i64().unwrap();
        // A `?` would stand for a value.
        let stored = stored.replace('?', "_");
        let is_stored =
            format!("id = {id} AND link LIKE '{stored}' AND zoom_meeting_id = '12345678901'");
        assert_eq!(count(site.store(), &is_stored).await, 1, "{pasted}");
        site.pass(700);
    }
}

async fn refuses_bodies(site: &Site) {
    for body in [
        json!({}),
        json!({ "link": 5 }),
        json!({ "link": null }),
        json!({ "link": { "contains": "" } }),
        json!([LINK]),
        json!("x"),
        json!({ "link": LINK, "expiration_date": 5 }),
        json!({ "link": LINK, "expiration_date": "soon" }),
    ] {
        site.create("1", &body).await.expect(400);
    }
}

async fn refuses_dates(site: &Site) {
    for date in [
        "2026-11-23T15:00:00Z",
        "2020-01-01T00:00:00Z",
        "9999-01-01T00:00:00Z",
        "+200000-01-01T00:00:00Z",
    ] {
        let body = json!({ "link": LINK, "expiration_date": date });
        let answer = site.create("1", &body).await;
        assert!(
            [400, 422].contains(&answer.status.as_u16()),
            "{date}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn the_same_link_again_within_thirty_seconds_is_the_same_session() {
    let site = Site::start().await;
    let first = create_session(&site).await;
    let link = json!({ "link": LINK });

    site.pass(29);
    let again = site.create("1", &link).await.expect(200).json();
    assert_eq!(again, first);

    let other = json!({ "link": format!("{LINK}x") });
    site.create("1", &other).await.expect(201);
    site.create("2", &link).await.expect(201);
    site.pass(31);
    site.create("1", &link).await.expect(201);
    assert_eq!(site.telegram.messages().len(), 4);
}

#[tokio::test]
async fn two_requests_at_once_make_one_session_and_one_message() {
    let site = Site::start().await;
    let body = json!({ "link": LINK });
    let answers = join_all((0..6).map(|_| site.create("1", &body))).await;
    let number = |status: u16| {
        answers
            .iter()
            .filter(|answer| answer.status == status)
            .count()
    };

    assert_eq!(number(201), 1);
    assert_eq!(number(200), 5);
    assert_eq!(site.telegram.messages().len(), 1);
    site.only_session().await;
}

#[tokio::test]
async fn too_many_links_for_one_student_have_to_wait() {
    let site = Site::start().await;
    for number in 0..10 {
        let link = json!({ "link": format!("{LINK}{number}") });
        site.create("1", &link).await.expect(201);
        site.pass(10);
    }

    let one_more = json!({ "link": format!("{LINK}x") });
    let refused = site.create("1", &one_more).await.expect(429);
    assert_eq!(refused.header("retry-after"), "500");

    let link = json!({ "link": LINK });
    site.create("2", &link).await.expect(201);
    site.pass(500);
    site.create("1", &one_more).await.expect(201);
}
