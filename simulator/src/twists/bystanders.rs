//! People, programs and devices in the meeting that are not the student.

use super::{Bystander, Twisting};
use crate::spans::{MINUTE, Millis, SECOND};

/// As note-taking programs call themselves; the last ones by names that nobody can know.
const NOTE_TAKERS: [&str; 5] = [
    "Otter.ai Notetaker",
    "Read.ai meeting notes",
    "Fireflies.ai Notetaker Ustaz",
    "Ustaz's notes",
    "MeetingBuddy",
];

/// As the teacher's other devices call themselves.
const DEVICES: [&str; 3] = ["Ustaz", "iPad", "Ustaz phone"];

impl Twisting<'_> {
    /// A program that its owner's calendar sends: it comes a little after the teacher and stays to the end.
    pub(super) fn add_note_taker(&mut self) {
        let Some((from, to)) = self.class() else {
            return;
        };
        self.lesson.flags.insert("note_taking_bot");

        let name = (*self.dice.pick(&NOTE_TAKERS)).to_owned();
        let from = (from + self.dice.between(5 * SECOND, 90 * SECOND)).min(to - MINUTE);

        self.lesson.twists.bystanders.push(Bystander {
            name,
            of_teacher: false,
            from,
            to,
        });
    }

    pub(super) fn draw_bystanders(&mut self) {
        let Some(class) = self.class() else {
            return;
        };

        if self.happens("teacher_device", self.odd.teacher_device) {
            self.add_teacher_device(class);
        }

        if self.happens("sibling", self.odd.sibling) {
            self.add_sibling(class);
        }
    }

    /// A tablet to write on, say: from soon after the teacher to the end, or for some minutes.
    fn add_teacher_device(&mut self, (from, to): (Millis, Millis)) {
        let name = (*self.dice.pick(&DEVICES)).to_owned();
        let of_teacher = self.dice.chance(0.5);
        let from = self
            .dice
            .between(from, (from + 10 * MINUTE).min(to - MINUTE));
        let some = from + self.dice.between(2 * MINUTE, 15 * MINUTE);
        let to = if self.dice.chance(0.6) {
            to
        } else {
            some.min(to)
        };

        self.lesson.twists.bystanders.push(Bystander {
            name,
            of_teacher,
            from,
            to,
        });
    }

    /// A brother or sister by another device, for some minutes: also to say that the student does not come.
    fn add_sibling(&mut self, (from, to): (Millis, Millis)) {
        let from = self.dice.between(from, to - MINUTE);
        let until = from + self.dice.between(MINUTE, 10 * MINUTE);
        let name = format!("Sibling of {}", self.student.name);

        self.lesson.twists.bystanders.push(Bystander {
            name,
            of_teacher: false,
            from,
            to: until.min(to),
        });
    }

    /// From the teacher's coming to the teacher's leaving, where that is longer than two minutes.
    fn class(&self) -> Option<(Millis, Millis)> {
        let (from, to) = self
            .lesson
            .teacher_in
            .iter()
            .max_by_key(|(from, to)| to - from)?;
        (to - from > 2 * MINUTE).then_some((from, to))
    }
}
