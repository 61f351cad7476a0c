//! The events that Zoom sends of one meeting, and their deliveries.

use serde_json::{Value, json};

use super::run::{ListedStay, Run, SentEvent};
use super::stays::{DROPPED, Stay, TEACHER_EMAIL};
use super::webhook::{StayOf, Webhook};
use crate::dice::Dice;
use crate::mix::Scenarios;
use crate::spans::{MINUTE, Millis, SECOND};

/// The delays of late deliveries.
const DELAYS: [Millis; 3] = [5 * MINUTE, 25 * MINUTE, 85 * MINUTE];

/// The fields of a participant that may be null or empty.
const OPTIONAL: [&str; 4] = ["id", "participant_user_id", "email", "registrant_id"];

/// Zoom's word for going from one room to another.
const MOVED: &str = "left the meeting. Reason : left the meeting to join breakout room";

/// The events of one account on their way.
pub(super) struct Outbox<'a> {
    pub(super) dice: Dice,
    /// Of what only Zoom's API tells.
    pub(super) api_dice: Dice,
    pub(super) odd: &'a Scenarios,
    /// Of the lost events: those that Zoom has sent.
    pub(super) lost_on_the_way: f64,
    /// When the account's events reach nobody.
    pub(super) silent: Option<(Millis, Millis)>,
    pub(super) webhooks: Vec<Webhook>,
    pub(super) runs: Vec<Run>,
}

