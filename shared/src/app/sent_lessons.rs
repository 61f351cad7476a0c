//! Measures the lessons of one meeting whose links were sent since a time, and stores what differs from the record.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::host_questions::record_host_questions;
use crate::app::list_questions::record_list_questions;
use crate::app::meeting::Meeting;
use crate::domain::{
    KnownPerson, LessonInMeeting, MEETING_SPAN, PersonRole, Session, SessionChange, SessionId,
};
use crate::error::Error;
use crate::store::{Store, StoreError};

/// The lessons of a meeting that are to be reconciled.
#[derive(Clone, Copy)]
pub(crate) struct LessonsSent<'a> {
    pub(crate) meeting: &'a str,
    /// Those whose links were sent since then.
    pub(crate) since: DateTime<Utc>,
    /// The lesson about which Zoom's silence says something, if there is one.
    pub(crate) silence_counts_of: Option<SessionId>,
}

/// Reconciles lessons. Returns when they are to be reconciled again, if so.
pub(crate) async fn reconcile_sent_since(
    app: &App,
    store: &Store,
    lessons: LessonsSent<'_>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let loaded = Meeting::load(store, lessons.meeting, lessons.since - MEETING_SPAN).await?;
    let rules = &app.config.rules;

    let mut measured = BTreeMap::new();
    let mut again_at: Option<DateTime<Utc>> = None;
    for (number, session) in loaded.sessions.iter().enumerate() {
        // An earlier lesson was only read to tell whose a stay is. It is not measured.
        if session.sent_at < Some(lessons.since) {
            continue;
        }

        let silence_counts = lessons.silence_counts_of == Some(session.id);
        let Some(lesson) = loaded.evidence.lesson(number, silence_counts) else {
            continue;
        };

        let rule = |session: Session| session.reconcile_with_zoom(&lesson, now, rules);
        let reconciled = store_change(store, session, now, rule).await?;
        record_meeting_times(store, session, &loaded, number).await?;
        let mut seen = people_seen(session, &lesson);
        seen.retain(|seen| !loaded.known.contains(seen));
        record_people(store, session, &seen, now).await?;

        let next = reconciled.reconcile_again_at(now);
        again_at = [again_at, next].into_iter().flatten().min();
        measured.insert(session.id, reconciled);
    }

    let ids = measured.keys().copied().collect();
    record_host_questions(store, lessons.meeting, &loaded, &ids, now).await?;
    record_list_questions(app, lessons.meeting, &loaded, &measured, now).await?;

    Ok(again_at)
}

/// Records the times of a lesson's meeting where the school's application keeps them.
async fn record_meeting_times(
    store: &Store,
    session: &Session,
    loaded: &Meeting,
    number: usize,
) -> Result<(), Error> {
    let times = loaded.evidence.meeting_times(number);
    // Where Zoom said nothing, there is nothing to take back either.
    if times.is_none() && session.together_seconds.is_none() {
        return Ok(());
    }

    let times = times.unwrap_or_default();
    match store.record_meeting_times(session.id, &times).await {
        // A column of another program that refuses a value must not stop the measurement.
        Err(StoreError::Database(error)) => {
            tracing::warn!(%error, session.id = session.id.0, "Times of a meeting could not be stored");
            Ok(())
        }
        recorded => Ok(recorded?),
    }
}

/// Records whose accounts a lesson showed. A teacher's account may settle who hosted other lessons of that teacher: the
/// next sweep looks.
async fn record_people(
    store: &Store,
    session: &Session,
    seen: &[KnownPerson],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for seen in seen {
        store.record_known_person(seen, now).await?;
    }

    if seen.iter().any(|seen| seen.role == PersonRole::Teacher) {
        let meetings = store.list_meetings_in_question(&session.teacher).await?;
        if !meetings.is_empty() {
            store.enqueue_meetings(&meetings, now).await?;
        }
    }

    Ok(())
}

/// Lists whose the accounts are that were in a lesson, as far as the lesson shows it.
pub(crate) fn people_seen(session: &Session, lesson: &LessonInMeeting<'_>) -> Vec<KnownPerson> {
    let mut seen = Vec::new();
    for (person, role) in lesson.people_shown() {
        seen.push(KnownPerson {
            person: person.to_owned(),
            role,
            session: Some(session.id),
            student: session.student,
            teacher: session.teacher.clone(),
        });
    }

    seen
}

/// Stores what the rule makes of a session, if that is another one. Returns it as it is then.
async fn store_change(
    store: &Store,
    session: &Session,
    now: DateTime<Utc>,
    rule: impl Fn(Session) -> SessionChange,
) -> Result<Session, Error> {
    // Usually nothing is new, and then the session need not be read again.
    if rule(session.clone()).session == *session {
        return Ok(session.clone());
    }

    // The session is read again: a page may have changed it meanwhile.
    let change = store
        .change_session(session.id, now, |session| Ok::<_, Error>(rule(session)))
        .await?;
    let Some(change) = change else {
        return Ok(session.clone());
    };

    if change.changed {
        tracing::info!(
            session.id = session.id.0,
            "Session {} counted by Zoom",
            session.id
        );
    }

    Ok(change.session)
}
