//! Counts the lessons of a meeting anew from all evidence: when Zoom has said something, and by the sweep what was
//! left over.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::domain::{
    Change, Claim, Estimate, Evidence, Kind, Lesson, MEETING_SPAN, Party, Session, SessionId, Stay,
    ZoomEvent, ZoomLink, match_stays, no_show_of, stays,
};
use crate::error::Error;
use crate::store::{MeetingToCount, Store};

/// Meetings, and sessions of which nothing was heard, that one sweep counts at most.
const MAX_COUNTED: i64 = 500;
/// Where something is missing, the pages' word about it may come later.
const COUNTED_AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);
const COUNTED_AGAIN_FOR: TimeDelta = TimeDelta::hours(6);

/// Counts what is left over, until `go_on` says no. Returns how many meetings.
pub async fn count_meetings(
    app: &App,
    store: &Store,
    now: DateTime<Utc>,
    go_on: impl Fn() -> bool,
) -> Result<usize, Error> {
    let mut counted = 0;
    for left in store.list_meetings_to_count(now, MAX_COUNTED).await? {
        if !go_on() {
            return Ok(counted);
        }
        // One that cannot be counted does not stop the rest.
        if let Err(error) = count(app, store, &left, now).await {
            tracing::warn!(%error, meeting = left.meeting, "A meeting could not be counted");
            store.record_meeting_counted(&left, Some(now + COUNTED_AGAIN_AFTER)).await?;
        }
        counted += 1;
    }
    // Lessons of which Zoom told nothing at all, though it told of the teacher's others.
    for unheard in store.list_unheard_lessons(now, MAX_COUNTED).await? {
        if !go_on() {
            break;
        }
        let spoke = store.zoom_spoke_around(&unheard).await?;
        let silent = spoke.then_some(unheard.id);
        if let Err(error) = count_since(app, store, &unheard.meeting, unheard.sent_at, silent, now).await {
            tracing::warn!(%error, session.id = unheard.id.0, "A lesson could not be counted");
        }
    }
    Ok(counted)
}

/// Counts one meeting of which an event has just come.
pub(crate) async fn count_meeting(
    app: &App,
    store: &Store,
    meeting: &str,
    event_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if let Some(left) = store.find_meeting_to_count(meeting).await? {
        let oldest_event_at = left.oldest_event_at.min(event_at);
        count(app, store, &MeetingToCount { oldest_event_at, ..left }, now).await?;
    }
    Ok(())
}

async fn count(app: &App, store: &Store, left: &MeetingToCount, now: DateTime<Utc>) -> Result<(), Error> {
    // The lessons that the event may belong to.
    let since = left.oldest_event_at - MEETING_SPAN;
    let again_at = count_since(app, store, &left.meeting, since, None, now).await?;
    store.record_meeting_counted(left, again_at).await?;
    Ok(())
}

/// Counts the lessons of a meeting whose links were sent since then. Returns when they are to be counted again.
/// `silent` is a lesson of which Zoom would have told if anybody had come.
async fn count_since(
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
    let lessons = Meeting::new(&sessions, &ledger, &store.list_zoom_events(meeting, since).await?);
    let counted = sessions.iter().enumerate();
    let mut again_at = None;
    for (number, session) in counted.filter(|(_, session)| session.sent_at >= Some(counted_since)) {
        let zoom_spoke = silent == Some(session.id);
        let next = lessons.count(app, store, (number, session), zoom_spoke, now).await?;
        again_at = [again_at, next].into_iter().flatten().min();
    }
    Ok(again_at)
}

/// Somebody's time in the meeting, as Zoom says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InMeeting {
    pub(crate) party: Party,
    /// `None`: Zoom did not say.
    pub(crate) from: Option<DateTime<Utc>>,
    /// `None`: it goes on, or Zoom did not say.
    pub(crate) to: Option<DateTime<Utc>>,
}

/// What Zoom says of one session's student, and of the teacher around that.
pub(crate) async fn in_meeting(store: &Store, session: &Session) -> Result<Vec<InMeeting>, Error> {
    let link: Option<ZoomLink> = session.link.parse().ok();
    let Some((meeting, sent_at)) = link.as_ref().and_then(ZoomLink::meeting_id).zip(session.sent_at) else {
        return Ok(Vec::new());
    };
    let since = sent_at - MEETING_SPAN;
    let events = store.list_zoom_events(meeting, since).await?;
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let sessions = store.list_sessions_of_meeting(meeting, since).await?;
    let Some(number) = sessions.iter().position(|one| one.id == session.id) else { return Ok(Vec::new()) };
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id).collect();
    let lessons = Meeting::new(&sessions, &store.list_evidence_of(&ids).await?, &events);
    let own = lessons.own(number);
    let told = |party: Party, stay: &Stay| InMeeting { party, from: stay.from, to: stay.to };
    let from = own.iter().map(|stay| stay.begins()).min().or(session.began_at());
    let to = own.iter().filter_map(|stay| stay.to).max().or(session.ended_at());
    let hosts = lessons.stays.iter().filter(|stay| stay.who.is_host).filter(|stay| {
        let ends_before = stay.to.zip(from).is_some_and(|(left, from)| left < from - AROUND);
        let begins_after = to.is_some_and(|to| stay.begins() > to + AROUND);
        !(ends_before || begins_after)
    });
    let students = own.iter().map(|stay| told(Party::Student, stay));
    Ok(students.chain(hosts.map(|stay| told(Party::Teacher, stay))).collect())
}

