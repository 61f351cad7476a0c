//! A teacher connects Zoom, starts a class without a link, and is told when the connection is broken.
//!
//! `TEST_PICTURES` names a folder for pictures of it.

use e2e::{Judge, TEACHER, Tab, variable};

use crate::Stage;

/// Takes pictures of a state, if somebody wants them, and judges it.
async fn look(judge: &Judge, tab: &Tab, name: &str) {
    judge.look(tab).await.unwrap();

    for (width, scheme) in [
        (1280, "light"),
        (1280, "dark"),
        (360, "light"),
        (360, "dark"),
    ] {
        let Some(folder) = variable("TEST_PICTURES") else {
            continue;
        };
        tab.look_like(width, 1000, scheme).await.unwrap();
        let path = format!("{folder}/{name}-{width}-{scheme}.png");
        std::fs::write(path, tab.picture().await.unwrap()).unwrap();
    }
    tab.look_like(1280, 1000, "light").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zoom_is_connected_a_class_started_and_a_broken_connection_told() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let judge = Judge::appoint().unwrap();
    let seat = stage.visit(TEACHER, "/teacher").await;
    let tab = &seat.tab;
    look(&judge, tab, "not-connected").await;

    // Zoom's page is on another path of the same server; the browser follows the form to it and comes back.
    tab.click("#zoom button").await.unwrap();
    tab.wait_for("document.querySelector('#decline') !== null")
        .await
        .unwrap();
    tab.click("#decline").await.unwrap();
    tab.wait_for_text("main .notice.bad", "it was not agreed to")
        .await
        .unwrap();
    tab.click("#zoom button").await.unwrap();
    tab.wait_for("document.querySelector('#agree') !== null")
        .await
        .unwrap();
    tab.click("#agree").await.unwrap();
    tab.wait_for_text("main .notice.good", "Zoom is connected")
        .await
        .unwrap();
    assert_eq!(tab.path().await.unwrap(), "/teacher?zoom=connected");
    look(&judge, tab, "connected").await;

    tab.click("#student-901 form.send button").await.unwrap();
    tab.wait_for_text("main .notice.good", "Sent by Telegram.")
        .await
        .unwrap();
    tab.wait_for_text("main .notice.good", "Start in Zoom")
        .await
        .unwrap();
    look(&judge, tab, "class-started").await;

    // It opens beside the page, which stays as it is.
    let target: String = tab
        .evaluate("document.querySelector('main .notice.good form').target")
        .await
        .unwrap();
    assert_eq!(target, "_blank");
    let path = tab.path().await.unwrap();
    let here =
        "document.querySelector('main .notice.good form').removeAttribute('target') === undefined";
    assert!(tab.evaluate::<bool>(here).await.unwrap());
    tab.click("main .notice.good form button").await.unwrap();
    tab.wait_for("document.body.textContent.includes('You are the host of meeting 81000000001')")
        .await
        .unwrap();
    tab.go(&stage.school.url(&path)).await.unwrap();

    stage
        .school
        .execute(
            "UPDATE zoom_connections SET sealed_tokens = '', broken_at = '2026-11-23 15:00:00', broken_cause = 'refused'",
        )
        .await
        .unwrap();
    tab.go(&stage.school.url("/teacher")).await.unwrap();
    tab.wait_for_text("#zoom", "Zoom is no longer connected")
        .await
        .unwrap();
    look(&judge, tab, "broken").await;

    tab.click("#zoom form:last-child button").await.unwrap();
    tab.wait_for_text("main .notice.good", "Zoom is disconnected")
        .await
        .unwrap();
    seat.watch.check(&[]).unwrap();
}
