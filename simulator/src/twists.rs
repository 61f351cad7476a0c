//! What the world adds to a meeting of two: other accounts, other people and devices, moves and gaps.
//!
//! Drawn from dice of their own: a mix without any of it plays the same lessons as before there was any.

mod bystanders;
mod student;

use self::student::late_link;
use crate::dice::Dice;
use crate::lesson::TrueLesson;
use crate::mix::Scenarios;
use crate::people::Student;
use crate::school::{Draw, School};
use crate::spans::Millis;

/// The streams of the dice.
const LESSONS: u64 = 0x7157_0001;
const ACCOUNTS: u64 = 0x7157_0002;

/// What is odd about one lesson's meeting.
#[derive(Clone, Debug, Default)]
pub struct Twists {
    /// Whose account hosts it.
    pub host: HostAccount,
    /// People and programs that are neither its teacher nor its student, and the teacher's other devices.
    pub bystanders: Vec<Bystander>,
    /// When the student is moved from one breakout room to the next.
    pub moves: Vec<Millis>,
    /// When the student is outside, in the waiting room again.
    pub waits: Option<(Millis, Millis)>,
    /// When the student's app connects again, and when Zoom notices that the connection before it is gone.
    pub reconnect: Option<(Millis, Millis)>,
    /// The name that the student's second device shows, if another one.
    pub device_name: Option<&'static str>,
    /// Zoom leaves fields of guests empty, null or out.
    pub empty_fields: bool,
    /// When somebody imports the meeting's report, and how far its times are off.
    pub wrong_report: Option<(Millis, Millis)>,
}

/// The account that hosts a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HostAccount {
    /// The teacher's own.
    #[default]
    Own,
    /// The office's: the teacher is an alternative host and signed in with the own account.
    Office,
    /// A colleague's: the teacher is signed in with it.
    Colleague,
}

/// Somebody or something else in the meeting.
#[derive(Clone, Debug)]
pub struct Bystander {
    /// As Zoom shows it.
    pub name: String,
    /// Signed in with the teacher's account.
    pub of_teacher: bool,
    /// From when.
    pub from: Millis,
    /// Until when.
    pub to: Millis,
}

/// Adds the oddities to a school's lessons.
pub fn add(school: &mut School, draw: Draw<'_>) {
    let School {
        lessons, students, ..
    } = school;

    for (number, lesson) in lessons.iter_mut().enumerate() {
        let stream = (draw.shard as u64) << 20 | number as u64;
        let mut twisting = Twisting {
            dice: Dice::new(draw.seed ^ LESSONS, stream),
            odd: &draw.mix.scenarios,
            student: &students[lesson.student - 1],
            lesson,
        };

        twisting.draw_account(draw.seed);
        twisting.draw_bystanders();
        twisting.draw_student();
    }
}

/// Draws one lesson's oddities.
struct Twisting<'a> {
    dice: Dice,
    odd: &'a Scenarios,
    student: &'a Student,
    lesson: &'a mut TrueLesson,
}

impl Twisting<'_> {
    /// Draws whether a scenario happens, and notes it.
    fn happens(&mut self, name: &'static str, share: f64) -> bool {
        let happens = self.dice.chance(share);
        if happens {
            self.lesson.flags.insert(name);
        }

        happens
    }

    /// Draws whose account hosts, or whether a note-taking program comes to a meeting of the own one: for a meeting's
    /// number once, because a room belongs to one account.
    fn draw_account(&mut self, seed: u64) {
        let mut dice = Dice::new(seed ^ ACCOUNTS, self.lesson.meeting);
        let drawn = dice.unit();
        let office = self.odd.alternative_host;
        let lent = office + self.odd.lent_host_account;
        let noted = lent + self.odd.note_taking_bot;

        if drawn < office {
            self.lesson.flags.insert("alternative_host");
            self.lesson.twists.host = HostAccount::Office;
        } else if drawn < lent {
            self.lesson.flags.insert("lent_host_account");
            self.lesson.twists.host = HostAccount::Colleague;
        } else if drawn < noted {
            self.add_note_taker();
        }
    }

    fn draw_student(&mut self) {
        let odd = self.odd;

        if self.happens("null_fields", odd.null_fields) {
            self.lesson.twists.empty_fields = true;
        }

        if self.lesson.is_no_show() {
            return;
        }

        if self.happens("breakout_moves", odd.breakout_moves) {
            self.add_moves();
        }

        if self.happens("waiting_room_again", odd.waiting_room_again) {
            self.add_wait();
        }

        if self.happens("reconnect_overlaps", odd.reconnect_overlaps) {
            self.add_reconnect();
        }

        if self.happens("phone_and_computer", odd.phone_and_computer) {
            self.add_device();
        }

        if self.happens("late_link", odd.late_link) {
            late_link(&mut self.dice, self.lesson);
        }

        // The report of a room is of all its lessons.
        let has_own_meeting = !self.lesson.flags.contains("link_reused");
        if has_own_meeting && self.happens("wrong_zone_report", odd.wrong_zone_report) {
            self.add_wrong_report();
        }
    }
}

#[cfg(test)]
mod tests;
