//! Answers in every form, and what happens next.

use serde_json::json;

use super::*;

fn read(status: u16, body: Value) -> Reply {
    Reply::read(&Answer {
        status,
        body,
        is_whole: true,
        retry_after: None,
    })
}

fn too_many(seconds: Option<u64>) -> Reply {
    Reply::Later {
        pause: seconds.map(Duration::from_secs),
        cause: Cause::TooMany,
    }
}

#[test]
fn only_ok_with_a_successful_status_is_a_success() {
    assert_eq!(read(200, json!({"ok": true, "result": {}})), Reply::Sent);
    assert_eq!(read(200, json!({"ok": true})), Reply::Sent);
    assert_eq!(read(201, json!({"ok": true})), Reply::Sent);

    let unknown = Reply::Failed(Cause::Unknown);
    assert_eq!(read(502, json!({"ok": true})), unknown);
}

#[test]
fn the_error_code_counts_where_it_differs_from_the_status() {
    let blocked = "Forbidden: bot was blocked by the user";
    let body = json!({"ok": false, "error_code": 403, "description": blocked});
    for status in [200, 400, 403, 502] {
        assert_eq!(
            read(status, body.clone()),
            Reply::Failed(Cause::Blocked),
            "{status}"
        );
    }

    let internal = json!({"ok": false, "error_code": 500, "description": "Internal Server Error"});
    assert_eq!(read(400, internal), Reply::Failed(Cause::Unknown));

    for code in [json!(0), json!(-1), json!("x"), json!(null), json!(70_000)] {
        let body = json!({"ok": false, "error_code": code, "description": "chat not found"});
        let not_found = Reply::Failed(Cause::ChatNotFound);
        assert_eq!(read(400, body.clone()), not_found, "{code}");
        assert_eq!(read(200, body), not_found, "{code}");
    }
}

#[test]
fn an_answer_of_something_else_tells_nothing_of_token_chat_or_message() {
    let bodies = [
        Value::Null,
        json!({}),
        json!([]),
        json!({"ok": "false"}),
        json!({"error_code": 403, "description": "Forbidden: bot was blocked by the user"}),
        json!({"parameters": {"migrate_to_chat_id": -1001, "retry_after": 3}}),
    ];

    for status in [200, 302, 400, 401, 403, 404, 407, 429] {
        for body in &bodies {
            let reply = read(status, body.clone());
            assert_eq!(reply, Reply::Failed(Cause::NotTelegram), "{status} {body}");
        }
    }

    // These may be Telegram's own gateways.
    for status in [500, 502, 504] {
        for body in &bodies {
            let reply = read(status, body.clone());
            assert_eq!(reply, Reply::Failed(Cause::Unknown), "{status} {body}");
        }
    }
}

#[test]
fn an_answer_whose_body_was_lost_tells_nothing() {
    for status in [200, 401, 429, 502] {
        let lost = Answer {
            status,
            ..Answer::default()
        };
        assert_eq!(Reply::read(&lost), Reply::Failed(Cause::Unknown));
    }
}

#[test]
fn the_wait_is_found_wherever_it_stands() {
    let refused = |parameters: Value, description: &str| {
        let body = json!({"ok": false, "error_code": 429, "parameters": parameters, "description": description});
        read(429, body)
    };

    let text = "Too Many Requests: retry after 40";
    assert_eq!(refused(json!({"retry_after": 3}), text), too_many(Some(3)));
    assert_eq!(refused(json!({"retry_after": "3"}), ""), too_many(Some(3)));
    assert_eq!(refused(json!({"retry_after": 2.5}), ""), too_many(Some(3)));
    assert_eq!(refused(json!({}), text), too_many(Some(40)));
    assert_eq!(refused(Value::Null, "Too Many Requests"), too_many(None));
    assert_eq!(refused(json!({"retry_after": -1}), ""), too_many(None));
    assert_eq!(
        refused(json!({"retry_after": u64::MAX}), ""),
        too_many(Some(LONGEST_PAUSE))
    );

    let by_header = Reply::read(&Answer {
        status: 429,
        retry_after: Some(7),
        is_whole: true,
        body: json!({"ok": false}),
    });
    assert_eq!(by_header, too_many(Some(7)));
}

#[test]
fn a_group_is_followed_to_a_chat_id_that_is_one() {
    let upgraded = "Bad Request: group chat was upgraded to a supergroup chat";
    let moved = |status: u16, id: Value| {
        let parameters = json!({"migrate_to_chat_id": id});
        read(
            status,
            json!({"ok": false, "description": upgraded, "parameters": parameters}),
        )
    };

    assert_eq!(
        moved(400, json!(-1_000_000_000_041_i64)),
        Reply::Moved(-1_000_000_000_041)
    );
    assert_eq!(moved(400, json!("-1001")), Reply::Moved(-1001));
    for id in [
        json!(0),
        json!(null),
        json!("x"),
        json!(1.5),
        json!(i64::MIN),
    ] {
        assert_eq!(
            moved(400, id.clone()),
            Reply::Failed(Cause::ChatMoved),
            "{id}"
        );
    }

    assert_eq!(moved(502, json!(-1001)), Reply::Failed(Cause::Unknown));
}

#[test]
fn nothing_that_telegram_quotes_is_logged() {
    for (description, logged) in [
        (
            "Bad Request: inline keyboard button URL 'https://school.example/api/zoom/track?token=AB' is invalid",
            "Bad Request: inline keyboard button URL",
        ),
        (
            "Bad Request: can't parse entities: Unsupported start tag \"Ali Baba\" at byte offset 7",
            "Bad Request: cannot parse entities: Unsupported start tag",
        ),
        (
            "Bad Request: chat -1001 or @nur at t.me/nur is odd",
            "Bad Request: chat or at is odd",
        ),
    ] {
        assert_eq!(loggable(description), logged);
    }
}