impl Outbox<'_> {
    /// Sends one instance of a meeting, from its first person to its last.
    pub(super) fn send_instance<'s>(
        &mut self,
        object: &Value,
        run: Run,
        stays: impl Iterator<Item = &'s Stay>,
    ) {
        let span = (run.from, run.to);
        self.runs.push(run);
        self.send("meeting.started", span.0, object, None);

        for stay in stays {
            self.send_stay(object, stay);
        }

        let mut ended = object.clone();
        ended["end_time"] = time(span.1).into();
        self.send("meeting.ended", span.1, &ended, None);
    }

    /// Sends a stay: one part, or one for each room in which the person was.
    fn send_stay(&mut self, object: &Value, stay: &Stay) {
        let mut participant = stay.person.clone();
        let user = self.draw_user();
        participant["user_id"] = user.into();
        participant["participant_uuid"] = self.dice.uuid().to_uppercase().into();

        // Drawn for the host's stays, too: what follows must not depend on the person.
        let number = self.dice.bits();
        let student = stay.student_of.map(|lesson| (lesson, number));

        if stay.empty_fields {
            self.empty_fields(&mut participant);
        }

        let inside = |at: &Millis| (stay.from + SECOND..stay.to - SECOND).contains(at);
        let mut from = stay.from;

        let mut in_room = false;

        for at in stay.moves.iter().copied().filter(inside) {
            self.list_part(stay, &participant, (from, at), in_room);
            self.send_part(object, &participant, (from, at), (student, MOVED));
            participant["user_id"] = self.draw_user().into();
            from = at;
            in_room = !in_room;
        }

        self.list_part(stay, &participant, (from, stay.to), in_room);

        self.send_part(
            object,
            &participant,
            (from, stay.to),
            (student, stay.reason),
        );
    }

    /// Adds one part of a stay to the run's list.
    fn list_part(
        &mut self,
        stay: &Stay,
        participant: &Value,
        (from, to): (Millis, Millis),
        in_room: bool,
    ) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let is_of_school = stay.person["email"] == TEACHER_EMAIL;
        let hides_registrant = self.api_dice.chance(0.5) && stay.empty_fields;
        let registrant = stay.person["registrant_id"].as_str();

        let row = ListedStay {
            user_id: text(&participant["user_id"]),
            name: text(&stay.person["user_name"]),
            account: is_of_school.then(|| text(&stay.person["id"])),
            email: text(&stay.person["email"]),
            registrant: registrant.filter(|_| !hides_registrant).map(str::to_owned),
            from,
            to,
            in_room,
            waits: false,
            twice: false,
        };
        let is_dropped = stay.reason == DROPPED && to == stay.to;
        if let Some(run) = self.runs.last_mut() {
            let row = row.draw(&mut self.api_dice, is_dropped, run.to);
            run.rows.push(row);
        }
    }

    /// Sends one part of a stay: the person joins, and leaves for a reason.
    fn send_part(
        &mut self,
        object: &Value,
        participant: &Value,
        (from, to): (Millis, Millis),
        (student, reason): (Option<(usize, u64)>, &str),
    ) {
        // Of a move, nobody has left.
        let begins = student.map(|(lesson, stay)| StayOf {
            lesson,
            stay,
            begins: true,
        });
        let ends = begins.map(|stay| StayOf {
            begins: reason == MOVED,
            ..stay
        });

        let mut joined = object.clone();
        joined["participant"] = participant.clone();
        joined["participant"]["join_time"] = time(from).into();
        self.send("meeting.participant_joined", from, &joined, begins);

        let mut left = object.clone();
        left["participant"] = participant.clone();
        left["participant"]["leave_time"] = time(to).into();
        left["participant"]["leave_reason"] = reason.into();
        self.send("meeting.participant_left", to, &left, ends);
    }

    fn draw_user(&mut self) -> String {
        (16_778_240 + self.dice.bits() % 9_000_000).to_string()
    }

    /// Leaves out what Zoom does not always tell of a guest.
    fn empty_fields(&mut self, participant: &mut Value) {
        for field in OPTIONAL {
            let value = match self.dice.index(4) {
                0 => Value::Null,
                1 => "".into(),
                _ => continue,
            };

            participant[field] = value;
        }

        if self.dice.chance(0.5)
            && let Some(fields) = participant.as_object_mut()
        {
            fields.remove("participant_uuid");
        }
    }

    /// Sends one event, which may get lost, come late or come twice.
    fn send(&mut self, name: &str, happened: Millis, object: &Value, student: Option<StayOf>) {
        let dice = &mut self.dice;
        let leaving = name == "meeting.participant_left";
        let left_missing = dice.chance(self.odd.webhook_left_missing) && leaving;
        let lost = dice.chance(self.odd.webhook_lost);
        let twice = dice.chance(self.odd.webhook_twice);

        let delay = *dice.pick(&DELAYS);
        let late = dice.chance(self.odd.webhook_late);
        let detour = dice.between(5 * SECOND, 2 * MINUTE);
        let overtaken = dice.chance(self.odd.webhook_out_of_order);

        let at = happened
            + dice.between(300, 3 * SECOND)
            + if late { delay } else { 0 }
            + if overtaken { detour } else { 0 };
        let again = at + dice.between(SECOND, 10 * MINUTE);

        let body = json!({
            "event": name, "event_ts": happened,
            "payload": { "account_id": "A-school", "object": object },
        })
        .to_string();
        let silent = self.silent;
        let is_heard = |at: &Millis| !silent.is_some_and(|(from, to)| (from..to).contains(at));
        let is_lost = lost || left_missing;
        let times = std::iter::once(at).chain(twice.then_some(again));
        let arrivals: Vec<Millis> = times.filter(|at| is_heard(at) && !is_lost).collect();

        let was_sent = self.api_dice.chance(self.lost_on_the_way) && !left_missing;
        if let Some(run) = self.runs.last_mut() {
            run.events.push(SentEvent {
                body: body.clone(),
                at,
                arrives: arrivals.first().copied(),
                logged: is_heard(&at) && (was_sent || !is_lost),
            });
        }

        self.webhooks.extend(arrivals.into_iter().map(|at| Webhook {
            at,
            body: body.clone(),
            lesson: None,
            student,
        }));
    }
}

/// A time as Zoom writes it.
pub(super) fn time(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at).map_or_else(String::new, |at| {
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    })
}
