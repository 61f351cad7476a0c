//! An admin's choice narrows everything at once, without a reload, and stays in the address.

use e2e::{OFFICE, Tab};

use crate::{DASHBOARD, Stage, TOTAL};

const TEACHERS: &str = "table.sessions td[data-label=Teacher]";
const CHIPS: &str = ".chip";

async fn mark(tab: &Tab) {
    tab.evaluate::<bool>("window.same = true").await.unwrap();
}

async fn is_same_document(tab: &Tab) -> bool {
    tab.evaluate("window.same === true").await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_narrows_list_cards_and_total_and_the_way_back_widens_them() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(OFFICE, &format!("{DASHBOARD}?range=30d")).await;
    let tab = &seat.tab;
    let all = tab.text(TOTAL).await.unwrap();

    mark(tab).await;
    tab.choose("#teacher", "ustaz1").await.unwrap();
    tab.wait_for_text(CHIPS, "Teacher: Ustaz Ahmed Yusuf")
        .await
        .unwrap();

    // The days that were chosen by name keep their name.
    tab.wait_for_path(&format!("{DASHBOARD}?range=30d&teacherId=ustaz1"))
        .await
        .unwrap();

    let narrowed = tab.text(TOTAL).await.unwrap();
    assert_ne!(narrowed, all);
    let card = tab.text(".cards .value").await.unwrap();

    assert_eq!(format!("{card} sessions"), narrowed);
    let teachers = tab.texts(TEACHERS).await.unwrap();

    assert!(
        !teachers.is_empty() && teachers.iter().all(|name| name == "Ustaz Ahmed Yusuf"),
        "{teachers:?}"
    );

    tab.evaluate::<bool>("(history.back(), true)")
        .await
        .unwrap();

    tab.wait_for_text(TOTAL, &all).await.unwrap();
    assert_eq!(tab.path().await.unwrap(), format!("{DASHBOARD}?range=30d"));
    tab.evaluate::<bool>("(history.forward(), true)")
        .await
        .unwrap();

    tab.wait_for_text(TOTAL, &narrowed).await.unwrap();
    tab.click(CHIPS).await.unwrap();
    tab.wait_for_text(TOTAL, &all).await.unwrap();
    assert!(tab.texts(CHIPS).await.unwrap().is_empty());
    assert!(is_same_document(tab).await);
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_are_chosen_by_name_and_names_are_searched_for() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(OFFICE, DASHBOARD).await;
    let tab = &seat.tab;

    mark(tab).await;
    assert_eq!(tab.text(".presets [aria-current]").await.unwrap(), "7 days");
    tab.click(".presets a[href*='range=30d']").await.unwrap();
    tab.wait_for_text(".presets [aria-current]", "30 days")
        .await
        .unwrap();

    tab.wait_for_path(&format!("{DASHBOARD}?range=30d"))
        .await
        .unwrap();

    tab.fill("#q", "bekele").await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for_text(CHIPS, "Search: bekele").await.unwrap();

    let students = tab
        .texts("table.sessions td[data-label=Student]")
        .await
        .unwrap();

    assert!(
        !students.is_empty() && students.iter().all(|name| name == "Yusuf Bekele"),
        "{students:?}"
    );

    let focus: String = tab.evaluate("document.activeElement.id").await.unwrap();
    assert_eq!(focus, "q");

    let caret: usize = tab
        .evaluate("document.activeElement.selectionStart")
        .await
        .unwrap();

    assert_eq!(caret, "bekele".len(), "who types may go on");

    tab.fill("#q", "nobody of this name").await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for_text("div.empty", "No session matches.")
        .await
        .unwrap();

    assert_eq!(tab.text(TOTAL).await.unwrap(), "0 sessions");
    tab.click("div.empty a").await.unwrap();
    tab.wait_for("document.querySelector('div.empty') === null")
        .await
        .unwrap();

    assert!(tab.texts(CHIPS).await.unwrap().is_empty());
    assert!(is_same_document(tab).await);
    seat.watch.check(&[]).unwrap();
}
