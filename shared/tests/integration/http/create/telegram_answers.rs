//! Every kind of answer of Telegram: what is recorded, what the teacher reads, whether the message may be sent again, and how
//! many messages arrived in the chat.

use reqwest::Method;
use serde_json::{Value, json};

use super::create_session;
use crate::support::{FakeAnswer, Site};

struct Case {
    name: &'static str,
    answer: FakeAnswer,
    /// `None`: it was sent.
    error: Option<&'static str>,
    teacher_reads: &'static str,
    may_send_again: bool,
    in_chat: usize,
}

/// An answer of the Bot API that refuses the message.
fn refusal(
    (status, description): (u16, &str),
    (error, may_send_again): (&'static str, bool),
    teacher_reads: &'static str,
) -> Case {
    let body = json!({ "ok": false, "error_code": status, "description": description });
    Case {
        name: error,
        answer: FakeAnswer::Json(status, body),
        error: Some(error),
        teacher_reads,
        may_send_again,
        in_chat: 0,
    }
}

fn refusals() -> Vec<Case> {
    vec![
        refusal(
            (
                400,
                "Bad Request: inline keyboard button URL 'https://nur.internal/x' is invalid: Wrong HTTP URL",
            ),
            ("button_refused", false),
            "Not sent, Telegram refuses the address of the button: copy the link and send it yourself. The school \
             office must correct PUBLIC_BASE_URL",
        ),
        refusal(
            (
                400,
                "Bad Request: can't parse entities: Unclosed start tag at byte offset 7",
            ),
            ("message_refused", false),
            "Not sent, Telegram refuses the message:",
        ),
        refusal(
            (400, "Bad Request: message is too long"),
            ("message_refused", false),
            "Not sent, Telegram refuses the message:",
        ),
        refusal(
            (400, "Bad Request: have no rights to send a message"),
            ("group_forbids", true),
            "An administrator of the group must allow the bot",
        ),
        refusal(
            (400, "Bad Request: chat_id is empty"),
            ("bad_chat_id", true),
            "Not sent, the student's chat id cannot be used:",
        ),
        refusal(
            (400, "Bad Request: chat not found"),
            ("chat_not_found", true),
            "Not sent, Telegram does not know this chat:",
        ),
        refusal(
            (
                403,
                "Forbidden: bot can't initiate conversation with a user",
            ),
            ("never_started", true),
            "The student must open the school's bot in Telegram and press Start.",
        ),
        refusal(
            (403, "Forbidden: bot was blocked by the user"),
            ("blocked", true),
            "The student must unblock the bot in Telegram.",
        ),
        refusal(
            (403, "Forbidden: user is deactivated"),
            ("deactivated", true),
            "Not sent, the student's Telegram account no longer exists:",
        ),
        refusal(
            (403, "Forbidden: bot was kicked from the supergroup chat"),
            ("not_in_group", true),
            "Not sent, the school's bot is not in the group:",
        ),
        refusal(
            (403, "Forbidden: the group chat was deleted"),
            ("group_gone", true),
            "Not sent, the Telegram group was deleted:",
        ),
        refusal(
            (403, "Forbidden: of a later version"),
            ("forbidden", true),
            "Not sent, Telegram forbids the school's bot to write to this chat:",
        ),
        refusal(
            (401, "Unauthorized"),
            ("bad_token", false),
            "Not sent, Telegram refuses the school's bot:",
        ),
        refusal(
            (429, "Too Many Requests: retry after 40"),
            ("too_many", true),
            "Not sent, the school's bot has sent too many messages: copy the link and send it yourself. Telegram \
             takes it again in 40 s.",
        ),
    ]
}

/// Nobody can know whether the message arrived. Here it did.
fn lost(name: &'static str, answer: FakeAnswer) -> Case {
    Case {
        name,
        answer,
        error: Some("unknown"),
        teacher_reads: "It may have arrived. Ask the student before sending it again.",
        may_send_again: false,
        in_chat: 1,
    }
}

fn lost_answers() -> Vec<Case> {
    let internal =
        json!({ "ok": false, "error_code": 500, "description": "Internal Server Error" });
    vec![
        lost(
            "a failure of Telegram's own",
            FakeAnswer::Json(500, internal),
        ),
        lost("a reset", FakeAnswer::Reset),
        lost("a success cut off", FakeAnswer::CutOff(200)),
        lost("a refusal cut off", FakeAnswer::CutOff(403)),
        lost(
            "a gateway's page",
            FakeAnswer::Html(502, "<html>Bad Gateway</html>"),
        ),
    ]
}

/// Something other than Telegram answered, which may have passed the message on. Here it did.
fn pages_of_proxies() -> Vec<Case> {
    let page = |status: u16, name: &'static str| Case {
        answer: FakeAnswer::Html(status, "<html><h1>Proxy</h1></html>"),
        error: Some("not_telegram"),
        teacher_reads: "If this goes on, the school office must check TELEGRAM_API_URL, and the proxy if there is one.",
        ..lost(name, FakeAnswer::Reset)
    };

    vec![
        page(200, "a page that says nothing"),
        page(302, "a redirect"),
        page(401, "a sign-in"),
        page(403, "a filter"),
        page(404, "another site"),
        page(407, "a proxy's own sign-in"),
        page(429, "a proxy's limit"),
    ]
}

