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

/// Between two lessons in one room, the teacher stays inside for a break that is shorter.
const LONGEST_BREAK: Millis = 20 * MINUTE;

/// Draws the day's lessons.
pub fn lessons(dice: &mut Dice, mix: &Mix, day: Day, students: &[Student]) -> Vec<TrueLesson> {
    let (least, most) = mix.school.lessons_a_day;
    let count = usize::try_from(dice.between(least, most)).unwrap_or_default();
    let offset = dice.index(students.len());
    // Between two lessons in one room the teacher may stay inside.
    let stays = dice.chance(0.5);

    let mut begins = day.opens;
    let mut free_from = Millis::MIN;
    let mut lessons: Vec<TrueLesson> = Vec::new();

    for number in 0..count {
        let minutes = *dice.pick(&mix.school.minutes);
        let mut flags = Flags::new();

        if number + 1 == count && dice.chance(mix.scenarios.day_edge) {
            flags.insert("day_edge");
            begins = begins.max(day.midnight + DAY - dice.between(5, minutes) * MINUTE);
        }

        let slot = Slot {
            day,
            minutes,
            student: &students[(offset + number) % students.len()],
            plan: Plan {
                begins,
                ends: begins + minutes * MINUTE,
                free_from,
            },
        };
        let mut lesson = draw_lesson(dice, mix, &slot, flags);

        free_from = empty_from(&lesson).unwrap_or(begins).max(free_from) + 5 * SECOND;
        begins = slot.plan.ends + pause(dice);

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

/// The time between two lessons.
fn pause(dice: &mut Dice) -> Millis {
    if dice.chance(0.5) {
        0
    } else {
        dice.between(0, 15) * MINUTE
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
