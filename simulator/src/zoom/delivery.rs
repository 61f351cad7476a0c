//! The events that Zoom sends of one meeting, and their deliveries.

use serde_json::{Value, json};

use super::stays::Stay;
use super::webhook::{StayOf, Webhook};
use crate::dice::Dice;
use crate::mix::Scenarios;
use crate::spans::{MINUTE, Millis, SECOND};

/// The delays of late deliveries.
const DELAYS: [Millis; 3] = [5 * MINUTE, 25 * MINUTE, 85 * MINUTE];

/// The events of one account on their way.
pub(super) struct Outbox<'a> {
    pub(super) dice: Dice,
    pub(super) odd: &'a Scenarios,
    pub(super) webhooks: Vec<Webhook>,
}

impl Outbox<'_> {
    /// Sends one instance of a meeting, from its first person to its last.
    pub(super) fn send_instance<'s>(
        &mut self,
        object: &Value,
        span: (Millis, Millis),
        stays: impl Iterator<Item = &'s Stay>,
    ) {
        self.send("meeting.started", span.0, object, None);

        for stay in stays {
            self.send_stay(object, stay);
        }

        let mut ended = object.clone();
        ended["end_time"] = time(span.1).into();
        self.send("meeting.ended", span.1, &ended, None);
    }

    fn send_stay(&mut self, object: &Value, stay: &Stay) {
        let mut participant = stay.person.clone();
        let user = 16_778_240 + self.dice.bits() % 9_000_000;
        participant["user_id"] = user.to_string().into();
        participant["participant_uuid"] = self.dice.uuid().to_uppercase().into();

        // Drawn for the host's stays, too: what follows must not depend on the person.
        let number = self.dice.bits();
        let begins = stay.student_of.map(|lesson| StayOf {
            lesson,
            stay: number,
            begins: true,
        });
        let ends = begins.map(|stay| StayOf {
            begins: false,
            ..stay
        });

        let mut joined = object.clone();
        joined["participant"] = participant.clone();
        joined["participant"]["join_time"] = time(stay.from).into();
        self.send("meeting.participant_joined", stay.from, &joined, begins);

        let mut left = object.clone();
        participant["leave_time"] = time(stay.to).into();
        participant["leave_reason"] = stay.reason.into();
        left["participant"] = participant;
        self.send("meeting.participant_left", stay.to, &left, ends);
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

        if lost || left_missing {
            return;
        }

        let event = json!({
            "event": name, "event_ts": happened,
            "payload": { "account_id": "A-school", "object": object },
        });
        let times = std::iter::once(at).chain(twice.then_some(again));
        self.webhooks.extend(times.map(|at| Webhook {
            at,
            body: event.to_string(),
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
