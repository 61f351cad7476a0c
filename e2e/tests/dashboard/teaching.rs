//! A teacher sends a link and sees what came of it.

use chromiumoxide::cdp::browser_protocol::browser::{
    PermissionDescriptor, PermissionSetting, SetPermissionParams,
};
use e2e::TEACHER;
use reqwest::Method;
use serde_json::Value;

use crate::{REFUSED, Stage};

const LINK: &str = "https://zoom.us/j/12345678901?pwd=abc.1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_goes_to_telegram_and_its_address_can_be_copied() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(TEACHER, "/teacher").await;
    let (tab, context) = (&seat.tab, &seat.context);

    for name in ["clipboard-read", "clipboard-write"] {
        let grant = SetPermissionParams::builder()
            .permission(PermissionDescriptor::new(name))
            .setting(PermissionSetting::Granted)
            .browser_context_id(context.clone());
        stage
            .chromium
            .driver()
            .execute(grant.build().unwrap())
            .await
            .unwrap();
    }

    assert_eq!(
        tab.texts(".students h2").await.unwrap(),
        ["Nuh Said", "Sara Musa"]
    );

    tab.fill("#link-901", LINK).await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for_text("main .notice.good", "Sent by Telegram.")
        .await
        .unwrap();

    assert!(tab.path().await.unwrap().starts_with("/teacher?sent="));
    let address: String = tab
        .evaluate("document.querySelector('#url-sent').value")
        .await
        .unwrap();

    let outbox: Vec<Value> = stage
        .school
        .request(Method::GET, "/dev/telegram.json")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();

    assert_eq!(outbox.len(), 1, "once: {outbox:?}");
    assert_eq!(outbox[0]["chat_id"], "700000901");

    assert_eq!(
        outbox[0]["reply_markup"]["inline_keyboard"][0][0]["url"],
        address
    );

    tab.click("[data-copy=url-sent]").await.unwrap();
    tab.wait_for_text("[data-copy=url-sent]", "Copied")
        .await
        .unwrap();

    let read = tab
        .driver()
        .evaluate_function("() => navigator.clipboard.readText()")
        .await
        .unwrap();

    assert_eq!(read.into_value::<String>().unwrap(), address);
    assert_eq!(tab.text("#student-901 .phase").await.unwrap(), "not opened");
    seat.watch.check(&[]).unwrap();

    // A student opens what was copied.
    let student = stage.seat().await.tab;
    student.join(&address).await.unwrap();
    tab.reload().await.unwrap();
    tab.wait_for_text("#student-901", "In class now")
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_is_started_ended_and_its_end_corrected() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(TEACHER, "/teacher").await;
    let tab = &seat.tab;

    tab.fill("#link-901", LINK).await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for_text("main .notice.good", "Sent by Telegram.")
        .await
        .unwrap();

    tab.click("#student-901 form.class button").await.unwrap();
    tab.wait_for_text("#student-901", "Class started")
        .await
        .unwrap();

    assert_eq!(tab.path().await.unwrap(), "/teacher");
    tab.wait_for_text("#student-901 form.class button", "End class")
        .await
        .unwrap();

    // A reload repeats nothing, and the page says that it is still there.
    tab.reload().await.unwrap();
    tab.wait_for("document.querySelector('[data-running]') !== null")
        .await
        .unwrap();

    tab.click("#student-901 form.class button").await.unwrap();
    tab.wait_for_text("#student-901 summary", "Correct the end")
        .await
        .unwrap();

    tab.click("#student-901 summary").await.unwrap();
    // Nobody ends a class tomorrow: taken for yesterday's, which is before it began.
    let later = "(input => { input.value = '23:59'; input.form.requestSubmit(); return true; })(document.querySelector('#student-901 [type=time]'))";
    assert!(tab.evaluate::<bool>(later).await.unwrap());
    tab.wait_for_text("main .notice.bad", "was not saved")
        .await
        .unwrap();

    seat.watch.check(REFUSED).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_sent_is_said_where_it_was_typed() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(TEACHER, "/teacher").await;
    let tab = &seat.tab;

    // Without a chat there is still a link to send oneself.
    tab.fill("#link-902", LINK).await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for_text("main .notice.warn", "Not sent, no Telegram chat")
        .await
        .unwrap();

    tab.wait_for("document.querySelector('#url-sent').value.includes('token=')")
        .await
        .unwrap();

    tab.fill("#link-901", "https://example.com/not-a-meeting")
        .await
        .unwrap();

    tab.key("Enter").await.unwrap();
    tab.wait_for("document.activeElement.getAttribute('aria-invalid') === 'true'")
        .await
        .unwrap();

    let kept: String = tab.evaluate("document.activeElement.value").await.unwrap();
    assert_eq!(kept, "https://example.com/not-a-meeting");
    assert!(!tab.text("#problem-901").await.unwrap().is_empty());
    seat.watch.check(REFUSED).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_personal_links_number_is_asked_for_once() {
    let Some(stage) = Stage::set().await else {
        return;
    };
    let seat = stage.visit(TEACHER, "/teacher").await;
    let tab = &seat.tab;

    tab.fill("#link-901", "zoom.us/my/nuh.said").await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for_text("#unmatched", "Zoom cannot tell of this lesson.")
        .await
        .unwrap();

    tab.fill("#number-1", "12345").await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for_text("#number-problem", "9 to 11 digits")
        .await
        .unwrap();

    tab.fill("#number-1", "123 456 7890").await.unwrap();
    tab.key("Enter").await.unwrap();
    tab.wait_for("document.querySelector('#number-1')?.value === '1234567890'")
        .await
        .unwrap();
    seat.watch.check(REFUSED).unwrap();
}
