//! A link on its way to a student, and every reason why it is not.

use reqwest::Method;
use serde_json::json;

use super::{PATH, TEACHER, card, page, send_and_follow, send_link, tokens};
use crate::http::create::links::INVITATION;
use crate::support::{Html, LINK, Site, count};

#[tokio::test]
async fn a_link_is_sent_as_by_the_api_and_a_reload_sends_nothing() {
    let site = Site::start().await;
    let answer = send_link(&site, "1", &format!(" {LINK} "))
        .await
        .expect(303);
    assert_eq!(answer.header("location"), "/teacher?sent=1");

    let message = &site.telegram.messages()[0];
    assert_eq!(message["chat_id"], "7001");

    for _ in 0..3 {
        let html = page(&site, "/teacher?sent=1").await;
        let token = tokens(&html).pop().unwrap();
        let url = format!("{}/api/zoom/track?token={token}", site.base());
        assert_eq!(message["reply_markup"]["inline_keyboard"][0][0]["url"], url);

        for part in [html.part("[role=status]"), card(&html, "1")] {
            part.expect_texts(&["Sent by Telegram."]);
            assert_eq!(part.part("[readonly]").attribute("value"), url);

            // 15:00 UTC by the school's clock.
            let time = part.part("time");
            assert_eq!(time.attribute("datetime"), "2026-11-23T15:00:00Z");
            assert_eq!(time.text(), "18:00");
        }

        card(&html, "1").expect_texts(&["not opened"]);
        card(&html, "2").expect_no_texts(&["Today"]);
    }

    // The same again, by the form and by the API, is the same session.
    let again = send_link(&site, "1", LINK).await.expect(303);
    assert_eq!(again.header("location"), "/teacher?sent=1");
    site.create("1", &json!({ "link": LINK })).await.expect(200);
    assert_eq!(site.telegram.messages().len(), 1);
    assert_eq!(count(site.store(), "1 = 1").await, 1);

    for query in ["sent=2", "sent=x", "sent=", "sent=1&sent=1"] {
        let other = page(&site, &format!("{PATH}?{query}")).await;
        assert!(!other.has(".notice[role=status]"), "{query}");
    }
}

#[tokio::test]
async fn a_whole_invitation_is_pasted_as_it_is() {
    let site = Site::start().await;
    let html = page(&site, PATH).await;
    assert!(html.has("textarea#link-1"), "a field that keeps lines");

    send_link(&site, "1", INVITATION).await.expect(303);
    let stored = "link LIKE 'https://us05web.zoom.us/j/12345678901_pwd=a-b_c.1'";
    assert_eq!(count(site.store(), stored).await, 1);

    // What names two meetings comes back with its lines, and with what was understood.
    let two = format!("{INVITATION}\r\nor https://zoom.us/j/2223334445\r\n");
    let refused = send_link(&site, "2", &two).await.expect(422).html();
    refused
        .part("#problem-2")
        .expect_texts(&["(12345678901 and 2223334445)"]);
    let kept = two.replace("\r\n", "\n");
    let source = refused.part("#link-2").source().replace("\r\n", "\n");
    assert!(source.contains(&kept), "{source}");
}

#[tokio::test]
async fn each_outcome_is_told_with_the_link_to_copy() {
    let site = Site::start().await;
    let slow = json!({ "ok": false, "parameters": { "retry_after": 30 } });
    let refusal = |text: &str| json!({ "ok": false, "description": text });

    for (student, answer, outcome) in [
        (
            "1",
            Some((403, refusal("Forbidden: bot was blocked by the user"))),
            "bot is blocked in this chat",
        ),
        (
            "1",
            Some((400, refusal("Bad Request: chat not found"))),
            "Telegram does not know this chat",
        ),
        (
            "1",
            Some((401, refusal("Unauthorized"))),
            "Telegram refuses the school's bot",
        ),
        (
            "1",
            Some((400, refusal("Bad Request: wrong HTTP URL"))),
            "Not sent, Telegram refuses the address of the button: copy the link",
        ),
        ("1", Some((429, slow)), "Telegram takes it again in 30 s."),
        ("3", None, "Not sent, no Telegram chat: copy the link"),
    ] {
        site.telegram.answers(answer);
        let html = send_and_follow(&site, student, LINK).await;
        let notice = html.part("[role=status]");

        notice.expect_texts(&[outcome]);
        card(&html, student).expect_texts(&[outcome]);
        assert_eq!(tokens(&notice).len(), 1, "{outcome}");
        site.pass(120);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_said_at_its_form_which_keeps_the_link() {
    let site = Site::start().await;
    for link in [
        "",
        "\"><script>alert(1)</script>",
        "https://zoom.us/s/1234567890",
        "https://evilzoom.us/j/1234567890",
    ] {
        let html = send_link(&site, "2", link).await.expect(422).html();
        expect_refusal_at_its_form(&html, link);
    }

    refuses_other_students(&site).await;
    refuses_other_bodies(&site).await;
    assert_eq!(site.telegram.messages().len(), 0);
    assert_eq!(count(site.store(), "1 = 1").await, 0);

    for number in 0..10 {
        let link = format!("{LINK}{number}");
        send_link(&site, "1", &link).await.expect(303);
    }

    let many = send_link(&site, "1", &format!("{LINK}x")).await.expect(429);
    assert_eq!(many.header("retry-after"), "600");
    card(&many.html(), "1").expect_texts(&["Too many links for this student. Please wait."]);
}

#[track_caller]
fn expect_refusal_at_its_form(html: &Html, link: &str) {
    let field = html.part("#link-2");
    assert_eq!(field.text(), link);
    assert_eq!(field.attribute("aria-invalid"), "true");
    assert_eq!(field.attribute("aria-describedby"), "problem-2 link-hint");
    assert!(html.has("#link-hint"));

    assert!(card(html, "2").has("#problem-2[role=alert]"));
    assert!(!card(html, "1").has("[role=alert]"));
    assert!(!html.source().contains("<script>alert"));

    assert_eq!(html.part(".notice.bad a").attribute("href"), "#link-2");
    assert!(
        html.part("title")
            .text()
            .starts_with("Not sent: My students")
    );
}

/// Nothing of it is a page of theirs.
async fn refuses_other_students(site: &Site) {
    for (student, link, status) in [
        ("4", LINK, 403),
        ("6", LINK, 403),
        ("5", "x", 403),
        ("99", LINK, 404),
        ("0", LINK, 400),
        ("", LINK, 400),
    ] {
        let answer = send_link(site, student, link).await.expect(status);
        answer.expect_way_on("/teacher");
    }
}

async fn refuses_other_bodies(site: &Site) {
    let json = site
        .request_as(TEACHER, Method::POST, PATH)
        .json(&json!({ "student": "1", "link": LINK }));
    let json = site.send(json).await.expect(400);
    assert!(json.text.starts_with("<!DOCTYPE html>"));

    let large = send_link(site, "1", &"x".repeat(70 * 1024))
        .await
        .expect(413);
    assert!(large.text.starts_with("<!DOCTYPE html>"));
}
