//! A message that did not arrive is sent again, and one that may have arrived is not.

use serde_json::json;
use session_tracking::clock::Clock;
use session_tracking::domain::{Cause, NotificationStatus, SessionId};

use super::{PATH, card, page, press, send_and_follow, send_link, tokens};
use crate::support::{FakeAnswer, Html, LINK, Site, change, count};

fn blocked() -> FakeAnswer {
    let text = "Forbidden: bot was blocked by the user";
    FakeAnswer::Json(
        403,
        json!({ "ok": false, "error_code": 403, "description": text }),
    )
}

fn offers_to_send_again(page: &Html) -> bool {
    page.has("form.again [name=session]")
}

/// Sends a link whose message gets this answer.
async fn send_in_vain(site: &Site, answer: FakeAnswer) -> Html {
    site.telegram.fails_with([answer]);
    send_and_follow(site, "1", LINK).await
}

#[tokio::test]
async fn the_same_link_is_sent_again_once_the_remedy_is_done() {
    let site = Site::start().await;
    let failed = send_in_vain(&site, blocked()).await;
    assert!(offers_to_send_again(&card(&failed, "1")));
    site.pass(300);

    let answer = press(&site, "send-again", "1").await.expect(303);
    assert_eq!(answer.header("location"), "/teacher?sent=1");
    let after = page(&site, "/teacher?sent=1").await;
    after
        .part("[role=status]")
        .expect_texts(&["Sent by Telegram."]);
    assert!(!offers_to_send_again(&after));

    // It is the same session, with the same link.
    assert_eq!(count(site.store(), "1 = 1").await, 1);
    let delivered = site.telegram.delivered();
    assert_eq!(delivered.len(), 1);
    let url = &delivered[0]["reply_markup"]["inline_keyboard"][0][0]["url"];
    assert!(url.as_str().unwrap().ends_with(&tokens(&failed)[0]));

    // A second tap finds it sent.
    press(&site, "send-again", "1").await.expect(422);
    assert_eq!(site.telegram.delivered().len(), 1);
}

#[tokio::test]
async fn two_taps_at_once_send_one_message() {
    let site = Site::start().await;
    send_in_vain(&site, blocked()).await;
    // The first to get through is held up, so that the other one finds the message on its way.
    site.telegram.fails_with([FakeAnswer::RetryAfter(1)]);

    let (first, second) = tokio::join!(
        press(&site, "send-again", "1"),
        press(&site, "send-again", "1")
    );
    for answer in [first, second] {
        let status = answer.status.as_u16();
        assert!([303, 422].contains(&status), "{status}");
    }

    assert_eq!(site.telegram.delivered().len(), 1);
    assert_eq!(site.telegram.messages().len(), 3);
}

#[tokio::test]
async fn a_second_message_is_on_its_way_until_its_own_deadline() {
    let site = Site::start().await;
    send_in_vain(&site, blocked()).await;
    site.pass(300);

    // The process dies before it can record what became of it.
    let status = NotificationStatus::Failed(Cause::Blocked);
    let pending = NotificationStatus::PendingAgain(site.clock.now());
    let taken = site
        .store()
        .record_sending_again(SessionId(1), &status, &pending);
    assert_eq!(taken.await.unwrap(), 1);

    for (seconds, text) in [
        (10, "On its way by Telegram"),
        (1, "It may have arrived. Ask the student"),
    ] {
        site.pass(seconds);
        let page = page(&site, PATH).await;
        card(&page, "1").expect_texts(&[text]);
        assert!(!offers_to_send_again(&page));
    }
}

#[tokio::test]
async fn what_may_have_arrived_is_not_sent_again() {
    let site = Site::start().await;
    for stored in [
        "unknown",
        "pending",
        "pending:1",
        "sent",
        "of a later version",
        "button_refused",
    ] {
        if count(site.store(), "1 = 1").await == 0 {
            send_link(&site, "1", LINK).await.expect(303);
        }
        change(site.store(), "1 = 1", "notification_status", Some(stored)).await;

        assert!(!offers_to_send_again(&page(&site, PATH).await), "{stored}");
        let refused = press(&site, "send-again", "1").await.expect(422).html();
        refused.expect_texts(&["This message is not sent again"]);
    }

    assert_eq!(site.telegram.messages().len(), 1);
}

#[tokio::test]
async fn telegrams_wait_is_told_and_kept() {
    let site = Site::start().await;
    let failed = send_in_vain(&site, FakeAnswer::RetryAfter(40)).await;
    failed.expect_texts(&["Telegram takes it again in 40 s."]);

    site.pass(39);
    press(&site, "send-again", "1").await.expect(303);
    assert_eq!(site.telegram.messages().len(), 1);
    page(&site, PATH)
        .await
        .expect_texts(&["Telegram takes it again in 1 s."]);

    site.pass(1);
    page(&site, PATH)
        .await
        .expect_texts(&["Telegram takes it again now."]);
    press(&site, "send-again", "1").await.expect(303);
    assert_eq!(site.telegram.delivered().len(), 1);
}

#[tokio::test]
async fn an_opened_session_and_one_without_a_chat_need_no_message() {
    let site = Site::start().await;
    let failed = send_in_vain(&site, blocked()).await;
    let no_chat = "UPDATE wpos_wpdatatable_23 SET chat_id = 'none' WHERE wdt_ID = 1";
    site.store().execute_script(no_chat).await.unwrap();

    let html = page(&site, PATH).await;
    assert!(!offers_to_send_again(&html));
    card(&html, "1").expect_texts(&["The student's chat id cannot be used: copy the link"]);

    site.join(&tokens(&failed)[0]).await.expect(200);
    press(&site, "send-again", "1").await.expect(422);
    assert_eq!(site.telegram.messages().len(), 1);
}

#[tokio::test]
async fn nobody_sends_another_teachers_message_again() {
    let site = Site::start().await;
    send_in_vain(&site, blocked()).await;
    change(site.store(), "1 = 1", "ustazid", Some("ustaz2")).await;

    for session in ["1", "99"] {
        let answer = press(&site, "send-again", session).await.expect(404);
        answer.html().expect_texts(&["You have no such lesson."]);
    }
    press(&site, "send-again", "x").await.expect(400);
    assert_eq!(site.telegram.messages().len(), 1);
}
