//! The states of a session's life, with the data that each has.

use chrono::{DateTime, Utc};

use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::Presence;

/// A session's state with the data that this state has.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The link was never opened.
    Sent,
    /// The link was opened, and nothing says that the session is over.
    Active(Presence),
    /// The session is over, and somebody or something ended it.
    Ended {
        /// What the pages reported; `None` for an old row that was ended without having been opened.
        presence: Option<Presence>,
        /// When it was over.
        ended_at: DateTime<Utc>,
        /// What ended it.
        reason: EndReason,
        /// The recorded figures; rows of older systems may lack them.
        figures: Option<MeasuredTime>,
    },
    /// The session is over because it was silent for longer than the idle timeout.
    TimedOut {
        /// What the pages reported.
        presence: Option<Presence>,
        /// The last activity, never the sweep's own time.
        ended_at: DateTime<Utc>,
        /// The recorded figures.
        figures: Option<MeasuredTime>,
    },
}

/// `session_status` as stored, plus `Sent` for a link that was never opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Never opened: stored as `active` without `clicked_at`.
    Sent,
    /// Opened and not over.
    Active,
    /// Over.
    Ended,
    /// Over by silence.
    Timeout,
}

impl Status {
    /// All statuses, in the order of a session's life.
    pub const ALL: [Self; 4] = [Self::Sent, Self::Active, Self::Ended, Self::Timeout];

    /// Returns the position in that order.
    #[must_use]
    pub fn rank(self) -> usize {
        match self {
            Self::Sent => 0,
            Self::Active => 1,
            Self::Ended => 2,
            Self::Timeout => 3,
        }
    }

    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Timeout => "timeout",
        }
    }
}

/// The phase of a session that an admin sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Never opened.
    Sent,
    /// The last activity lies within the silence limit.
    Live,
    /// The student left the page for Zoom and has not come back yet, or Zoom reports that the lesson goes on.
    Away,
    /// Silent for longer, but not timed out.
    Idle,
    /// Over.
    Ended,
    /// Over by silence.
    Timeout,
}

impl Phase {
    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Live => "live",
            Self::Away => "away",
            Self::Idle => "idle",
            Self::Ended => "ended",
            Self::Timeout => "timeout",
        }
    }
}

/// What ended a session (`end_reason`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The last page was closed. It may come back.
    Closed,
    /// The student pressed "End session". Final.
    Finished,
    /// Zoom reported that the meeting is over. The student may come back for a short while.
    Meeting,
    /// An admin ended it. Final.
    Admin,
    /// A row of an older system, which did not store the reason. Final.
    Unknown,
}

impl EndReason {
    /// All reasons.
    pub const ALL: [Self; 5] = [
        Self::Closed,
        Self::Finished,
        Self::Meeting,
        Self::Admin,
        Self::Unknown,
    ];

    /// Tells whether the student's page reported the end.
    #[must_use]
    pub fn is_told_by_page(self) -> bool {
        match self {
            Self::Closed | Self::Finished => true,
            Self::Meeting | Self::Admin | Self::Unknown => false,
        }
    }

    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Finished => "finished",
            Self::Meeting => "meeting",
            Self::Admin => "admin",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the stored name. A name that it does not know was stored by an older system.
    #[must_use]
    pub fn from_stored(name: Option<&str>) -> Self {
        Self::ALL
            .into_iter()
            .find(|reason| Some(reason.as_str()) == name)
            .unwrap_or(Self::Unknown)
    }
}
