//! The stays of people in one meeting, as Zoom sees them.

use serde_json::{Value, json};

use crate::dice::Dice;
use crate::lesson::TrueLesson;
use crate::school::School;
use crate::spans::{Millis, SECOND, Spans};

/// A lesson with its number in the school.
pub(super) type HeldLesson<'a> = (usize, &'a TrueLesson);

/// Somebody's stay in the meeting.
pub(super) struct Stay {
    pub(super) person: Value,
    pub(super) student_of: Option<usize>,
    pub(super) from: Millis,
    pub(super) to: Millis,
    /// Zoom's word for why it ended.
    pub(super) reason: &'static str,
}

const LEFT: &str = "left the meeting. Reason : left the meeting";
const DROPPED: &str = "got disconnected from the meeting. Reason : Client Close.";

/// The stays of a meeting's lessons: those of the host, then those of each student.
pub(super) fn stays(
    dice: &mut Dice,
    school: &School,
    host: &str,
    held: &[HeldLesson<'_>],
) -> Vec<Stay> {
    let of_teacher = held.iter().flat_map(|(_, lesson)| lesson.teacher_in.iter());
    let mut stays: Vec<Stay> = Vec::new();

    for (from, to) in Spans::of(of_teacher).iter() {
        let person = json!({ "user_name": "Ustaz", "id": host, "participant_user_id": host, "email": "ustaz@school.example" });
        stays.push(Stay {
            person,
            student_of: None,
            from,
            to,
            reason: LEFT,
        });
    }

    for (index, lesson) in held {
        let student = school.student(lesson.student);
        let zoom_id = student.zoom_id.clone().unwrap_or_default();
        let mut person = json!({ "user_name": student.name, "id": zoom_id, "participant_user_id": zoom_id, "email": "" });

        if let Some(registrant) = &student.registrant {
            person["registrant_id"] = registrant.as_str().into();
        }

        let noticed = dice.between(60 * SECOND, 90 * SECOND);
        let last = lesson.student_in.end();

        for (from, to) in lesson.student_in.iter().chain(lesson.second_in.iter()) {
            let killed = lesson.killed && Some(to) == last;
            let (to, reason) = if killed {
                (to + noticed, DROPPED)
            } else {
                (to, LEFT)
            };

            stays.push(Stay {
                person: person.clone(),
                student_of: Some(*index),
                from,
                to,
                reason,
            });
        }
    }

    stays
}
