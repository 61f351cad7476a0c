//! Every order of the list, and its pages both ways.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{PATH, time};
use crate::http::rows::insert_every_kind;
use crate::support::Site;

/// Reads every page of a list in turn; on the way back, the same pages.
async fn turn_both_ways(site: &Site, query: &str) -> Vec<Value> {
    let mut pages = vec![site.list(&format!("limit=9&{query}")).await];
    assert!(
        pages[0]["previousCursor"].is_null(),
        "nothing before the first page: {query}"
    );

    while let Some(next) = encoded(&pages[pages.len() - 1]["nextCursor"]) {
        pages.push(site.list(&format!("limit=9&{query}&cursor={next}")).await);
    }

    for pair in pages.windows(2).rev() {
        let previous = encoded(&pair[1]["previousCursor"]).unwrap();
        let back = site
            .list(&format!("limit=9&{query}&before={previous}"))
            .await;
        assert_eq!(back["sessions"], pair[0]["sessions"], "{query}");
        assert_eq!(
            back["previousCursor"].is_null(),
            pair[0]["previousCursor"].is_null(),
            "{query}"
        );
    }

    let sessions = pages
        .iter()
        .flat_map(|page| page["sessions"].as_array().unwrap());
    sessions.cloned().collect()
}

fn encoded(cursor: &Value) -> Option<String> {
    let cursor = cursor.as_str()?;
    Some(utf8_percent_encode(cursor, NON_ALPHANUMERIC).to_string())
}

fn name(session: &Value, of: &str) -> String {
    session[of].as_str().unwrap_or_default().to_lowercase()
}

fn status_rank(session: &Value) -> Option<usize> {
    let ranks = ["sent", "active", "ended", "timeout"];
    ranks.iter().position(|name| session["status"] == **name)
}

fn is_sorted_by(sort: &str, sessions: &[Value]) -> bool {
    match sort {
        "time" => sessions.is_sorted_by_key(time),
        "duration" => {
            sessions.is_sorted_by_key(|session| session["durationSeconds"].as_i64().unwrap_or(0))
        }
        "status" => sessions.is_sorted_by_key(status_rank),
        of => sessions.is_sorted_by_key(|session| name(session, &format!("{of}Name"))),
    }
}

#[tokio::test]
async fn every_order_turns_its_pages_both_ways() {
    let site = Site::start().await;
    insert_every_kind(&site, 60).await;

    for filter in [
        "",
        "&teacherId=ustaz1",
        "&q=a",
        "&from=2026-11-05&to=2026-11-12",
        "&status=ended",
    ] {
        let list = site.list(&format!("limit=1{filter}")).await;
        let total = &list["statistics"]["totalSessions"];

        for sort in ["time", "duration", "student", "teacher", "status"] {
            for sign in ["", "-"] {
                let query = format!("sort={sign}{sort}{filter}");
                let mut sessions = turn_both_ways(&site, &query).await;
                assert_eq!(*total, sessions.len(), "{query}");

                if sign == "-" {
                    sessions.reverse();
                }

                assert!(is_sorted_by(sort, &sessions), "{query}");
            }
        }
    }
}

#[tokio::test]
async fn tables_of_different_collations_sort_and_sum_up_all_the_same() {
    let site = Site::start().await;
    let what = "tables of different collations";
    if !site.database.is_mysql_or_skipped(what) {
        return;
    }

    insert_every_kind(&site, 60).await;
    for teachers in [
        "utf8mb4 COLLATE utf8mb4_unicode_ci",
        "latin1 COLLATE latin1_swedish_ci",
    ] {
        let convert =
            format!("ALTER TABLE wpos_wpdatatable_24 CONVERT TO CHARACTER SET {teachers}");
        site.store().execute_script(&convert).await.unwrap();

        let sessions = turn_both_ways(&site, "sort=teacher").await;
        assert_eq!(sessions.len(), 60, "{teachers}");
        assert!(is_sorted_by("teacher", &sessions), "{teachers}");

        let dashboard = "/admin/teacher-monitoring?range=30d&sort=-teacher";
        site.as_admin(dashboard).await.expect(200);
        let report = format!("{PATH}?report=teachers");
        site.as_admin(&report).await.expect(200);
    }
}
