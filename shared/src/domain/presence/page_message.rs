//! The message of a page: which document sent it, and what happened to that document.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use crate::domain::ledger::DocumentId;

/// One message of a page. The server's clock decides when it happened; the page tells at most how long ago that was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMessage {
    /// What happened.
    pub signal: Signal,
    /// The page's document; `None` from pages of the older system, which count as one.
    pub document: Option<DocumentId>,
    /// Grows with every message of the document; `None`: the messages count in the order of their arrival.
    pub sequence: Option<u32>,
    /// Ticks of the document's timer since it was loaded. They prove that its script ran.
    pub ticks: u32,
    /// How long ago the student pressed the button, if the message had to wait. It counts only within the time since
    /// the document's last activity.
    pub age: TimeDelta,
    /// Whether the page runs on a phone or tablet, which stops it while another app is in front.
    pub phone: bool,
    /// Whether the student has tapped the Zoom link on this document.
    pub zoom_tapped: bool,
}

/// What happened to a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signal {
    /// A person opened it, and it is visible.
    Join,
    /// It is still there.
    #[default]
    Heartbeat,
    /// It came to the front.
    Visible,
    /// Another tab or app covers it, or its window is minimised. Never an end.
    Hidden,
    /// The student tapped the Zoom link.
    ZoomTapped,
    /// It was closed.
    Closed,
    /// The student left it for Zoom in the same tab: the lesson begins.
    LeftForZoom,
    /// The browser reports that it is gone, because it could not do so itself (a crash).
    Crashed,
    /// The student pressed "End session".
    Finish,
}

impl PageMessage {
    /// Builds the message of a page that reports nothing about itself.
    #[must_use]
    pub fn bare(signal: Signal) -> Self {
        Self {
            signal,
            ..Self::default()
        }
    }

    /// Returns when it happened, in whole seconds as stored: when it arrived, or, for "End session", earlier by its
    /// age. The result never lies before `since`.
    #[must_use]
    pub fn happened_at(&self, now: DateTime<Utc>, since: DateTime<Utc>) -> DateTime<Utc> {
        // Only "End session" waits for the network: the page repeats it until it arrives.
        let age = if self.signal == Signal::Finish {
            self.age.max(TimeDelta::zero())
        } else {
            TimeDelta::zero()
        };

        // The page chooses the age, so it may be of any size.
        let claimed = now.checked_sub_signed(age).unwrap_or(since);
        claimed.trunc_subsecs(0).max(since)
    }

    /// Tells whether the student goes to Zoom with this message.
    pub(crate) fn leads_to_zoom(&self) -> bool {
        matches!(self.signal, Signal::ZoomTapped | Signal::LeftForZoom)
    }
}
