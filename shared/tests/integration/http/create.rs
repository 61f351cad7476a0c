//! `POST /api/teachers/students/{id}/zoom`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{LINK, Site};

fn telegram_error(status: u16, description: &str) -> (u16, Value) {
    (
        status,
        json!({ "ok": false, "error_code": status, "description": description }),
    )
}

#[tokio::test]
async fn a_teacher_sends_a_link_and_the_student_gets_a_message() {
    let site = Site::start().await;
    let answer = site
        .create(
            "1",
            &json!({ "link": LINK, "tracking_token": "F".repeat(32), "unknown": 1 }),
        )
        .await
        .expect(201)
        .json();

    let token = answer["tracking_token"].as_str().unwrap();
    assert!(
        token.len() == 32 && token != "F".repeat(32),
        "the server's own: {token}"
    );

    let url = format!("{}/api/zoom/track?token={token}", site.base());
    let expected = json!({
        "id": 1, "tracking_token": token, "tracking_url": url, "notification_sent": true,
        "notification_method": "telegram", "notification_error": null, "student_name": "Amina_*[<b>",
        "sent_time": "2026-11-23T15:00:00Z",
    });

    assert_eq!(answer, expected);
    let sent = site.telegram.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(site.telegram.paths(), ["/bot1:test/sendMessage"]);
    assert_eq!(sent[0]["chat_id"], "7001");
    assert_eq!(sent[0]["parse_mode"], "HTML");

    assert_eq!(
        sent[0]["link_preview_options"],
        json!({ "is_disabled": true })
    );

    assert_eq!(sent[0]["reply_markup"]["inline_keyboard"][0][0]["url"], url);
    let text = sent[0]["text"].as_str().unwrap();

    assert!(
        text.contains("Amina_*[&lt;b&gt;")
            && text.contains("Ustaz &lt;Ahmed&gt; &amp; Co")
            && text.contains("Test &amp; School")
    );

    // 15:00 UTC is 18:00 by the school's clock, and no URL stands in the text.
    assert!(text.contains("Mon 23 Nov 2026, 18:00") && !text.contains("http"));
    assert_eq!(site.only_session().await["notification"], "sent");
}

#[tokio::test]
async fn only_the_students_own_teacher_may_send() {
    let site = Site::start().await;
    let body = json!({ "link": LINK });
    let path = "/api/teachers/students/1/zoom";

    for (id, role, student, expected) in [
        ("ustaz2", "teacher", "1", 403),
        ("USTAZ1", "teacher", "1", 403),
        ("ustaz1", "teacher", "6", 403),
        ("ustaz1", "teacher", "4", 403),
        ("ustaz1", "teacher", "5", 403),
        ("", "teacher", "5", 403),
        ("admin1", "admin", "1", 403),
        ("ustaz1", "controller", "1", 403),
        ("ustaz1", "Teacher", "1", 403),
        ("ustaz1", "teacher", "99", 404),
    ] {
        let request = site.request(
            Method::POST,
            &format!("/api/teachers/students/{student}/zoom"),
        );
        site.send(
            request
                .header("authorization", site.bearer(id, role))
                .json(&body),
        )
        .await
        .expect(expected);
    }

    for header in ["", "Bearer x", "Bearer undefined", "Basic dXN0YXox"] {
        site.send(
            site.request(Method::POST, path)
                .header("authorization", header)
                .json(&body),
        )
        .await
        .expect(401);
    }

    site.post(path, &body).await.expect(401);
    assert!(site.telegram.sent().is_empty());
    assert_eq!(site.rows().await, "[]");
}

#[tokio::test]
async fn a_cookie_counts_only_from_the_schools_own_pages() {
    let site = Site::start().await;
    let token = site.bearer("ustaz1", "teacher").replace("Bearer ", "");
    let send = |name: &'static str, value: String, cookie: String| {
        let request = site
            .request(Method::POST, "/api/teachers/students/1/zoom")
            .header("cookie", cookie);
        site.send(request.header(name, value).json(&json!({ "link": LINK })))
    };
    let cookie = format!("a=1; next-auth.session-token={token}");

    send("origin", site.base().to_owned(), cookie.clone())
        .await
        .expect(201);

    send("sec-fetch-site", "same-origin".into(), cookie.clone())
        .await
        .expect(200);

    send("sec-fetch-site", "cross-site".into(), cookie.clone())
        .await
        .expect(403);

    send("origin", "https://evil.example".into(), cookie.clone())
        .await
        .expect(403);

    send("x-nothing", "x".into(), cookie.clone())
        .await
        .expect(403);

    let (first, second) = token.split_at(100);
    let chunks = format!("next-auth.session-token.1={second}; next-auth.session-token.0={first}");
    send("origin", site.base().to_owned(), chunks)
        .await
        .expect(200);

    send(
        "origin",
        site.base().to_owned(),
        format!("__Secure-next-auth.session-token={token}"),
    )
    .await
    .expect(401);
}

