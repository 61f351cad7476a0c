//! Lessons before and after, as a table.

use session_tracking::app::{LessonChange, LessonFigures};
use session_tracking::domain::{NoShow, SchoolCalendar};

use super::table::print_table;

/// Writes lessons with what was recorded of them before and what is, or would be, afterwards.
pub(super) fn print_lessons(lessons: &[LessonChange], days: &SchoolCalendar) {
    let rows: Vec<[String; 6]> = lessons.iter().map(|lesson| row(lesson, days)).collect();
    print_table(
        ["LESSON", "TIME", "TEACHER", "STUDENT", "BEFORE", "AFTER"],
        &rows,
    );
}

fn row(lesson: &LessonChange, days: &SchoolCalendar) -> [String; 6] {
    let after = if lesson.is_change() {
        in_words(&lesson.after)
    } else {
        "unchanged".to_owned()
    };

    [
        lesson.session.to_string(),
        lesson.at.map_or_else(String::new, |at| days.show(at)),
        lesson.teacher.to_string(),
        lesson.student.to_string(),
        in_words(&lesson.before),
        after,
    ]
}

fn in_words(figures: &LessonFigures) -> String {
    match figures {
        LessonFigures::NotOpened => "not opened".to_owned(),
        LessonFigures::GoesOn => "goes on".to_owned(),
        LessonFigures::Over { time, no_show } => {
            let minutes = time.map_or("no time".to_owned(), |time| {
                format!("{} min", time.minutes())
            });
            let grade = time
                .and_then(|time| time.grade)
                .map_or(String::new(), |grade| format!(", {}", grade.as_str()));
            let absent = match no_show {
                None => "",
                Some(NoShow::Student) => ", student did not come",
                Some(NoShow::Teacher) => ", teacher did not come",
            };

            format!("{minutes}{grade}{absent}")
        }
    }
}
