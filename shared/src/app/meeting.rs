//! What is stored about the lessons of one meeting, for whoever reconciles or shows them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::{LessonClaim, MeetingEvidence, Session, SessionId};
use crate::error::Error;
use crate::store::Store;

/// The sessions of a meeting, with all that is known about their lessons.
pub(crate) struct Meeting {
    /// In the order in which the links were sent.
    pub(crate) sessions: Vec<Session>,
    /// Numbers the lessons as `sessions` does.
    pub(crate) evidence: MeetingEvidence,
}

impl Meeting {
    /// Reads the sessions whose links were sent since then, and what happened in the meeting.
    pub(crate) async fn load(
        store: &Store,
        meeting: &str,
        since: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let sessions = store.list_sessions_of_meeting(meeting, since).await?;
        let events = if sessions.is_empty() {
            Vec::new()
        } else {
            store.list_zoom_events(meeting, since).await?
        };

        // Taps and looks only matter where there are stays to assign and to bound.
        let ledgers = if events.is_empty() {
            HashMap::new()
        } else {
            let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
            store.list_evidence_of(&ids).await?
        };

        let claims: Vec<LessonClaim> = sessions
            .iter()
            .map(|session| {
                let ledger = ledgers.get(&session.id);
                session.claim(ledger.map_or(&[][..], Vec::as_slice))
            })
            .collect();

        Ok(Self {
            evidence: MeetingEvidence::new(claims, &events),
            sessions,
        })
    }
}
