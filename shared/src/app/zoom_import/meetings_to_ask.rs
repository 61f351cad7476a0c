//! The meetings about which Zoom's own lists may say more than its events did.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::app::meeting::Meeting;
use crate::domain::{Day, MEETING_SPAN, Period, Session, TeacherId};
use crate::error::Error;

/// A run may begin this long before the link of one of its lessons is opened, and need not be asked about otherwise.
const BEGAN_BEFORE: TimeDelta = TimeDelta::hours(1);
/// A lesson whose end is not known may have begun this long after its link was opened, or sent.
const BEGAN_AFTER: TimeDelta = TimeDelta::hours(3);

/// A meeting with lessons of which Zoom told nothing, or not all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingToAsk {
    /// Its number.
    pub meeting: String,
    /// The number of these lessons.
    pub lessons: usize,
    /// Their teachers.
    pub(super) teachers: BTreeSet<TeacherId>,
    /// The school days on which their runs may have begun.
    pub(super) days: BTreeSet<Day>,
}

/// Lists the meetings with such lessons in a period, by the day on which a link was opened, or, if it never was, sent.
pub async fn list_meetings_to_ask(app: &App, period: Period) -> Result<Vec<MeetingToAsk>, Error> {
    let store = app.store().await?;
    let (now, days) = (app.clock.now(), app.calendar());
    let mut found: BTreeMap<String, MeetingToAsk> = BTreeMap::new();

    // Day by day, so that no room has more events than are read at once.
    for day in period.iter().take_while(|day| days.start(*day) <= now) {
        let (start, end) = (days.start(day), days.end(day));
        for meeting in store
            .list_meetings_of_lessons(start - MEETING_SPAN, end)
            .await?
        {
            let records =
                Meeting::load(store, &meeting, start - MEETING_SPAN - MEETING_SPAN).await?;
            for session in lessons_that_lack_events(app, &records, now) {
                let at = session.time().filter(|at| (start..end).contains(at));
                if let Some(at) = at {
                    found
                        .entry(meeting.clone())
                        .or_insert_with(|| MeetingToAsk::new(&meeting))
                        .add(app, at, &session);
                }
            }
        }
    }

    Ok(found.into_values().collect())
}

fn lessons_that_lack_events(app: &App, meeting: &Meeting, now: DateTime<Utc>) -> Vec<Session> {
    let mut lacking = Vec::new();
    for (number, session) in meeting.sessions.iter().enumerate() {
        // Whoever looks at the session sees it settled, too.
        let session = session.clone().settle(now, &app.config.rules).session;
        let lesson = meeting.evidence.lesson(number, false);
        if lesson.is_some_and(|lesson| session.may_lack_events(&lesson, now)) {
            lacking.push(session);
        }
    }

    lacking
}

impl MeetingToAsk {
    fn new(meeting: &str) -> Self {
        Self {
            meeting: meeting.to_owned(),
            lessons: 0,
            teachers: BTreeSet::new(),
            days: BTreeSet::new(),
        }
    }

    fn add(&mut self, app: &App, at: DateTime<Utc>, session: &Session) {
        let days = app.calendar();
        let ended_at = session.ended_at();
        let last_at = ended_at.unwrap_or(at + BEGAN_AFTER).max(at);
        let of_lesson = Period {
            first: days.day_of(at - BEGAN_BEFORE),
            last: days.day_of(last_at),
        };

        self.lessons += 1;
        self.teachers.insert(session.teacher.clone());
        self.days.extend(of_lesson.iter());
    }
}
