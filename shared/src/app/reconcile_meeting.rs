//! Counts the lessons of a meeting anew from all evidence: when Zoom has said something, and by the sweep what was
//! left over.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::domain::{
    Evidence, EvidenceKind, LessonClaim, LessonEvidence, MEETING_SPAN, MeetingStay, Party, Session,
    SessionChange, SessionId, ZoomEstimate, ZoomEvent, ZoomLink, assign_stays, find_no_show,
    stays_from_events,
};
use crate::error::Error;
use crate::store::{PendingReconciliation, Store};

/// Meetings, and sessions of which nothing was heard, that one sweep counts at most.
const MAX_COUNTED: i64 = 500;
/// Where something is missing, the pages' word about it may come later.
const COUNTED_AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);
const COUNTED_AGAIN_FOR: TimeDelta = TimeDelta::hours(6);

/// Counts what is left over, until `go_on` says no. Returns how many meetings.
pub async fn reconcile_pending(
    app: &App,
    store: &Store,
    now: DateTime<Utc>,
    go_on: impl Fn() -> bool,
) -> Result<usize, Error> {
    let mut counted = 0;
    for left in store.list_pending_reconciliations(now, MAX_COUNTED).await? {
        if !go_on() {
            return Ok(counted);
        }

        // One that cannot be counted does not stop the rest.
        if let Err(error) = reconcile(app, store, &left, now).await {
            tracing::warn!(%error, meeting = left.meeting, "A meeting could not be counted");
            store
                .record_reconciled(&left, Some(now + COUNTED_AGAIN_AFTER))
                .await?;
        }

        counted += 1;
    }

    // Lessons of which Zoom told nothing at all, though it told of the teacher's others.
    for unheard in store.list_silent_lessons(now, MAX_COUNTED).await? {
        if !go_on() {
            break;
        }
        let spoke = store.zoom_told_of_neighbours(&unheard).await?;
        let silent = spoke.then_some(unheard.id);
        if let Err(error) =
            reconcile_sent_since(app, store, &unheard.meeting, unheard.sent_at, silent, now).await
        {
            tracing::warn!(%error, session.id = unheard.id.0, "A lesson could not be counted");
        }
    }

    Ok(counted)
}

/// Counts one meeting of which an event has just come.
pub(crate) async fn reconcile_meeting(
    app: &App,
    store: &Store,
    meeting: &str,
    event_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if let Some(left) = store.find_pending_reconciliation(meeting).await? {
        let oldest_event_at = left.oldest_event_at.min(event_at);
        reconcile(
            app,
            store,
            &PendingReconciliation {
                oldest_event_at,
                ..left
            },
            now,
        )
        .await?;
    }

    Ok(())
}

async fn reconcile(
    app: &App,
    store: &Store,
    left: &PendingReconciliation,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // The lessons that the event may belong to.
    let since = left.oldest_event_at - MEETING_SPAN;
    let again_at = reconcile_sent_since(app, store, &left.meeting, since, None, now).await?;
    store.record_reconciled(left, again_at).await?;

    Ok(())
}

/// Counts the lessons of a meeting whose links were sent since then. Returns when they are to be counted again.
/// `silent` is a lesson of which Zoom would have told if anybody had come.
async fn reconcile_sent_since(
    app: &App,
    store: &Store,
    meeting: &str,
    counted_since: DateTime<Utc>,
    silent: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    // What is known of those before tells whose stays theirs are.
    let since = counted_since - MEETING_SPAN;
    let sessions = store.list_sessions_of_meeting(meeting, since).await?;
    if sessions.is_empty() {
        return Ok(None);
    }

    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
    let ledger = store.list_evidence_of(&ids).await?;
    let lessons = MeetingEvidence::new(
        &sessions,
        &ledger,
        &store.list_zoom_events(meeting, since).await?,
    );
    let counted = sessions.iter().enumerate();

    let mut again_at = None;
    for (number, session) in counted.filter(|(_, session)| session.sent_at >= Some(counted_since)) {
        let zoom_spoke = silent == Some(session.id);
        let next = lessons
            .reconcile_lesson(app, store, (number, session), zoom_spoke, now)
            .await?;

        again_at = [again_at, next].into_iter().flatten().min();
    }

    Ok(again_at)
}

/// Somebody's time in the meeting, as Zoom says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MeetingPresence {
    pub(crate) party: Party,
    /// `None`: Zoom did not say.
    pub(crate) from: Option<DateTime<Utc>>,
    /// `None`: it goes on, or Zoom did not say.
    pub(crate) to: Option<DateTime<Utc>>,
}

