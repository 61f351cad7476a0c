//! What a page's message, or its silence, does to a session: `session + message + now -> change`.

use chrono::{DateTime, TimeDelta, Utc};

use super::{EndReason, Session, State};
use crate::domain::ledger::{Detail, Evidence, EvidenceKind};
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::acceptance::Acceptance;
use crate::domain::presence::page_document::upsert;
use crate::domain::presence::{
    PageDocument, PageMessage, Presence, PresenceParameters, Signal, Visibility,
};

/// A session as it becomes, and the evidence for it.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionChange {
    /// The session afterwards. Its `revision` is still the one before.
    pub session: Session,
    /// What goes into the ledger; empty when nothing of note happened.
    pub evidence: Vec<Evidence>,
}

/// A message cannot be taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Rejection {
    /// A page may not join: the link's time is over.
    #[error("the link has expired")]
    Expired,
    /// A page may not join: the session was ended for good, after so many seconds of presence.
    #[error("the session has ended")]
    Ended {
        /// Seconds of presence, for the page to show.
        seconds: i64,
    },
    /// There is nothing to end.
    #[error("the session was never opened")]
    NotOpened,
}

/// Evidence that only describes (a tab was covered, another was opened) is left out of the ledger after so
/// many changes of one session: nobody may fill it.
const MAX_DESCRIBED: i64 = 1_000;

impl Session {
    /// A session whose pages have been silent for longer than the idle timeout is over since its last sign
    /// of life. The one rule for sweep, reads and messages; the clock of whoever notices changes nothing.
    #[must_use]
    pub fn settle(self, now: DateTime<Utc>, rules: &PresenceParameters) -> SessionChange {
        let mut change = SessionChange {
            session: self,
            evidence: Vec::new(),
        };
        if change.session.is_timed_out_at(now, rules)
            && let State::Active(presence) = &change.session.state
        {
            let (presence, ended_at) = (presence.clone(), presence.last_sign_at);
            let silence = Arrival {
                message: &PageMessage::default(),
                at: ended_at,
                now,
            };

            change.append(EvidenceKind::TimedOut, ended_at, silence);
            let figures = Some(MeasuredTime::measured_so_far(&presence, rules));

            change.session.state = State::TimedOut {
                presence: Some(presence),
                ended_at,
                figures,
            };

            change.session.measure_by_pages(rules);
        }
        change
    }

    /// How long every page may be silent without that being left out: while it is open, and where it was closed.
    fn longest_silence(&self, rules: &PresenceParameters) -> TimeDelta {
        match self.state {
            State::Sent | State::Active(_) => rules.silence,
            State::Ended {
                reason: EndReason::Closed,
                ..
            } => rules.grace,
            State::Ended { .. } | State::TimedOut { .. } => TimeDelta::zero(),
        }
    }

    /// Applies a page's message. Late ones, duplicates, and what comes after a final end change nothing.
    pub fn apply(
        self,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<SessionChange, Rejection> {
        let mut change = self.settle(now, rules);
        match change.session.accept(message, now, rules)? {
            Acceptance::Ignore => {}
            Acceptance::Apply => change.apply_message(message, now, rules),
            Acceptance::Finalize => change.finalize(message, now),
        }

        change.session.measure_by_pages(rules);
        Ok(change)
    }
}

/// A message as it arrived.
#[derive(Clone, Copy)]
struct Arrival<'a> {
    message: &'a PageMessage,
    /// When what it says happened.
    at: DateTime<Utc>,
    /// When the server learnt of it.
    now: DateTime<Utc>,
}

impl SessionChange {
    /// Takes a message in: it is a sign of life of its document, and says how that stands.
    fn apply_message(
        &mut self,
        message: &PageMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) {
        let opened = self.session.presence().cloned();
        let mut presence = opened.unwrap_or_else(|| Presence::from(message.happened_at(now, now)));
        let known = presence.document(message.document.as_ref()).cloned();
        // Nothing is known of a new document's past: whatever age it claims, it speaks now.
        let at = message.happened_at(now, known.as_ref().map_or(now, |one| one.seen_at));

        let arrival = Arrival { message, at, now };
        let mut document = known.unwrap_or_else(|| PageDocument::new(message, at));

        self.count_silence(&mut presence, &document, arrival, rules);
        let described = document.news_in(message);
        document.observe(message, at);
        let is_last = document.visibility == Visibility::Closed
            && !presence.others_are_there(&document, rules);

        upsert(&mut presence.documents, document);
        presence.forget_gaps();

        match message.signal {
            Signal::Finish => self.end_session(presence, EndReason::Finished, arrival),
            Signal::Closed | Signal::Crashed if is_last => {
                self.end_session(presence, EndReason::Closed, arrival)
            }
            Signal::Join
            | Signal::Heartbeat
            | Signal::Visible
            | Signal::Hidden
            | Signal::ZoomTapped
            | Signal::LeftForZoom
            | Signal::Closed
            | Signal::Crashed => self.resume(presence, described, arrival),
        }
    }

