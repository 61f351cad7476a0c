//! The documents (loaded pages) of a session, as the server last saw each.

use chrono::{DateTime, Utc};

use super::{PageMessage, PresenceParameters, Signal, ZoomVisit};
use crate::domain::ledger::{DocumentId, EvidenceKind};

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageDocument {
    /// Its name; `None` stands for all pages that do not name themselves.
    pub id: Option<DocumentId>,
    /// The highest message number seen. A later message with a lower number is late or a duplicate.
    pub sequence: u32,
    /// Its timer's ticks in that message.
    pub ticks: u32,
    /// Its first activity; `None` if an earlier version stored it.
    pub opened_at: Option<DateTime<Utc>>,
    /// Its newest activity.
    pub seen_at: DateTime<Utc>,
    /// Whether it runs on a phone or tablet.
    pub phone: bool,
    /// Whether the Zoom link was tapped on it.
    pub zoom_tapped: bool,
    /// Whether the student can see it.
    pub visibility: Visibility,
    /// The student's way from it to Zoom and back.
    pub zoom_visit: ZoomVisit,
}

/// Whether the student can see a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// It is in front, as far as is known.
    Visible,
    /// Something else covers it.
    Hidden,
    /// It was left for Zoom. It may be silent until the student comes back.
    Away,
    /// It was closed. A browser's back button may still bring it back.
    Closed,
}

impl PageDocument {
    /// Builds a document whose first known activity is this message at `at`.
    #[must_use]
    pub fn new(message: &PageMessage, at: DateTime<Utc>) -> Self {
        Self {
            id: message.document.clone(),
            sequence: 0,
            ticks: message.ticks,
            opened_at: Some(at),
            seen_at: at,
            phone: message.phone,
            zoom_tapped: false,
            visibility: Visibility::Visible,
            zoom_visit: ZoomVisit::default(),
        }
    }

    /// Tells whether a message is a duplicate, or arrived after a newer one of its document.
    #[must_use]
    pub fn is_stale(&self, message: &PageMessage) -> bool {
        message
            .sequence
            .is_some_and(|sequence| sequence <= self.sequence)
    }

    /// Tells whether the document counts as open at `at`: it was heard lately, or has not been away for too long.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>, parameters: &PresenceParameters) -> bool {
        match self.visibility {
            Visibility::Visible | Visibility::Hidden => at - self.seen_at <= parameters.silence,
            Visibility::Away => at - self.seen_at <= parameters.away,
            Visibility::Closed => false,
        }
    }

    /// Returns the news in a message, besides that the document is there.
    pub(crate) fn news_in(&self, message: &PageMessage) -> Vec<EvidenceKind> {
        // The message of the tap may get lost or arrive late. The next messages repeat that there was a tap.
        let tapped =
            message.signal == Signal::ZoomTapped || (message.zoom_tapped && !self.zoom_tapped);
        let tap = tapped.then_some(EvidenceKind::ZoomTapped);

        let was_visible = self.visibility == Visibility::Visible;
        let signal = match message.signal {
            Signal::Join => Some(EvidenceKind::Joined),
            Signal::Visible if !was_visible => Some(EvidenceKind::Visible),
            Signal::Hidden if was_visible => Some(EvidenceKind::Hidden),
            Signal::LeftForZoom => Some(EvidenceKind::WentToZoom),
            Signal::Crashed if self.visibility == Visibility::Away => None,
            Signal::Closed | Signal::Crashed => Some(EvidenceKind::PageClosed),
            Signal::Visible
            | Signal::Hidden
            | Signal::Heartbeat
            | Signal::ZoomTapped
            | Signal::Finish => None,
        };

        tap.into_iter().chain(signal).collect()
    }

    /// Returns the visibility after a message.
    fn visibility_after(&self, message: &PageMessage) -> Visibility {
        let in_zoom = (self.phone || message.phone) && (self.zoom_tapped || message.zoom_tapped);
        match message.signal {
            Signal::Join | Signal::Visible => Visibility::Visible,
            // The browser's back button may bring a closed page back.
            Signal::Heartbeat | Signal::ZoomTapped if self.visibility == Visibility::Closed => {
                Visibility::Visible
            }
            Signal::Heartbeat | Signal::ZoomTapped => self.visibility,
            // A phone stops the page while Zoom is in front, so silence is expected from now on.
            Signal::Hidden if in_zoom => Visibility::Away,
            Signal::Hidden => Visibility::Hidden,
            Signal::LeftForZoom => Visibility::Away,
            // A browser may send the report of a crash when the page only goes to the background.
            Signal::Crashed if self.visibility == Visibility::Away => Visibility::Away,
            Signal::Closed | Signal::Crashed | Signal::Finish => Visibility::Closed,
        }
    }

    /// Updates the document by a message.
    pub(crate) fn observe(&mut self, message: &PageMessage, at: DateTime<Utc>) {
        let taps = message.leads_to_zoom();
        // If the message of the tap got lost, the first message that repeats the tap stands for it.
        let repeats_lost_tap = message.zoom_tapped && !self.zoom_visit.is_known();
        // A hidden page sends heartbeats, too, so they do not show that the student looks at it.
        let is_in_front = matches!(
            message.signal,
            Signal::Join | Signal::Visible | Signal::Finish
        );

        if taps || repeats_lost_tap {
            self.zoom_visit.record_tap(at);
        } else if is_in_front {
            self.zoom_visit.record_look(at);
        }

        self.visibility = self.visibility_after(message);
        // "End session" counts even out of order, and must not set the number back.
        self.sequence = self.sequence.max(message.sequence.unwrap_or(0));
        self.ticks = message.ticks;
        self.seen_at = self.seen_at.max(at);
        self.phone |= message.phone;
        self.zoom_tapped |= message.zoom_tapped || taps;
    }
}
