//! Slots that cannot be read are named, and stop nothing.

use super::{execute, school, teach};
use crate::http::dashboard::view;

#[tokio::test]
async fn odd_slots_are_named_and_plan_nothing() {
    let site = school(&[
        ("ustaz1", "4:00 PM", "MWF", 1),
        ("ustaz1", "sometime", "MWF", 2),
        ("ustaz1", "sometime", "TTS", 2),
        ("ustaz1", "5:00 PM", "<b>often</b>", 3),
    ])
    .await;
    teach(&site).await;

    let report = site.list("report=plan").await;
    assert_eq!(report["oddSlots"]["count"], 3);
    assert_eq!(report["oddSlots"]["items"][2]["text"], "<b>often</b>");
    assert_eq!(report["plannedNotHeld"]["count"], 1);
    // Student 2's lesson may be the one that cannot be read. Student 4 has no slot at all.
    assert_eq!(report["heldNotPlanned"]["count"], 1);
    assert_eq!(report["heldNotPlanned"]["items"][0]["studentId"], 4);

    view(&site, "").await.expect_texts(&[
        "3 slots of the timetable cannot be read",
        "time_slot 'sometime'",
        "show them all",
    ]);
    view(&site, "view=plan").await.expect_texts(&[
        "Slots that cannot be read (3)",
        "id 2, time_slot 'sometime'",
        "id 4, daypackage '<b>often</b>'",
    ]);
}

#[tokio::test]
async fn a_timetable_in_order_causes_no_warning() {
    let site = school(&[("ustaz1", "4:00 PM", "MWF", 1)]).await;
    view(&site, "")
        .await
        .expect_no_texts(&["of the timetable cannot be read"]);
}

#[tokio::test]
async fn a_table_that_goes_away_is_none() {
    let site = school(&[("ustaz1", "4:00 PM", "MWF", 1)]).await;
    teach(&site).await;
    assert_eq!(site.list("report=teachers").await["lateRule"], "timetable");

    execute(&site, "DROP TABLE wpos_ustaz_occupied_times").await;
    assert_eq!(site.list("report=teachers").await["lateRule"], "sent");
    view(&site, "").await;
}