#[tokio::test]
async fn without_a_long_enough_secret_nobody_gets_in() {
    for secret in ["", "short"] {
        let site = Site::with(&[("NEXTAUTH_SECRET", secret)]).await;
        let answer = site.create("1", &json!({ "link": LINK })).await.expect(503);
        assert!(!answer.text.contains("NEXTAUTH"));
        site.as_admin("/api/admin/teacher-sessions")
            .await
            .expect(503);
    }
}

#[tokio::test]
async fn bad_input_is_named_and_changes_nothing() {
    let site = Site::start().await;
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

    for link in [
        "",
        "javascript:alert(1)",
        "http://zoom.us/j/1234567890",
        "https://evilzoom.us/j/1234567890",
        "https://zoom.us@evil.example/j/1234567890",
        "https://zoom.us:8443/j/1234567890",
        "https://zoom.us/s/1234567890",
        &format!("https://zoom.us/j/1234567890?pwd={}", "x".repeat(300)),
    ] {
        site.create("1", &json!({ "link": link })).await.expect(422);
    }

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

    for date in [
        "2026-11-23T15:00:00Z",
        "2020-01-01T00:00:00Z",
        "9999-01-01T00:00:00Z",
        "+200000-01-01T00:00:00Z",
    ] {
        let answer = site
            .create("1", &json!({ "link": LINK, "expiration_date": date }))
            .await;
        assert!(
            [400, 422].contains(&answer.status.as_u16()),
            "{date}: {answer:?}"
        );
    }

    assert_eq!(
        site.create("1", &json!({})).await.json()["error"],
        "`link` is missing."
    );

    assert_eq!(site.rows().await, "[]");
    assert!(site.telegram.sent().is_empty());
}

#[tokio::test]
async fn the_same_link_again_within_thirty_seconds_is_the_same_session() {
    let site = Site::start().await;
    let first = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(201)
        .json();

    site.pass(29);
    let again = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(200)
        .json();

    assert_eq!(again, first);
    site.create("1", &json!({ "link": format!("{LINK}x") }))
        .await
        .expect(201);

    site.create("2", &json!({ "link": LINK })).await.expect(201);
    site.pass(31);
    site.create("1", &json!({ "link": LINK })).await.expect(201);
    assert_eq!(site.telegram.sent().len(), 4);
}

