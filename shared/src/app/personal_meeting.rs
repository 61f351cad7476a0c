//! Personal links (`zoom.us/my/NAME`) do not name their meeting, so a teacher says its number once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::host_questions::MEASURED_ANEW;
use crate::app::measure_anew::reconcile_at_once;
use crate::domain::{PersonalMeeting, SessionId, TeacherId, ZoomLink};
use crate::error::Error;
use crate::store::{PersonalSession, Store, StoreError};

/// What a teacher is told whose link leads to a meeting of which no number is known.
pub(crate) const CANNOT_BE_MATCHED: &str = "A personal link does not name its meeting, so nothing that Zoom tells \
    can be matched with this lesson: only the pages measure it. Add the meeting's number once.";

/// Returns the number of the meeting that a teacher's link leads to: from the link, or as the teacher said.
pub(crate) async fn find_meeting_number(
    store: &Store,
    teacher: &TeacherId,
    link: &ZoomLink,
) -> Result<Option<String>, StoreError> {
    match link.personal_name() {
        Some(name) => store.find_personal_meeting(teacher, &name).await,
        None => Ok(link.meeting_id().map(str::to_owned)),
    }
}

/// Records the number that a teacher says for a personal link. It counts for this teacher's lessons with this link,
/// those of the last month included, which are measured anew.
pub(crate) async fn record_personal_meeting(
    app: &App,
    teacher: &TeacherId,
    meeting: &PersonalMeeting,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = app.store().await?;
    store.record_personal_meeting(teacher, meeting, now).await?;

    let sessions = store
        .list_personal_sessions(teacher, now - MEASURED_ANEW)
        .await?;
    let changed: Vec<PersonalSession> = sessions
        .into_iter()
        .filter(|session| session.link_name().as_ref() == Some(&meeting.name))
        .filter(|session| session.meeting.as_ref() != Some(&meeting.number))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }

    let ids: Vec<SessionId> = changed.iter().map(|session| session.id).collect();
    store
        .record_meeting_of_sessions(&ids, &meeting.number)
        .await?;

    let meetings = meetings_of(&changed, &meeting.number);
    let pending = store.enqueue_meetings(&meetings, now).await?;
    reconcile_at_once(app, store, &pending, now).await;

    Ok(())
}

/// Lists the meetings whose lessons change, each with the time from which: also those of a number that was wrong.
fn meetings_of(changed: &[PersonalSession], number: &str) -> Vec<(String, DateTime<Utc>)> {
    let mut meetings: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    for session in changed {
        for meeting in session.meeting.as_deref().into_iter().chain([number]) {
            let since = meetings.entry(meeting).or_insert(session.sent_at);
            *since = (*since).min(session.sent_at);
        }
    }

    meetings
        .into_iter()
        .map(|(meeting, since)| (meeting.to_owned(), since))
        .collect()
}

impl PersonalSession {
    fn link_name(&self) -> Option<String> {
        let link: ZoomLink = self.link.parse().ok()?;
        link.personal_name()
    }
}
