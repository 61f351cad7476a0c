//! The message that a student gets.

use serde_json::json;

use super::create_session;
use crate::support::{LINK, Site, change, expect_json};

#[tokio::test]
async fn a_teacher_sends_a_link_and_the_student_gets_a_message() {
    let site = Site::start().await;
    let body = json!({ "link": LINK, "tracking_token": "F".repeat(32), "unknown": 1 });
    let answer = site.create("1", &body).await.expect(201).json();

    let token = answer["tracking_token"].as_str().unwrap();
    assert_eq!(token.len(), 32);
    assert_ne!(token, "F".repeat(32), "the server's own");

    let url = format!("{}/api/zoom/track?token={token}", site.base());
    let expected = json!({
        "id": 1, "tracking_token": token, "tracking_url": url, "notification_sent": true,
        "notification_method": "telegram", "notification_error": null, "student_name": "Amina_*[<b>",
        "sent_time": "2026-11-23T15:00:00Z", "meeting_number": "12345678901", "meeting_warning": null,
    });

    assert_eq!(answer, expected);
    expect_message(&site, &url);
    assert_eq!(site.only_session().await["notification"], "sent");
}

#[track_caller]
fn expect_message(site: &Site, url: &str) {
    let messages = site.telegram.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(site.telegram.paths(), ["/bot1:test/sendMessage"]);

    expect_json!(messages[0], @r#"
    {
        "chat_id": "7001", "parse_mode": "HTML",
        "link_preview_options": { "is_disabled": true }
    }
    "#);

    let button = &messages[0]["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["url"], url);

    // 15:00 UTC is 18:00 by the school's clock, and no URL stands in the text.
    let text = messages[0]["text"].as_str().unwrap();
    for part in [
        "Amina_*[&lt;b&gt;",
        "Ustaz &lt;Ahmed&gt; &amp; Co",
        "Test &amp; School",
        "Mon 23 Nov 2026, 18:00",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }

    assert!(!text.contains("http"), "{text}");
}

#[tokio::test]
async fn a_chat_that_moved_is_followed() {
    let site = Site::start().await;
    let moved = json!({ "ok": false, "parameters": { "migrate_to_chat_id": -1007 } });
    site.telegram.answers([(400, moved)]);

    create_session(&site).await;
    assert_eq!(site.telegram.messages()[1]["chat_id"], -1007);
}

#[tokio::test]
async fn without_a_bot_token_links_are_stored_and_the_answer_says_so() {
    let site = Site::with(&[("TELEGRAM_BOT_TOKEN", "")]).await;
    expect_json!(create_session(&site).await, @r#"
    {
        "notification_method": null,
        "notification_error": "not_configured"
    }
    "#);
}

#[tokio::test]
async fn a_process_killed_before_the_message_leaves_a_session_that_says_so() {
    let site = Site::start().await;
    create_session(&site).await;
    change(
        site.store(),
        "1 = 1",
        "notification_status",
        Some("pending"),
    )
    .await;

    let again = site.create("1", &json!({ "link": LINK })).await;
    expect_json!(again.expect(200).json(), @r#"
    {
        "notification_sent": false,
        "notification_error": "pending"
    }
    "#);

    assert_eq!(site.telegram.messages().len(), 1);
    assert_eq!(site.only_session().await["notification"], "pending");
}
