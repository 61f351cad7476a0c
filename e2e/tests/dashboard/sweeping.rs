//! An admin closes what has been silent for hours.

use e2e::OFFICE;

use crate::{DASHBOARD, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_says_what_it_will_do_and_what_it_did() {
    let Some(stage) = Stage::set().await else {
        return;
    };

    // The demo school has somebody in class, who would be due within this test.
    stage.school.execute("UPDATE wpos_zoom_links SET session_status = 'timeout' WHERE session_status = 'active' AND clicked_at IS NOT NULL").await.unwrap();
    let lessons = [stage.silent_lesson().await, stage.silent_lesson().await];
    let seat = stage.visit(OFFICE, DASHBOARD).await;
    let tab = &seat.tab;

    tab.click("#sweep").await.unwrap();
    tab.wait_for_text("main strong", "2 sessions are due:")
        .await
        .unwrap();

    tab.click("main button.primary").await.unwrap();
    tab.wait_for_text("main .notice.good", "2 sessions")
        .await
        .unwrap();

    let mut closed = tab.texts("td[data-label=Session]").await.unwrap();
    closed.sort();
    let mut wanted = lessons.map(|lesson| lesson.id.to_string());

    wanted.sort();
    assert_eq!(closed, wanted);

    assert!(
        tab.texts("main form").await.unwrap().is_empty(),
        "none is left"
    );

    tab.click("main a.button").await.unwrap();
    tab.wait_for_path(DASHBOARD).await.unwrap();

    for id in wanted {
        let row = tab
            .text(&format!("tr:has(#session-{id}) .pill"))
            .await
            .unwrap();
        assert!(row.contains("Timed out"), "{row}");
    }

    let facts = tab.texts(".facts > div").await.unwrap();
    let sweep = facts
        .iter()
        .find(|fact| fact.starts_with("Last sweep"))
        .unwrap();

    assert!(sweep.contains("second") || sweep.contains("now"), "{sweep}");
    assert!(sweep.ends_with("closed 2"), "{sweep}");
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_is_due_it_says_so() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage
        .visit(OFFICE, &format!("{DASHBOARD}?view=sweep"))
        .await;

    seat.tab
        .wait_for_text("main", "No session is due")
        .await
        .unwrap();

    assert!(seat.tab.texts("main form").await.unwrap().is_empty());
    seat.watch.check(&[]).unwrap();
}
