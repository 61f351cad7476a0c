//! A teacher's week as it was agreed with the students: who comes at which hour, on which days, and for how long.

use crate::dice::Dice;
use crate::mix::Mix;
use crate::spans::{HOUR, MINUTE, Millis};

/// The days of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Every working day.
    All,
    /// Mondays, Wednesdays and Fridays.
    Odd,
    /// The other days.
    Even,
}

impl Days {
    /// As the school writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "All days",
            Self::Odd => "MWF",
            Self::Even => "TTS",
        }
    }

    /// Whether a day of the week, Monday being 0, is one of them.
    fn hold(self, weekday: i64) -> bool {
        match self {
            Self::All => true,
            Self::Odd => weekday % 2 == 0,
            Self::Even => weekday % 2 == 1,
        }
    }
}

/// One student's hour.
#[derive(Clone, Copy, Debug)]
pub struct Appointment {
    /// The student, by number among the teacher's.
    pub student: usize,
    /// The time after midnight at which the lesson begins.
    pub begins: Millis,
    /// The time that stands in the school's table, which may be out of date.
    pub listed: Millis,
    /// The length that was agreed, which no table has.
    pub minutes: i64,
    /// The days.
    pub days: Days,
}

/// What a teacher and the students agreed.
#[derive(Clone, Debug)]
pub struct Week {
    /// The hours, in their order.
    pub appointments: Vec<Appointment>,
    /// How long each student's lessons are, in minutes.
    pub lengths: Vec<i64>,
}

/// Draws a teacher's week.
pub fn draw(dice: &mut Dice, mix: &Mix) -> Week {
    let school = &mix.school;
    let (least, most) = school.lessons_a_day;
    let hours = dice.between(least, most);
    // Each student's lessons are equally long.
    let lengths: Vec<i64> = (0..school.students)
        .map(|_| *dice.pick(&school.minutes))
        .collect();

    let mut appointments = Vec::new();
    let mut begins = dice.between(14, 26) * HOUR / 2;
    for _ in 0..hours {
        let days: &[Days] = if dice.chance(0.5) {
            &[Days::All]
        } else {
            &[Days::Odd, Days::Even]
        };

        let mut longest = 0;
        for days in days {
            let student = appointments.len() % school.students;
            let minutes = lengths[student];
            longest = minutes.max(longest);

            appointments.push(Appointment {
                student,
                begins,
                listed: begins + out_of_date(dice, school.outdated_hours),
                minutes,
                days: *days,
            });
        }

        begins += (longest + pause(dice)) * MINUTE;
    }

    Week {
        appointments,
        lengths,
    }
}

impl Week {
    /// Returns the appointments of a day of the week, Monday being 0, in their order.
    #[must_use]
    pub fn of_day(&self, weekday: i64) -> Vec<Appointment> {
        self.appointments
            .iter()
            .filter(|appointment| appointment.days.hold(weekday))
            .copied()
            .collect()
    }
}

/// The minutes between two lessons.
fn pause(dice: &mut Dice) -> i64 {
    if dice.chance(0.5) {
        0
    } else {
        5 * dice.between(0, 3)
    }
}

/// An hour that was moved without the table may stand there half an hour to two hours earlier or later.
fn out_of_date(dice: &mut Dice, share: f64) -> Millis {
    let moved = dice.between(1, 4) * HOUR / 2;
    let later = dice.chance(0.5);

    match (dice.chance(share), later) {
        (false, _) => 0,
        (true, true) => moved,
        (true, false) => -moved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_taught_at_the_hour_of_another() {
        let mix = Mix::parse(include_str!("../mixes/default.toml"), None).unwrap();
        for seed in 0..20 {
            let week = draw(&mut Dice::new(seed, 0), &mix);
            for weekday in 0..5 {
                let today = week.of_day(weekday);
                assert!(today.len() >= 4, "{today:?}");
                for pair in today.windows(2) {
                    let ends = pair[0].begins + pair[0].minutes * MINUTE;
                    assert!(ends <= pair[1].begins, "{pair:?}");
                }
            }
        }
    }
}
