//! The page's protocol over HTTP: documents, numbers, ticks, time away, waiting messages.

use serde_json::{Value, json};

use crate::support::{Answer, Site, expect_json};

/// One page of a session, numbering its messages.
struct Page<'a> {
    site: &'a Site,
    token: &'a str,
    name: &'static str,
    sequence: u32,
    phone: bool,
}

impl<'a> Page<'a> {
    /// Opens the page.
    async fn open(site: &'a Site, token: &'a str, name: &'static str, phone: bool) -> Self {
        let mut page = Self {
            site,
            token,
            name,
            sequence: 0,
            phone,
        };

        page.send("track", json!({})).await.expect(200);
        page
    }

    async fn send(&mut self, path: &str, more: Value) -> Answer {
        self.sequence += 1;
        self.repeat(path, more).await
    }

    /// Sends a message with the number of the last one.
    async fn repeat(&self, path: &str, more: Value) -> Answer {
        let mut body = json!({ "token": self.token, "doc": self.name, "seq": self.sequence, "phone": self.phone });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());

        self.site.post(&format!("/api/zoom/{path}"), &body).await
    }

    async fn beat(&mut self, ticks: u32) -> Value {
        self.send("heartbeat", json!({ "ticks": ticks }))
            .await
            .expect(200)
            .json()
    }
}

async fn detail(site: &Site) -> Value {
    site.record(1).await
}

#[tokio::test]
async fn late_messages_and_duplicates_change_nothing() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", false).await;

    site.pass(30);
    page.beat(1).await;
    site.pass(10);
    page.sequence = 9;
    page.send("end-session", json!({ "reason": "closed" }))
        .await
        .expect(200);

    let closed = site.rows().await;
    site.pass(20);
    page.repeat("end-session", json!({ "reason": "closed" }))
        .await
        .expect(200);

    for late in 1..=10 {
        page.sequence = late;
        page.repeat("heartbeat", json!({ "ticks": 2 }))
            .await
            .expect(200);

        page.repeat("heartbeat", json!({ "kind": "hidden" }))
            .await
            .expect(200);

        page.repeat("track", json!({})).await.expect(200);
    }

    assert_eq!(site.rows().await, closed);
    page.sequence = 10;
    let back = page.beat(2).await;

    expect_json!(back, @r#"{ "status": "active", "durationSeconds": 60 }"#);
}

