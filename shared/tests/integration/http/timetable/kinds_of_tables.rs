//! The table in the forms that versions of the school's application gave it.

use serde_json::json;

use super::{Site, TABLE, execute, teach};

/// Makes the table with these columns, and a slot of student 1.
async fn school_with(columns: &str, names: &str, values: &str) -> Site {
    let site = Site::start().await;
    site.clock.set("2026-11-28T09:00:00Z");
    execute(
        &site,
        &format!("CREATE TABLE wpos_ustaz_occupied_times ({columns})"),
    )
    .await;
    execute(
        &site,
        &format!("INSERT INTO wpos_ustaz_occupied_times ({names}) VALUES ({values})"),
    )
    .await;
    teach(&site).await;

    site
}

#[tokio::test]
async fn every_kind_of_table_is_read() {
    let texts = "ustaz_id VARCHAR(32), time_slot VARCHAR(16), daypackage VARCHAR(32)";
    let names = "ustaz_id, time_slot, daypackage, student_id";
    let values = "'ustaz1', '4:00 PM', 'MWF'";

    for (columns, names, values) in [
        // Neither ids nor from-to.
        (
            format!("{texts}, student_id INTEGER"),
            names.to_owned(),
            format!("{values}, 1"),
        ),
        // Ids as text.
        (
            format!("{texts}, student_id VARCHAR(20)"),
            names.to_owned(),
            format!("{values}, '1'"),
        ),
        // An older version, without an end.
        (
            format!("id INTEGER, {texts}, student_id INTEGER, occupied_at TIMESTAMP NULL"),
            format!("id, {names}, occupied_at"),
            format!("1, {values}, 1, '2026-11-20 08:00:00'"),
        ),
        // A newer one.
        (
            format!(
                "id INTEGER, {texts}, student_id BIGINT, occupied_at DATETIME(3), end_at DATETIME(3)"
            ),
            format!("id, {names}, occupied_at, end_at"),
            format!("1, {values}, 1, '2026-11-20 08:00:00.123', '2027-01-01 00:00:00.000'"),
        ),
        // Times as text.
        (
            format!(
                "id INTEGER, {texts}, student_id INTEGER, occupied_at VARCHAR(40), end_at VARCHAR(40)"
            ),
            format!("id, {names}, occupied_at, end_at"),
            format!("1, {values}, 1, '2026-11-20', '0000-00-00 00:00:00'"),
        ),
        // The time as such.
        (
            "ustaz_id VARCHAR(32), time_slot TIME, daypackage VARCHAR(32), student_id INTEGER"
                .to_owned(),
            names.to_owned(),
            "'ustaz1', '16:00:00', 'mwf', 1".to_owned(),
        ),
    ] {
        let site = school_with(&columns, &names, &values).await;
        let session = &site.record(1).await["session"];

        assert_eq!(
            session["plannedTime"],
            json!("2026-11-23T13:00:00Z"),
            "{columns}"
        );
        assert_eq!(session["linkDelayMinutes"], 4, "{columns}");
        let month = site.list("report=teachers").await;
        assert_eq!(month["lateRule"], "timetable", "{columns}");
        assert_eq!(month["total"]["lateStarts"], 1, "{columns}");
    }
}

#[tokio::test]
async fn a_table_of_that_name_without_its_columns_is_no_timetable() {
    let site = school_with("a INTEGER", "a", "1").await;
    assert_eq!(site.list("report=teachers").await["lateRule"], "sent");
}

#[tokio::test]
async fn a_slot_plans_only_from_its_beginning_to_its_end() {
    let site = school_with(
        "ustaz_id VARCHAR(32), time_slot VARCHAR(16), daypackage VARCHAR(32), student_id INTEGER,
        occupied_at TIMESTAMP NULL, end_at TIMESTAMP NULL",
        "ustaz_id, time_slot, daypackage, student_id, occupied_at, end_at",
        "'ustaz1', '4:00 PM', 'MWF', 1, '2026-11-24 00:00:00', '2026-11-26 00:00:00'",
    )
    .await;
    let total = &site.list("report=teachers").await["total"];

    // Only Wednesday's is planned. Monday's two links were for one lesson.
    assert_eq!(total["planned"], 1);
    assert_eq!(total["plannedNotHeld"], 0);
    assert_eq!(total["heldNotPlanned"], 3);
}

/// The session's zone is the server's, unless the connection says otherwise.
#[tokio::test]
async fn a_slots_timestamps_are_utc_whatever_the_servers_zone() {
    let site = Site::start().await;
    let what = "TIMESTAMP of a timetable on a server of another zone";
    if !site.database.is_mysql_or_skipped(what) {
        return;
    }

    // For new connections of every test: no other one depends on it, or it would depend on the machine.
    execute(&site, "SET GLOBAL time_zone = '+03:00'").await;
    execute(&site, TABLE).await;
    // A process looks once which columns there are.
    let site = Site::over(site.database, &[]).await;
    site.clock.set("2026-11-28T09:00:00Z");
    // An hour before the lesson on Monday; by the server's clock, two hours after it.
    execute(
        &site,
        "SET time_zone = '+00:00';
        INSERT INTO wpos_ustaz_occupied_times (id, ustaz_id, time_slot, daypackage, student_id, occupied_at)
        VALUES (1, 'ustaz1', '4:00 PM', 'MWF', 1, '2026-11-23 12:00:00')",
    )
    .await;
    teach(&site).await;

    let session = &site.record(1).await["session"];
    assert_eq!(session["plannedTime"], json!("2026-11-23T13:00:00Z"));
}
