//! A meeting as it is with other events than those that are read now.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::LessonChange;
use crate::app::App;
use crate::app::meeting::{Meeting, MeetingRecords, links_since};
use crate::app::reconcile_meeting::reconcile_meeting;
use crate::app::sent_lessons::people_seen;
use crate::domain::{
    Day, ImportId, Interval, KnownPerson, MEETING_SPAN, ReportedDay, Session, SessionId, ZoomEvent,
};
use crate::error::Error;
use crate::store::{Recount, Store};

/// Events that come or go.
pub(super) struct ChangedEvents {
    /// The meeting's number.
    pub(super) meeting: String,
    /// Those that come.
    pub(super) added: Vec<ZoomEvent>,
    /// The stays of which they tell.
    pub(super) stays: Vec<Interval>,
    /// The imports that go, with theirs.
    pub(super) withdrawn: Vec<ImportId>,
    /// The oldest of them all.
    pub(super) oldest_at: DateTime<Utc>,
}

/// What the lessons of the meeting are then.
pub(super) struct Preview {
    /// What the store is to do besides.
    pub(super) recount: Recount,
    pub(super) now: DateTime<Utc>,
    meeting: Meeting,
    /// The stays of which the new events tell.
    stays: Vec<Interval>,
}

impl Preview {
    pub(super) async fn load(
        store: &Store,
        changed: ChangedEvents,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let meeting = changed.meeting.as_str();
        // As far back as a reconciliation reads: lessons before those that it measures show whose a stay is.
        let since = changed.oldest_at - MEETING_SPAN - MEETING_SPAN;
        let sessions = store
            .list_sessions_of_meeting(meeting, links_since(since))
            .await?;
        let mut events = store
            .list_zoom_events_without(meeting, since, &changed.withdrawn)
            .await?;
        events.extend(changed.added);

        let mut records = MeetingRecords::load(store, sessions, events).await?;
        let mut forgotten = Vec::new();
        if !changed.withdrawn.is_empty() {
            forgotten = forget_people(store, &mut records, changed.oldest_at).await?;
        }

        Ok(Self {
            recount: Recount {
                meeting: changed.meeting,
                oldest_event_at: changed.oldest_at,
                forgotten,
            },
            now,
            meeting: records.into_meeting(),
            stays: changed.stays,
        })
    }

    /// Lists the lessons that change or to which the new events belong, as a reconciliation would measure them.
    pub(super) fn lessons(&self, app: &App) -> Vec<LessonChange> {
        let (now, rules) = (self.now, &app.config.rules);
        let mut lessons = Vec::new();
        for (number, session) in measured(&self.meeting.sessions, self.recount.oldest_event_at) {
            let Some(lesson) = self.meeting.evidence.lesson(number, false) else {
                continue;
            };

            let after = session.clone().reconcile_with_zoom(&lesson, now, rules);
            let lesson = LessonChange::between(session, &after.session, now, rules);
            if lesson.is_change() || self.is_about(&self.stays, number, session) {
                lessons.push(lesson);
            }
        }

        lessons
    }

    /// Reconciles the meeting, once the change is stored. Lists the same lessons, as they are then.
    pub(super) async fn count(&self, app: &App, store: &Store) -> Result<Vec<LessonChange>, Error> {
        let (now, rules) = (self.now, &app.config.rules);
        let (meeting, oldest_at) = (&self.recount.meeting, self.recount.oldest_event_at);
        Box::pin(reconcile_meeting(app, store, meeting, oldest_at, now)).await?;

        let since = oldest_at - MEETING_SPAN;
        let stored = store.list_sessions_of_meeting(meeting, since).await?;
        let mut lessons = Vec::new();
        for (number, before) in measured(&self.meeting.sessions, oldest_at) {
            let Some(after) = stored.iter().find(|session| session.id == before.id) else {
                continue;
            };

            let lesson = LessonChange::between(before, after, now, rules);
            if lesson.is_change() || self.is_about(&self.stays, number, before) {
                lessons.push(lesson);
            }
        }

        Ok(lessons)
    }

    /// Lists those of the days on which no stay is at a time at which somebody of a lesson was in the meeting.
    pub(super) fn days_without_lesson(&self, days: &[&ReportedDay]) -> Vec<Day> {
        let mut without = Vec::new();
        for day in days {
            let stays = day.stays();
            let is_about_lesson = measured(&self.meeting.sessions, self.recount.oldest_event_at)
                .any(|(number, session)| self.is_about(&stays, number, session));
            if !is_about_lesson {
                without.push(day.day);
            }
        }

        without
    }

    /// Tells whether one of the stays is at a time at which somebody of that lesson was in the meeting.
    fn is_about(&self, stays: &[Interval], number: usize, session: &Session) -> bool {
        // A link that was never opened has the time at which it was sent.
        let began_at = session.began_at().or(session.sent_at);
        let presences = self
            .meeting
            .evidence
            .presences(number, began_at, session.ended_at());

        presences
            .into_iter()
            .filter_map(|presence| presence.from.zip(presence.to))
            .any(|(from, to)| {
                let presence = Interval { from, to };
                stays
                    .iter()
                    .any(|stay| stay.intersection(presence).is_some())
            })
    }
}

/// Lists the sessions that a reconciliation from that event on measures, with their numbers.
fn measured(
    sessions: &[Session],
    oldest_at: DateTime<Utc>,
) -> impl Iterator<Item = (usize, &Session)> {
    let since = oldest_at - MEETING_SPAN;
    sessions
        .iter()
        .enumerate()
        .filter(move |(_, session)| session.sent_at >= Some(since))
}

/// Leaves of what the measured lessons showed of people only what they still show. Returns what is to be forgotten.
async fn forget_people(
    store: &Store,
    records: &mut MeetingRecords,
    oldest_at: DateTime<Utc>,
) -> Result<Vec<KnownPerson>, Error> {
    let ids: Vec<SessionId> = measured(&records.sessions, oldest_at)
        .map(|(_, session)| session.id)
        .collect();
    let seen = store.list_people_seen_in(&ids).await?;

    // What a lesson shows must not rest on what it showed before.
    let is_measured = |seen: &KnownPerson| seen.session.is_some_and(|id| ids.contains(&id));
    records.known.retain(|known| !is_measured(known));

    let meeting = records.clone().into_meeting();
    let mut shown = BTreeSet::new();
    for (number, session) in measured(&meeting.sessions, oldest_at) {
        if let Some(lesson) = meeting.evidence.lesson(number, false) {
            shown.extend(people_seen(session, &lesson));
        }
    }

    let forgotten = seen
        .into_iter()
        .filter(|seen| !shown.contains(seen))
        .collect();
    records.known.extend(shown);

    Ok(forgotten)
}
