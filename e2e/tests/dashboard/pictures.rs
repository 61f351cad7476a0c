//! The pictures of the README: `E2E_SCREENSHOTS=docs/images cargo test -p e2e --test dashboard pictures`.

use e2e::{OFFICE, Person, TEACHER, announce, picture, variable};

use crate::{DASHBOARD, Stage};

/// A session of the demo school that had time to be worth a look.
const SESSION: &str = "?session=20";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_are_pictured() {
    if variable("E2E_SCREENSHOTS").is_none() {
        announce("SKIPPED: pictures (E2E_SCREENSHOTS names no folder)");
        return;
    }
    let Some(stage) = Stage::set().await else { return };
    // Only the demo school's people: those of other tests have names of no one.
    stage.school.execute("DELETE FROM wpos_wpdatatable_23 WHERE wdt_ID >= 1000").await.unwrap();
    let dashboard = format!("{DASHBOARD}?range=30d");
    let session = format!("{DASHBOARD}{SESSION}");
    let months = format!("{DASHBOARD}?view=months");
    let pictures: [(&str, Option<Person>, &str, (i64, i64, &str)); 7] = [
        ("dashboard-light", Some(OFFICE), &dashboard, (1280, 1400, "light")),
        ("dashboard-dark", Some(OFFICE), &dashboard, (1280, 1400, "dark")),
        ("dashboard-phone", Some(OFFICE), &dashboard, (360, 1400, "light")),
        ("session", Some(OFFICE), &session, (1280, 900, "light")),
        ("months", Some(OFFICE), &months, (1280, 640, "light")),
        ("sign-in", None, "/sign-in", (1280, 560, "light")),
        ("teacher-page", Some(TEACHER), "/teacher", (360, 1000, "light")),
    ];
    for (name, person, path, (width, height, scheme)) in pictures {
        let seat = stage.seat().await;
        if let Some(person) = person {
            stage.school.seat(&seat.tab, person).await.unwrap();
        }
        seat.tab.look_like(width, height, scheme).await.unwrap();
        seat.tab.go(&stage.school.url(path)).await.unwrap();
        seat.tab.wait_for("document.querySelector('h1') !== null").await.unwrap();
        if person == Some(TEACHER) {
            seat.tab.fill("#link-901", "https://zoom.us/j/12345678901?pwd=abc.1").await.unwrap();
            seat.tab.key("Enter").await.unwrap();
            seat.tab.wait_for("document.querySelector('.notice') !== null").await.unwrap();
        }
        picture(&seat.tab, &format!("{name}.png")).await.unwrap();
    }
}
