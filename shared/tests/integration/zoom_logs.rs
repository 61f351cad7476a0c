//! What stands in no log, whatever happens: tokens, codes and secrets, and links by which somebody comes in. The log is
//! that of this process, so these are no tests of what is asked over HTTP.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::Dispatch;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;

use crate::http::teacher_zoom::{
    OTHER, TEACHER, agree, begin_class, come_back, connect, connection, school, submit,
};
use crate::support::ZoomAnswer;

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

// One thread, whose log is this test's alone.
#[tokio::test]
async fn no_log_holds_a_token_a_code_or_a_link() {
    let log = Log::default();
    let writer = log.clone();
    // As `LOG_LEVEL=trace` has it.
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("session_tracking", LevelFilter::TRACE);
    let layer = fmt::layer()
        .with_ansi(false)
        .with_writer(move || writer.clone());
    // While there is one subscriber alone, whether a place in the code logs is decided for good by the thread that comes
    // there first, and those of other tests have none. Of two each is asked.
    let _other = Dispatch::new(tracing_subscriber::registry());
    let subscriber = tracing_subscriber::registry().with(targets).with(layer);
    let _logged = tracing::subscriber::set_default(subscriber);

    let (site, zoom) = school().await;
    let path = agree(&site, &zoom, TEACHER).await;
    let (_, state) = path.split_once("state=").unwrap();
    assert_eq!(come_back(&site, OTHER, &path).await, "foreign");
    let forged = path.replace("code=", "code=9");
    assert_eq!(come_back(&site, TEACHER, &forged).await, "expired");
    zoom.set(|zoom| zoom.user.scripted = vec![("me", ZoomAnswer::Page(403))]);
    let unlucky = agree(&site, &zoom, TEACHER).await;
    assert_eq!(come_back(&site, TEACHER, &unlucky).await, "unavailable");
    connect(&site, &zoom, TEACHER).await;

    let lesson = begin_class(&site).await.expect(201).json();
    let start = [
        ("action", "start-in-zoom"),
        ("session", &lesson["id"].to_string()),
    ];
    submit(&site, TEACHER, &start).await.expect(303);
    site.pass(3_600);
    let telling = json!({ "error": "invalid_request", "reason": "user-refresh-1 of secret-2" });
    zoom.set(|zoom| zoom.user.scripted = vec![("refresh", ZoomAnswer::Json(400, telling))]);
    begin_class(&site).await.expect(422);
    zoom.set(|zoom| zoom.user.loses_refresh = true);
    begin_class(&site).await.expect(422);
    begin_class(&site).await.expect(422);
    assert!(
        connection(&site, "ustaz1")
            .await
            .unwrap()
            .broken_at
            .is_some()
    );
    submit(&site, TEACHER, &[("action", "disconnect-zoom")])
        .await
        .expect(303);

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for expected in [
        "A teacher connected Zoom",
        "Zoom did not say who a teacher is",
        "A teacher's token could not be renewed",
        "The connection of a teacher with Zoom is broken",
        "A teacher disconnected Zoom",
    ] {
        assert!(logged.contains(expected), "{expected}\n{logged}");
    }
    // The renewal goes on by itself, and its lines name the request all the same.
    let renewal = logged
        .lines()
        .find(|line| line.contains("could not be renewed"));
    assert!(renewal.unwrap().contains("request{id="), "{logged}");
    for secret in [
        "user-token-",
        "user-refresh-",
        "secret-2",
        "code-",
        state,
        "zak=",
        "tk=",
        "pwd=",
        "/j/",
    ] {
        assert!(!logged.contains(secret), "{secret}\n{logged}");
    }
}
