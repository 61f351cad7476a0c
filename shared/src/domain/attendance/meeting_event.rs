//! The events of a meeting, as Zoom tells them.

use chrono::{DateTime, Utc};

/// An event with all that is kept of it. Names and addresses are not kept: nobody is recognised by them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingEvent {
    /// The account that sends it.
    pub account: String,
    /// The meeting's number.
    pub meeting: String,
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

/// The person who came or left. Zoom names no role; a name is never an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// One stay: a person who comes again has another connection.
    pub connection: String,
    /// The person as far as Zoom knows: a registrant, or somebody signed in.
    pub person: Option<String>,
    /// Whether it is the meeting's host: the teacher.
    pub is_host: bool,
}

/// Begins the connections that come from a report: Zoom names them in another way there than in its webhooks.
pub const REPORTED: &str = "report:";
