//! The stays of people in one meeting, as Zoom sees them.

use serde_json::{Value, json};

use crate::dice::Dice;
use crate::lesson::TrueLesson;
use crate::people::Student;
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
    /// When the person is moved from one room to the next.
    pub(super) moves: Vec<Millis>,
    /// Zoom leaves fields empty, null or out.
    pub(super) empty_fields: bool,
}

impl Stay {
    fn of(person: Value, from: Millis, to: Millis) -> Self {
        Self {
            person,
            student_of: None,
            from,
            to,
            reason: LEFT,
            moves: Vec::new(),
            empty_fields: false,
        }
    }
}

/// The address of every teacher, as Zoom tells it.
pub const TEACHER_EMAIL: &str = "ustaz@school.example";

const LEFT: &str = "left the meeting. Reason : left the meeting";
pub(super) const DROPPED: &str = "got disconnected from the meeting. Reason : Client Close.";

/// The stays of a meeting's lessons: those of the teacher, signed in with an account, then those of each student and of
/// whoever else is there.
pub(super) fn stays(
    dice: &mut Dice,
    school: &School,
    account: &str,
    held: &[HeldLesson<'_>],
) -> Vec<Stay> {
    let of_teacher = held.iter().flat_map(|(_, lesson)| lesson.teacher_in.iter());
    let mut stays: Vec<Stay> = Spans::of(of_teacher)
        .iter()
        .map(|(from, to)| Stay::of(teacher("Ustaz", account), from, to))
        .collect();

    for (index, lesson) in held {
        let noticed = dice.between(60 * SECOND, 90 * SECOND);
        let student = school.student(lesson.student);

        stays.extend(student_stays(student, lesson, noticed).map(|stay| Stay {
            student_of: Some(*index),
            ..stay
        }));

        stays.extend(lesson.twists.bystanders.iter().map(|one| {
            let person = if one.of_teacher {
                teacher(&one.name, account)
            } else {
                guest(&one.name, "")
            };

            Stay::of(person, one.from, one.to)
        }));
    }

    stays
}

/// The stays of one lesson's student: by the first device, then by the second. `noticed` is how long Zoom takes to see
/// that an app died.
fn student_stays(
    student: &Student,
    lesson: &TrueLesson,
    noticed: Millis,
) -> impl Iterator<Item = Stay> {
    let zoom_id = student.zoom_id.as_deref().unwrap_or_default();
    let twists = &lesson.twists;
    let mut person = guest(&student.name, zoom_id);

    if let Some(registrant) = &student.registrant {
        person["registrant_id"] = registrant.as_str().into();
    }

    let device = twists
        .device_name
        .map_or_else(|| person.clone(), |name| guest(name, ""));
    let last = lesson.student_in.end();
    let first = lesson
        .student_in
        .iter()
        .flat_map(|span| reconnected(span, twists.reconnect));

    let first = first.map(move |(from, to)| {
        let killed = lesson.killed && Some(to) == last;
        let to_zoom = if killed { to + noticed } else { to };

        Stay {
            reason: if killed { DROPPED } else { LEFT },
            moves: twists.moves.clone(),
            empty_fields: twists.empty_fields,
            ..Stay::of(person.clone(), from, to_zoom)
        }
    });
    let second = lesson.second_in.iter();

    first.chain(second.map(move |(from, to)| Stay::of(device.clone(), from, to)))
}

/// The connections of one time in the meeting: two where the app connects again.
fn reconnected(
    (from, to): (Millis, Millis),
    reconnect: Option<(Millis, Millis)>,
) -> Vec<(Millis, Millis)> {
    match reconnect {
        Some((at, noticed)) if from < at && noticed < to => vec![(from, noticed), (at, to)],
        Some(_) | None => vec![(from, to)],
    }
}

fn teacher(name: &str, account: &str) -> Value {
    json!({ "user_name": name, "id": account, "participant_user_id": account, "email": TEACHER_EMAIL })
}

fn guest(name: &str, account: &str) -> Value {
    json!({ "user_name": name, "id": account, "participant_user_id": account, "email": "" })
}
