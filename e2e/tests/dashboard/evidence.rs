//! From the list to the evidence of one session, and to its end by an admin.

use e2e::{OFFICE, Tab};

use crate::{DASHBOARD, REFUSED, Seat, Stage};

const WHAT: &str = "td[data-label=What]";

async fn open_from_the_list(seat: &Seat, id: i64) {
    seat.tab.click(&format!("#session-{id}")).await.unwrap();
    seat.tab
        .wait_for_path(&format!("{DASHBOARD}?session={id}"))
        .await
        .unwrap();

    seat.tab
        .wait_for("document.readyState === 'complete'")
        .await
        .unwrap();
}

async fn fact(tab: &Tab, name: &str) -> String {
    let facts = tab.texts(".facts > div").await.unwrap();
    let fact = facts.iter().find_map(|fact| fact.strip_prefix(name));
    fact.unwrap_or_else(|| panic!("no {name} in {facts:?}"))
        .trim()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_shows_what_its_minutes_are_made_of() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let lesson = stage.school.lesson().await.unwrap();
    let student = stage.join(&lesson).await;

    student.hide(true).await.unwrap();
    student.hide(false).await.unwrap();
    // Each message has a request of its own: what follows must not overtake it.
    let school = &stage.school;
    school.wait_for_evidence(&lesson, "visible").await.unwrap();

    // Less than a second is no time.
    stage.school.move_back(&lesson, 60).await.unwrap();
    student.press("#end").await.unwrap();
    student.wait_for_state("ended").await.unwrap();

    let seat = stage.visit(OFFICE, DASHBOARD).await;
    let tab = &seat.tab;
    open_from_the_list(&seat, lesson.id).await;
    let heading = tab.text("h1").await.unwrap();

    assert!(
        heading.starts_with("Student 1") && heading.ends_with("with Ustaz Ahmed Yusuf"),
        "{heading}"
    );

    assert!(!tab.text(".why").await.unwrap().is_empty());
    let drawn: bool = tab
        .evaluate("(box => box.width > 100 && box.height > 20)(document.querySelector('svg.timeline rect.open').getBoundingClientRect())")
        .await
        .unwrap();

    assert!(drawn);
    let what = tab.texts(WHAT).await.unwrap();

    for wanted in [
        "Page opened",
        "Page covered",
        "Page in front",
        "“End session” pressed",
    ] {
        assert!(
            what.iter().any(|what| what == wanted),
            "{wanted} in {what:?}"
        );
    }

    assert!(
        tab.texts("main form").await.unwrap().is_empty(),
        "what has ended cannot be ended"
    );

    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_ends_a_session_and_says_why() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let lesson = stage.school.lesson().await.unwrap();
    let _student = stage.join(&lesson).await;
    let seat = stage.visit(OFFICE, DASHBOARD).await;

    let tab = &seat.tab;
    open_from_the_list(&seat, lesson.id).await;
    tab.click("button.danger").await.unwrap();

    tab.wait_for(
        "document.activeElement.id === 'reason' && document.activeElement.validity.valueMissing",
    )
    .await
    .unwrap();

    assert_eq!(
        tab.path().await.unwrap(),
        format!("{DASHBOARD}?session={}", lesson.id)
    );

    // Blanks satisfy the browser, but not the school.
    tab.fill("#reason", "   ").await.unwrap();
    tab.click("button.danger").await.unwrap();
    tab.wait_for_text("#refused", "Give a reason")
        .await
        .unwrap();
    tab.fill("#reason", "The teacher was ill <b>")
        .await
        .unwrap();

    tab.click("button.danger").await.unwrap();
    tab.wait_for_path(&format!("{DASHBOARD}?session={}", lesson.id))
        .await
        .unwrap();

    tab.wait_for_text("main", "Ended by an admin")
        .await
        .unwrap();

    assert_eq!(fact(tab, "Ended by").await, "by an admin");
    let last = tab
        .texts("tr:has(td[data-label=What])")
        .await
        .unwrap()
        .pop()
        .unwrap();

    assert!(
        last.contains("Ended by an admin") && last.contains("The teacher was ill <b>"),
        "{last}"
    );

    assert!(last.contains(OFFICE.id), "who it was: {last}");
    assert!(tab.texts("main form").await.unwrap().is_empty());
    seat.watch.check(REFUSED).unwrap();
}