/// A teacher who comes or goes so long before or after the student belongs to the lesson.
const AROUND: TimeDelta = TimeDelta::minutes(30);

/// All that is known of a meeting's lessons.
struct Meeting {
    claims: Vec<Claim>,
    stays: Vec<Stay>,
    owners: Vec<Option<usize>>,
}

impl Meeting {
    fn new(sessions: &[Session], ledger: &HashMap<SessionId, Vec<Evidence>>, events: &[ZoomEvent]) -> Self {
        let claim = |session: &Session| {
            let evidence = ledger.get(&session.id).map_or(&[][..], Vec::as_slice);
            let times = |kinds: &[Kind]| -> Vec<DateTime<Utc>> {
                evidence.iter().filter(|one| kinds.contains(&one.kind)).map(|one| one.at).collect()
            };
            Claim {
                student: session.student,
                sent_at: session.sent_at.unwrap_or_default(),
                opened_at: session.presence().map(|presence| presence.clicked_at),
                taps: times(&[Kind::ZoomTapped, Kind::WentToZoom]),
                looks: times(&[Kind::Visible, Kind::Returned]),
            }
        };
        let (claims, stays): (Vec<Claim>, _) = (sessions.iter().map(claim).collect(), stays(events));
        let owners = match_stays(&claims, &stays);
        Self { claims, stays, owners }
    }

    /// The stays that belong to that lesson.
    fn own(&self, number: usize) -> Vec<&Stay> {
        let own = self.stays.iter().zip(&self.owners).filter(|(_, owner)| **owner == Some(number));
        own.map(|(stay, _)| stay).collect()
    }

    /// When another lesson's student came after that one's.
    fn next_at(&self, number: usize, own: &[&Stay]) -> Option<DateTime<Utc>> {
        let first = own.iter().map(|stay| stay.begins()).min()?;
        let others = self.stays.iter().zip(&self.owners);
        let others = others.filter(|(_, owner)| owner.is_some_and(|owner| owner > number));
        others.filter_map(|(stay, _)| stay.from).filter(|at| *at > first).min()
    }

    /// Counts one lesson. Returns when it is to be counted again, if so.
    async fn count(
        &self,
        app: &App,
        store: &Store,
        (number, session): (usize, &Session),
        zoom_spoke: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let (claim, own) = (&self.claims[number], self.own(number));
        let rules = &app.config.rules;
        let rule = |session: Session| {
            let presence = session.presence().cloned();
            let lesson = Lesson {
                own: &own,
                stays: &self.stays,
                next_at: self.next_at(number, &own),
                sent_at: claim.sent_at,
                presence: presence.as_ref(),
                taps: &claim.taps,
                looks: &claim.looks,
                class: session.class,
                now,
            };
            Ok::<_, Error>(match Estimate::of(&lesson) {
                Some(estimate) => session.count_by_zoom(&estimate, now),
                None => match no_show_of(&session, &lesson, zoom_spoke, rules) {
                    Some(who) => session.count_as_no_show(who, now),
                    None => session.forget_zoom(now, rules),
                },
            })
        };
        let session = change(store, session, now, rule).await?;
        let is_recent = now - claim.sent_at <= COUNTED_AGAIN_FOR;
        let is_unsure = session.is_unsure_of_zoom() && is_recent;
        let goes_on_until = session.meeting_until.filter(|_| session.is_held_open_by_zoom(now));
        Ok(goes_on_until.or(is_unsure.then_some(now + COUNTED_AGAIN_AFTER)))
    }
}

/// Stores what the rule makes of a session, if that is another one. Returns it as it is then.
async fn change(
    store: &Store,
    session: &Session,
    now: DateTime<Utc>,
    rule: impl Fn(Session) -> Result<Change, Error>,
) -> Result<Session, Error> {
    if rule(session.clone())?.session == *session {
        return Ok(session.clone());
    }
    let Some(applied) = store.change_session(session.id, now, rule).await? else {
        return Ok(session.clone());
    };
    if applied.changed {
        tracing::info!(session.id = session.id.0, "Session {} counted by Zoom", session.id);
    }
    Ok(applied.session)
}
