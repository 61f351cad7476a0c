//! What the dashboard says of the system itself.

use serde_json::json;

use super::view;
use crate::support::Site;

#[tokio::test]
async fn the_status_of_the_system_warns_in_words() {
    let site = Site::start().await;
    let page = view(&site, "").await;
    let facts = page.texts(".facts dd");

    for text in ["never", "none", "no message"] {
        assert!(facts.iter().any(|fact| fact.ends_with(text)), "{facts:?}");
    }

    assert!(!page.has(".notice.warn"));
    site.sweep().await.expect(200);
    let facts = view(&site, "").await.texts(".facts dd");
    assert!(
        facts.iter().any(|fact| fact.ends_with("closed 0")),
        "{facts:?}"
    );

    // Student 3 has no chat; nobody sweeps for hours.
    let link = json!({ "link": "https://zoom.us/j/12345678901" });
    site.create("3", &link).await.expect(201);
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.pass(6 * 3600);

    view(&site, "").await.expect_texts(&[
        "1 delivered, 1 no Telegram chat",
        "Telegram delivered only 1 of 2 messages within 24 hours. 1 not, “no Telegram chat”: The school office can enter",
        "No sweep has closed idle sessions for hours: 1 session is overdue",
    ]);

    // A defect is counted with the next answer that knows the time. (A function must have started before.)
    site.beat(&token).await;
    site.clock.break_down();
    site.beat(&token).await.expect(500);
    site.clock.set("2026-11-23T21:30:00Z");
    site.beat(&token).await.expect(200);

    view(&site, "").await.expect_texts(&[
        "of /api/zoom/heartbeat with 500",
        "1 request failed within 24 hours.",
    ]);
}
