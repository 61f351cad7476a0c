//! The actions of a student on the page.

use chromiumoxide::cdp::browser_protocol::browser::{
    PermissionDescriptor, PermissionSetting, SetPermissionParams,
};
use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType};
use e2e::{Device, Tab};

use crate::stage;

const LINK: &str = "https://zoom.us/j/12345678901?pwd=abc.1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_link_is_a_real_one_and_there_are_two_more_ways() {
    let Some((school, chromium)) = stage().await else {
        return;
    };
    for (device, target, app) in [
        (Device::Desktop, "_blank", "zoommtg"),
        (Device::Phone, "", "zoomus"),
    ] {
        let context = chromium.context().await.unwrap();
        for name in ["clipboard-read", "clipboard-write"] {
            let descriptor = PermissionDescriptor::new(name);
            let grant = SetPermissionParams::builder()
                .permission(descriptor)
                .setting(PermissionSetting::Granted)
                .browser_context_id(context.clone());

            chromium
                .driver()
                .execute(grant.build().unwrap())
                .await
                .unwrap();
        }

        let tab = Tab::open(&chromium, &context, device, None).await.unwrap();
        let lesson = school.lesson().await.unwrap();
        tab.join(&format!("http://{}{}", school.address(), lesson.path()))
            .await
            .unwrap();

        let link: Vec<String> = tab
            .evaluate("(({ href, target, rel, localName }) => [href, target, rel, localName])(document.querySelector('#zoom'))")
            .await
            .unwrap();

        assert_eq!(link, [LINK, target, "noopener noreferrer", "a"]);
        tab.press("#fallback summary").await.unwrap();

        let apps: Vec<String> = tab
            .evaluate("[...document.querySelectorAll('#fallback a')].filter((a) => a.checkVisibility()).map((a) => a.href)")
            .await
            .unwrap();

        assert_eq!(
            apps,
            [format!(
                "{app}://zoom.us/join?action=join&confno=12345678901&pwd=abc.1"
            )]
        );

        tab.press("#copy").await.unwrap();
        tab.wait_for("document.querySelector('#copied').checkVisibility()")
            .await
            .unwrap();

        let copied: String = tab
            .driver()
            .evaluate_function("() => navigator.clipboard.readText()")
            .await
            .unwrap()
            .into_value()
            .unwrap();

        assert_eq!(copied, LINK);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_language_is_the_browsers_until_another_is_chosen() {
    let Some((school, chromium)) = stage().await else {
        return;
    };
    let context = chromium.context().await.unwrap();
    let tab = Tab::open(&chromium, &context, Device::Desktop, None)
        .await
        .unwrap();
    let lesson = school.lesson().await.unwrap();

    tab.join(&format!("http://{}{}", school.address(), lesson.path()))
        .await
        .unwrap();

    for (tag, direction) in [("ar", "rtl"), ("am", "ltr"), ("en", "ltr")] {
        tab.press(&format!("nav a[lang={tag}]")).await.unwrap();
        tab.wait_for(&format!(
            "document.documentElement.lang === '{tag}' && document.documentElement.dir === '{direction}'"
        ))
        .await
        .unwrap();

        tab.wait_for_state("connected").await.unwrap();
    }

    // Choosing a language loads the page anew: still one session, one segment.
    let record = school.record(&lesson).await.unwrap();
    assert_eq!(record["segments"].as_array().unwrap().len(), 1, "{record}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_can_be_reached_and_pressed_by_the_keyboard() {
    let Some((school, chromium)) = stage().await else {
        return;
    };
    let context = chromium.context().await.unwrap();
    let tab = Tab::open(&chromium, &context, Device::Desktop, None)
        .await
        .unwrap();
    let lesson = school.lesson().await.unwrap();

    tab.join(&format!("http://{}{}", school.address(), lesson.path()))
        .await
        .unwrap();

    let mut reached = Vec::new();
    for _ in 0..4 {
        key(&tab, "Tab", None).await;
        let focus = "(({ id, localName }) => id || localName)(document.activeElement)";
        reached.push(tab.evaluate::<String>(focus).await.unwrap());

        let outline: String = tab
            .evaluate("getComputedStyle(document.activeElement).outlineStyle")
            .await
            .unwrap();

        assert_eq!(outline, "solid", "the focus is seen on {reached:?}");
        if reached.last().is_some_and(|id| id == "end") {
            break;
        }
    }

    assert_eq!(reached, ["zoom", "summary", "end"]);
    key(&tab, "Enter", Some("\r")).await;
    tab.wait_for_state("ended").await.unwrap();
}

async fn key(tab: &Tab, name: &str, text: Option<&str>) {
    for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
        let code = if name == "Tab" { 9 } else { 13 };
        let mut event = DispatchKeyEventParams::builder()
            .r#type(kind)
            .key(name)
            .code(name)
            .windows_virtual_key_code(code);

        if let Some(text) = text {
            event = event.text(text);
        }

        tab.driver().execute(event.build().unwrap()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_timer_shows_the_servers_figure_and_goes_on() {
    let Some((school, chromium)) = stage().await else {
        return;
    };
    let context = chromium.context().await.unwrap();
    let tab = Tab::open(&chromium, &context, Device::Desktop, None)
        .await
        .unwrap();
    let lesson = school.lesson().await.unwrap();

    tab.join(&format!("http://{}{}", school.address(), lesson.path()))
        .await
        .unwrap();

    // An hour that the server knows of and the page does not.
    school.move_back(&lesson, 3600).await.unwrap();
    tab.wait_for("document.querySelector('#time').textContent.startsWith('1:00:0')")
        .await
        .unwrap();

    let shown: String = tab
        .evaluate("document.querySelector('#time').textContent")
        .await
        .unwrap();

    tab.wait_for(&format!(
        "document.querySelector('#time').textContent > '{shown}'"
    ))
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_back_button_brings_the_same_document_back() {
    let Some((school, chromium)) = stage().await else {
        return;
    };
    let context = chromium.context().await.unwrap();
    let mut kept = Vec::new();

    // Whether a page is kept is the browser's to decide; that it never is would be our page's fault.
    for _ in 0..3 {
        let tab = Tab::open(&chromium, &context, Device::Desktop, None)
            .await
            .unwrap();
        let lesson = school.lesson().await.unwrap();
        let base = format!("http://{}", school.address());

        tab.join(&format!("{base}{}", lesson.path())).await.unwrap();
        tab.evaluate::<bool>("window.old = true").await.unwrap();
        tab.go(&format!("{base}/robots.txt")).await.unwrap();
        tab.evaluate::<bool>("(history.back(), true)")
            .await
            .unwrap();

        tab.wait_for_state("connected").await.unwrap();
        kept.push(tab.evaluate::<bool>("window.old === true").await.unwrap());

        // A page that is brought back looks connected before the server has heard of it.
        school.wait_for_status(&lesson, "active").await.unwrap();
    }

    assert!(kept.contains(&true), "{kept:?}");
}
