//! What Zoom tells of the meetings: the events as they truly happened, then each as it is delivered.

mod signature;

pub use self::signature::signed;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::lesson::Lesson;
use crate::mix::Scenarios;
use crate::school::School;
use crate::spans::{MINUTE, Millis, SECOND, Spans};

/// One delivery of one event.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// When it comes.
    pub at: Millis,
    /// The JSON.
    pub body: String,
    /// The lesson that is under way.
    pub lesson: Option<usize>,
    /// Whose stay it begins or ends, if a student's.
    pub student: Option<StayOf>,
}

/// A student's stay of which an event tells.
#[derive(Clone, Copy, Debug)]
pub struct StayOf {
    /// The student's lesson.
    pub lesson: usize,
    /// The stay.
    pub stay: u64,
    /// It begins; else it ends.
    pub begins: bool,
}

/// Somebody's stay in the meeting.
struct Stay {
    person: Value,
    student_of: Option<usize>,
    from: Millis,
    to: Millis,
    /// Zoom's word for why it ended.
    reason: &'static str,
}

const LEFT: &str = "left the meeting. Reason : left the meeting";
const DROPPED: &str = "got disconnected from the meeting. Reason : Client Close.";

/// All deliveries for connected accounts, by lesson and event.
#[must_use]
pub fn deliveries(school: &School, odd: &Scenarios, seed: u64) -> Vec<Webhook> {
    let mut all = Vec::new();
    for (number, teacher) in school
        .teachers
        .iter()
        .enumerate()
        .filter(|(_, teacher)| teacher.connected)
    {
        let mut dice = Dice::new(seed ^ 0x5A00_u64, number as u64);
        let own = |one: &&(usize, &Lesson)| one.1.teacher == number;
        let lessons: Vec<(usize, &Lesson)> = school.lessons.iter().enumerate().collect();
        let lessons: Vec<(usize, &Lesson)> = lessons.iter().filter(own).copied().collect();

        let mut meetings: Vec<u64> = lessons.iter().map(|(_, lesson)| lesson.meeting).collect();
        meetings.sort_unstable();
        meetings.dedup();

        for meeting in meetings {
            let held: Vec<_> = lessons
                .iter()
                .filter(|(_, lesson)| lesson.meeting == meeting)
                .copied()
                .collect();
            let stays = stays(&mut dice, school, &teacher.host_id, &held);
            let first = all.len();
            let anybody = Spans::of(stays.iter().map(|stay| (stay.from, stay.to)));
            for (from, to) in anybody.iter() {
                let object = json!({
                    "id": meeting.to_string(), "uuid": format!("{}==", dice.uuid().replace('-', "")),
                    "host_id": teacher.host_id, "topic": "Lesson", "type": 2, "timezone": "UTC",
                    "duration": 60, "start_time": time(from),
                });
                let inside = stays
                    .iter()
                    .filter(|stay| stay.from >= from && stay.to <= to);

                instance(&mut dice, odd, &object, (from, to), inside, &mut all);
            }

            for webhook in &mut all[first..] {
                let under_way = held
                    .iter()
                    .rev()
                    .find(|(_, lesson)| lesson.sent <= webhook.at);
                webhook.lesson = under_way.map(|(number, _)| *number);
            }
        }
    }
    all.sort_by_key(|one| one.at);
    all
}

fn stays(dice: &mut Dice, school: &School, host: &str, held: &[(usize, &Lesson)]) -> Vec<Stay> {
    let of_teacher = held.iter().flat_map(|(_, lesson)| lesson.teacher_in.iter());
    let mut stays: Vec<Stay> = Vec::new();

    for (from, to) in Spans::of(of_teacher).iter() {
        let person = json!({ "user_name": "Ustaz", "id": host, "participant_user_id": host, "email": "ustaz@school.example" });
        stays.push(Stay {
            person,
            student_of: None,
            from,
            to,
            reason: LEFT,
        });
    }

    for (index, lesson) in held {
        let student = school.student(lesson.student);
        let zoom_id = student.zoom_id.clone().unwrap_or_default();
        let mut person = json!({ "user_name": student.name, "id": zoom_id, "participant_user_id": zoom_id, "email": "" });

        if let Some(registrant) = &student.registrant {
            person["registrant_id"] = registrant.as_str().into();
        }

        let noticed = dice.between(60 * SECOND, 90 * SECOND);
        let last = lesson.student_in.end();

        for (from, to) in lesson.student_in.iter().chain(lesson.second_in.iter()) {
            let killed = lesson.killed && Some(to) == last;
            let (to, reason) = if killed {
                (to + noticed, DROPPED)
            } else {
                (to, LEFT)
            };

            stays.push(Stay {
                person: person.clone(),
                student_of: Some(*index),
                from,
                to,
                reason,
            });
        }
    }

    stays
}

