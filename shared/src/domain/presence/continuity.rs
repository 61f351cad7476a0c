//! What a page that was not heard of for a while proves about that time, once it speaks again.

use chrono::{DateTime, Utc};

use super::{PageDocument, PageMessage, Presence, PresenceParameters, Signal, Visibility};
use crate::domain::calendar::Interval;
use crate::domain::ledger::EvidenceKind;

/// Why a page's silence counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Continuity {
    /// Its ticks: the page ran, only the network was away.
    Offline,
    /// It was left for Zoom on a phone, and the same document answers again: it was never closed. It counts,
    /// marked as unseen.
    InZoom,
}

impl Continuity {
    /// Returns what the ledger says at the beginning and at the end of that time.
    pub(crate) fn ledger_kinds(self) -> (EvidenceKind, EvidenceKind) {
        match self {
            Self::Offline => (EvidenceKind::Offline, EvidenceKind::Reconnected),
            Self::InZoom => (EvidenceKind::Away, EvidenceKind::Returned),
        }
    }
}

/// A document that sleeps or is frozen does not tick.
fn timer_kept_running(
    document: &PageDocument,
    message: &PageMessage,
    at: DateTime<Utc>,
    rules: &PresenceParameters,
) -> bool {
    let ticks = i64::from(message.ticks.saturating_sub(document.ticks));
    let gap = (at - document.seen_at).num_seconds();
    let heartbeat = i64::try_from(rules.heartbeat.as_secs()).unwrap_or(i64::MAX);

    // At least 0.6 ticks a heartbeat interval: timers are late under load, and a resumed one catches up once.
    document.visibility != Visibility::Closed
        && ticks > 0
        && ticks.saturating_mul(heartbeat).saturating_mul(10) >= gap.saturating_mul(6)
}

/// Also where the message that the page was hidden got lost.
fn was_in_zoom(
    document: &PageDocument,
    message: &PageMessage,
    at: DateTime<Utc>,
    rules: &PresenceParameters,
) -> bool {
    let left = match document.visibility {
        Visibility::Away => true,
        Visibility::Visible | Visibility::Hidden => {
            // These come right after the tap, and say nothing about the time before it.
            let leaving = matches!(
                message.signal,
                Signal::ZoomTapped | Signal::Hidden | Signal::LeftForZoom
            );
            document.zoom_tapped || (message.zoom_tapped && !leaving)
        }
        Visibility::Closed => false,
    };

    left && document.phone && at - document.seen_at <= rules.away
}

/// More gaps than this are not kept for a page that may yet account for them.
const MAX_GAPS: usize = 32;

impl Presence {
    /// Returns what a document's message proves about the time since the one before. Time away counts up to the
    /// limit for the whole session, however often the student leaves: a phone in a pocket is in no class.
    pub(crate) fn continuity(
        &self,
        document: &PageDocument,
        message: &PageMessage,
        at: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Option<Continuity> {
        let away_seconds = self.away_seconds + (at - document.seen_at).num_seconds();
        if timer_kept_running(document, message, at, rules) {
            Some(Continuity::Offline)
        } else if away_seconds <= rules.away.num_seconds()
            && was_in_zoom(document, message, at, rules)
        {
            Some(Continuity::InZoom)
        } else {
            None
        }
    }

    /// Moves the last sign of life to `at`, over a silence that does not count (so far).
    pub(crate) fn skip_to(&mut self, at: DateTime<Utc>) {
        let gap = Interval {
            from: self.last_sign_at,
            to: at,
        };

        self.uncounted_seconds += gap.seconds();
        self.gaps.push(gap);
        self.last_sign_at = at;
    }

    /// Counts what was not counted between the two times. Returns how many seconds that is.
    pub(crate) fn recover(
        &mut self,
        proof: Continuity,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> i64 {
        let proven = Interval { from, to };
        let recovered = self
            .gaps
            .iter()
            .filter_map(|gap| gap.intersection(proven))
            .map(Interval::seconds)
            .sum();

        self.gaps = self
            .gaps
            .iter()
            .flat_map(|gap| gap.without(proven))
            .collect();

        self.uncounted_seconds -= recovered;
        if proof == Continuity::InZoom {
            self.away_seconds += recovered;
        }

        recovered
    }

    /// Forgets the gaps that no page can account for any more: each was heard of since, or closed.
    pub(crate) fn forget_gaps(&mut self) {
        self.keep_gaps_of_open_documents();
        let surplus = self.gaps.len().saturating_sub(MAX_GAPS);
        let Some(forgotten) = self.gaps.drain(..surplus).next_back() else {
            return;
        };

        // Whoever could account for it is taken for closed, and can no more.
        for document in self
            .documents
            .iter_mut()
            .filter(|document| document.seen_at < forgotten.to)
        {
            document.visibility = Visibility::Closed;
        }
        self.keep_gaps_of_open_documents();
    }

    fn keep_gaps_of_open_documents(&mut self) {
        let open = self
            .documents
            .iter()
            .filter(|document| document.visibility != Visibility::Closed);
        let earliest = open.map(|document| document.seen_at).min();
        self.gaps
            .retain(|gap| earliest.is_some_and(|earliest| earliest < gap.to));
    }
}