#[tokio::test]
async fn two_requests_at_once_make_one_session_and_one_message() {
    let site = Site::start().await;
    let body = json!({ "link": LINK });
    let answers = futures_util::future::join_all((0..6).map(|_| site.create("1", &body))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();

    assert_eq!(
        (
            created,
            answers.iter().filter(|answer| answer.status == 200).count()
        ),
        (1, 5)
    );

    assert_eq!(site.telegram.sent().len(), 1);
    site.only_session().await;
}

#[tokio::test]
async fn too_many_links_for_one_student_have_to_wait() {
    let site = Site::start().await;
    for number in 0..10 {
        site.create("1", &json!({ "link": format!("{LINK}{number}") }))
            .await
            .expect(201);

        site.pass(10);
    }

    let refused = site
        .create("1", &json!({ "link": format!("{LINK}x") }))
        .await
        .expect(429);

    assert_eq!(refused.header("retry-after"), "500");
    site.create("2", &json!({ "link": LINK })).await.expect(201);
    site.pass(500);
    site.create("1", &json!({ "link": format!("{LINK}x") }))
        .await
        .expect(201);
}

#[tokio::test]
async fn every_cause_of_a_failed_message_is_named_and_the_session_stays() {
    let site = Site::start().await;
    for (answer, cause, tries) in [
        (
            telegram_error(400, "Bad Request: chat not found"),
            "chat_not_found",
            1,
        ),
        (
            telegram_error(403, "Forbidden: bot was blocked by the user"),
            "blocked",
            1,
        ),
        (telegram_error(401, "Unauthorized"), "bad_token", 1),
        (
            telegram_error(400, "Bad Request: wrong HTTP URL"),
            "unknown",
            1,
        ),
    ] {
        let before = site.telegram.sent().len();
        site.telegram.answers([answer]);

        let created = site
            .create("1", &json!({ "link": LINK }))
            .await
            .expect(201)
            .json();

        assert_eq!(
            (
                &created["notification_sent"],
                &created["notification_error"]
            ),
            (&json!(false), &json!(cause))
        );

        assert_eq!(site.telegram.sent().len() - before, tries, "{cause}");
        let listed = site
            .as_admin("/api/admin/teacher-sessions?limit=1")
            .await
            .json();

        assert_eq!(listed["sessions"][0]["notification"], cause);
        site.pass(120);
    }

    let nobody = site
        .create("3", &json!({ "link": LINK }))
        .await
        .expect(201)
        .json();

    assert_eq!(nobody["notification_error"], "no_chat_id");
}

#[tokio::test]
async fn passing_failures_of_telegram_are_tried_again() {
    let site = Site::start().await;
    let wait = (
        429,
        json!({ "ok": false, "parameters": { "retry_after": 1 } }),
    );

    site.telegram.answers([
        wait,
        telegram_error(502, "Bad Gateway"),
        telegram_error(500, "Oops"),
    ]);

    let started = std::time::Instant::now();
    let created = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(201)
        .json();

    assert_eq!(created["notification_sent"], true);
    assert_eq!(site.telegram.sent().len(), 4);

    assert!(
        started.elapsed() >= std::time::Duration::from_secs(1),
        "retry_after is honoured"
    );
}

#[tokio::test]
async fn a_wait_that_telegram_asks_for_beyond_our_time_is_not_waited_for() {
    let site = Site::start().await;
    site.telegram.answers([(
        429,
        json!({ "ok": false, "parameters": { "retry_after": 30 } }),
    )]);

    let created = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(201)
        .json();

    assert_eq!(
        (&created["notification_error"], site.telegram.sent().len()),
        (&json!("unreachable"), 1)
    );
}

#[tokio::test]
async fn a_chat_that_moved_is_followed() {
    let site = Site::start().await;
    site.telegram.answers([(
        400,
        json!({ "ok": false, "parameters": { "migrate_to_chat_id": -1007 } }),
    )]);

    site.create("1", &json!({ "link": LINK })).await.expect(201);
    assert_eq!(site.telegram.sent()[1]["chat_id"], -1007);
}

#[tokio::test]
async fn a_dead_telegram_costs_seconds_and_no_session() {
    let site = Site::with(&[("TELEGRAM_API_URL", "http://127.0.0.1:9")]).await;
    let started = std::time::Instant::now();
    let created = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(201)
        .json();

    assert_eq!(created["notification_error"], "unreachable");
    assert!(started.elapsed() < std::time::Duration::from_secs(8));
    assert_eq!(site.only_session().await["notification"], "unreachable");
}

#[tokio::test]
async fn without_a_bot_token_links_are_stored_and_the_answer_says_so() {
    let site = Site::with(&[("TELEGRAM_BOT_TOKEN", "")]).await;
    let created = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(201)
        .json();

    assert_eq!(
        (
            &created["notification_method"],
            &created["notification_error"]
        ),
        (&Value::Null, &json!("not_configured"))
    );
}

#[tokio::test]
async fn a_telegram_that_never_answers_is_unknown_and_not_asked_twice() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let connections = tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok(Ok((connection, _))) =
            tokio::time::timeout(std::time::Duration::from_secs(9), silent.accept()).await
        {
            open.push(connection);
        }
        open.len()
    });

    let site = Site::with(&[("TELEGRAM_API_URL", &url)]).await;
    let started = std::time::Instant::now();
    let created = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(201)
        .json();

    assert_eq!(created["notification_error"], "unknown");
    assert!(started.elapsed() < std::time::Duration::from_secs(8));
    assert_eq!(site.only_session().await["notification"], "unknown");
    assert_eq!(connections.await.unwrap(), 1);
}

#[tokio::test]
async fn a_process_killed_before_the_message_leaves_a_session_that_says_so() {
    let site = Site::start().await;
    site.create("1", &json!({ "link": LINK })).await.expect(201);

    site.store()
        .execute_script("UPDATE wpos_zoom_links SET notification_status = 'pending'")
        .await
        .unwrap();

    let again = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(200)
        .json();

    assert_eq!(
        (&again["notification_sent"], &again["notification_error"]),
        (&json!(false), &json!("pending"))
    );

    assert_eq!(site.telegram.sent().len(), 1);
    assert_eq!(site.only_session().await["notification"], "pending");
}

#[tokio::test]
async fn a_status_of_another_version_is_passed_on_as_it_is_stored() {
    let site = Site::start().await;
    site.create("1", &json!({ "link": LINK })).await.expect(201);

    site.store()
        .execute_script("UPDATE wpos_zoom_links SET notification_status = 'of_a_later_version'")
        .await
        .unwrap();

    let listed = site.only_session().await;
    assert_eq!(listed["notification"], "of_a_later_version");

    let again = site
        .create("1", &json!({ "link": LINK }))
        .await
        .expect(200)
        .json();

    assert_eq!(again["notification_sent"], false);
    assert_eq!(again["notification_error"], "of_a_later_version");
    assert_eq!(again["notification_method"], "telegram");
}
