//! What a page's message does to a session: `session + message + now -> change`.

use chrono::{DateTime, Utc};

use super::change::Arrival;
use super::{EndReason, Rejection, Session, SessionChange, State};
use crate::domain::ledger::EvidenceKind;
use crate::domain::presence::acceptance::Acceptance;
use crate::domain::presence::{
    PageDocument, PageMessage, Presence, PresenceParameters, Signal, Visibility,
};

/// After this many changes of a session, the ledger has no more entries that only describe (a tab was covered, another
/// one was opened). Otherwise a page could fill the ledger.
const MAX_DESCRIBED: i64 = 1_000;

impl Session {
    /// Applies a page's message. A late message, a duplicate, and a message after a final end change nothing.
    pub fn apply(
        self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) -> Result<SessionChange, Rejection> {
        // A timeout that no sweep has recorded yet must decide about the message, too.
        let mut change = self.settle(now, parameters);
        match change.session.accept(message, now, parameters)? {
            Acceptance::Ignore => {}
            Acceptance::Apply => change.apply_message(message, now, parameters),
            Acceptance::Finalize => change.finalize(message, now),
        }

        change.session.measure_by_pages(parameters);
        Ok(change)
    }
}

impl SessionChange {
    /// Applies an accepted message: it is activity of its document, and changes the document.
    fn apply_message(
        &mut self,
        message: &PageMessage,
        now: DateTime<Utc>,
        parameters: &PresenceParameters,
    ) {
        let mut presence = match self.session.presence() {
            Some(presence) => presence.clone(),
            None => Presence::from(message.happened_at(now, now)),
        };
        let known = presence.document(message.document.as_ref()).cloned();

        // The server knows nothing of a new document's past, so the age of its message does not count.
        let earliest = known.as_ref().map_or(now, |document| document.seen_at);
        let at = message.happened_at(now, earliest);
        let arrival = Arrival { message, at, now };

        let mut document = known.unwrap_or_else(|| PageDocument::new(message, at));
        if let Some(asleep) = presence.sleep_before(&document, message, at, parameters) {
            document.zoom_visit.record_sleep(asleep);
        }

        self.count_silence(&mut presence, &document, arrival, parameters);
        // News is what the document does not know yet, so it is read before the document changes.
        let news = document.news_in(message);

        document.observe(message, at);
        let closes = matches!(message.signal, Signal::Closed | Signal::Crashed);
        let is_last = document.visibility == Visibility::Closed
            && !presence.others_are_there(&document, parameters);

        presence.upsert(document);
        // A document cannot account for a time before this message any more, so gaps are forgotten only now.
        presence.forget_gaps();

        if message.signal == Signal::Finish {
            self.end_session(presence, EndReason::Finished, arrival);
        } else if closes && is_last {
            self.end_session(presence, EndReason::Closed, arrival);
        } else {
            self.resume(presence, news, arrival);
        }
    }

    /// Counts the time before a message, or leaves it out. Adds evidence for a silence, whether or not it counts.
    fn count_silence(
        &mut self,
        presence: &mut Presence,
        document: &PageDocument,
        arrival: Arrival<'_>,
        parameters: &PresenceParameters,
    ) {
        let Arrival { message, at, .. } = arrival;
        let was_open = self.session.is_open();
        let longest_silence = self.session.longest_counted_silence(parameters);
        let was_silent = at - presence.last_sign_at > longest_silence;

        if was_silent && was_open {
            self.append(EvidenceKind::Silent, presence.last_sign_at, arrival);
        }

        if was_silent {
            presence.skip_to(at);
        } else {
            // A press that had to wait may lie before the newest activity of another page.
            presence.last_sign_at = presence.last_sign_at.max(at);
        }

        let continuity = presence.continuity(document, message, at, parameters);
        if let Some(continuity) = continuity
            && presence.recover(continuity, document.seen_at, at) > 0
        {
            let (beginning, end) = continuity.ledger_kinds();
            self.append(beginning, document.seen_at, arrival);
            self.append(end, at, arrival);
        } else if was_silent || !was_open {
            let kind = if message.signal == Signal::Join {
                EvidenceKind::Joined
            } else {
                EvidenceKind::Resumed
            };
            self.append(kind, presence.last_sign_at, arrival);
        }
    }

    /// Leaves the session open, or opens it.
    fn resume(&mut self, presence: Presence, news: Vec<EvidenceKind>, arrival: Arrival<'_>) {
        // The end of a silence may have recorded this join already.
        let has_join = self
            .evidence
            .iter()
            .any(|evidence| evidence.kind == EvidenceKind::Joined);

        for kind in news {
            let is_known = has_join && kind == EvidenceKind::Joined;
            if !is_known && self.session.revision < MAX_DESCRIBED {
                self.append(kind, presence.last_sign_at, arrival);
            }
        }

        if self.session.end_reason() == Some(EndReason::Meeting) {
            // The meeting may begin again, and the person whom Zoom did not see may still come.
            self.session.no_show = None;
        }

        self.session.state = State::Active(presence);
    }

    fn end_session(&mut self, presence: Presence, reason: EndReason, arrival: Arrival<'_>) {
        let ended_at = presence.last_sign_at;
        let kind = match reason {
            EndReason::Closed => EvidenceKind::Closed,
            EndReason::Finished | EndReason::Meeting | EndReason::Admin | EndReason::Unknown => {
                EvidenceKind::Finished
            }
        };

        self.append(kind, ended_at, arrival);
        self.session.state = State::Ended {
            presence: Some(presence),
            ended_at,
            reason,
            // `apply` measures the session once the change is complete.
            figures: None,
        };
    }

    /// Makes an earlier end final.
    fn finalize(&mut self, message: &PageMessage, now: DateTime<Utc>) {
        let Some(presence) = self.session.presence().cloned() else {
            return;
        };

        let arrival = Arrival {
            message,
            // The pages were closed before the press, so it moves no time.
            at: presence.last_sign_at,
            now,
        };
        self.end_session(presence, EndReason::Finished, arrival);
    }
}

#[cfg(test)]
mod delivery;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod page_events;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;