/// One meeting from its first person to its last.
fn instance<'a>(
    dice: &mut Dice,
    odd: &Scenarios,
    object: &Value,
    span: (Millis, Millis),
    stays: impl Iterator<Item = &'a Stay>,
    all: &mut Vec<Webhook>,
) {
    let mut tell = |dice: &mut Dice, name: &str, at: Millis, object: Value, student| {
        let event = json!({
            "event": name, "event_ts": at,
            "payload": { "account_id": "A-school", "object": object },
        });
        deliver(dice, odd, name, at, &event.to_string(), student, all);
    };

    tell(dice, "meeting.started", span.0, object.clone(), None);
    for stay in stays {
        let mut participant = stay.person.clone();
        participant["user_id"] = (16_778_240 + dice.bits() % 9_000_000).to_string().into();
        participant["participant_uuid"] = dice.uuid().to_uppercase().into();
        let mut joined = object.clone();

        joined["participant"] = participant.clone();
        joined["participant"]["join_time"] = time(stay.from).into();
        let number = dice.bits();
        let student = |begins| {
            stay.student_of.map(|lesson| StayOf {
                lesson,
                stay: number,
                begins,
            })
        };

        tell(
            dice,
            "meeting.participant_joined",
            stay.from,
            joined,
            student(true),
        );

        let mut left = object.clone();
        participant["leave_time"] = time(stay.to).into();
        participant["leave_reason"] = stay.reason.into();
        left["participant"] = participant;

        tell(
            dice,
            "meeting.participant_left",
            stay.to,
            left,
            student(false),
        );
    }

    let mut ended = object.clone();
    ended["end_time"] = time(span.1).into();
    tell(dice, "meeting.ended", span.1, ended, None);
}

fn deliver(
    dice: &mut Dice,
    odd: &Scenarios,
    name: &str,
    happened: Millis,
    body: &str,
    student: Option<StayOf>,
    all: &mut Vec<Webhook>,
) {
    let left_missing = dice.chance(odd.webhook_left_missing) && name == "meeting.participant_left";
    let (lost, twice) = (
        dice.chance(odd.webhook_lost),
        dice.chance(odd.webhook_twice),
    );
    let late = [5 * MINUTE, 25 * MINUTE, 85 * MINUTE][dice.index(3)];
    let late = if dice.chance(odd.webhook_late) {
        late
    } else {
        0
    };

    let slow = dice.between(5 * SECOND, 2 * MINUTE);
    let slow = if dice.chance(odd.webhook_out_of_order) {
        slow
    } else {
        0
    };
    let at = happened + dice.between(300, 3 * SECOND) + late + slow;
    let again = at + dice.between(SECOND, 10 * MINUTE);

    if lost || left_missing {
        return;
    }

    let times = std::iter::once(at).chain(twice.then_some(again));
    all.extend(times.map(|at| Webhook {
        at,
        body: body.to_owned(),
        lesson: None,
        student,
    }));
}

/// A time as Zoom writes it.
fn time(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at).map_or_else(String::new, |at| {
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mix::Mix;
    use crate::school::Draw;

    fn events(only: &str) -> Vec<Webhook> {
        let mix = Mix::parse(include_str!("../mixes/default.toml"), Some(only)).unwrap();
        let school = School::draw(Draw {
            mix: &mix,
            seed: 3,
            shard: 0,
            lessons: 20,
            connected: 1.0,
        });

        deliveries(&school, &mix.scenarios, 3)
    }

    fn count(events: &[Webhook], name: &str) -> usize {
        events.iter().filter(|one| one.body.contains(name)).count()
    }

    #[test]
    fn a_meeting_starts_and_ends_and_a_restart_is_another_one() {
        let plain = events("preview_bot");
        assert_eq!(
            (
                count(&plain, "meeting.started"),
                count(&plain, "meeting.ended")
            ),
            (20, 20)
        );

        assert_eq!(count(&plain, "participant_joined"), 40);
        let restarted = events("meeting_restarts");
        assert_eq!(count(&restarted, "meeting.started"), 40);
    }

    #[test]
    fn deliveries_go_wrong_as_asked() {
        assert_eq!(events("webhook_lost").len(), 0);
        assert_eq!(
            count(&events("webhook_left_missing"), "participant_left"),
            0
        );

        assert_eq!(
            events("webhook_twice").len(),
            2 * events("preview_bot").len()
        );
    }
}
