//! What a page proves about a time of silence once it speaks again.

use chrono::{DateTime, Utc};

use super::{PageDocument, PageMessage, Presence, PresenceParameters, Signal, Visibility};
use crate::domain::calendar::Interval;
use crate::domain::ledger::EvidenceKind;

/// Why a page's silence counts as presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Continuity {
    /// Its ticks prove that the page ran and only the network failed.
    Offline,
    /// A phone left it for Zoom, and the same document answers again, so it was never closed. The time counts, marked
    /// as unseen.
    InZoom,
}

impl Continuity {
    /// Returns the ledger's entries for the beginning and the end of that time.
    pub(crate) fn ledger_kinds(self) -> (EvidenceKind, EvidenceKind) {
        match self {
            Self::Offline => (EvidenceKind::Offline, EvidenceKind::Reconnected),
            Self::InZoom => (EvidenceKind::Away, EvidenceKind::Returned),
        }
    }
}

/// Tells whether the document's timer ticked during its silence. It does not while the document sleeps or is frozen.
fn timer_kept_running(
    document: &PageDocument,
    message: &PageMessage,
    at: DateTime<Utc>,
    parameters: &PresenceParameters,
) -> bool {
    let ticks = i64::from(message.ticks.saturating_sub(document.ticks));
    let gap = (at - document.seen_at).num_seconds();
    let heartbeat = i64::try_from(parameters.heartbeat.as_secs()).unwrap_or(i64::MAX);

    // At least 0.6 ticks in each heartbeat interval: timers are late under load, and a timer that resumes ticks once
    // for all that it missed.
    document.visibility != Visibility::Closed
        && ticks > 0
        && ticks.saturating_mul(heartbeat).saturating_mul(10) >= gap.saturating_mul(6)
}

/// Tells whether a phone was in Zoom during its document's silence, even if the message that the document was hidden
/// got lost.
fn was_in_zoom(
    document: &PageDocument,
    message: &PageMessage,
    at: DateTime<Utc>,
    parameters: &PresenceParameters,
) -> bool {
    let was_left = match document.visibility {
        Visibility::Away => true,
        Visibility::Visible | Visibility::Hidden => {
            // These come right after the tap that they repeat, so they prove nothing about the time before it.
            let is_leaving = matches!(
                message.signal,
                Signal::ZoomTapped | Signal::Hidden | Signal::LeftForZoom
            );
            document.zoom_tapped || (message.zoom_tapped && !is_leaving)
        }
        Visibility::Closed => false,
    };

    // A computer runs the page while Zoom is in front, so its silence is no sign of Zoom.
    was_left && document.phone && at - document.seen_at <= parameters.away
}

/// Tells whether the computer slept during its document's silence: the timer stood still, and the document speaks
/// again though nobody looks at it. A browser that stops a hidden page wakes it only for somebody who looks.
fn computer_slept(
    document: &PageDocument,
    message: &PageMessage,
    gap: Interval,
    parameters: &PresenceParameters,
) -> bool {
    let ticks = i64::from(message.ticks.saturating_sub(document.ticks));
    let heartbeat = i64::try_from(parameters.heartbeat.as_secs()).unwrap_or(i64::MAX);
    let stood_still = ticks.saturating_mul(heartbeat).saturating_mul(10) <= gap.seconds();

    !document.phone
        && document.visibility == Visibility::Hidden
        && message.signal == Signal::Heartbeat
        && stood_still
}

/// At most this many gaps are kept for pages that may yet account for them.
const MAX_GAPS: usize = 32;

impl Presence {
    /// Returns why the time since the document's last message counts, if its new message proves that.
    ///
    /// The limit of time away holds for the whole session, however often the student leaves: a phone that lies in a
    /// pocket is in no class.
    pub(crate) fn continuity(
        &self,
        document: &PageDocument,
        message: &PageMessage,
        at: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Option<Continuity> {
        // The proof by ticks comes first, because it uses up none of the time away.
        if timer_kept_running(document, message, at, parameters) {
            return Some(Continuity::Offline);
        }

        let away_seconds = self.away_seconds + (at - document.seen_at).num_seconds();
        let is_within_limit = away_seconds <= parameters.away.num_seconds();

        (is_within_limit && was_in_zoom(document, message, at, parameters))
            .then_some(Continuity::InZoom)
    }

    /// Returns the time before a message in which the document's computer slept, if no other page was heard in it.
    pub(crate) fn sleep_before(
        &self,
        document: &PageDocument,
        message: &PageMessage,
        at: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Option<Interval> {
        let gap = Interval {
            from: self.last_sign_at.max(document.seen_at),
            to: at,
        };
        let is_silence = at - gap.from > parameters.silence;

        (is_silence && computer_slept(document, message, gap, parameters)).then_some(gap)
    }

    /// Moves the last activity to `at`, over a silence that does not count unless a page accounts for it later.
    pub(crate) fn skip_to(&mut self, at: DateTime<Utc>) {
        let gap = Interval {
            from: self.last_sign_at,
            to: at,
        };

        self.uncounted_seconds += gap.seconds();
        self.gaps.push(gap);
        self.last_sign_at = at;
    }

    /// Counts the uncounted time between two times. Returns its seconds.
    pub(crate) fn recover(
        &mut self,
        continuity: Continuity,
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

        // Another page may prove the same time later, and must not count it again.
        self.gaps = self
            .gaps
            .iter()
            .flat_map(|gap| gap.without(proven))
            .collect();

        self.uncounted_seconds -= recovered;
        match continuity {
            Continuity::Offline => {}
            Continuity::InZoom => self.away_seconds += recovered,
        }

        recovered
    }

    /// Forgets the gaps that no page can account for any more, because every page was closed or heard since.
    pub(crate) fn forget_gaps(&mut self) {
        self.keep_gaps_of_open_documents();
        let surplus = self.gaps.len().saturating_sub(MAX_GAPS);
        let Some(newest_forgotten) = self.gaps.drain(..surplus).next_back() else {
            return;
        };

        // A page that could account for a forgotten gap must not do so with what is left of it: it counts as closed.
        for document in &mut self.documents {
            if document.seen_at < newest_forgotten.to {
                document.visibility = Visibility::Closed;
            }
        }

        self.keep_gaps_of_open_documents();
    }

    fn keep_gaps_of_open_documents(&mut self) {
        let longest_silent = self
            .documents
            .iter()
            .filter(|document| document.visibility != Visibility::Closed)
            .map(|document| document.seen_at)
            .min();

        self.gaps
            .retain(|gap| longest_silent.is_some_and(|seen_at| seen_at < gap.to));
    }
}
