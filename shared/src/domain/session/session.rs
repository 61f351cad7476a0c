//! One lesson's attendance through one link, and the phases of its life.

use chrono::{DateTime, Utc};

use crate::domain::attendance::{ClassReport, NoShow};
use crate::domain::ids::{SessionId, StudentId, TeacherId};
use crate::domain::ledger::{Detail, Evidence, EvidenceKind};
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::{PageDocument, Presence, PresenceParameters, Visibility};
use crate::domain::tally::LATE_AFTER;

/// One row of `wpos_zoom_links` as the rules see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The row.
    pub id: SessionId,
    /// Whose lesson it is.
    pub student: StudentId,
    /// Who gives it.
    pub teacher: TeacherId,
    /// The Zoom link as stored; older rows hold anything, so it is checked again before it is shown.
    pub link: String,
    /// When the link was stored.
    pub sent_at: Option<DateTime<Utc>>,
    /// From when on the link opens nothing any more; `None` for rows of older systems.
    pub expires_at: Option<DateTime<Utc>>,
    /// Where in its life the session is.
    pub state: State,
    /// Until when silence does not time it out, because Zoom says that it goes on.
    pub meeting_until: Option<DateTime<Utc>>,
    /// Seconds in which student and teacher were in the meeting together, by Zoom.
    pub together_seconds: Option<i64>,
    /// When the lesson began, where better evidence than the page's opening tells.
    pub lesson_started_at: Option<DateTime<Utc>>,
    /// Why there was no lesson, where the evidence says so.
    pub no_show: Option<NoShow>,
    /// What the teacher says of it.
    pub class_report: ClassReport,
    /// Counts the changes (not the heartbeats), so that a write can tell that it comes too late.
    pub revision: i64,
}

impl Session {
    /// Evidence of the session as a whole, which no page's document gave.
    pub(crate) fn evidence(
        &self,
        kind: EvidenceKind,
        at: DateTime<Utc>,
        received_at: DateTime<Utc>,
        detail: Option<Detail>,
    ) -> Evidence {
        let (party, source) = kind.reporter();
        Evidence {
            at,
            received_at,
            party,
            source,
            kind,
            document: None,
            sequence: None,
            detail,
            dedupe_key: format!("{}:r{}:{}", self.id, self.revision, kind.as_str()),
        }
    }

    /// A session for tests, sent at `sent_at`.
    #[cfg(test)]
    pub(crate) fn example(sent_at: DateTime<Utc>, state: State) -> Self {
        Self {
            id: SessionId(7),
            student: StudentId(1),
            teacher: TeacherId("t".into()),
            link: String::new(),
            sent_at: Some(sent_at),
            expires_at: None,
            state,
            meeting_until: None,
            together_seconds: None,
            lesson_started_at: None,
            no_show: None,
            class_report: ClassReport::default(),
            revision: 3,
        }
    }
}

/// A session's state with the data that state has.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The link was never opened.
    Sent,
    /// Opened, and not known to be over.
    Active(Presence),
    /// Over, with an end that somebody or something gave.
    Ended {
        /// What was seen until then; `None` for an old row that was ended without ever being opened.
        presence: Option<Presence>,
        /// When.
        ended_at: DateTime<Utc>,
        /// By what.
        reason: EndReason,
        /// What the row says; rows of older systems may lack it.
        figures: Option<MeasuredTime>,
    },
    /// Fell silent for longer than the idle timeout.
    TimedOut {
        /// What was seen until then.
        presence: Option<Presence>,
        /// The last sign of life, never the sweep's own time.
        ended_at: DateTime<Utc>,
        /// What the row says.
        figures: Option<MeasuredTime>,
    },
}

/// `session_status` as stored, plus `Sent` for a link that was never opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Stored as `active` without `clicked_at`.
    Sent,
    /// Opened and not over.
    Active,
    /// Over.
    Ended,
    /// Over by silence.
    Timeout,
}

impl Status {
    /// All of them, in the order of a session's life.
    pub const ALL: [Self; 4] = [Self::Sent, Self::Active, Self::Ended, Self::Timeout];

    /// Returns its place in that order.
    #[must_use]
    pub fn rank(self) -> usize {
        match self {
            Self::Sent => 0,
            Self::Active => 1,
            Self::Ended => 2,
            Self::Timeout => 3,
        }
    }

    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Timeout => "timeout",
        }
    }
}

/// What an admin sees a session do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Never opened.
    Sent,
    /// A sign of life within the silence limit.
    Live,
    /// The student's phone left the page for Zoom and has not come back yet.
    Away,
    /// Silent for longer, but not timed out.
    Idle,
    /// Over.
    Ended,
    /// Over by silence.
    Timeout,
}

