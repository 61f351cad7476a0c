//! The teacher's reports on the school's page.

use crate::attendance::Attendance;
use crate::dice::Dice;
use crate::lesson::{TeacherSays, Word};
use crate::mix::Mix;
use crate::spans::{MINUTE, Millis, SECOND};

/// The habits and delays of one teacher. All of them are drawn, so that later draws do not depend on their use.
#[expect(clippy::struct_excessive_bools, reason = "independent habits")]
struct Habits {
    presses_start: bool,
    presses_end_late: bool,
    corrects_late_end: bool,
    answers_question: bool,
    answers_exactly: bool,
    /// From the end of class to an end that is pressed in time.
    soon: Millis,
    /// From the end of class to an end that is pressed late.
    slow: Millis,
    /// From the beginning of class to "Start class".
    start: Millis,
    /// From the last word to the closing of the tab.
    stays: Millis,
    /// From the end of class to the answer to the page's question.
    asked: Millis,
}

impl Habits {
    fn draw(dice: &mut Dice, mix: &Mix) -> Self {
        let shares = &mix.school;
        Self {
            presses_start: dice.chance(shares.presses_start),
            presses_end_late: dice.chance(shares.presses_end_late),
            corrects_late_end: dice.chance(shares.corrects_late_end),
            answers_question: dice.chance(shares.answers_question),
            answers_exactly: dice.chance(shares.answers_exactly),
            soon: dice.between(-10 * SECOND, 50 * SECOND),
            slow: dice.between(5 * MINUTE, 30 * MINUTE),
            start: dice.between(0, 45 * SECOND),
            stays: dice.between(0, 20 * MINUTE),
            asked: dice.between(2 * MINUTE, 40 * MINUTE),
        }
    }
}

/// Draws what the teacher presses during the lesson or reports after it; nothing if the teacher does neither.
pub(super) fn teacher_says(
    dice: &mut Dice,
    mix: &Mix,
    attendance: &Attendance,
) -> Option<TeacherSays> {
    let habits = Habits::draw(dice, mix);
    let Some((from, to)) = attendance.teacher.start().zip(attendance.teacher.end()) else {
        return habits
            .answers_question
            .then(|| no_class(attendance.means.1 + habits.asked));
    };

    let (at, end) = last_word(&habits, to, attendance.student.length() > 0)?;

    Some(TeacherSays {
        start: habits.presses_start.then_some(from + habits.start),
        at,
        end,
        open_until: at + habits.stays,
    })
}

/// The answer of a teacher who was not there.
fn no_class(at: Millis) -> TeacherSays {
    TeacherSays {
        start: None,
        at,
        end: Word::NoClass,
        open_until: at,
    }
}

/// Returns when the teacher reports the end, and what the report says.
fn last_word(habits: &Habits, to: Millis, student_came: bool) -> Option<(Millis, Word)> {
    let remembered = if habits.answers_exactly {
        to
    } else {
        (to + 150 * SECOND).div_euclid(5 * MINUTE) * 5 * MINUTE
    };

    if !habits.presses_start {
        let at = (to + habits.asked).max(remembered);
        return habits
            .answers_question
            .then_some((at, Word::EndedAt(remembered)));
    }

    if !student_came {
        return Some((to + habits.soon, Word::NoClass));
    }

    Some(match (habits.presses_end_late, habits.corrects_late_end) {
        (false, _) => (to + habits.soon, Word::End),
        (true, false) => (to + habits.slow, Word::End),
        (true, true) => (to + habits.slow, Word::EndedAt(remembered)),
    })
}
