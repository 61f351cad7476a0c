//! What a page says: which document speaks, and what happened to it.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use crate::domain::ledger::DocumentId;

/// One message of a page. Nothing in it is a time or a duration: the server's clock decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMessage {
    /// What happened.
    pub signal: Signal,
    /// The page's document; `None` from pages of the older system, which count as one.
    pub document: Option<DocumentId>,
    /// Strictly increasing per document; `None`: the order is that of arrival.
    pub sequence: Option<u32>,
    /// Ticks that the document's timer has made since it was loaded: proof that its script ran.
    pub ticks: u32,
    /// How long ago the student did it, where the message had to wait. Only ever believed within what the
    /// server saw itself.
    pub age: TimeDelta,
    /// The page runs on a phone or tablet, which stops it while another app is in front.
    pub phone: bool,
    /// The student has tapped the Zoom link on this document.
    pub zoom_tapped: bool,
}

/// What happened to a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signal {
    /// It was opened by a person and is visible.
    Join,
    /// It is still there.
    #[default]
    Heartbeat,
    /// It came to the front.
    Visible,
    /// It is covered: another tab, another app, a minimised window. Never an end.
    Hidden,
    /// The Zoom link was tapped.
    ZoomTapped,
    /// It was closed.
    Closed,
    /// It was left for Zoom in the same tab: the lesson begins.
    LeftForZoom,
    /// The browser says that it is gone without having said so itself (a crash).
    Crashed,
    /// "End session" was pressed.
    Finish,
}

impl PageMessage {
    /// A message of a page that says nothing about itself.
    #[must_use]
    pub fn bare(signal: Signal) -> Self {
        Self {
            signal,
            ..Self::default()
        }
    }

    /// Returns when it happened: its arrival, or, for "End session", that less its age, but not before `since`;
    /// in whole seconds as stored.
    #[must_use]
    pub fn happened_at(&self, now: DateTime<Utc>, since: DateTime<Utc>) -> DateTime<Utc> {
        let age = if self.signal == Signal::Finish {
            self.age.max(TimeDelta::zero())
        } else {
            TimeDelta::zero()
        };
        let claimed = now.checked_sub_signed(age).unwrap_or(since);
        claimed.trunc_subsecs(0).max(since)
    }
}
