//! What Zoom left open about a lesson: kept as data, shown in words, also where an earlier version kept words.

use serde_json::Value;

use super::{deliver, lesson, school, send_link};
use crate::support::{Html, Site};

const WORDS: &str = "2560 s (0 to 2581; zoom, C); before: 0 s (0 to 0; page, C); Zoom did not tell when the student left";
const DOUBT: &str = "; Zoom did not tell when the student left.";

/// A lesson of which Zoom did not tell when the student left.
async fn school_with_a_lost_end() -> Site {
    let site = school().await;
    let token = send_link(&site, "1").await;
    site.pass(60);
    site.join(&token).await.expect(200);
    site.pass(89 * 60);

    for (number, event) in lesson().iter().enumerate() {
        if number != 3 {
            deliver(&site, event).await.expect(204);
        }
    }

    site
}

/// What the ledger's last count says over HTTP.
fn detail(record: &Value) -> &str {
    let evidence = record["evidence"].as_array().unwrap();
    let mut counts = evidence
        .iter()
        .filter(|entry| entry["kind"] == "counted_by_zoom");
    counts.next_back().unwrap()["detail"].as_str().unwrap()
}

async fn dashboard(site: &Site) -> Html {
    site.admin_page("/admin/teacher-monitoring?session=1").await
}

#[tokio::test]
async fn doubts_are_stored_as_codes_and_shown_in_words() {
    let site = school_with_a_lost_end().await;
    let coded = "SELECT COUNT(*) FROM session_events WHERE kind = 'counted_by_zoom'
        AND detail LIKE '{\"counted\":{%\"doubts\":[\"lost_leave\"]}'";
    assert_eq!(site.store().read_number(coded).await.unwrap(), 1);

    let record = site.record(1).await;
    assert_eq!(record["session"]["grade"], "C");
    assert_eq!(
        detail(&record),
        "2560 s (0 to 2581; zoom, C); Zoom did not tell when the student left"
    );
    assert!(
        record["why"].as_str().unwrap().contains(DOUBT),
        "{}",
        record["why"]
    );

    let page = dashboard(&site).await;
    page.expect_texts(&["2560 s (0 to 2581; zoom, C); Zoom did not tell when the student left"]);
    page.expect_no_texts(&["lost_leave", "\"counted\"", "&#34;counted&#34;"]);
}

#[tokio::test]
async fn a_count_that_an_earlier_version_wrote_in_words_reads_as_it_did() {
    let site = school_with_a_lost_end().await;
    let why = site.record(1).await["why"].clone();
    let old =
        format!("UPDATE session_events SET detail = '{WORDS}' WHERE kind = 'counted_by_zoom'");

    site.store().execute_script(&old).await.unwrap();

    let record = site.record(1).await;
    assert_eq!(detail(&record), WORDS);
    assert_eq!(record["why"], why, "the reason is the same sentence");
    dashboard(&site).await.expect_texts(&[WORDS]);
}
