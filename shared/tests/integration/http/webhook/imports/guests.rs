//! Who the guests of a report are: its names tell programs, second devices and one person's stays, and nothing else.

use session_tracking::app::{LessonChange, LessonFigures};
use session_tracking::domain::{Confidence, NoShow};

use super::super::cases::{Page, lesson};
use super::{TEACHER, connected_school, expect_import, figures, read_report};
use crate::support::insert;

/// The lesson after a report alone: the teacher from 15:01 to 15:45, and these guests, with their times in Addis Ababa.
async fn lesson_with(guests: &[(&str, &str, &str)]) -> LessonChange {
    let site = connected_school().await;
    insert(site.store(), [lesson(Page::Opened)]).await;
    site.pass(7_200);

    let mut report = format!(
        "Name (original name),Email,Join time,Leave time\n\
         Teacher 1 (Host),{TEACHER},11/23/2026 06:01:00 PM,11/23/2026 06:45:00 PM\n"
    );
    for (name, joined, left) in guests {
        report += &format!("{name},,11/23/2026 {joined} PM,11/23/2026 {left} PM\n");
    }
    let file = read_report(report.as_bytes(), TEACHER, "Africa/Addis_Ababa");
    let (_, mut lessons) = expect_import(&site, &file).await;

    lessons.remove(0)
}

#[tokio::test]
async fn the_only_guest_after_an_opened_link_is_the_student() {
    let lesson = lesson_with(&[("Student 1", "06:02:00", "06:44:00")]).await;
    assert_eq!(figures(&lesson.after), (42, Some(Confidence::A)));
}

#[tokio::test]
async fn a_second_guest_within_the_time_of_the_first_is_somebody_too() {
    let lesson = lesson_with(&[
        ("Somebody", "06:02:00", "06:44:00"),
        ("Another", "06:05:00", "06:40:00"),
    ])
    .await;

    assert_eq!(figures(&lesson.after).1, Some(Confidence::C));
}

#[tokio::test]
async fn two_stays_of_one_name_at_once_are_one_person() {
    let lesson = lesson_with(&[
        ("Student 1", "06:02:00", "06:44:00"),
        ("Student 1's iPhone", "06:05:00", "06:40:00"),
    ])
    .await;

    assert_eq!(figures(&lesson.after), (42, Some(Confidence::A)));
}

#[tokio::test]
async fn a_program_that_takes_notes_is_no_student_of_grade_a() {
    let lesson = lesson_with(&[("Otter.ai", "06:02:00", "06:44:00")]).await;
    assert_eq!(figures(&lesson.after).1, Some(Confidence::C));
}

#[tokio::test]
async fn the_teachers_second_device_is_no_student() {
    let lesson = lesson_with(&[("Teacher 1's iPad", "06:02:00", "06:44:00")]).await;

    let LessonFigures::Over { no_show, .. } = lesson.after else {
        panic!("{lesson:?}");
    };
    assert_eq!(figures(&lesson.after).0, 0, "{lesson:?}");
    assert_eq!(no_show, Some(NoShow::Student), "{lesson:?}");
}
