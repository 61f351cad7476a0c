//! In by the form, to where one wanted to go, and out again.

use e2e::{OFFICE, PASSWORD, TEACHER, Tab};

use crate::{DASHBOARD, REFUSED, Stage};

pub(crate) async fn sign_in(tab: &Tab, name: &str, password: &str) {
    tab.fill("#username", name).await.unwrap();
    tab.fill("#password", password).await.unwrap();
    tab.click("main button[type=submit]").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_signs_in_where_they_wanted_to_go_and_out() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.seat().await;
    let tab = &seat.tab;
    let wanted = format!("{DASHBOARD}?range=30d&sort=student");

    tab.go(&stage.school.url(&wanted)).await.unwrap();
    tab.wait_for("location.pathname === '/sign-in'")
        .await
        .unwrap();

    sign_in(tab, OFFICE.id, "a guess").await;
    tab.wait_for_text("#problem", "The user name or the password is wrong.")
        .await
        .unwrap();

    let fields: Vec<String> = tab
        .evaluate("['username', 'password'].map((id) => document.getElementById(id).value)")
        .await
        .unwrap();

    assert_eq!(
        fields,
        [OFFICE.id, ""],
        "the name is kept, the password never"
    );

    tab.go(&stage.school.url(&wanted)).await.unwrap();
    tab.wait_for("location.pathname === '/sign-in' && document.querySelector('#problem') === null")
        .await
        .unwrap();

    sign_in(tab, OFFICE.id, PASSWORD).await;
    tab.wait_for_path(&wanted).await.unwrap();
    tab.wait_for_text("h1", "Sessions").await.unwrap();
    let seen: String = tab.evaluate("document.cookie").await.unwrap();

    assert_eq!(seen, "", "no script reads the cookie");

    tab.click("header form button").await.unwrap();
    tab.wait_for_path("/sign-in").await.unwrap();

    // Nor does the way back show anything.
    tab.evaluate::<bool>("(history.back(), true)")
        .await
        .unwrap();

    tab.wait_for("location.pathname === '/sign-in' && location.search.startsWith('?next=')")
        .await
        .unwrap();

    seat.watch.check(REFUSED).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teacher_gets_to_their_students_and_nowhere_else() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.seat().await;
    let tab = &seat.tab;

    tab.go(&stage.school.url("/sign-in")).await.unwrap();
    sign_in(tab, TEACHER.id, PASSWORD).await;
    tab.wait_for_path("/teacher").await.unwrap();
    seat.watch.check(&[]).unwrap();
    tab.go(&stage.school.url(DASHBOARD)).await.unwrap();
    tab.wait_for_text("h1", "This is not for you")
        .await
        .unwrap();

    assert_eq!(tab.texts("header nav a").await.unwrap(), ["My students"]);
    tab.click("main a.button").await.unwrap();
    tab.wait_for_path("/teacher").await.unwrap();
    seat.watch.check(REFUSED).unwrap();
}