#[tokio::test]
async fn ticks_prove_an_outage_and_their_lack_a_sleep() {
    for (ticks, seconds) in [(40, 1230), (3, 30)] {
        let site = Site::start().await;
        let token = site.session().await;
        let mut page = Page::open(&site, &token, "a", false).await;

        site.pass(30);
        page.beat(1).await;
        site.pass(1200);

        assert_eq!(
            page.beat(1 + ticks).await["durationSeconds"],
            seconds,
            "{ticks} ticks"
        );

        let shown = detail(&site).await;
        assert_eq!(
            shown["offline"].as_array().unwrap().len(),
            usize::from(ticks == 40),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_page_that_was_offline_accounts_for_a_gap_that_another_one_left() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut old = Page::open(&site, &token, "old", false).await;

    site.pass(30);
    old.beat(1).await;
    site.pass(600);

    // The student opened the link anew, since the old page had no network.
    let mut new = Page::open(&site, &token, "new", false).await;
    assert_eq!(site.only_session().await["durationSeconds"], 30);
    site.pass(5);
    assert_eq!(old.beat(21).await["durationSeconds"], 635);
    site.pass(25);
    assert_eq!(new.beat(1).await["durationSeconds"], 660);

    let shown = detail(&site).await;
    assert_eq!(shown["segments"].as_array().unwrap().len(), 1, "{shown}");
}

#[tokio::test]
async fn a_phone_in_zoom_is_away_and_its_time_counts_when_it_is_back() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", true).await;

    site.pass(20);
    page.send("heartbeat", json!({ "kind": "zoom" }))
        .await
        .expect(200);

    site.pass(1);
    page.send("heartbeat", json!({ "kind": "hidden", "zoom": true }))
        .await
        .expect(200);

    site.pass(3300);
    let away = site.only_session().await;

    expect_json!(away, @r#"{ "phase": "away", "status": "active" }"#);

    expect_json!(away, @r#"{ "durationSeconds": 21, "highSeconds": 10821 }"#);

    let back = page
        .send("heartbeat", json!({ "kind": "visible", "zoom": true }))
        .await
        .expect(200)
        .json();

    assert_eq!(back["durationSeconds"], 3321);
    site.pass(9);
    page.send("end-session", json!({})).await.expect(200);
    let shown = detail(&site).await;

    let session = &shown["session"];
    expect_json!(session, @r#"{ "lowSeconds": 0, "highSeconds": 3330 }"#);

    assert_eq!(
        shown["why"],
        "56 min: page open 18:00 to 18:55; 55 min on a phone that was in Zoom and came back, counted; ended by the student."
    );
}

#[tokio::test]
async fn leaving_for_zoom_in_the_same_tab_ends_nothing_and_a_farewell_of_the_browser_neither() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", true).await;

    site.pass(20);
    let left = page
        .send("end-session", json!({ "reason": "zoom", "zoom": true }))
        .await
        .expect(200)
        .json();

    expect_json!(left, @r#"{ "status": "active", "alreadyEnded": false }"#);

    page.send("end-session", json!({ "reason": "dead" }))
        .await
        .expect(200);

    assert_eq!(site.only_session().await["phase"], "away");
    site.pass(2 * 3600 + 1);
    site.sweep().await.expect(200);
    let over = site.only_session().await;

    expect_json!(over, @r#"{ "status": "timeout", "durationSeconds": 20 }"#);
}

#[tokio::test]
async fn a_session_ends_with_its_last_page_and_a_crash_is_told_by_the_browser() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut one = Page::open(&site, &token, "one", false).await;

    site.pass(10);
    let mut other = Page::open(&site, &token, "other", false).await;
    site.pass(30);

    let left = one
        .send("end-session", json!({ "reason": "dead" }))
        .await
        .expect(200)
        .json();

    assert_eq!(left["status"], "active");
    site.pass(20);

    let over = other
        .send("end-session", json!({ "reason": "closed" }))
        .await
        .expect(200)
        .json();

    expect_json!(over, @r#"{ "status": "ended", "durationSeconds": 60 }"#);
}

#[tokio::test]
async fn an_end_that_had_to_wait_is_believed_within_what_the_server_saw() {
    for (age_ms, seconds) in [(0_u64, 90), (25_000, 65), (1_000_000, 30), (u64::MAX, 30)] {
        let site = Site::start().await;
        let token = site.session().await;
        let mut page = Page::open(&site, &token, "a", false).await;

        site.pass(30);
        page.beat(1).await;
        site.pass(60);
        let end = json!({ "reason": "finished", "age_ms": age_ms, "ticks": 3 });

        let end = page.send("end-session", end).await.expect(200).json();
        assert_eq!(end["durationSeconds"], seconds, "{age_ms} ms");
    }
}

#[tokio::test]
async fn hostile_numbers_are_refused_or_harmless() {
    let site = Site::start().await;
    let token = site.session().await;
    let mut page = Page::open(&site, &token, "a", false).await;

    site.pass(10);
    let before = site.rows().await;

    for more in [
        json!({ "seq": 4_294_967_296_u64 }),
        json!({ "ticks": -1 }),
        json!({ "ticks": 1.5 }),
        json!({ "age_ms": -1 }),
        json!({ "age_ms": "5" }),
        json!({ "phone": "yes" }),
        json!({ "zoom": 1 }),
        json!({ "kind": "whatever" }),
        json!({ "kind": {} }),
    ] {
        for path in ["track", "heartbeat", "end-session"] {
            page.repeat(path, more.clone()).await.expect(400);
        }
    }

    assert_eq!(site.rows().await, before);
    // Ticks that no clock could make prove no more than that the page ran.
    site.pass(20);
    page.sequence = u32::MAX - 2;
    assert_eq!(page.beat(u32::MAX).await["durationSeconds"], 30);
    site.pass(300);
    assert_eq!(page.beat(u32::MAX).await["status"], "active");

    // No number is left above the highest: the page is not heard any more, and the sweep closes what it left.
    for number in 0..40_u32 {
        let name: &'static str = Box::leak(format!("page-{number}").into_boxed_str());
        Page::open(&site, &token, name, false).await;
    }

    assert_eq!(site.only_session().await["durationSeconds"], 30);
}

#[tokio::test]
async fn the_page_speaks_the_readers_language() {
    let site = Site::start().await;
    let path = format!("/api/zoom/track?token={}", site.session().await);

    for (accepted, query, tag, direction) in [
        ("am-ET,am;q=0.9,en;q=0.5", "", "am", "ltr"),
        ("fr, ar;q=0.8", "", "ar", "rtl"),
        ("de", "", "en", "ltr"),
        ("am", "&lang=ar", "ar", "rtl"),
        ("am", "&lang=%22%3E%3Cscript%3E", "am", "ltr"),
    ] {
        let request = site.request(reqwest::Method::GET, &format!("{path}{query}"));
        let page = site
            .send(request.header("accept-language", accepted))
            .await
            .expect(200);

        assert!(
            page.text
                .contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")),
            "{accepted}{query}"
        );

        assert_eq!(
            (page.header("content-language"), page.header("vary")),
            (tag, "accept-language")
        );
    }
}
