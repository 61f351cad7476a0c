//! The tap on the link to Zoom, as heartbeats repeat it.

use serde_json::json;

use crate::support::Site;

/// Reads when the student tapped the link to Zoom, as the ledger of the one session dates it.
async fn taps(site: &Site) -> Vec<String> {
    let record = site.record(1).await;
    let evidence = record["evidence"].as_array().unwrap().clone();
    let taps = evidence
        .iter()
        .filter(|entry| entry["kind"] == "zoom_tapped");

    taps.map(|entry| entry["at"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_tap_whose_message_is_late_or_lost_is_dated_by_the_first_heartbeat_that_repeats_it() {
    for tap_arrives in [true, false] {
        let site = Site::start().await;
        let token = site.session().await;
        let message = |seq: u32| json!({ "token": token, "doc": "a", "seq": seq, "ticks": seq, "zoom": seq > 1 });

        site.post("/api/zoom/track", &message(1)).await.expect(200);

        site.pass(30);
        site.post("/api/zoom/heartbeat", &message(3))
            .await
            .expect(200);

        assert_eq!(taps(&site).await, ["2026-11-23T15:00:30Z"]);

        site.pass(5);
        if tap_arrives {
            let mut late = message(2);
            late["kind"] = json!("zoom");
            site.post("/api/zoom/heartbeat", &late).await.expect(200);
        }

        for seq in 4..8 {
            site.pass(30);
            site.post("/api/zoom/heartbeat", &message(seq))
                .await
                .expect(200);
        }

        assert_eq!(
            taps(&site).await,
            ["2026-11-23T15:00:30Z"],
            "the tap's own message arrives: {tap_arrives}"
        );
    }
}
