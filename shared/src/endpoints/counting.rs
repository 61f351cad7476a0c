//! Counts the lessons of a meeting anew from all evidence: when Zoom has said something, and by the sweep what was
//! left over.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::{Estimate, Kind, Lesson, Segment, Session, Timeline, ZoomEvent, stays};
use crate::error::Error;
use crate::store::{MEETING_SPAN, MeetingToCount, Store};

/// Meetings that one sweep counts at most.
const MAX_MEETINGS: i64 = 500;

/// Counts what is left over, until `go_on` says no. Returns how many meetings.
pub async fn count_meetings(
    app: &App,
    store: &Store,
    now: DateTime<Utc>,
    go_on: impl Fn() -> bool,
) -> Result<usize, Error> {
    let mut counted = 0;
    for left in store.list_meetings_to_count(now, MAX_MEETINGS).await? {
        if !go_on() {
            break;
        }
        count(app, store, &left, now).await?;
        counted += 1;
    }
    Ok(counted)
}

/// Counts one meeting of which an event has just come.
pub(super) async fn count_meeting(
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
    let since = left.oldest_event_at - MEETING_SPAN;
    let sessions = store.list_sessions_of_meeting(&left.meeting, since).await?;
    let mut until = None;
    if !sessions.is_empty() {
        let events = store.list_zoom_events(&left.meeting, since).await?;
        for (index, session) in sessions.iter().enumerate() {
            let next = sessions.get(index + 1).and_then(|next| next.sent_at);
            until = until.max(count_session(app, store, session, next, &events, now).await?);
        }
    }
    store.record_meeting_counted(left, until).await?;
    Ok(())
}

/// A lesson of a meeting begins when its link is sent, and is the meeting's until the next one is sent. Returns until
/// when it is taken to go on, if it does.
async fn count_session(
    app: &App,
    store: &Store,
    session: &Session,
    next_sent_at: Option<DateTime<Utc>>,
    events: &[ZoomEvent],
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let Some(sent_at) = session.sent_at else { return Ok(None) };
    let window = Segment { from: sent_at, to: next_sent_at.unwrap_or(sent_at + MEETING_SPAN) };
    let stays = stays(events);
    let rules = &app.config.rules;
    let evidence = store.list_evidence(session.id).await?;
    let changed = store.change_session(session.id, now, |session| {
        let page = session.presence().map(|presence| Timeline::of(presence, &evidence, rules));
        let tapped = evidence.iter().filter(|one| matches!(one.kind, Kind::ZoomTapped | Kind::WentToZoom));
        let taps: Vec<DateTime<Utc>> = tapped.map(|one| one.at).collect();
        let lesson = Lesson { stays: &stays, window, page: page.as_ref(), taps: &taps, now };
        Ok::<_, Error>(match Estimate::of(&lesson) {
            Some(estimate) => session.count_by_zoom(&estimate, now),
            None => session.unchanged(),
        })
    });
    let Some(applied) = changed.await? else { return Ok(None) };
    if applied.changed {
        tracing::info!(session.id = session.id.0, "Session {} counted by Zoom", session.id);
    }
    Ok(applied.session.meeting_until)
}
