//! What a page says, and what it hears.

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// `POST /api/zoom/track`.
    Track,
    /// `POST /api/zoom/heartbeat`.
    Heartbeat,
    /// `POST /api/zoom/end-session`.
    EndSession,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where to.
    pub to: To,
    /// The JSON.
    pub body: String,
    /// `closed`, `visible` and so on; empty for a join.
    pub kind: &'static str,
    /// Sent by a page that may be gone when the answer comes.
    pub beacon: bool,
}

/// What the page reads of an answer.
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
