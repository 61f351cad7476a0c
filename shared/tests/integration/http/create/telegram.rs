//! The message that a student gets.

use serde_json::json;

use super::{create_session, telegram_error};
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
        "notification_method": "telegram", "notification_error": null, "notification_text": "Sent by Telegram.",
        "notification_may_send_again": false, "notification_retry_after_seconds": null, "student_name": "Amina_*[<b>",
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
async fn a_chat_that_moved_is_followed_and_its_new_id_is_told() {
    let site = Site::start().await;
    let moved =
        json!({ "ok": false, "parameters": { "migrate_to_chat_id": -1_000_000_000_041_i64 } });
    site.telegram.answers([(400, moved.clone())]);

    let created = create_session(&site).await;
    expect_json!(created, @r#"
    {
        "notification_sent": true, "notification_error": null,
        "notification_text": "Sent by Telegram. The group has a new chat id, -1000000000041: the school office must enter it."
    }
    "#);
    let delivered = site.telegram.delivered();
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0]["chat_id"], -1_000_000_000_041_i64);
    assert_eq!(site.only_session().await["notification"], "sent");

    // A group that moves on and on is not followed for ever.
    site.pass(120);
    site.telegram.answers([(400, moved.clone()), (400, moved)]);
    let created = create_session(&site).await;
    expect_json!(created, @r#"{ "notification_error": "chat_moved" }"#);
    assert_eq!(site.telegram.messages().len(), 4);
}

#[tokio::test]
async fn a_chat_id_is_sent_without_what_stands_around_it() {
    let site = Site::start().await;
    for (stored, sent) in [
        (" 7001 ", "7001"),
        ("+7001", "7001"),
        ("7001.0", "7001"),
        (" @nur_school", "@nur_school"),
    ] {
        set_chat_id(&site, stored).await;
        assert_eq!(create_session(&site).await["notification_sent"], true);
        assert_eq!(site.telegram.delivered().last().unwrap()["chat_id"], sent);
        site.pass(120);
    }

    for stored in ["7001, 7002", "7.00000041E8", "Amina", "@"] {
        set_chat_id(&site, stored).await;
        expect_json!(create_session(&site).await, @r#"{ "notification_error": "bad_chat_id" }"#);
        site.pass(120);
    }
    assert_eq!(site.telegram.messages().len(), 4);

    // Telegram knows no person by a name.
    set_chat_id(&site, "@amina_said").await;
    site.telegram
        .answers([telegram_error(400, "Bad Request: chat not found")]);
    expect_json!(create_session(&site).await, @r#"{ "notification_error": "bad_chat_id" }"#);
}

async fn set_chat_id(site: &Site, chat_id: &str) {
    let sql = format!("UPDATE wpos_wpdatatable_23 SET chat_id = '{chat_id}' WHERE wdt_ID = 1");
    site.store().execute_script(&sql).await.unwrap();
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