fn answers_in_other_forms() -> Vec<Case> {
    let blocked = "Forbidden: bot was blocked by the user";
    let case = |name, answer, error, teacher_reads| Case {
        name,
        answer,
        error,
        teacher_reads,
        may_send_again: error.is_some(),
        in_chat: usize::from(error.is_none()),
    };

    vec![
        case(
            "a success without a result",
            FakeAnswer::Json(200, json!({ "ok": true })),
            None,
            "Sent by Telegram.",
        ),
        case(
            "an error code beside another status",
            FakeAnswer::Json(
                200,
                json!({ "ok": false, "error_code": 403, "description": blocked }),
            ),
            Some("blocked"),
            "the school's bot is blocked in this chat",
        ),
        case(
            "a wait that only the header names",
            FakeAnswer::RetryAfter(600),
            Some("too_many"),
            "Telegram takes it again in 10 min.",
        ),
    ]
}

#[tokio::test]
async fn a_refusal_was_not_delivered_and_says_what_helps() {
    expect_all(refusals()).await;
}

#[tokio::test]
async fn nothing_is_sent_twice_because_an_answer_was_lost() {
    expect_all(lost_answers()).await;
    expect_all(pages_of_proxies()).await;
}

#[tokio::test]
async fn an_answer_in_another_form_is_understood() {
    expect_all(answers_in_other_forms()).await;
}

async fn expect_all(cases: Vec<Case>) {
    let site = Site::start().await;
    for case in cases {
        expect_outcome(&site, &case).await;
        site.pass(120);
    }
}

async fn expect_outcome(site: &Site, case: &Case) {
    let name = case.name;
    let (asked, arrived) = (
        site.telegram.messages().len(),
        site.telegram.delivered().len(),
    );
    site.telegram.fails_with([case.answer.clone()]);

    let created = create_session(site).await;
    assert_eq!(site.telegram.messages().len() - asked, 1, "{name}");
    assert_eq!(
        site.telegram.delivered().len() - arrived,
        case.in_chat,
        "{name}"
    );

    assert_eq!(created["notification_sent"], case.error.is_none(), "{name}");
    assert_eq!(created["notification_error"], json!(case.error), "{name}");
    assert_eq!(
        created["notification_may_send_again"], case.may_send_again,
        "{name}"
    );
    let text = created["notification_text"].as_str().unwrap();
    assert!(text.contains(case.teacher_reads), "{name}: {text}");

    let id = created["id"].as_i64().unwrap();
    let listed = &site.record(id).await["session"]["notification"];
    assert_eq!(*listed, case.error.unwrap_or("sent"), "{name}");
    expect_on_the_pages(site, case, &created).await;
}

/// The teacher reads the same, with "Send again" where it may be; an admin reads the cause's remedy.
async fn expect_on_the_pages(site: &Site, case: &Case, created: &Value) {
    let id = &created["id"];
    let path = format!("/teacher?sent={id}");
    let request = site.request_as(("ustaz1", "teacher"), Method::GET, &path);
    let page = site.send(request).await.expect(200).html();

    let text = created["notification_text"].as_str().unwrap();
    page.part("[role=status]").expect_texts(&[text]);
    let button = format!("form.again [name=session][value=\"{id}\"]");
    assert_eq!(page.has(&button), case.may_send_again, "{}", case.name);

    let record = site
        .admin_page(&format!("/admin/teacher-monitoring?session={id}"))
        .await;
    let remedy = text.split(": copy the link and send it yourself. ").last();
    let told = case.error.and(remedy).unwrap_or("Delivered.");
    record.expect_texts(&[told]);
}
