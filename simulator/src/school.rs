//! A part of the school: some teachers, their students, and every lesson of their days. All of it is drawn before
//! anything is sent, so that neither the system's answers nor the choice of evidence can change it.

use crate::calendar::{FIRST_DAY, Zone};
use crate::dice::Dice;
use crate::lesson::TrueLesson;
use crate::mix::Mix;
use crate::people::{Student, Teacher};
use crate::slots::{self, Agreed};
use crate::spans::{DAY, HOUR};
use crate::timetable::{self, Week};
use crate::twists;

/// A part of the school with a database of its own.
#[derive(Clone, Debug)]
pub struct School {
    /// The school's clock.
    pub zone: Zone,
    /// The teachers.
    pub teachers: Vec<Teacher>,
    /// Each teacher's students, one after the other.
    pub students: Vec<Student>,
    /// Each teacher's week.
    pub weeks: Vec<Week>,
    /// Whether the school's database has the timetable.
    pub has_timetable: bool,
    /// The lessons, by teacher and time.
    pub lessons: Vec<TrueLesson>,
}

/// The inputs of a part of the school.
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    /// The probabilities.
    pub mix: &'a Mix,
    /// The run's seed.
    pub seed: u64,
    /// The part's number.
    pub shard: usize,
    /// The number of lessons.
    pub lessons: usize,
    /// The share of connected accounts.
    pub connected: f64,
}

impl School {
    /// Draws a part of the school with the number of lessons that is asked for.
    #[must_use]
    pub fn draw(draw: Draw<'_>) -> Self {
        let zone = if draw.shard.is_multiple_of(2) {
            Zone::AddisAbaba
        } else {
            Zone::Berlin
        };
        let mut school = Self {
            zone,
            teachers: Vec::new(),
            students: Vec::new(),
            weeks: Vec::new(),
            has_timetable: Dice::new(draw.seed, (draw.shard as u64) << 20 | 0xF_FFFF)
                .chance(draw.mix.school.timetables),
            lessons: Vec::new(),
        };

        while school.lessons.len() < draw.lessons {
            let number = school.teachers.len();
            let mut dice = Dice::new(draw.seed, (draw.shard as u64) << 20 | number as u64);
            school.add_teacher(&mut dice, draw, number);
            school.add_lessons(&mut dice, draw, number);
        }

        school.lessons.truncate(draw.lessons);
        twists::add(&mut school, draw);

        school
    }

    fn add_teacher(&mut self, dice: &mut Dice, draw: Draw<'_>, number: usize) {
        let (habits, odd) = (&draw.mix.school, &draw.mix.scenarios);
        let room = 1_000_000_000 + dice.bits() % 8_999_999_999;

        self.teachers.push(Teacher {
            id: format!("ustaz{}x{number}", draw.shard),
            host_id: format!("H{:016x}", dice.bits()),
            connected: dice.chance(draw.connected),
            own_room: dice.chance(odd.link_reused).then_some(room),
        });

        for _ in 0..habits.students {
            let id = self.students.len() + 1;
            let (registrant, zoom) = (
                format!("R{:016x}", dice.bits()),
                format!("Z{:016x}", dice.bits()),
            );

            self.students.push(Student {
                id,
                name: format!("Student {id}"),
                registrant: dice.chance(habits.registered).then_some(registrant),
                zoom_id: dice.chance(habits.signed_in).then_some(zoom),
            });
        }
    }

    fn add_lessons(&mut self, dice: &mut Dice, draw: Draw<'_>, number: usize) {
        let teacher = self.teachers[number].clone();
        let count = draw.mix.school.students;
        let own: Vec<Student> = self.students[number * count..(number + 1) * count].to_vec();
        let week = timetable::draw(dice, draw.mix);

        for day in 0..draw.mix.school.days {
            let days_later = day / 5 * 7 + day % 5;
            let midnight = self
                .zone
                .midnight_before(FIRST_DAY + days_later * DAY + 12 * HOUR);
            let agreed = Agreed {
                appointments: &week.of_day(day % 5),
                lengths: &week.lengths,
                students: &own,
            };
            let today = slots::Day {
                teacher: number,
                own_room: teacher.own_room,
                midnight,
            };

            self.lessons
                .extend(slots::lessons(dice, draw.mix, today, agreed));
        }

        self.weeks.push(week);
    }

    /// The student with that row.
    #[must_use]
    pub fn student(&self, id: usize) -> &Student {
        &self.students[id - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(seed: u64, connected: f64) -> School {
        let mix = Mix::parse(include_str!("../mixes/default.toml"), None).unwrap();
        School::draw(Draw {
            mix: &mix,
            seed,
            shard: 3,
            lessons: 200,
            connected,
        })
    }

    #[test]
    fn the_truth_depends_on_the_seed_alone() {
        let (one, other) = (school(7, 0.0), school(7, 1.0));
        assert_eq!(format!("{:?}", one.lessons), format!("{:?}", other.lessons));

        assert_ne!(
            format!("{:?}", one.lessons),
            format!("{:?}", school(8, 0.0).lessons)
        );

        assert!(other.teachers.iter().all(|teacher| teacher.connected));
    }

    #[test]
    fn a_teacher_is_in_one_lesson_at_a_time() {
        let school = school(7, 0.0);
        for pair in school
            .lessons
            .windows(2)
            .filter(|pair| pair[0].teacher == pair[1].teacher)
        {
            assert_eq!(
                pair[0].teacher_in.common(&pair[1].teacher_in).length(),
                0,
                "{pair:?}"
            );
        }
    }
}
