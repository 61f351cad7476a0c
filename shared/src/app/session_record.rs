//! One session with all that is known of it: settled, its evidence, what follows from that, and why.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::reconcile_meeting::read_meeting_stays;
use crate::domain::{Evidence, MeetingPresence, SessionId, Timeline, explain};
use crate::error::Error;
use crate::store::SessionWithNames;

pub(crate) struct SessionRecord {
    pub(crate) listed: SessionWithNames,
    /// In the order in which it happened.
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) timeline: Timeline,
    /// What Zoom says.
    pub(crate) in_meeting: Vec<MeetingPresence>,
    /// The reason for its figures, in words.
    pub(crate) why: String,
}

impl SessionRecord {
    pub(crate) async fn read(app: &App, id: SessionId, now: DateTime<Utc>) -> Result<Self, Error> {
        let (store, rules) = (app.store().await?, &app.config.rules);
        let unknown = Error::NotFound("There is no such session.");
        let mut listed = store.find_session(id).await?.ok_or(unknown)?;
        let evidence = store.list_evidence(id).await?;

        let settled = listed.session.settle(now, rules);
        let evidence: Vec<Evidence> = evidence.into_iter().chain(settled.evidence).collect();
        listed.session = settled.session;
        let presence = listed.session.presence();

        let timeline =
            presence.map_or_else(Timeline::default, |one| Timeline::of(one, &evidence, rules));
        let why = explain(&listed.session, &evidence, &timeline, rules, app.calendar());
        let in_meeting = read_meeting_stays(store, &listed.session).await?;

        Ok(Self {
            listed,
            evidence,
            timeline,
            in_meeting,
            why,
        })
    }
}
