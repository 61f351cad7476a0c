//! The messages of a page, and the answers.

/// The address of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// `POST /api/zoom/track`.
    Track,
    /// `POST /api/zoom/heartbeat`.
    Heartbeat,
    /// `POST /api/zoom/end-session`.
    EndSession,
}

/// A message to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its address.
    pub to: To,
    /// The JSON.
    pub body: String,
    /// `closed`, `visible` and so on; empty for a join.
    pub kind: &'static str,
    /// Sent by a page that may be gone when the answer comes.
    pub beacon: bool,
}

/// The part of an answer that the page reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 200 with this status.
    Status(ReportedStatus),
    /// Another HTTP status.
    Refused(u16),
    /// No answer came.
    Nothing,
}

/// The `status` of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportedStatus {
    /// Goes on.
    Active,
    /// Not opened yet.
    Sent,
    /// Over.
    Over,
}
