//! Zoom's events of the meetings: first as they truly happened, then as each is delivered.
//!
//! The order of the draws is part of every figure: another order gives other deliveries for the same seed.

mod delivery;
mod run;
mod signature;
mod stays;
mod webhook;

pub use self::run::{ListedStay, Run, SentEvent};
pub use self::signature::signature_headers;
pub use self::stays::TEACHER_EMAIL;
pub use self::webhook::{StayOf, Webhook};
use serde_json::json;

use self::delivery::{Outbox, time};
use self::stays::{HeldLesson, stays};
use crate::calendar::FIRST_DAY;
use crate::dice::Dice;
use crate::lesson::TrueLesson;
use crate::mix::Mix;
use crate::school::School;
use crate::spans::{DAY, HOUR, Millis, Spans};
use crate::twists::HostAccount;

/// The office's account.
const OFFICE: &str = "H-office";

/// The streams of the dice.
const EVENTS: u64 = 0x5A00;
const LISTS: u64 = 0x5A01;
const SILENCES: u64 = 0x5A02;

/// What Zoom knows of the connected accounts, and what it sends.
#[derive(Clone, Debug, Default)]
pub struct ZoomBooks {
    /// All deliveries in the order of their times.
    pub webhooks: Vec<Webhook>,
    /// All runs of meetings.
    pub runs: Vec<Run>,
}

/// Draws what becomes of the events of connected accounts, and what Zoom's lists have of the meetings.
#[must_use]
pub fn books(school: &School, mix: &Mix, seed: u64) -> ZoomBooks {
    let mut all = ZoomBooks::default();

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
            dice: Dice::new(seed ^ EVENTS, number as u64),
            api_dice: Dice::new(seed ^ LISTS, number as u64),
            odd: &mix.scenarios,
            lost_on_the_way: mix.zoom_api.lost_on_the_way,
            silent: draw_silence(mix, seed, number),
            webhooks: Vec::new(),
            runs: Vec::new(),
        };

        for meeting in meetings {
            let held: Vec<HeldLesson<'_>> = lessons
                .iter()
                .filter(|(_, lesson)| lesson.meeting == meeting)
                .copied()
                .collect();

            send_meeting(&mut outbox, school, &held);
        }

        all.webhooks.extend(outbox.webhooks);
        all.runs.extend(outbox.runs);
    }

    all.webhooks.sort_by_key(|webhook| webhook.at);
    all
}

/// Draws when the events of a teacher's account reach nobody: some days in the middle of the month.
fn draw_silence(mix: &Mix, seed: u64, teacher: usize) -> Option<(Millis, Millis)> {
    let mut dice = Dice::new(seed ^ SILENCES, teacher as u64);
    let happens = dice.chance(mix.scenarios.disconnected);

    let month = mix.school.days / 5 * 7;
    let from = FIRST_DAY + dice.between(DAY, (month * DAY / 2).max(DAY));
    let to = from + dice.between(DAY, 5 * DAY) + dice.between(0, HOUR);

    happens.then_some((from, to))
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
        let uuid = format!("{}==", outbox.dice.uuid().replace('-', ""));
        let object = json!({
            "id": lesson.meeting.to_string(),
            "uuid": uuid,
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

        let run = Run {
            meeting: lesson.meeting,
            uuid,
            host: accounts.host.to_owned(),
            teacher: lesson.teacher,
            from: span.0,
            to: span.1,
            rows: waits_in(school, held, span),
            events: Vec::new(),
            lessons: lessons_in(held, span),
        };

        outbox.send_instance(&object, run, inside);
    }

    for webhook in &mut outbox.webhooks[first..] {
        let under_way = held
            .iter()
            .rev()
            .find(|(_, lesson)| lesson.sent <= webhook.at);
        webhook.lesson = under_way.map(|(number, _)| *number);
    }
}

/// Lists the lessons that were held in a run.
fn lessons_in(held: &[HeldLesson<'_>], (from, to): (Millis, Millis)) -> Vec<usize> {
    let run = Spans::one(from, to);
    let is_in = |lesson: &TrueLesson| {
        let people = lesson.attended().and(&lesson.teacher_in);
        people.common(&run).length() > 0
    };

    held.iter()
        .filter(|(_, lesson)| is_in(lesson))
        .map(|(number, _)| *number)
        .collect()
}

/// Lists who was put outside, which no event here tells.
fn waits_in(
    school: &School,
    held: &[HeldLesson<'_>],
    (from, to): (Millis, Millis),
) -> Vec<ListedStay> {
    let waits = held
        .iter()
        .filter_map(|(_, lesson)| Some((lesson.student, lesson.twists.waits?)));
    let inside = waits.filter(|(_, wait)| from <= wait.0 && wait.1 <= to);

    inside
        .map(|(student, (out, back))| ListedStay {
            user_id: String::new(),
            name: school.student(student).name.clone(),
            account: None,
            email: String::new(),
            registrant: None,
            from: out,
            to: back,
            in_room: false,
            waits: true,
            twice: false,
        })
        .collect()
}

#[cfg(test)]
mod tests;
