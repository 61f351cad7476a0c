//! One session with all that is known of it: settled, its evidence, what follows from that, and why.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::{Evidence, SessionId, Timeline, why};
use crate::endpoints::counting::{InMeeting, in_meeting};
use crate::error::Error;
use crate::store::Listed;

pub(super) struct SessionRecord {
    pub(super) listed: Listed,
    /// In the order in which it happened.
    pub(super) evidence: Vec<Evidence>,
    pub(super) timeline: Timeline,
    /// What Zoom says.
    pub(super) in_meeting: Vec<InMeeting>,
    /// The reason for its figures, in words.
    pub(super) why: String,
}

impl SessionRecord {
    pub(super) async fn read(app: &App, id: SessionId, now: DateTime<Utc>) -> Result<Self, Error> {
        let (store, rules) = (app.store().await?, &app.config.rules);
        let unknown = Error::NotFound("There is no such session.");
        let mut listed = store.find_session(id).await?.ok_or(unknown)?;
        let evidence = store.list_evidence(id).await?;
        let settled = listed.session.settle(now, rules);
        let evidence: Vec<Evidence> = evidence.into_iter().chain(settled.evidence).collect();
        listed.session = settled.session;
        let presence = listed.session.presence();
        let timeline = presence.map_or_else(Timeline::default, |one| Timeline::of(one, &evidence, rules));
        let why = why(&listed.session, &evidence, &timeline, rules, app.school_days());
        let in_meeting = in_meeting(store, &listed.session).await?;
        Ok(Self { listed, evidence, timeline, in_meeting, why })
    }
}
