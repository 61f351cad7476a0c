//! What keeps a message from arriving. The session stays.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{create_session, telegram_error};
use crate::support::{LINK, Site, expect_json};

/// The time that an answer may take however Telegram fails. A test that bounds it holds a promise to the teacher who
/// waits; it does not measure speed.
const PROMISE: Duration = Duration::from_secs(8);

#[tokio::test]
async fn every_cause_of_a_failed_message_is_named_and_the_session_stays() {
    let site = Site::start().await;
    for (status, description, cause) in [
        (400, "Bad Request: chat not found", "chat_not_found"),
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (401, "Unauthorized", "bad_token"),
        (400, "Bad Request: wrong HTTP URL", "button_refused"),
    ] {
        let before = site.telegram.messages().len();
        site.telegram.answers([telegram_error(status, description)]);

        let created = create_session(&site).await;
        assert_eq!(created["notification_sent"], false, "{cause}");
        assert_eq!(created["notification_error"], cause);
        assert_eq!(site.telegram.messages().len() - before, 1, "{cause}");

        let list = site.list("limit=1").await;
        assert_eq!(list["sessions"][0]["notification"], cause);
        site.pass(120);
    }

    let nobody = site.create("3", &json!({ "link": LINK })).await;
    let nobody = nobody.expect(201).json();
    assert_eq!(nobody["notification_error"], "no_chat_id");
}

#[tokio::test]
async fn a_short_wait_that_telegram_asks_for_is_waited_for() {
    let site = Site::start().await;
    let wait = json!({ "ok": false, "parameters": { "retry_after": 1 } });
    site.telegram
        .answers([(429, wait), telegram_error(429, "Too Many Requests")]);

    let started = Instant::now();
    let created = create_session(&site).await;
    assert_eq!(created["notification_sent"], true);
    assert_eq!(site.telegram.messages().len(), 3);
    assert_eq!(site.telegram.delivered().len(), 1);

    // The bound is the promise to Telegram to wait as long as it asked.
    assert!(
        started.elapsed() >= Duration::from_secs(1),
        "retry_after is honoured"
    );
}

#[tokio::test]
async fn a_wait_that_telegram_asks_for_beyond_our_time_is_not_waited_for() {
    let site = Site::start().await;
    let wait = json!({ "ok": false, "parameters": { "retry_after": 30 } });
    site.telegram.answers([(429, wait)]);

    let created = create_session(&site).await;
    expect_json!(created, @r#"
    {
        "notification_error": "too_many", "notification_may_send_again": true,
        "notification_retry_after_seconds": 30
    }
    "#);
    assert_eq!(site.telegram.messages().len(), 1);
}

#[tokio::test]
async fn a_dead_telegram_costs_seconds_and_no_session() {
    let site = Site::with(&[("TELEGRAM_API_URL", "http://127.0.0.1:9")]).await;
    let started = Instant::now();
    let created = create_session(&site).await;

    assert_eq!(created["notification_error"], "unreachable");
    assert!(started.elapsed() < PROMISE);
    assert_eq!(site.only_session().await["notification"], "unreachable");
}

/// A server whose queue of connections is full, so that nobody else gets in.
async fn full_server() -> (String, Vec<TcpStream>, TcpListener) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();

    let mut queue = Vec::new();
    let patience = Duration::from_millis(500);
    while let Ok(connection) = timeout(patience, TcpStream::connect(address)).await {
        queue.push(connection.unwrap());
    }

    (format!("http://{address}"), queue, listener)
}

#[tokio::test]
async fn a_telegram_to_which_no_connection_comes_about_is_not_reached() {
    let (url, _queue, _listener) = full_server().await;
    let site = Site::with(&[("TELEGRAM_API_URL", &url)]).await;
    let started = Instant::now();
    let created = create_session(&site).await;

    // Nothing was sent, so it is not unknown whether it arrived.
    assert_eq!(created["notification_error"], "unreachable");
    assert!(started.elapsed() < PROMISE);
}

/// Takes connections without ever answering, until none came for nine seconds. Returns their number.
async fn count_connections(listener: TcpListener) -> usize {
    let mut open = Vec::new();
    let patience = Duration::from_secs(9);
    while let Ok(Ok((connection, _))) = timeout(patience, listener.accept()).await {
        open.push(connection);
    }

    open.len()
}

#[tokio::test]
async fn a_telegram_that_never_answers_is_unknown_and_not_asked_twice() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let connections = tokio::spawn(count_connections(silent));

    let site = Site::with(&[("TELEGRAM_API_URL", &url)]).await;
    let started = Instant::now();
    let created = create_session(&site).await;

    assert_eq!(created["notification_error"], "unknown");
    assert!(started.elapsed() < PROMISE);
    assert_eq!(site.only_session().await["notification"], "unknown");
    assert_eq!(connections.await.unwrap(), 1);
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

    expect_json!(
        again,
        @r#"
    {
      "notification_error": "of_a_later_version",
      "notification_method": "telegram",
      "notification_sent": false
    }
    "#
    );
}
