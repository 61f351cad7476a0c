//! A teacher's connection with Zoom, in sentences.

use crate::config::Config;
use crate::store::{BrokenCause, ZoomConnection};

/// What the page shows of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ZoomState {
    /// This school has no app for it.
    NoApp,
    NotConnected,
    Connected,
    Broken {
        /// By the school's clock.
        since: String,
        why: &'static str,
    },
}

impl ZoomState {
    pub(crate) fn of(config: &Config, connection: Option<&ZoomConnection>) -> Self {
        if config.zoom_teacher_app.is_none() {
            return Self::NoApp;
        }

        match connection {
            None => Self::NotConnected,
            Some(connection) => match connection.broken_at {
                None => Self::Connected,
                Some(since) => Self::Broken {
                    since: config.school_days.show(since),
                    why: reason(connection.broken_cause),
                },
            },
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        *self == Self::Connected
    }
}

fn reason(cause: Option<BrokenCause>) -> &'static str {
    match cause {
        Some(BrokenCause::Deauthorized) => "The app was removed in Zoom.",
        Some(BrokenCause::Unreadable) => "The school's app in Zoom was changed.",
        Some(BrokenCause::Refused) | None => "Zoom no longer accepts the permission you gave.",
    }
}

/// What became of a connection just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ZoomOutcome {
    Connected,
    Disconnected,
    Declined,
    Expired,
    Foreign,
    Taken,
    Unavailable,
}

impl ZoomOutcome {
    const ALL: [Self; 7] = [
        Self::Connected,
        Self::Disconnected,
        Self::Declined,
        Self::Expired,
        Self::Foreign,
        Self::Taken,
        Self::Unavailable,
    ];

    /// Returns the name in the page's address.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Foreign => "foreign",
            Self::Taken => "taken",
            Self::Unavailable => "unavailable",
        }
    }

    /// Reads the name in the page's address.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == name)
    }

    /// Returns the class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Connected | Self::Disconnected => "good",
            Self::Declined | Self::Expired | Self::Foreign | Self::Taken | Self::Unavailable => {
                "bad"
            }
        }
    }

    /// Says what happened, and what to do.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Connected => "Zoom is connected. You can start a class without a link.",
            Self::Disconnected => "Zoom is disconnected, and your permission is deleted here.",
            Self::Declined => {
                "Zoom is not connected: it was not agreed to. If your Zoom account belongs to a company or school, its administrator may have to agree first."
            }
            Self::Expired => "Zoom is not connected: it took too long. Please try again.",
            Self::Foreign => {
                "Zoom is not connected: this was not begun here by you. Please try again."
            }
            Self::Taken => {
                "Zoom is not connected: another teacher has connected this Zoom account. Each teacher needs an own one. Sign out in Zoom, sign in with yours, and try again."
            }
            Self::Unavailable => {
                "Zoom is not connected: Zoom did not answer as expected. Please try again later, or tell the school office."
            }
        }
    }
}