impl Phase {
    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Live => "live",
            Self::Away => "away",
            Self::Idle => "idle",
            Self::Ended => "ended",
            Self::Timeout => "timeout",
        }
    }
}

/// What ended a session (`end_reason`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The page was closed; it may come back.
    Closed,
    /// The student pressed "End session". Final.
    Finished,
    /// Zoom says that the meeting is over. Final.
    Meeting,
    /// An admin ended it. Final.
    Admin,
    /// A row of an older system, which did not say. Final.
    Unknown,
}

impl EndReason {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Closed,
        Self::Finished,
        Self::Meeting,
        Self::Admin,
        Self::Unknown,
    ];

    /// Tells whether the student's page told the end.
    #[must_use]
    pub fn is_told_by_page(self) -> bool {
        match self {
            Self::Closed | Self::Finished => true,
            Self::Meeting | Self::Admin | Self::Unknown => false,
        }
    }

    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Finished => "finished",
            Self::Meeting => "meeting",
            Self::Admin => "admin",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the stored name; what it does not know was stored by an older system.
    #[must_use]
    pub fn from_stored(name: Option<&str>) -> Self {
        [Self::Closed, Self::Finished, Self::Meeting, Self::Admin]
            .into_iter()
            .find(|reason| Some(reason.as_str()) == name)
            .unwrap_or(Self::Unknown)
    }
}

impl Session {
    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.state {
            State::Sent => Status::Sent,
            State::Active(_) => Status::Active,
            State::Ended { .. } => Status::Ended,
            State::TimedOut { .. } => Status::Timeout,
        }
    }

    /// Returns the phase at `now`.
    #[must_use]
    pub fn phase(&self, now: DateTime<Utc>, rules: &PresenceParameters) -> Phase {
        match &self.state {
            State::Sent => Phase::Sent,
            State::Active(presence) => match Self::open_phase(presence, now, rules) {
                // The page is silent, but Zoom is not.
                Phase::Idle if self.is_held_open_by_zoom(now) => Phase::Away,
                phase => phase,
            },
            State::Ended { .. } => Phase::Ended,
            State::TimedOut { .. } => Phase::Timeout,
        }
    }

    /// Returns what was seen of the page, if it was ever opened.
    #[must_use]
    pub fn presence(&self) -> Option<&Presence> {
        match &self.state {
            State::Sent => None,
            State::Active(presence) => Some(presence),
            State::Ended { presence, .. } | State::TimedOut { presence, .. } => presence.as_ref(),
        }
    }

    /// Returns when it began: the lesson where that is known, else the page's opening.
    #[must_use]
    pub fn began_at(&self) -> Option<DateTime<Utc>> {
        self.lesson_started_at
            .or(self.presence().map(|presence| presence.clicked_at))
    }

    /// Returns when it was over.
    #[must_use]
    pub fn ended_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Sent | State::Active(_) => None,
            State::Ended { ended_at, .. } | State::TimedOut { ended_at, .. } => Some(ended_at),
        }
    }

    /// Returns what ended it, unless that was silence.
    #[must_use]
    pub fn end_reason(&self) -> Option<EndReason> {
        match self.state {
            State::Ended { reason, .. } => Some(reason),
            State::Sent | State::Active(_) | State::TimedOut { .. } => None,
        }
    }

    /// Returns the phase of a session that is not over.
    fn open_phase(presence: &Presence, now: DateTime<Utc>, rules: &PresenceParameters) -> Phase {
        let there = || {
            presence
                .documents
                .iter()
                .filter(|document| document.is_open(now, rules))
        };
        let away = |document: &PageDocument| document.visibility == Visibility::Away;
        if there().any(away) && there().all(away) {
            Phase::Away
        } else if now - presence.last_sign_at <= rules.silence {
            Phase::Live
        } else {
            Phase::Idle
        }
    }

    /// Tells whether the student opened the link long after it was sent.
    #[must_use]
    pub fn is_late(&self) -> bool {
        let opened_at = self.presence().map(|presence| presence.clicked_at);
        opened_at
            .zip(self.sent_at)
            .is_some_and(|(opened, sent)| opened - sent > LATE_AFTER)
    }

    /// Returns the figures: the row's own once it is over, else what was seen so far. `None` if never opened.
    #[must_use]
    pub fn figures(&self, rules: &PresenceParameters) -> Option<MeasuredTime> {
        match &self.state {
            State::Sent => None,
            State::Active(presence) => Some(MeasuredTime::measured_so_far(presence, rules)),
            State::Ended {
                figures: Some(figures),
                ..
            }
            | State::TimedOut {
                figures: Some(figures),
                ..
            } => Some(*figures),
            // Only rows of older systems are over without figures.
            State::Ended { presence, .. } | State::TimedOut { presence, .. } => {
                presence.as_ref().map(MeasuredTime::from_bare_row)
            }
        }
    }
}
