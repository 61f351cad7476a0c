//! The school in motion: lessons begin, messages go out, Zoom's signed events arrive, and the switch ends all of it.

use std::time::Duration;

use crate::server::Server;
use sqlx::{Connection, SqliteConnection};

/// Links sent, links opened, Zoom's events, evidence: of lessons in motion, whose meetings begin with 82.
async fn counts(database: &str) -> [i64; 4] {
    let mut connection = SqliteConnection::connect(database).await.unwrap();
    let mut counts = [0; 4];
    let tables = [
        "wpos_zoom_links WHERE zoom_meeting_id LIKE '82%'",
        "wpos_zoom_links WHERE zoom_meeting_id LIKE '82%' AND clicked_at IS NOT NULL",
        "zoom_events WHERE meeting_id LIKE '82%'",
        "session_events",
    ];

    for (count, table) in counts.iter_mut().zip(tables) {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        *count = sqlx::query_scalar(sql)
            .fetch_one(&mut connection)
            .await
            .unwrap();
    }

    counts
}

#[tokio::test]
async fn the_school_moves_until_it_is_stopped() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("school.sqlite").display());
    let moving = [
        ("DEMO_MOTION", "on"),
        ("DEMO_PACE", "100"),
        ("LOG_LEVEL", "error"),
    ];
    let server = Server::start(&database, &moving);
    let base = &server.base;
    let client = reqwest::Client::new();

    let mut seen = [0; 4];
    for _ in 0..300 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        seen = counts(&database).await;
        if seen[..3].iter().all(|count| *count > 0) {
            break;
        }
    }

    assert!(seen[..3].iter().all(|count| *count > 0), "{seen:?}");
    let outbox = client.get(format!("{base}/dev/telegram.json")).send();
    let outbox = outbox.await.unwrap().text().await.unwrap();
    assert!(outbox.contains("chat_id"), "{outbox}");

    let stop = client.post(format!("{base}/dev/motion/stop"));
    let foreign = stop.try_clone().unwrap().send().await.unwrap();
    assert_eq!(foreign.status(), 403, "another site's form stops nothing");
    let page = stop.header("origin", base).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("<strong>Off.</strong>"), "{page}");

    // What the server had accepted already is stored by then.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let stopped = counts(&database).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(counts(&database).await, stopped);

    let log = server.stop();
    assert!(log.iter().all(|line| !line.contains("ERROR")), "{log:#?}");
}
