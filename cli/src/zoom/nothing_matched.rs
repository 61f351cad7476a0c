//! What to do about a report to which no lesson belongs.

use session_tracking::app::NearLessons;
use session_tracking::domain::{ReportedFile, SchoolCalendar};
use session_tracking::store::NearLesson;

use super::table::print_table;

/// Says that no lesson is about a report, and which ones are near.
pub(super) fn print_near_lessons(file: &ReportedFile, near: &NearLessons, days: &SchoolCalendar) {
    println!(
        "Nothing was imported: no lesson of meeting {} is about the report, which has stays from {} to {} ({}).",
        file.meeting,
        days.show(file.first_at()),
        show_end(file, days),
        days.zone()
    );

    if !near.same_meeting.is_empty() {
        println!("\nLessons of this meeting at other times:\n");
        print_lessons(&near.same_meeting, days);
        println!(
            "\nIf the report is about one of these, its times were read wrongly: name the zone of the Zoom profile that \
             exported it with --zone, or the order of its dates with --date-order."
        );
    }

    if !near.same_time.is_empty() {
        println!("\nLessons at this time with other meeting numbers:\n");
        print_lessons(&near.same_time, days);
        println!(
            "\nIf the report is about one of these, give that number with --meeting, and the report of that meeting."
        );
        if near.same_time.iter().any(|lesson| lesson.meeting.is_none()) {
            println!(
                "Where there is none, the link is a personal one: its teacher can enter the number on /teacher."
            );
        }
    }

    if near.same_meeting.is_empty() && near.same_time.is_empty() {
        println!(
            "\nNo lesson has this number within a month, and none was held at this time: look at --meeting, --zone and \
             SCHOOL_TIMEZONE."
        );
    }
}

fn show_end(file: &ReportedFile, days: &SchoolCalendar) -> String {
    let (first, last) = (file.first_at(), file.last_at());
    if days.day_of(first) == days.day_of(last) {
        days.show_time(last)
    } else {
        days.show(last)
    }
}

fn print_lessons(lessons: &[NearLesson], days: &SchoolCalendar) {
    let rows: Vec<[String; 5]> = lessons
        .iter()
        .map(|lesson| {
            [
                lesson.session.to_string(),
                days.show(lesson.at),
                lesson.teacher.to_string(),
                lesson.student.to_string(),
                lesson.meeting.clone().unwrap_or_else(|| "none".to_owned()),
            ]
        })
        .collect();

    print_table(["LESSON", "TIME", "TEACHER", "STUDENT", "MEETING"], &rows);
}