/// What Zoom says of one session's student, and of the teacher around that.
pub(crate) async fn read_meeting_stays(
    store: &Store,
    session: &Session,
) -> Result<Vec<MeetingPresence>, Error> {
    let link: Option<ZoomLink> = session.link.parse().ok();
    let Some((meeting, sent_at)) = link
        .as_ref()
        .and_then(ZoomLink::meeting_id)
        .zip(session.sent_at)
    else {
        return Ok(Vec::new());
    };

    let since = sent_at - MEETING_SPAN;
    let events = store.list_zoom_events(meeting, since).await?;
    if events.is_empty() {
        return Ok(Vec::new());
    }

    let sessions = store.list_sessions_of_meeting(meeting, since).await?;
    let Some(number) = sessions.iter().position(|one| one.id == session.id) else {
        return Ok(Vec::new());
    };
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
    let lessons = MeetingEvidence::new(&sessions, &store.list_evidence_of(&ids).await?, &events);

    let own = lessons.stays_of(number);
    let told = |party: Party, stay: &MeetingStay| MeetingPresence {
        party,
        from: stay.from,
        to: stay.to,
    };
    let from = own
        .iter()
        .map(|stay| stay.begins_at())
        .min()
        .or(session.began_at());
    let to = own
        .iter()
        .filter_map(|stay| stay.to)
        .max()
        .or(session.ended_at());

    let hosts = lessons
        .stays
        .iter()
        .filter(|stay| stay.participant.is_host)
        .filter(|stay| {
            let ends_before = stay
                .to
                .zip(from)
                .is_some_and(|(left, from)| left < from - HOST_OVERLAP);
            let begins_after = to.is_some_and(|to| stay.begins_at() > to + HOST_OVERLAP);
            !(ends_before || begins_after)
        });

    let students = own.iter().map(|stay| told(Party::Student, stay));
    Ok(students
        .chain(hosts.map(|stay| told(Party::Teacher, stay)))
        .collect())
}

/// A teacher who comes or goes so long before or after the student belongs to the lesson.
const HOST_OVERLAP: TimeDelta = TimeDelta::minutes(30);

/// All that is known of a meeting's lessons.
struct MeetingEvidence {
    claims: Vec<LessonClaim>,
    stays: Vec<MeetingStay>,
    owners: Vec<Option<usize>>,
}

impl MeetingEvidence {
    fn new(
        sessions: &[Session],
        ledger: &HashMap<SessionId, Vec<Evidence>>,
        events: &[ZoomEvent],
    ) -> Self {
        let claim = |session: &Session| {
            let evidence = ledger.get(&session.id).map_or(&[][..], Vec::as_slice);
            let times = |kinds: &[EvidenceKind]| -> Vec<DateTime<Utc>> {
                evidence
                    .iter()
                    .filter(|one| kinds.contains(&one.kind))
                    .map(|one| one.at)
                    .collect()
            };

            LessonClaim {
                student: session.student,
                sent_at: session.sent_at.unwrap_or_default(),
                opened_at: session.presence().map(|presence| presence.clicked_at),
                taps: times(&[EvidenceKind::ZoomTapped, EvidenceKind::WentToZoom]),
                looks: times(&[EvidenceKind::Visible, EvidenceKind::Returned]),
            }
        };

        let (claims, stays): (Vec<LessonClaim>, _) = (
            sessions.iter().map(claim).collect(),
            stays_from_events(events),
        );
        let owners = assign_stays(&claims, &stays);

        Self {
            claims,
            stays,
            owners,
        }
    }

    /// The stays that belong to that lesson.
    fn stays_of(&self, number: usize) -> Vec<&MeetingStay> {
        let own = self
            .stays
            .iter()
            .zip(&self.owners)
            .filter(|(_, owner)| **owner == Some(number));
        own.map(|(stay, _)| stay).collect()
    }

    /// When another lesson's student came after that one's.
    fn next_at(&self, number: usize, own: &[&MeetingStay]) -> Option<DateTime<Utc>> {
        let first = own.iter().map(|stay| stay.begins_at()).min()?;
        let others = self.stays.iter().zip(&self.owners);
        let others = others.filter(|(_, owner)| owner.is_some_and(|owner| owner > number));

        others
            .filter_map(|(stay, _)| stay.from)
            .filter(|at| *at > first)
            .min()
    }

    /// Counts one lesson. Returns when it is to be counted again, if so.
    async fn reconcile_lesson(
        &self,
        app: &App,
        store: &Store,
        (number, session): (usize, &Session),
        zoom_spoke: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let (claim, own) = (&self.claims[number], self.stays_of(number));
        let rules = &app.config.rules;
        let rule = |session: Session| {
            let presence = session.presence().cloned();
            let lesson = LessonEvidence {
                own: &own,
                stays: &self.stays,
                next_at: self.next_at(number, &own),
                sent_at: claim.sent_at,
                presence: presence.as_ref(),
                taps: &claim.taps,
                looks: &claim.looks,
                class: session.class_report,
                now,
            };

            Ok::<_, Error>(match ZoomEstimate::of(&lesson) {
                Some(estimate) => session.apply_zoom_estimate(&estimate, now),
                None => match find_no_show(&session, &lesson, zoom_spoke, rules) {
                    Some(who) => session.record_no_show(who, now),
                    None => session.withdraw_zoom_estimate(now, rules),
                },
            })
        };

        let session = store_change(store, session, now, rule).await?;
        let is_recent = now - claim.sent_at <= COUNTED_AGAIN_FOR;
        let is_unsure = session.is_unsure_of_zoom() && is_recent;
        let goes_on_until = session
            .meeting_until
            .filter(|_| session.is_held_open_by_zoom(now));

        Ok(goes_on_until.or(is_unsure.then_some(now + COUNTED_AGAIN_AFTER)))
    }
}

/// Stores what the rule makes of a session, if that is another one. Returns it as it is then.
async fn store_change(
    store: &Store,
    session: &Session,
    now: DateTime<Utc>,
    rule: impl Fn(Session) -> Result<SessionChange, Error>,
) -> Result<Session, Error> {
    if rule(session.clone())?.session == *session {
        return Ok(session.clone());
    }

    let Some(applied) = store.change_session(session.id, now, rule).await? else {
        return Ok(session.clone());
    };

    if applied.changed {
        tracing::info!(
            session.id = session.id.0,
            "Session {} counted by Zoom",
            session.id
        );
    }

    Ok(applied.session)
}
