//! What is stored about the lessons of one meeting, for whoever reconciles or shows them.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use crate::domain::{
    AccountInMeeting, Doubt, KnownPeople, KnownPerson, LessonClaim, MEETING_SPAN, MeetingEvidence,
    PersonRole, Session, SessionId, TeacherId, ToldRun, ZoomEvent, ZoomKind, accounts_of_teachers,
};
use crate::error::Error;
use crate::store::{CreatedMeeting, Store};

/// The sessions of a meeting, with all that is known about their lessons.
pub(crate) struct Meeting {
    /// In the order in which the links were sent.
    pub(crate) sessions: Vec<Session>,
    /// Numbers the lessons as `sessions` does.
    pub(crate) evidence: MeetingEvidence,
    /// What was known of the people in the meeting.
    pub(crate) known: BTreeSet<KnownPerson>,
    /// The runs of the meeting of which Zoom told.
    pub(crate) runs: Vec<ToldRun>,
}

/// The same, before anything is concluded from it.
#[derive(Clone)]
pub(crate) struct MeetingRecords {
    /// In the order in which the links were sent.
    pub(crate) sessions: Vec<Session>,
    /// What is known of the people in the meeting.
    pub(crate) known: BTreeSet<KnownPerson>,
    claims: Vec<LessonClaim>,
    events: Vec<ZoomEvent>,
}

impl Meeting {
    /// Reads what happened in the meeting since then, and the sessions whose links may have led to it.
    pub(crate) async fn load(
        store: &Store,
        meeting: &str,
        since: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let sessions = store
            .list_sessions_of_meeting(meeting, links_since(since))
            .await?;
        let events = if sessions.is_empty() {
            Vec::new()
        } else {
            store.list_zoom_events(meeting, since).await?
        };

        let records = MeetingRecords::load(store, sessions, events).await?;
        Ok(records.into_meeting())
    }

    /// Returns what an administrator could settle about a lesson. `None`: nothing.
    pub(crate) fn accounts_in_doubt(
        &self,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Option<AccountsInDoubt> {
        let number = self.sessions.iter().position(|one| one.id == session)?;
        let lesson = self.evidence.lesson(number, false)?;
        let doubts = self.sessions[number].doubts_of_zoom(&lesson, now);
        let accounts = self.evidence.accounts_in_doubt(number, &doubts);

        (!accounts.is_empty()).then_some((doubts, accounts))
    }
}

/// Returns since when the links were sent that may have led to what happened since then. Without the link that somebody
/// used, the stay would be taken for another student's, and that person with it.
pub(crate) fn links_since(happened_since: DateTime<Utc>) -> DateTime<Utc> {
    happened_since - MEETING_SPAN
}

/// What is open about a lesson, and the accounts of which an administrator can say whose they are.
type AccountsInDoubt = (Vec<Doubt>, Vec<AccountInMeeting>);

impl MeetingRecords {
    /// Reads what else is known of these sessions if these events happened in their meeting.
    pub(crate) async fn load(
        store: &Store,
        sessions: Vec<Session>,
        events: Vec<ZoomEvent>,
    ) -> Result<Self, Error> {
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

        let known = if events.is_empty() {
            Vec::new()
        } else {
            load_people(store, &sessions, &events).await?
        };

        Ok(Self {
            sessions,
            known: known.into_iter().collect(),
            claims,
            events,
        })
    }

    /// Concludes from the records whose stay is whose.
    pub(crate) fn into_meeting(self) -> Meeting {
        let people = KnownPeople::new(self.known.iter().cloned());

        Meeting {
            sessions: self.sessions,
            evidence: MeetingEvidence::new(self.claims, &self.events, people),
            known: self.known,
            runs: ToldRun::list(&self.events),
        }
    }
}

/// Reads what is known of everybody in the meeting, and of the teachers of its lessons.
async fn load_people(
    store: &Store,
    sessions: &[Session],
    events: &[ZoomEvent],
) -> Result<Vec<KnownPerson>, Error> {
    let mut persons: BTreeSet<&str> = BTreeSet::new();
    for event in events {
        persons.extend(event.host.as_deref());
        if let ZoomKind::Joined(who) | ZoomKind::Left(who) | ZoomKind::Dropped(who) = &event.kind {
            persons.extend(who.person.as_deref());
        }
    }

    let persons: Vec<&str> = persons.into_iter().collect();
    let teachers: BTreeSet<&TeacherId> = sessions.iter().map(|session| &session.teacher).collect();
    let teachers: Vec<&TeacherId> = teachers.into_iter().collect();

    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
    let (mut known, created) = tokio::try_join!(
        store.list_known_people(&persons, &teachers),
        store.list_created_meetings_of(&ids)
    )?;
    known.extend(registered_students(sessions, &created));

    // Together, so that an account that stands beside two teachers proves nothing, wherever it stands.
    let (mut accounts, connected) = tokio::try_join!(
        store.list_zoom_ids_of_teachers(),
        store.list_connected_users()
    )?;
    accounts.extend(connected);
    accounts.extend(
        created
            .into_iter()
            .map(|created| (created.teacher, created.zoom_user)),
    );
    known.extend(accounts_of_teachers(&accounts));

    Ok(known)
}

/// Returns the students who have a place of their own in a meeting that was created for their lesson.
fn registered_students<'a>(
    sessions: &'a [Session],
    created: &'a [CreatedMeeting],
) -> impl Iterator<Item = KnownPerson> + 'a {
    created.iter().filter_map(|created| {
        let session = sessions
            .iter()
            .find(|session| Some(session.id) == created.session)?;

        Some(KnownPerson {
            person: format!("r:{}", created.registrant.as_deref()?),
            role: PersonRole::Student,
            session: Some(session.id),
            student: session.student,
            teacher: session.teacher.clone(),
        })
    })
}
