//! The dashboard by the keyboard alone.

use e2e::{OFFICE, Tab};

use crate::{DASHBOARD, Stage};

async fn focus(tab: &Tab) -> String {
    tab.evaluate(
        "(({ id, localName, textContent }) => id || `${localName} ${textContent}`)(document.activeElement)",
    )
    .await
    .unwrap()
}

/// Goes on until something is reached, and demands that each place on the way is seen.
async fn tab_to(tab: &Tab, wanted: &str) -> Vec<String> {
    let mut way = Vec::new();
    for _ in 0..60 {
        tab.key("Tab").await.unwrap();
        let at = focus(tab).await;
        let outline: String = tab
            .evaluate("getComputedStyle(document.activeElement).outlineStyle")
            .await
            .unwrap();
        // Within a date the browser marks the place itself.
        let is_within = way.last() == Some(&at);

        way.push(at);
        assert!(
            outline != "none" || is_within,
            "the focus is seen on {way:?}"
        );

        if way.last().is_some_and(|at| at == wanted) {
            return way;
        }
    }

    panic!("{wanted} is not reached: {way:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tab_leads_through_everything_and_enter_does_it() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(OFFICE, DASHBOARD).await;
    let tab = &seat.tab;

    assert_eq!(
        tab_to(tab, "a Skip to the content").await.len(),
        1,
        "the first of all"
    );

    tab.key("Enter").await.unwrap();
    tab.wait_for("document.activeElement.id === 'main'")
        .await
        .unwrap();

    // Behind the header now: what the demo school's office should look at, then the filters.
    let way = tab_to(tab, "preset-1").await;
    assert_eq!(way, ["warning-1", "preset-1"]);
    tab_to(tab, "preset-4").await;
    tab.key("Enter").await.unwrap();
    tab.wait_for_path(&format!("{DASHBOARD}?range=30d"))
        .await
        .unwrap();

    tab.wait_for_text(".presets [aria-current]", "30 days")
        .await
        .unwrap();

    assert_eq!(
        focus(tab).await,
        "preset-4",
        "the results are new, the place is not"
    );

    tab.choose("#teacher", "ustaz1").await.unwrap();
    tab.wait_for_text(".chip", "Teacher").await.unwrap();
    tab_to(tab, "a Teacher: Ustaz Ahmed Yusuf ×: remove").await;
    tab.key("Enter").await.unwrap();
    tab.wait_for_path(&format!("{DASHBOARD}?range=30d"))
        .await
        .unwrap();

    tab.wait_for("document.activeElement.id === 'list-title'")
        .await
        .unwrap();

    tab.evaluate::<bool>("(document.querySelector('#preset-4').focus(), true)")
        .await
        .unwrap();

    let way = tab_to(tab, "sort-2").await;
    let filters = ["from", "to", "teacher", "student", "status", "q"];
    let mut names: Vec<&str> = way
        .iter()
        .map(String::as_str)
        .filter(|at| filters.contains(at))
        .collect();

    // A date has several places.
    names.dedup();
    assert_eq!(names, filters);
    tab.key("Enter").await.unwrap();
    tab.wait_for_text("thead [aria-sort]", "Student")
        .await
        .unwrap();

    assert_eq!(focus(tab).await, "sort-2");
    let first: String = tab
        .evaluate("document.querySelector('table.sessions tbody a').id")
        .await
        .unwrap();

    tab_to(tab, &first).await;
    tab.key("Enter").await.unwrap();
    tab.wait_for("location.search.startsWith('?session=')")
        .await
        .unwrap();

    seat.watch.check(&[]).unwrap();
}
