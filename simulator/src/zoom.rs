//! Zoom's events of the meetings: first as they truly happened, then as each is delivered.
//!
//! The order of the draws is part of every figure: another order gives other deliveries for the same seed.

mod delivery;
mod signature;
mod stays;
mod webhook;

pub use self::signature::signature_headers;
pub use self::stays::TEACHER_EMAIL;
pub use self::webhook::{StayOf, Webhook};
use serde_json::json;

use self::delivery::{Outbox, time};
use self::stays::{HeldLesson, stays};
use crate::dice::Dice;
use crate::lesson::TrueLesson;
use crate::mix::Scenarios;
use crate::school::School;
use crate::spans::Spans;
use crate::twists::HostAccount;

/// The office's account.
const OFFICE: &str = "H-office";

/// All deliveries for connected accounts, by lesson and event.
#[must_use]
pub fn deliveries(school: &School, odd: &Scenarios, seed: u64) -> Vec<Webhook> {
    let mut all = Vec::new();

    for (number, teacher) in school.teachers.iter().enumerate() {
        if !teacher.connected {
            continue;
        }

        let lessons: Vec<HeldLesson<'_>> = school
            .lessons
            .iter()
            .enumerate()
            .filter(|(_, lesson)| lesson.teacher == number)
            .collect();

        let mut meetings: Vec<u64> = lessons.iter().map(|(_, lesson)| lesson.meeting).collect();
        meetings.sort_unstable();
        meetings.dedup();

        let mut outbox = Outbox {
            dice: Dice::new(seed ^ 0x5A00_u64, number as u64),
            odd,
            webhooks: Vec::new(),
        };

        for meeting in meetings {
            let held: Vec<HeldLesson<'_>> = lessons
                .iter()
                .filter(|(_, lesson)| lesson.meeting == meeting)
                .copied()
                .collect();

            send_meeting(&mut outbox, school, &held);
        }

        all.extend(outbox.webhooks);
    }

    all.sort_by_key(|webhook| webhook.at);
    all
}

/// The accounts of a meeting.
struct Accounts<'a> {
    /// The one that it belongs to.
    host: &'a str,
    /// The one that the teacher is signed in with.
    teacher: &'a str,
}

impl<'a> Accounts<'a> {
    fn of(school: &'a School, lesson: &TrueLesson) -> Self {
        let own = &school.teachers[lesson.teacher].host_id;
        let colleague = &school.teachers[(lesson.teacher + 1) % school.teachers.len()].host_id;

        let (host, teacher) = match lesson.twists.host {
            HostAccount::Own => (own.as_str(), own),
            HostAccount::Office => (OFFICE, own),
            HostAccount::Colleague => (colleague.as_str(), colleague),
        };

        Self { host, teacher }
    }
}

/// Sends the events of all lessons that were held in one meeting.
fn send_meeting(outbox: &mut Outbox<'_>, school: &School, held: &[HeldLesson<'_>]) {
    let Some((_, lesson)) = held.first() else {
        return;
    };
    let accounts = Accounts::of(school, lesson);
    let stays = stays(&mut outbox.dice, school, accounts.teacher, held);
    let anybody = Spans::of(stays.iter().map(|stay| (stay.from, stay.to)));
    let first = outbox.webhooks.len();

    for span in anybody.iter() {
        let object = json!({
            "id": lesson.meeting.to_string(),
            "uuid": format!("{}==", outbox.dice.uuid().replace('-', "")),
            "host_id": accounts.host,
            "topic": "Lesson",
            "type": 2,
            "timezone": "UTC",
            "duration": 60,
            "start_time": time(span.0),
        });
        let inside = stays
            .iter()
            .filter(|stay| stay.from >= span.0 && stay.to <= span.1);

        outbox.send_instance(&object, span, inside);
    }

    for webhook in &mut outbox.webhooks[first..] {
        let under_way = held
            .iter()
            .rev()
            .find(|(_, lesson)| lesson.sent <= webhook.at);
        webhook.lesson = under_way.map(|(number, _)| *number);
    }
}

#[cfg(test)]
mod tests;
