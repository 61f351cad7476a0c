//! What a sign of life, an end or silence does to a session: `session + message + now -> change`.

use chrono::{DateTime, Utc};

use super::{
    DocumentId, EndReason, Evidence, EvidenceSource, Figures, Kind, Party, Presence, Rules, Session, State,
};

/// A session as it becomes, and the evidence for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The session afterwards. Its `revision` is still the one before.
    pub session: Session,
    /// What goes into the ledger; empty when nothing changed.
    pub evidence: Vec<Evidence>,
}

/// Who speaks: a page may name its document and number its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The page's document.
    pub document: Option<DocumentId>,
    /// Strictly increasing per document.
    pub sequence: Option<u32>,
}

/// A page may not join.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum JoinRefused {
    /// The link's time is over.
    #[error("the link has expired")]
    Expired,
    /// The session was ended for good, after so many seconds of presence.
    #[error("the session has ended")]
    Ended {
        /// Seconds of presence, for the page to show.
        seconds: i64,
    },
}

/// The session was never opened, so there is nothing to end.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the session was never opened")]
pub struct NotOpened;

impl Session {
    /// A session whose page has been silent for longer than the idle timeout is over since its last sign
    /// of life. The one rule for sweep, reads and messages; the clock of whoever notices changes nothing.
    #[must_use]
    pub fn settle(self, now: DateTime<Utc>, rules: &Rules) -> Change {
        match self.state {
            State::Active(presence) if now - presence.last_sign_at > rules.idle_timeout => {
                let mut change = Change { session: self, evidence: Vec::new() };
                change.append(presence.last_sign_at, now, Kind::TimedOut, &Message::default());
                change.session.state = State::TimedOut {
                    presence: Some(presence),
                    ended_at: presence.last_sign_at,
                    figures: Some(Figures::of_open(&presence, rules)),
                };
                change
            }
            State::Sent | State::Active(_) | State::Ended { .. } | State::TimedOut { .. } => {
                Change { session: self, evidence: Vec::new() }
            }
        }
    }

    /// A page was opened. The first one starts the session; a later one continues it.
    pub fn join(self, message: &Message, now: DateTime<Utc>, rules: &Rules) -> Result<Change, JoinRefused> {
        let mut change = self.settle(now, rules);
        match change.session.state {
            State::Active(_) => {}
            State::Ended { reason, .. } if reason != EndReason::Closed => {
                let seconds = change.session.figures(rules).map_or(0, |figures| figures.seconds);
                return Err(JoinRefused::Ended { seconds });
            }
            State::Sent | State::Ended { .. } | State::TimedOut { .. } => {
                if change.session.is_expired(now) {
                    return Err(JoinRefused::Expired);
                }
            }
        }
        change.sign_of_life(Kind::Joined, message, now, rules);
        Ok(change)
    }

    /// A page says that it is still there. Revives a closed or timed-out session while the link is valid.
    /// Changes nothing before the first join and after a final end.
    #[must_use]
    pub fn heartbeat(self, message: &Message, now: DateTime<Utc>, rules: &Rules) -> Change {
        let mut change = self.settle(now, rules);
        let lives = match change.session.state {
            State::Active(_) => true,
            State::Ended { reason: EndReason::Closed, .. } | State::TimedOut { .. } => {
                !change.session.is_expired(now)
            }
            State::Sent | State::Ended { .. } => false,
        };
        if lives {
            change.sign_of_life(Kind::Resumed, message, now, rules);
        }
        change
    }

    /// A page was closed, or the student pressed "End session". The first end stands.
    pub fn end(
        self,
        reason: EndReason,
        message: &Message,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Change, NotOpened> {
        let mut change = self.settle(now, rules);
        match change.session.state {
            State::Sent => return Err(NotOpened),
            State::Ended { .. } | State::TimedOut { .. } => return Ok(change),
            State::Active(_) => {}
        }
        change.sign_of_life(Kind::Resumed, message, now, rules);
        let kind = if reason == EndReason::Closed { Kind::Closed } else { Kind::Finished };
        if let State::Active(presence) = change.session.state {
            change.append(presence.last_sign_at, now, kind, message);
            change.session.state = State::Ended {
                presence: Some(presence),
                ended_at: presence.last_sign_at,
                reason,
                figures: Some(Figures::of_ended(&presence)),
            };
        }
        Ok(change)
    }
}

impl Change {
    /// Moves the last sign of life to `now`. A silence before it is noted in the ledger and not counted.
    fn sign_of_life(&mut self, kind: Kind, message: &Message, now: DateTime<Utc>, rules: &Rules) {
        let Some(before) = self.session.presence() else {
            self.append(now, now, kind, message);
            self.session.state =
                State::Active(Presence { clicked_at: now, last_sign_at: now, uncounted_seconds: 0 });
            return;
        };
        // Two instances' clocks may differ a little: time never runs backwards here.
        let at = now.max(before.last_sign_at);
        let gap = at - before.last_sign_at;
        let was_open = matches!(self.session.state, State::Active(_));
        let silent = was_open && gap > rules.silence;
        if silent {
            self.append(before.last_sign_at, now, Kind::Silent, &Message::default());
        }
        let reopened = silent || !was_open;
        if kind == Kind::Joined || reopened {
            self.append(at, now, kind, message);
        }
        let closed = matches!(self.session.state, State::Ended { reason: EndReason::Closed, .. });
        let counted = !reopened || (closed && gap <= rules.grace);
        let uncounted_seconds = before.uncounted_seconds + if counted { 0 } else { gap.num_seconds() };
        self.session.state = State::Active(Presence { last_sign_at: at, uncounted_seconds, ..before });
    }

    fn append(&mut self, at: DateTime<Utc>, received_at: DateTime<Utc>, kind: Kind, message: &Message) {
        let (party, source) = match kind {
            Kind::Joined | Kind::Resumed | Kind::Closed | Kind::Finished => {
                (Party::Student, EvidenceSource::Page)
            }
            Kind::Silent | Kind::TimedOut => (Party::System, EvidenceSource::Sweep),
            Kind::TokenReplaced => (Party::System, EvidenceSource::Migration),
        };
        let session = self.session.id;
        let dedupe_key = match (&message.document, message.sequence) {
            // The same message twice is the same evidence.
            (Some(document), Some(sequence)) => format!("{session}:{document}:{sequence}:{}", kind.as_str()),
            // Writes repeat the revision that they saw, so one revision yields each kind at most once.
            _ => format!("{session}:r{}:{}", self.session.revision, kind.as_str()),
        };
        self.evidence.push(Evidence {
            at,
            received_at,
            party,
            source,
            kind,
            document: message.document.clone(),
            sequence: message.sequence,
            detail: None,
            dedupe_key,
        });
    }
}

#[cfg(test)]
mod tests;
