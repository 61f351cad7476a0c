use super::*;
use crate::lesson::Act;
use crate::spans::Spans;

fn page(phone: bool) -> BrowserPage {
    let life = PageLife {
        opens: 0,
        phone,
        worker: true,
        offline: Spans::default(),
        acts: Vec::new(),
    };

    BrowserPage::new(&life, "T", "d".to_owned())
}

fn joined(phone: bool) -> BrowserPage {
    let mut page = page(phone);
    assert_eq!(page.join(0).unwrap().to, To::Track);

    assert_eq!(
        page.receive(To::Track, Answer::Status(ReportedStatus::Active), 100),
        (None, None)
    );

    page
}

fn kinds(messages: &[Message]) -> Vec<&'static str> {
    messages.iter().map(|message| message.kind).collect()
}

#[test]
fn messages_are_numbered_and_say_what_the_page_is() {
    let mut page = joined(true);
    let beat = page.tick(30_000).unwrap();
    let expected =
        r#"{"token":"T","doc":"d","seq":2,"ticks":1,"phone":true,"zoom":false,"kind":"heartbeat"}"#;

    assert_eq!((beat.to, beat.body.as_str()), (To::Heartbeat, expected));
    serde_json::from_str::<serde_json::Value>(&beat.body).unwrap();
}

#[test]
fn a_join_that_fails_is_tried_again_later_and_later() {
    let mut page = page(false);
    let mut waits = Vec::new();

    for _ in 0..5 {
        assert!(page.join(0).is_some());
        assert_eq!(page.join(0), None, "one at a time");
        waits.push(page.receive(To::Track, Answer::Refused(503), 0).1.unwrap());
    }

    assert_eq!(waits, [2_500, 5_000, 10_000, 20_000, 30_000]);
}

#[test]
fn a_phone_leaves_for_zoom_without_ending() {
    let mut page = joined(true);
    assert_eq!(
        kinds(&page.act(Act::TapZoom { same_tab: true }, 1)),
        ["zoom", "zoom"]
    );

    assert!(page.gone_at.is_some() && page.tick(30_000).is_none());
    let mut page = joined(true);
    let _ = page.act(Act::TapZoom { same_tab: false }, 1);

    assert_eq!(kinds(&page.act(Act::Hide, 2)), ["hidden"]);
}

#[test]
fn that_it_is_visible_is_said_until_it_is_heard() {
    let mut page = joined(false);
    let _ = page.act(Act::Hide, 1);
    assert_eq!(kinds(&page.act(Act::Show, 2)), ["visible"]);
    page.receive(To::Heartbeat, Answer::Nothing, 3);
    assert_eq!(page.tick(4).unwrap().kind, "visible");
    page.receive(To::Heartbeat, Answer::Status(ReportedStatus::Active), 5);
    assert_eq!(page.tick(6).unwrap().kind, "heartbeat");
}

#[test]
fn an_end_waits_for_the_network_and_tells_its_age() {
    let mut page = joined(false);
    assert_eq!(kinds(&page.act(Act::PressEnd, 1_000)), ["finished"]);
    page.receive(To::EndSession, Answer::Nothing, 1_100);

    assert!(
        page.tick(31_000)
            .unwrap()
            .body
            .contains(r#""age_ms":30000"#)
    );

    assert_eq!(kinds(&page.act(Act::Close, 32_000)), ["finished"]);
}

#[test]
fn a_closed_page_says_so_once_and_a_dead_one_nothing() {
    let mut page = joined(false);
    assert_eq!(kinds(&page.act(Act::Close, 1)), ["closed"]);
    assert!(page.tick(2).is_none());
    assert!(joined(false).act(Act::Die, 1).is_empty());
}

#[test]
fn a_page_that_is_told_the_end_is_silent() {
    let mut page = joined(false);
    page.receive(To::Heartbeat, Answer::Status(ReportedStatus::Over), 1);
    assert!(page.tick(2).is_none() && page.act(Act::Close, 3).is_empty());
}

#[test]
fn covered_pages_without_a_worker_tick_once_a_minute() {
    let mut slow = joined(false);
    slow.worker = false;
    let _ = slow.act(Act::Hide, 0);

    assert_eq!(
        (slow.tick_after(1_000), slow.tick_after(301_000)),
        (30_000, 60_000)
    );
}
