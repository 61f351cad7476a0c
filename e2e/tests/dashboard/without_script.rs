//! Everything but comfort works where no script runs.

use chromiumoxide::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;
use e2e::{OFFICE, PASSWORD};

use crate::signing_in::sign_in;
use crate::{DASHBOARD, Stage, TOTAL};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_filters_turns_sorts_reads_and_sweeps() {
    let Some(stage) = Stage::set().await else {
        return;
    };

    stage.silent_lesson().await;
    let seat = stage.seat().await;
    let tab = &seat.tab;

    tab.driver()
        .execute(SetScriptExecutionDisabledParams::new(true))
        .await
        .unwrap();

    tab.go(&stage.school.url(&format!("{DASHBOARD}?range=30d")))
        .await
        .unwrap();

    tab.wait_for("location.pathname === '/sign-in'")
        .await
        .unwrap();

    sign_in(tab, OFFICE.id, PASSWORD).await;
    tab.wait_for_path(&format!("{DASHBOARD}?range=30d"))
        .await
        .unwrap();

    tab.wait_for_text(TOTAL, "sessions").await.unwrap();
    // The page's script would have said when it looked last.
    assert_eq!(tab.text("#updated").await.unwrap(), "");

    tab.click("#page-next").await.unwrap();
    tab.wait_for("location.search.includes('cursor=')")
        .await
        .unwrap();

    tab.click("#sort-2").await.unwrap();
    tab.wait_for_text("thead [aria-sort=ascending]", "Student")
        .await
        .unwrap();

    tab.fill("#q", "bekele").await.unwrap();
    tab.click("#filters button").await.unwrap();
    tab.wait_for_text(".chips", "Search: bekele").await.unwrap();
    let query = tab.path().await.unwrap();

    assert!(query.contains("sort=student"), "the order stays: {query}");
    tab.click("table.sessions tbody td a").await.unwrap();
    tab.wait_for_text("h1", "Yusuf Bekele with Ustaz Ahmed Yusuf")
        .await
        .unwrap();

    tab.click("#back").await.unwrap();
    tab.click("#sweep").await.unwrap();
    tab.wait_for_text("main button.primary", "Close 1 session")
        .await
        .unwrap();

    tab.click("main button.primary").await.unwrap();
    tab.wait_for_text("main .notice", "1 session")
        .await
        .unwrap();

    seat.watch.check(&[]).unwrap();
}
