//! Lessons before and after, as a table.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use session_tracking::app::{LessonChange, LessonFigures};
use session_tracking::domain::{NoShow, SchoolCalendar, SessionId};

use super::table::print_table;

/// Writes lessons with what was recorded of them before and what is, or would be, afterwards.
pub(super) fn print_lessons(lessons: &[LessonChange], days: &SchoolCalendar) {
    let rows: Vec<[String; 6]> = lessons.iter().map(|lesson| row(lesson, days)).collect();
    print_table(
        ["LESSON", "TIME", "TEACHER", "STUDENT", "BEFORE", "AFTER"],
        &rows,
    );
}

/// Makes one change of all that several imports made of a lesson, in the order of the lessons' times. What an import
/// changed and another changed back is left out.
pub(super) fn net_changes(changes: Vec<LessonChange>) -> Vec<LessonChange> {
    let mut by_lesson: BTreeMap<SessionId, LessonChange> = BTreeMap::new();
    // In a dry run nothing is changed in between, and what a later import leaves alone it does not change back.
    for change in changes.into_iter().filter(LessonChange::is_change) {
        match by_lesson.entry(change.session) {
            Entry::Vacant(entry) => drop(entry.insert(change)),
            Entry::Occupied(mut entry) => entry.get_mut().after = change.after,
        }
    }

    let mut net: Vec<LessonChange> = by_lesson.into_values().collect();
    net.retain(LessonChange::is_change);
    net.sort_by_key(|change| (change.at, change.session));

    net
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use session_tracking::domain::{StudentId, TeacherId};

    use super::*;

    const ABSENT: LessonFigures = LessonFigures::Over {
        time: None,
        no_show: Some(NoShow::Student),
    };

    fn change(session: i64, time: i64, [before, after]: [LessonFigures; 2]) -> LessonChange {
        LessonChange {
            session: SessionId(session),
            student: StudentId(1),
            teacher: TeacherId("t".to_owned()),
            at: DateTime::from_timestamp(time, 0),
            before,
            after,
        }
    }

    #[test]
    fn a_lesson_has_its_first_before_and_its_last_after_in_the_order_of_time() {
        use LessonFigures::{GoesOn, NotOpened};

        let net = net_changes(vec![
            change(1, 500, [NotOpened, GoesOn]),
            change(2, 300, [NotOpened, ABSENT]),
            change(3, 400, [NotOpened, ABSENT]),
            change(1, 500, [GoesOn, ABSENT]),
            change(3, 400, [ABSENT, NotOpened]),
            // In a dry run a later import begins with what is stored, too.
            change(2, 300, [NotOpened, NotOpened]),
            change(4, 100, [GoesOn, GoesOn]),
        ]);

        assert_eq!(
            net,
            [
                change(2, 300, [NotOpened, ABSENT]),
                change(1, 500, [NotOpened, ABSENT]),
            ]
        );
    }
}
