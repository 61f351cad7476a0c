//! The columns of later versions of the school's application, filled where they exist.

use super::lessons::open_page_and_tap;
use super::{deliver_all, lesson, school, send_link, session};
use crate::support::{Site, count};

const COLUMNS: [&str; 9] = [
    "zoom_start_time DATETIME NULL",
    "zoom_actual_duration INT NULL",
    "host_joined_at DATETIME NULL",
    "host_left_at DATETIME NULL",
    "teacher_duration_minutes INT NULL",
    "student_joined_at DATETIME NULL",
    "student_left_at DATETIME NULL",
    "student_duration_minutes INT NULL",
    "participant_count INT NULL DEFAULT 0",
];

async fn add_columns(site: &Site, columns: &[&str]) {
    for column in columns {
        let sql = format!("ALTER TABLE wpos_zoom_links ADD COLUMN {column}");
        site.store().execute_script(&sql).await.unwrap();
    }
}

#[tokio::test]
async fn a_lessons_meeting_stands_in_the_applications_own_columns() {
    let site = school().await;
    add_columns(&site, &COLUMNS).await;
    let token = send_link(&site, "1").await;
    open_page_and_tap(&site, &token).await;

    // While it goes on, nobody has left.
    let events = lesson();
    let (begin, end) = events.split_at(3);
    deliver_all(&site, begin).await;
    let goes_on = "student_joined_at = '2026-11-23 15:02:00' AND student_left_at IS NULL
        AND student_duration_minutes IS NULL AND host_joined_at = '2026-11-23 15:01:00' AND host_left_at IS NULL";
    assert_eq!(count(site.store(), goes_on).await, 1);

    deliver_all(&site, end).await;
    assert_eq!(session(&site, 1).await["status"], "ended");
    let is_over = "student_left_at = '2026-11-23 15:44:00' AND student_duration_minutes = 42
        AND host_left_at = '2026-11-23 15:45:00' AND teacher_duration_minutes = 44 AND participant_count = 2
        AND zoom_start_time = '2026-11-23 15:01:00' AND zoom_actual_duration = 44";
    assert_eq!(count(site.store(), is_over).await, 1);
}

#[tokio::test]
async fn only_the_columns_that_exist_are_filled() {
    let site = school().await;
    add_columns(&site, &COLUMNS[6..8]).await;
    let token = send_link(&site, "1").await;
    open_page_and_tap(&site, &token).await;
    deliver_all(&site, &lesson()).await;

    let filled = "student_left_at = '2026-11-23 15:44:00' AND student_duration_minutes = 42";
    assert_eq!(count(site.store(), filled).await, 1);
    assert_eq!(session(&site, 1).await["status"], "ended");
}
