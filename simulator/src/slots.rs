//! One day of one teacher: lessons one after the other, each with its people, pages and machines.
//!
//! The order of the draws is part of every figure: another order gives other lessons for the same seed.

mod lesson;
mod teacher;

pub use self::lesson::Day;
use self::lesson::{Slot, draw_lesson};
use crate::attendance::Plan;
use crate::dice::Dice;
use crate::lesson::{Flags, TrueLesson};
use crate::mix::Mix;
use crate::people::Student;
use crate::spans::{DAY, MINUTE, Millis, SECOND, Spans};
use crate::timetable::Appointment;

/// Between two lessons in one room, the teacher stays inside for a break that is shorter.
const LONGEST_BREAK: Millis = 20 * MINUTE;

/// What was agreed for a day.
#[derive(Clone, Copy, Debug)]
pub struct Agreed<'a> {
    /// The day's hours, in their order.
    pub appointments: &'a [Appointment],
    /// How long each student's lessons are, in minutes.
    pub lengths: &'a [i64],
    /// The teacher's students.
    pub students: &'a [Student],
}

impl<'a> Agreed<'a> {
    /// The student who comes, and the minutes of the lesson: some hours are given to another student, whose lesson must
    /// fit into it.
    fn student(self, dice: &mut Dice, mix: &Mix, hour: &Appointment) -> (&'a Student, i64) {
        let other = dice.index(self.students.len());
        if dice.chance(mix.school.unplanned) {
            (&self.students[other], self.lengths[other].min(hour.minutes))
        } else {
            (&self.students[hour.student], hour.minutes)
        }
    }
}

/// Draws the day's lessons: those that were agreed, and some for other students at the same hours.
pub fn lessons(dice: &mut Dice, mix: &Mix, day: Day, agreed: Agreed<'_>) -> Vec<TrueLesson> {
    let appointments = agreed.appointments;
    // Between two lessons in one room the teacher may stay inside.
    let stays = dice.chance(0.5);

    let mut free_from = Millis::MIN;
    let mut lessons: Vec<TrueLesson> = Vec::new();

    for (number, appointment) in appointments.iter().enumerate() {
        let (student, minutes) = agreed.student(dice, mix, appointment);
        let mut begins = day.midnight + appointment.begins;
        let mut flags = Flags::new();

        if number + 1 == appointments.len() && dice.chance(mix.scenarios.day_edge) {
            flags.insert("day_edge");
            begins = begins.max(day.midnight + DAY - dice.between(5, minutes) * MINUTE);
        }

        let takes = length(dice, mix, minutes, &mut flags);

        let slot = Slot {
            day,
            minutes,
            student,
            plan: Plan {
                begins,
                ends: begins + takes * MINUTE,
                free_from,
            },
        };
        let mut lesson = draw_lesson(dice, mix, &slot, flags);

        free_from = empty_from(&lesson).unwrap_or(begins).max(free_from) + 5 * SECOND;

        if day.own_room.is_some() {
            lesson.flags.insert("link_reused");

            if stays && let Some(previous) = lessons.last_mut() {
                stay_inside(previous, &lesson);
            }
        }

        lessons.push(lesson);
    }

    lessons
}

/// The minutes from the beginning to the end that the teacher has in mind: most lessons take as long as was agreed.
fn length(dice: &mut Dice, mix: &Mix, agreed: i64, flags: &mut Flags) -> i64 {
    let shorter = dice.between(5, 15.min(agreed - 5));
    let longer = dice.between(5, 15);

    if dice.chance(mix.scenarios.ends_early) {
        flags.insert("ends_early");
        agreed - shorter
    } else if dice.chance(mix.scenarios.runs_over) {
        flags.insert("runs_over");
        agreed + longer
    } else {
        agreed
    }
}

/// Returns when the last person of a lesson has left.
fn empty_from(lesson: &TrueLesson) -> Option<Millis> {
    lesson.teacher_in.end().max(lesson.attended().end())
}

/// Adds a short break before the next lesson to the teacher's time in the meeting.
fn stay_inside(previous: &mut TrueLesson, next: &TrueLesson) {
    let Some((left, back)) = previous.teacher_in.end().zip(next.teacher_in.start()) else {
        return;
    };

    if back - left < LONGEST_BREAK {
        previous.teacher_in = previous.teacher_in.and(&Spans::one(left, back));
    }
}
