//! The list follows what happens in the lessons, and leaves people alone.

use std::time::Duration;

use e2e::{Device, OFFICE, Tab, Watch};
use tokio::time::sleep;

use crate::{DASHBOARD, Seat, Stage};

/// The page looks every 15 seconds; here every half.
const HURRY: &str = "{ const real = setInterval; window.setInterval = (work, every) => real(work, every === 15000 ? 500 : every); }";
/// Long enough for several looks, also in a window that is not seen, whose timers run once a second.
const SOME_LOOKS: Duration = Duration::from_secs(3);

async fn hurried(stage: &Stage) -> Seat {
    let context = stage.chromium.context().await.unwrap();
    let tab = Tab::open(&stage.chromium, &context, Device::Desktop, Some(HURRY)).await.unwrap();
    let watch = Watch::over(tab.driver()).await.unwrap();
    stage.school.seat(&tab, OFFICE).await.unwrap();
    tab.go(&stage.school.url(DASHBOARD)).await.unwrap();
    tab.wait_for("document.querySelector('#results') !== null").await.unwrap();
    Seat { tab, watch, context }
}

fn looks(watch: &Watch) -> usize {
    watch.requests().iter().filter(|url| url.contains("part=results")).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_lesson_appears_and_its_time_goes_on() {
    let Some(stage) = Stage::set().await else { return };
    let seat = hurried(&stage).await;
    let tab = &seat.tab;
    tab.evaluate::<bool>("window.same = true").await.unwrap();
    let lesson = stage.school.lesson().await.unwrap();
    let row = format!("tr:has(#session-{})", lesson.id);
    tab.wait_for_text(&row, "Not opened").await.unwrap();
    let student = stage.join(&lesson).await;
    tab.wait_for_text(&format!("{row} .pill"), "Live").await.unwrap();
    let time = format!("{row} .live-time");
    let shown = tab.text(&time).await.unwrap();
    tab.wait_for(&format!("document.querySelector({time:?}).innerText > {shown:?}")).await.unwrap();
    student.press("#end").await.unwrap();
    tab.wait_for_text(&format!("{row} .pill"), "Ended").await.unwrap();
    assert!(tab.text("#updated").await.unwrap().starts_with("Updated"));
    assert!(tab.evaluate::<bool>("window.same === true").await.unwrap());
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_who_searches_or_is_elsewhere_is_disturbed() {
    let Some(stage) = Stage::set().await else { return };
    let seat = hurried(&stage).await;
    let (tab, watch) = (&seat.tab, &seat.watch);
    let wait_for_looks = async |before: usize| {
        for _ in 0..200 {
            if looks(watch) > before {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("it looks no more");
    };
    wait_for_looks(0).await;
    tab.click("#q").await.unwrap();
    tab.fill("#q", "half a na").await.unwrap();
    sleep(Duration::from_millis(300)).await;
    let before = looks(watch);
    sleep(SOME_LOOKS).await;
    assert_eq!(looks(watch), before, "while a name is typed");
    let typed: String = tab.evaluate("document.querySelector('#q').value").await.unwrap();
    assert_eq!(typed, "half a na");

    tab.evaluate::<bool>("(document.activeElement.blur(), true)").await.unwrap();
    wait_for_looks(before).await;
    tab.hide(true).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    let before = looks(watch);
    sleep(SOME_LOOKS).await;
    assert_eq!(looks(watch), before, "while nobody sees it");
    tab.hide(false).await.unwrap();
    wait_for_looks(before).await;
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_open_and_focused_stays_so() {
    let Some(stage) = Stage::set().await else { return };
    let seat = hurried(&stage).await;
    let tab = &seat.tab;
    tab.click("details summary").await.unwrap();
    tab.evaluate::<bool>("(document.querySelector('#csv').focus(), true)").await.unwrap();
    let lesson = stage.school.lesson().await.unwrap();
    tab.wait_for(&format!("document.querySelector('#session-{}') !== null", lesson.id)).await.unwrap();
    assert!(tab.evaluate::<bool>("document.querySelector('details').open").await.unwrap());
    let focus: String = tab.evaluate("document.activeElement.id").await.unwrap();
    assert_eq!(focus, "csv");
    // What could not be found again in other results is left alone.
    tab.evaluate::<bool>("(document.querySelector('tbody .plain-link').focus(), true)").await.unwrap();
    stage.school.lesson().await.unwrap();
    sleep(SOME_LOOKS).await;
    let still = "document.activeElement.matches('tbody .plain-link')";
    assert!(tab.evaluate::<bool>(still).await.unwrap());
    seat.watch.check(&[]).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_gone_is_told_and_awaited() {
    let Some(stage) = Stage::set().await else { return };
    let network = e2e::Network::to(stage.school.address()).await.unwrap();
    let context = stage.chromium.context().await.unwrap();
    let tab = Tab::open(&stage.chromium, &context, Device::Desktop, Some(HURRY)).await.unwrap();
    // Cookies are the host's, whatever the port.
    stage.school.seat(&tab, OFFICE).await.unwrap();
    tab.go(&network.url(DASHBOARD)).await.unwrap();
    tab.wait_for_text("#updated", "Updated").await.unwrap();
    network.cut();
    tab.wait_for_text("#trouble", "no connection").await.unwrap();
    network.restore();
    tab.wait_for("document.querySelector('#trouble').textContent === ''").await.unwrap();
}
