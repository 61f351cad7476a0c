//! The list follows what happens in the lessons, and leaves people alone.

use e2e::{Device, OFFICE, Tab, Watch};

use crate::{DASHBOARD, Seat, Stage};

/// The page's timer rings every 15 seconds for a look; here every half. Counts how often it rang, and the requests.
const HURRY: &str = r"{
    const real = setInterval;
    window.rings = 0;
    window.setInterval = (work, every) => real(every === 15000 ? () => { window.rings += 1; work(); } : work, every === 15000 ? 500 : every);
    const send = XMLHttpRequest.prototype.send;
    window.looks = 0;
    XMLHttpRequest.prototype.send = function (...body) { window.looks += 1; return send.apply(this, body); };
}";

async fn hurried(stage: &Stage) -> Seat {
    let context = stage.chromium.context().await.unwrap();
    let tab = Tab::open(&stage.chromium, &context, Device::Desktop, Some(HURRY))
        .await
        .unwrap();
    let watch = Watch::over(tab.driver()).await.unwrap();

    stage.school.seat(&tab, OFFICE).await.unwrap();
    tab.go(&stage.school.url(DASHBOARD)).await.unwrap();
    tab.wait_for("document.querySelector('#results') !== null")
        .await
        .unwrap();

    Seat {
        tab,
        watch,
        context,
    }
}

async fn wait_for_a_look(tab: &Tab) {
    let looks: u32 = tab.evaluate("window.looks").await.unwrap();
    tab.wait_for(&format!("window.looks > {looks}"))
        .await
        .unwrap();
}

/// Lets the timer ring several times and demands that the page does not look.
async fn check_that_nothing_is_looked_for(tab: &Tab, why: &str) {
    let [rings, looks]: [u32; 2] = tab.evaluate("[window.rings, window.looks]").await.unwrap();
    tab.wait_for(&format!("window.rings >= {rings} + 3"))
        .await
        .unwrap();

    assert_eq!(
        tab.evaluate::<u32>("window.looks").await.unwrap(),
        looks,
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_lesson_appears_and_its_time_goes_on() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = hurried(&stage).await;
    let tab = &seat.tab;

    tab.evaluate::<bool>("window.same = true").await.unwrap();
    let lesson = stage.school.lesson().await.unwrap();
    let row = format!("tr:has(#session-{})", lesson.id);

    tab.wait_for_text(&row, "Not opened").await.unwrap();
    let student = stage.join(&lesson).await;
    tab.wait_for_text(&format!("{row} .pill"), "Live")
        .await
        .unwrap();

    let time = format!("{row} .live-time");
    let shown = tab.text(&time).await.unwrap();

    tab.wait_for(&format!(
        "document.querySelector({time:?}).innerText > {shown:?}"
    ))
    .await
    .unwrap();

    student.press("#end").await.unwrap();
    tab.wait_for_text(&format!("{row} .pill"), "Ended")
        .await
        .unwrap();

    assert!(tab.text("#updated").await.unwrap().starts_with("Updated"));
    assert!(tab.evaluate::<bool>("window.same === true").await.unwrap());
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_who_searches_or_is_elsewhere_is_disturbed() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = hurried(&stage).await;
    let tab = &seat.tab;

    wait_for_a_look(tab).await;
    tab.click("#q").await.unwrap();
    tab.fill("#q", "half a na").await.unwrap();
    check_that_nothing_is_looked_for(tab, "while a name is typed").await;

    let typed: String = tab
        .evaluate("document.querySelector('#q').value")
        .await
        .unwrap();

    assert_eq!(typed, "half a na");

    tab.evaluate::<bool>("(document.activeElement.blur(), true)")
        .await
        .unwrap();

    wait_for_a_look(tab).await;
    tab.hide(true).await.unwrap();
    check_that_nothing_is_looked_for(tab, "while nobody sees it").await;
    tab.hide(false).await.unwrap();
    wait_for_a_look(tab).await;
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_open_and_focused_stays_so() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = hurried(&stage).await;
    let tab = &seat.tab;

    tab.click("details summary").await.unwrap();
    tab.evaluate::<bool>("(document.querySelector('#csv').focus(), true)")
        .await
        .unwrap();

    let lesson = stage.school.lesson().await.unwrap();
    tab.wait_for(&format!(
        "document.querySelector('#session-{}') !== null",
        lesson.id
    ))
    .await
    .unwrap();

    assert!(
        tab.evaluate::<bool>("document.querySelector('details').open")
            .await
            .unwrap()
    );

    let focus: String = tab.evaluate("document.activeElement.id").await.unwrap();
    assert_eq!(focus, "csv");

    // What could not be found again in other results is left alone.
    tab.evaluate::<bool>("(document.querySelector('tbody .plain-link').focus(), true)")
        .await
        .unwrap();

    stage.school.lesson().await.unwrap();
    check_that_nothing_is_looked_for(tab, "while the keyboard is in the list").await;
    let still = "document.activeElement.matches('tbody .plain-link')";

    assert!(tab.evaluate::<bool>(still).await.unwrap());
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_gone_is_told_and_awaited() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let network = e2e::Network::to(stage.school.address()).await.unwrap();
    let context = stage.chromium.context().await.unwrap();
    let tab = Tab::open(&stage.chromium, &context, Device::Desktop, Some(HURRY))
        .await
        .unwrap();

    // Cookies are the host's, whatever the port.
    stage.school.seat(&tab, OFFICE).await.unwrap();
    tab.go(&network.url(DASHBOARD)).await.unwrap();
    tab.wait_for_text("#updated", "Updated").await.unwrap();
    network.cut();
    tab.wait_for_text("#trouble", "no connection")
        .await
        .unwrap();

    network.restore();
    tab.wait_for("document.querySelector('#trouble').textContent === ''")
        .await
        .unwrap();
}
