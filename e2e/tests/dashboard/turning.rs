//! The pages of the list, and its order.

use std::collections::HashSet;

use e2e::{OFFICE, Tab};

use crate::{DASHBOARD, Stage};

const ROWS: &str = "table.sessions tbody tr td:first-child a";

async fn rows(tab: &Tab) -> Vec<String> {
    tab.evaluate(&format!(
        "[...document.querySelectorAll({ROWS:?})].map((one) => one.id)"
    ))
    .await
    .unwrap()
}

/// Follows a link that replaces the rows.
async fn turn(tab: &Tab, link: &str) -> Vec<String> {
    let first = rows(tab).await.remove(0);
    tab.click(link).await.unwrap();

    tab.wait_for(&format!(
        "document.querySelector({ROWS:?}).id !== {first:?}"
    ))
    .await
    .unwrap();

    rows(tab).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_turned_forth_and_back() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(OFFICE, &format!("{DASHBOARD}?range=30d")).await;
    let tab = &seat.tab;
    let first = rows(tab).await;

    assert_eq!(first.len(), 50);
    assert!(tab.texts("#page-previous").await.unwrap().is_empty());
    let mut pages = vec![first.clone()];

    while !tab.texts("#page-next").await.unwrap().is_empty() {
        assert_eq!(pages.last().unwrap().len(), 50, "only the last is short");
        pages.push(turn(tab, "#page-next").await);
    }

    assert!(pages.len() >= 3, "the demo school has over 100 lessons");
    let all: HashSet<&String> = pages.iter().flatten().collect();
    assert_eq!(all.len(), pages.concat().len(), "no session twice");

    let before_the_last = &pages[pages.len() - 2];
    assert_eq!(&turn(tab, "#page-previous").await, before_the_last);
    assert_eq!(turn(tab, "#page-first").await, first);
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_columns_head_sorts_and_turns_the_order() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(OFFICE, &format!("{DASHBOARD}?range=30d")).await;
    let tab = &seat.tab;
    let sorted = "thead [aria-sort]";

    assert_eq!(tab.texts(sorted).await.unwrap(), ["Started ▼"]);
    for (order, mark) in [("ascending", "▲"), ("descending", "▼")] {
        turn(tab, "#sort-2").await;
        assert_eq!(
            tab.texts(sorted).await.unwrap(),
            [format!("Student {mark}")]
        );

        let attribute: String = tab
            .evaluate(&format!("document.querySelector({sorted:?}).ariaSort"))
            .await
            .unwrap();

        assert_eq!(attribute, order);
        let names = tab
            .texts("table.sessions td[data-label=Student]")
            .await
            .unwrap();
        let mut wanted = names.clone();

        wanted.sort();
        if order == "descending" {
            wanted.reverse();
        }

        assert_eq!(names, wanted);
        let focus: String = tab.evaluate("document.activeElement.id").await.unwrap();
        assert_eq!(focus, "sort-2");
    }

    seat.watch.check(&[]).unwrap();
}
