//! `/api/zoom/track`: the join.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, LINK, Site, expect_json};

#[tokio::test]
async fn the_first_join_is_the_click_and_later_ones_leave_it() {
    let site = Site::start().await;
    let token = site.session().await;
    site.pass(60);
    let joined = site.join(&token.to_lowercase()).await.expect(200).json();

    expect_json!(joined, @r#"{ "success": true, "status": "active", "durationSeconds": 0 }"#);

    assert_eq!(joined["nextHeartbeatSeconds"], 30);
    site.attend(&token, 2400).await;
    let again = site.join(&token).await.expect(200).json();

    assert_eq!(again["durationSeconds"], 2400);
    let session = site.only_session().await;

    expect_json!(session, @r#"{ "startTime": "2026-11-23T15:01:00Z", "phase": "live" }"#);

    assert_eq!(session["lastActivity"], "2026-11-23T15:41:00Z");
}

#[tokio::test]
async fn an_expired_link_opens_nothing_and_the_page_says_so() {
    let site = Site::start().await;
    let created = site
        .create(
            "1",
            &json!({ "link": LINK, "expiration_date": "2026-11-23T16:00:00Z" }),
        )
        .await
        .expect(201)
        .json();

    let token = created["tracking_token"].as_str().unwrap();
    site.pass(3600);

    let page = site
        .get(&format!("/api/zoom/track?token={token}"))
        .await
        .expect(410);

    assert!(page.text.contains("expired") && !page.text.contains("zoom.us"));
    site.join(token).await.expect(410);
    assert_eq!(site.only_session().await["status"], "sent");
}

#[tokio::test]
async fn local_expiration_times_are_the_schools() {
    let site = Site::start().await;
    let created = site
        .create(
            "1",
            &json!({ "link": LINK, "expiration_date": "2026-11-23T18:30" }),
        )
        .await
        .expect(201)
        .json();

    let token = created["tracking_token"].as_str().unwrap();
    // 18:30 in Addis Ababa is 15:30 UTC.
    site.pass(1799);
    site.join(token).await.expect(200);
    site.end(token, &json!({ "reason": "closed" }))
        .await
        .expect(200);

    site.pass(1);
    // Loading the page anew in the middle of a lesson does not end it; coming back later does not open it.
    site.get(&format!("/api/zoom/track?token={token}"))
        .await
        .expect(200);

    site.join(token).await.expect(200);
    site.end(token, &json!({ "reason": "closed" }))
        .await
        .expect(200);

    site.pass(61);
    site.join(token).await.expect(410);
}

#[tokio::test]
async fn a_finished_session_stays_finished_and_the_page_shows_its_minutes() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 600).await;
    site.end(&token, &json!({})).await.expect(200);

    let before = site.rows().await;
    let refused = site.join(&token).await.expect(409).json();

    expect_json!(refused, @r#"{ "durationSeconds": 600, "sessionStatus": "ended" }"#);

    let page = site
        .get(&format!("/api/zoom/track?token={token}"))
        .await
        .expect(200);

    assert!(page.text.contains("10 min"));
    assert_eq!(site.rows().await, before);
}

#[tokio::test]
async fn a_closed_page_that_comes_back_revives_the_session_with_consistent_figures() {
    let site = Site::start().await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 600).await;
    site.end(&token, &json!({ "reason": "closed" }))
        .await
        .expect(200);

    site.pass(1800);
    let back = site.join(&token).await.expect(200).json();

    expect_json!(back, @r#"{ "status": "active", "durationSeconds": 600 }"#);

    let revived = site.only_session().await;
    expect_json!(revived, @r#"{ "endTime": null, "endReason": null, "status": "active" }"#);

    site.attend(&token, 300).await;
    let ended = site.end(&token, &json!({})).await.expect(200).json();
    assert_eq!(ended["durationSeconds"], 900);

    let detail = site.record(1).await;

    assert_eq!(detail["segments"].as_array().unwrap().len(), 2);
    assert_eq!(detail["session"]["highSeconds"], 2700);

    assert_eq!(
        detail["why"],
        "15 min: page open 18:00 to 18:10, 18:40 to 18:45; 30 min between, silent or closed, not counted; ended by the student."
    );
}

/// Guesses a token. Whatever address a client claims, the platform knows better.
async fn guess(site: &Site, number: u8) -> Answer {
    let claimed = format!("192.0.2.{number}");
    let request = site
        .request(Method::POST, "/api/zoom/track")
        .header("x-real-ip", &claimed)
        .header("x-forwarded-for", &claimed)
        .header("x-vercel-forwarded-for", claimed);

    let token = "0123456789ABCDEF0123456789ABCDEF";
    site.send(request.json(&json!({ "token": token }))).await
}

#[tokio::test]
async fn an_address_that_guesses_tokens_is_slowed_down_and_a_school_behind_it_is_not() {
    let site = Site::start().await;
    let token = site.session().await;
    for number in 0..30 {
        guess(&site, number).await.expect(404);
    }

    let slowed = guess(&site, 30).await.expect(429);
    assert!(slowed.header("retry-after").parse::<u32>().unwrap() >= 1);
    site.join(&token).await.expect(200);
    site.beat(&token).await.expect(200);
}
