//! The documents (loaded pages) of a session, as the server last saw each.

use chrono::{DateTime, TimeDelta, Utc};

use super::{PageMessage, PresenceParameters, Signal};
use crate::domain::ledger::{DocumentId, EvidenceKind};

/// More than this many are not remembered: closed ones are forgotten first, then the longest silent.
const MAX_DOCUMENTS: usize = 8;

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageDocument {
    /// Its name; `None` stands for all pages that do not name themselves.
    pub id: Option<DocumentId>,
    /// The highest message number seen; what comes later with a lower one is late or a duplicate.
    pub sequence: u32,
    /// Its timer's ticks in that message.
    pub ticks: u32,
    /// Its first sign of life; `None` for one that an earlier version wrote.
    pub opened_at: Option<DateTime<Utc>>,
    /// Its newest sign of life.
    pub seen_at: DateTime<Utc>,
    /// Whether it runs on a phone or tablet.
    pub phone: bool,
    /// Whether the Zoom link was tapped on it.
    pub zoom_tapped: bool,
    /// How it stands.
    pub visibility: Visibility,
    /// The student's way to Zoom and back.
    pub zoom_visit: ZoomVisit,
}

/// What a document sees of the student's way to Zoom and back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ZoomVisit {
    /// The first tap on the Zoom link.
    pub first_tap_at: Option<DateTime<Utc>>,
    /// The last one.
    pub last_tap_at: Option<DateTime<Utc>>,
    /// When the document was first looked at again after that.
    pub back_at: Option<DateTime<Utc>>,
    /// When it was last: a student may look at the page while the class goes on.
    pub looked_at: Option<DateTime<Utc>>,
    /// How often the student came back and went to Zoom again.
    pub returns: u32,
    /// Seconds between these.
    pub outside_seconds: i64,
}

impl ZoomVisit {
    /// Whether the document led to Zoom.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.first_tap_at.is_some()
    }

    pub(crate) fn record_tap(&mut self, at: DateTime<Utc>) {
        if let Some(back) = self.back_at.take() {
            self.returns += 1;
            self.outside_seconds += (at - back).num_seconds().max(0);
        }

        self.looked_at = None;
        self.first_tap_at.get_or_insert(at);
        self.last_tap_at = Some(at);
    }

    pub(crate) fn record_look(&mut self, at: DateTime<Utc>) {
        if self.is_known() {
            self.back_at.get_or_insert(at);
            self.looked_at = Some(at);
        }
    }
}

/// How a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// In front, as far as is known.
    Visible,
    /// Covered by something else.
    Hidden,
    /// Left for Zoom: nothing may be heard of it until the student comes back.
    Away,
    /// Closed; a browser's back button may still bring it back.
    Closed,
}

impl PageDocument {
    /// A document of which nothing is known but that it speaks at `at`.
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

    /// Tells whether a message was overtaken by a newer one of its document, or is a duplicate.
    #[must_use]
    pub fn is_stale(&self, message: &PageMessage) -> bool {
        message
            .sequence
            .is_some_and(|sequence| sequence <= self.sequence)
    }

    /// Tells whether the document counts as open at `at`: heard of lately, or away for not too long.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>, rules: &PresenceParameters) -> bool {
        match self.visibility {
            Visibility::Visible | Visibility::Hidden => at - self.seen_at <= rules.silence,
            Visibility::Away => at - self.seen_at <= rules.away,
            Visibility::Closed => false,
        }
    }

    /// Returns what a message says besides that the document is there, as far as that is news.
    pub(crate) fn news_in(&self, message: &PageMessage) -> Vec<EvidenceKind> {
        // The message of the tap itself may be overtaken by the next one, which repeats it.
        let tapped = message.zoom_tapped || message.signal == Signal::ZoomTapped;
        let again = message.signal == Signal::ZoomTapped;
        let tapped = (tapped && (again || !self.zoom_tapped)).then_some(EvidenceKind::ZoomTapped);
        let other = match message.signal {
            Signal::Join => Some(EvidenceKind::Joined),
            Signal::Visible => {
                (self.visibility != Visibility::Visible).then_some(EvidenceKind::Visible)
            }
            Signal::Hidden => {
                (self.visibility == Visibility::Visible).then_some(EvidenceKind::Hidden)
            }
            Signal::LeftForZoom => Some(EvidenceKind::WentToZoom),
            Signal::Crashed if self.visibility == Visibility::Away => None,
            Signal::Closed | Signal::Crashed => Some(EvidenceKind::PageClosed),
            Signal::Heartbeat | Signal::ZoomTapped | Signal::Finish => None,
        };

        tapped.into_iter().chain(other).collect()
    }

    /// Returns how the document stands after a message.
    fn visibility_after(&self, message: &PageMessage) -> Visibility {
        let in_zoom = (self.phone || message.phone) && (self.zoom_tapped || message.zoom_tapped);
        match message.signal {
            Signal::Join | Signal::Visible => Visibility::Visible,
            Signal::Heartbeat | Signal::ZoomTapped if self.visibility == Visibility::Closed => {
                Visibility::Visible
            }
            Signal::Heartbeat | Signal::ZoomTapped => self.visibility,
            Signal::Hidden if in_zoom => Visibility::Away,
            Signal::Hidden => Visibility::Hidden,
            Signal::LeftForZoom => Visibility::Away,
            // A browser may send what was left for its end when the page only goes to the background.
            Signal::Crashed if self.visibility == Visibility::Away => Visibility::Away,
            Signal::Closed | Signal::Crashed | Signal::Finish => Visibility::Closed,
        }
    }

    /// Takes over what a message says.
    pub(crate) fn observe(&mut self, message: &PageMessage, at: DateTime<Utc>) {
        let taps = matches!(message.signal, Signal::ZoomTapped | Signal::LeftForZoom);
        match message.signal {
            Signal::ZoomTapped | Signal::LeftForZoom => self.zoom_visit.record_tap(at),
            _ if message.zoom_tapped && !self.zoom_visit.is_known() => {
                self.zoom_visit.record_tap(at)
            }
            Signal::Join | Signal::Visible | Signal::Finish => self.zoom_visit.record_look(at),
            Signal::Heartbeat | Signal::Hidden | Signal::Closed | Signal::Crashed => {}
        }

        self.visibility = self.visibility_after(message);
        self.sequence = self.sequence.max(message.sequence.unwrap_or(0));
        self.ticks = message.ticks;
        self.seen_at = self.seen_at.max(at);
        self.phone |= message.phone;
        self.zoom_tapped |= message.zoom_tapped || taps;
    }
}

/// Puts a document back into the list, or adds it.
pub(crate) fn upsert(documents: &mut Vec<PageDocument>, document: PageDocument) {
    match documents.iter_mut().find(|known| known.id == document.id) {
        Some(known) => *known = document,
        None => documents.push(document),
    }

    while documents.len() > MAX_DOCUMENTS {
        let least = |known: &PageDocument| (known.visibility != Visibility::Closed, known.seen_at);
        let Some(position) = (0..documents.len()).min_by_key(|&index| least(&documents[index]))
        else {
            return;
        };

        documents.remove(position);
    }
}

/// How long the page may have been open after the last sign of life: until the idle timeout, or, where a
/// phone went to Zoom and has not come back, until it must have.
#[must_use]
pub(crate) fn longest_unseen(documents: &[PageDocument], rules: &PresenceParameters) -> TimeDelta {
    let away = documents
        .iter()
        .any(|document| document.visibility == Visibility::Away);
    if away {
        rules.away.max(rules.idle_timeout)
    } else {
        rules.idle_timeout
    }
}
