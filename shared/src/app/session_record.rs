//! One session with all that is known of it: settled, its evidence, what follows from that, and why.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::meeting::Meeting;
use crate::app::plan::SessionPlans;
use crate::domain::{
    Evidence, MEETING_SPAN, MeetingPresence, Session, SessionId, Timeline, explain, first_together,
};
use crate::error::Error;
use crate::store::{SessionWithNames, Store};

/// A session as it is now, with its evidence.
pub(crate) struct SessionRecord {
    /// The session, with the names of student and teacher.
    pub(crate) listed: SessionWithNames,
    /// In the order in which it happened.
    pub(crate) evidence: Vec<Evidence>,
    /// What the page saw of its own time.
    pub(crate) timeline: Timeline,
    /// What Zoom says.
    pub(crate) in_meeting: Vec<MeetingPresence>,
    /// The reason for its figures, in words.
    pub(crate) why: String,
    /// Where it stands in the timetable.
    pub(crate) plans: SessionPlans,
}

impl SessionRecord {
    /// Reads a session, settles it as of `now`, and explains it.
    pub(crate) async fn read(app: &App, id: SessionId, now: DateTime<Utc>) -> Result<Self, Error> {
        let (store, rules) = (app.store().await?, &app.config.rules);
        let unknown = Error::NotFound("There is no such session.");
        let mut listed = store.find_session(id).await?.ok_or(unknown)?;
        let evidence = store.list_evidence(id).await?;

        let settled = listed.session.settle(now, rules);
        // The session may have timed out although no sweep has recorded it yet: then settling it adds that entry.
        let evidence: Vec<Evidence> = evidence.into_iter().chain(settled.evidence).collect();
        listed.session = settled.session;
        let presence = listed.session.presence();

        let timeline = presence.map_or_else(Timeline::default, |presence| {
            Timeline::of(presence, &evidence, rules)
        });
        let why = explain(&listed.session, &evidence, &timeline, rules, app.calendar());
        let in_meeting = read_meeting_stays(store, &listed.session).await?;
        let one = std::iter::once(&listed.session);
        let plans = SessionPlans::read(store, one, app.calendar()).await?;

        Ok(Self {
            listed,
            evidence,
            timeline,
            in_meeting,
            why,
            plans,
        })
    }

    /// Returns when both were in class: by Zoom, or else by the later of their pages. `None`: of one of the two it is not
    /// known when that was.
    pub(crate) fn both_in_class_at(&self) -> Option<DateTime<Utc>> {
        first_together(&self.in_meeting).or(self.listed.session.both_came_at())
    }
}

/// Reads what Zoom says of one session's student, and of the teacher around that.
async fn read_meeting_stays(
    store: &Store,
    session: &Session,
) -> Result<Vec<MeetingPresence>, Error> {
    // As stored: a personal link does not name the meeting that its teacher did.
    let meeting = store.find_meeting_of(session.id).await?;
    let (Some(meeting), Some(sent_at)) = (meeting, session.sent_at) else {
        return Ok(Vec::new());
    };

    let loaded = Meeting::load(store, &meeting, sent_at - MEETING_SPAN).await?;
    let number = loaded.sessions.iter().position(|one| one.id == session.id);

    Ok(number.map_or_else(Vec::new, |number| {
        loaded
            .evidence
            .presences(number, session.began_at(), session.ended_at())
    }))
}
