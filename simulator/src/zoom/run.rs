//! One run of a meeting: what truly happened in it by Zoom's own books, whatever became of its events.

use crate::dice::Dice;
use crate::spans::{Millis, SECOND};

/// One run of a meeting, from its first person to its last.
#[derive(Clone, Debug)]
pub struct Run {
    /// The meeting's number.
    pub meeting: u64,
    /// Zoom's name of the run.
    pub uuid: String,
    /// The account that it belongs to.
    pub host: String,
    /// The teacher whose meeting it is, by number in the part of the school.
    pub teacher: usize,
    /// When it began.
    pub from: Millis,
    /// When it ended.
    pub to: Millis,
    /// The rows of its list of participants.
    pub rows: Vec<ListedStay>,
    /// Its events.
    pub events: Vec<SentEvent>,
    /// The lessons that were held in it.
    pub lessons: Vec<usize>,
}

/// A row of a list of participants.
#[derive(Clone, Debug)]
pub struct ListedStay {
    /// Zoom's number of the connection, as in its events.
    pub user_id: String,
    /// As Zoom shows it.
    pub name: String,
    /// The account of somebody who belongs to the school's account. Zoom does not say it of others.
    pub account: Option<String>,
    /// The address of the same.
    pub email: String,
    /// The registration.
    pub registrant: Option<String>,
    /// When the person came.
    pub from: Millis,
    /// When the person left, as the list has it.
    pub to: Millis,
    /// In a breakout room.
    pub in_room: bool,
    /// Outside, in the waiting room.
    pub waits: bool,
    /// Zoom lists it twice.
    pub twice: bool,
}

/// One event, as Zoom made it.
#[derive(Clone, Debug)]
pub struct SentEvent {
    /// The JSON.
    pub body: String,
    /// When Zoom sends it first.
    pub at: Millis,
    /// When it reaches the school, if ever.
    pub arrives: Option<Millis>,
    /// Zoom's log has it.
    pub logged: bool,
}

/// Of the rows: a time that differs from the event's by up to three seconds.
const INEXACT: f64 = 0.1;
/// Of the rows: listed twice.
const TWICE: f64 = 0.02;
/// The list may have the leave of an app that died this much later than the event.
const NOTICED_LATER: Millis = 120 * SECOND;

impl ListedStay {
    /// Draws how a row differs from what the events tell. Nobody is there after the end of the run.
    pub(super) fn draw(mut self, dice: &mut Dice, is_dropped: bool, ended: Millis) -> Self {
        let inexact = dice.chance(INEXACT);
        let off = dice.between(-3, 3) * SECOND;
        let noticed = dice.between(0, NOTICED_LATER);
        self.twice = dice.chance(TWICE);

        if is_dropped {
            self.to += noticed;
        } else if inexact && self.from < self.to + off {
            self.to += off;
        }
        self.to = self.to.min(ended);

        self
    }
}

impl Run {
    /// Returns whether all of its events have reached the school.
    #[must_use]
    pub fn is_told(&self, now: Millis) -> bool {
        self.events
            .iter()
            .all(|event| event.arrives.is_some_and(|at| at <= now))
    }
}
