//! The events of a meeting, as Zoom tells them.

use chrono::{DateTime, Utc};

/// An event with all that is kept of it. Names and addresses are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingEvent {
    /// The account that sends it.
    pub account: String,
    /// The meeting's number.
    pub meeting: String,
    /// The key of the lesson that the meeting was created for, if it carries one.
    pub lesson_key: Option<String>,
    /// The event.
    pub event: ZoomEvent,
    /// The same key for the same event, however often and in whatever delivery it comes.
    pub dedupe_key: String,
}

/// One event of a meeting, as Zoom dates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomEvent {
    /// When it happened, by Zoom's clock.
    pub at: DateTime<Utc>,
    /// The instance of the meeting: a restart has another one.
    pub uuid: String,
    /// The account that the meeting belongs to, as a [`Participant::person`]; `None`: Zoom did not say.
    pub host: Option<String>,
    /// What happened.
    pub kind: ZoomKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoomKind {
    /// The first person came.
    Started,
    /// The last person left.
    Ended,
    /// Somebody came.
    Joined(Participant),
    /// Somebody left.
    Left(Participant),
    /// Zoom noticed that somebody was gone: the app was killed, or lost its network.
    Dropped(Participant),
}

/// The person who came or left. Zoom names no role, and a name is never an identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Participant {
    /// One visit: a person who comes again has another connection.
    pub connection: String,
    /// Zoom's number of a part of the visit: a move between rooms begins another one. `None`: Zoom did not say.
    pub user_id: Option<String>,
    /// The person as far as Zoom knows: a registrant, or somebody signed in.
    pub person: Option<String>,
    /// Whether it is the account that the meeting belongs to.
    pub is_host: bool,
    /// Says that two stays in one room have the same name, and nothing else. It is no name.
    pub name_key: Option<String>,
    /// Whether the name is that of a program which takes notes.
    pub is_assistant: bool,
}

impl Participant {
    /// Takes over what another event of the same stay knows of the person. The order of the two does not matter.
    pub(super) fn learn(&mut self, other: &Self) {
        self.is_host |= other.is_host;
        self.is_assistant |= other.is_assistant;
        // A registrant's id ("r:") tells who it is for this meeting, an account's ("u:") only who is signed in.
        self.person = smaller(self.person.take(), other.person.as_deref());
        self.name_key = smaller(self.name_key.take(), other.name_key.as_deref());
    }
}

/// Returns the smaller of two texts, or the one that there is.
fn smaller(known: Option<String>, other: Option<&str>) -> Option<String> {
    match (known, other) {
        (Some(known), Some(other)) => Some(known.min(other.to_owned())),
        (known, other) => known.or_else(|| other.map(str::to_owned)),
    }
}

/// Begins the connections that come from a report: Zoom names them in another way there than in its webhooks.
pub const REPORTED: &str = "report:";