    /// Counts the time before a message, or leaves it out, and notes in the ledger what was not plainly counted.
    fn count_silence(
        &mut self,
        presence: &mut Presence,
        document: &PageDocument,
        arrival: Arrival<'_>,
        rules: &PresenceParameters,
    ) {
        let Arrival { message, at, .. } = arrival;
        let was_over = !matches!(self.session.state, State::Active(_));
        let silent = at - presence.last_sign_at > self.session.longest_silence(rules);
        if silent && !was_over {
            self.append(EvidenceKind::Silent, presence.last_sign_at, arrival);
        }
        if silent {
            presence.skip_to(at);
        } else {
            presence.last_sign_at = presence.last_sign_at.max(at);
        }
        let proof = presence.continuity(document, message, at, rules);
        if let Some(proof) = proof
            && presence.recover(proof, document.seen_at, at) > 0
        {
            let (from, to) = proof.ledger_kinds();
            self.append(from, document.seen_at, arrival);
            self.append(to, at, arrival);
        } else if silent || was_over {
            let kind = if message.signal == Signal::Join {
                EvidenceKind::Joined
            } else {
                EvidenceKind::Resumed
            };
            self.append(kind, presence.last_sign_at, arrival);
        }
    }

    fn resume(&mut self, presence: Presence, described: Vec<EvidenceKind>, arrival: Arrival<'_>) {
        let joined = self
            .evidence
            .iter()
            .any(|evidence| evidence.kind == EvidenceKind::Joined);
        for kind in described
            .into_iter()
            .filter(|kind| !(joined && *kind == EvidenceKind::Joined))
        {
            if self.session.revision < MAX_DESCRIBED {
                self.append(kind, presence.last_sign_at, arrival);
            }
        }
        if self.session.end_reason() == Some(EndReason::Meeting) {
            // Who Zoom missed may come yet.
            self.session.no_show = None;
        }
        self.session.state = State::Active(presence);
    }

    fn end_session(&mut self, presence: Presence, reason: EndReason, arrival: Arrival<'_>) {
        let ended_at = presence.last_sign_at;
        let kind = if reason == EndReason::Closed {
            EvidenceKind::Closed
        } else {
            EvidenceKind::Finished
        };

        self.append(kind, ended_at, arrival);
        // Its figures are counted once all is known of it.
        self.session.state = State::Ended {
            presence: Some(presence),
            ended_at,
            reason,
            figures: None,
        };
    }

    /// Makes an end final that there was already.
    fn finalize(&mut self, message: &PageMessage, now: DateTime<Utc>) {
        if let Some(presence) = self.session.presence().cloned() {
            let arrival = Arrival {
                message,
                at: presence.last_sign_at,
                now,
            };
            self.end_session(presence, EndReason::Finished, arrival);
        }
    }

    fn append(&mut self, kind: EvidenceKind, at: DateTime<Utc>, arrival: Arrival<'_>) {
        let message = arrival.message;
        let (party, source) = kind.reporter();
        let session = self.session.id;
        let dedupe_key = match (&message.document, message.sequence) {
            // The same message twice is the same evidence.
            (Some(document), Some(sequence)) => {
                format!("{session}:{document}:{sequence}:{}", kind.as_str())
            }
            // Writes repeat the revision that they saw, so one revision yields each kind at most once.
            _ => format!("{session}:r{}:{}", self.session.revision, kind.as_str()),
        };

        self.evidence.push(Evidence {
            at,
            received_at: arrival.now,
            party,
            source,
            kind,
            document: message.document.clone(),
            sequence: message.sequence,
            detail: (kind == EvidenceKind::Joined && message.phone).then(|| Detail::words("phone")),
            dedupe_key,
        });
    }
}

#[cfg(test)]
mod delivery;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;
