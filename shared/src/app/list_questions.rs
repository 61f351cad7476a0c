//! Which lessons Zoom is asked about. When they are is a rule: `domain/attendance/list_question.rs`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::meeting::Meeting;
use crate::domain::{
    Interval, LISTS_ASKED_FOR, PeopleTold, Session, SessionId, ToldRun, UNOPENED_LESSON,
    may_be_asked_about, next_list_question,
};
use crate::error::Error;
use crate::store::{ListQuestion, Store};

/// Lessons of which nothing was heard that one sweep looks at, at most.
const MAX_UNHEARD: i64 = 200;

/// A lesson of which Zoom may know more than its events told.
pub(crate) struct LackingLesson {
    /// The session as it is now.
    pub(crate) session: Session,
    /// When it was, or likely was.
    pub(crate) time: Interval,
    /// The runs that may be this lesson's, as far as events told of them.
    pub(crate) runs: Vec<ToldRun>,
    /// Whether there is none but whole ones in which others had class: then it is this lesson's student who is missing.
    pub(crate) are_runs_of_others: bool,
    /// The names of the meeting's other runs of which everything is known.
    pub(crate) whole_runs: BTreeSet<String>,
    /// Whether events told of any run of the meeting on these days.
    pub(crate) is_any_run_told: bool,
}

impl LackingLesson {
    /// Finds out what is missing of a lesson. `None`: nothing that Zoom could tell.
    pub(crate) fn of(
        app: &App,
        loaded: &Meeting,
        number: usize,
        session: &Session,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        // Whoever looks at the session sees it settled, too.
        let session = session.clone().settle(now, &app.config.rules).session;
        let lesson = loaded.evidence.lesson(number, false)?;
        if !session.may_lack_events(&lesson, now) {
            return None;
        }

        let time = session.asked_time()?;
        let runs = loaded.runs.iter().filter(|run| run.may_overlap(time));
        let (whole, lacking): (Vec<ToldRun>, Vec<ToldRun>) =
            runs.cloned().partition(|run| run.is_whole);
        let whole_runs = loaded.runs.iter().filter(|run| run.is_whole);

        Some(Self {
            is_any_run_told: !loaded.runs.is_empty(),
            whole_runs: whole_runs.map(|run| run.uuid.clone()).collect(),
            are_runs_of_others: lacking.is_empty() && (whole.is_empty() || has_several(&whole)),
            runs: if lacking.is_empty() { whole } else { lacking },
            session,
            time,
        })
    }

    /// Returns when its meeting was over, as far as that is known: before that there is no list.
    pub(crate) fn ended_at(&self) -> DateTime<Utc> {
        let ends = self.runs.iter().filter(|run| run.has_ended);
        let last = ends.map(|run| run.last_at).max();

        last.map_or(self.time.to, |at| {
            self.session
                .ended_at()
                .map_or(at, |ended_at| at.max(ended_at))
        })
    }

    /// How many people events told of, of those who may be of this lesson.
    pub(crate) fn people(&self) -> PeopleTold {
        if !self.are_runs_of_others && has_several(&self.runs) {
            PeopleTold::Several
        } else {
            PeopleTold::OneOrNone
        }
    }

    /// Returns when Zoom is asked next; `None`: never.
    pub(crate) fn next_question(&self, asked_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        next_list_question(self.ended_at(), self.people(), asked_at)
    }
}

fn has_several(runs: &[ToldRun]) -> bool {
    runs.iter().any(|run| run.people == PeopleTold::Several)
}

/// Records which of a meeting's lessons Zoom is to be asked about, and removes the question about those of which all is
/// known. Nothing is recorded where nobody may ask.
pub(crate) async fn record_list_questions(
    app: &App,
    meeting: &str,
    loaded: &Meeting,
    measured: &BTreeMap<SessionId, Session>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if !app.config.may_ask_zoom() {
        return Ok(());
    }

    let store = app.store().await?;
    let known = store.list_list_questions_of(meeting).await?;
    for (number, session) in loaded.sessions.iter().enumerate() {
        let Some(session) = measured.get(&session.id) else {
            continue;
        };

        let question = known.iter().find(|known| known.session == session.id);
        match (
            LackingLesson::of(app, loaded, number, session, now),
            question,
        ) {
            (Some(lesson), None) => record_question(store, meeting, &lesson, now).await?,
            (Some(lesson), Some(question)) => move_question(store, question, &lesson).await?,
            (None, Some(_)) => store.delete_list_question(session.id).await?,
            (None, None) => {}
        }
    }

    Ok(())
}

async fn record_question(
    store: &Store,
    meeting: &str,
    lesson: &LackingLesson,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let ended_at = lesson.ended_at();
    // A link that was not opened yet may be of a lesson that is still to come.
    let is_over = lesson.session.ended_at().is_some() || ended_at <= now;
    if !is_over || !may_be_asked_about(ended_at, now) {
        return Ok(());
    }

    if let Some(ask_at) = lesson.next_question(None) {
        store
            .record_list_question(lesson.session.id, meeting, ask_at)
            .await?;
    }

    Ok(())
}

/// Moves a question that was not asked yet: an event may have told since when the meeting was over.
async fn move_question(
    store: &Store,
    question: &ListQuestion,
    lesson: &LackingLesson,
) -> Result<(), Error> {
    let ask_at = lesson.next_question(None);
    if let Some(ask_at) = ask_at
        && question.asked == 0
        && question.ask_at.is_some_and(|at| at != ask_at)
    {
        store.move_list_question(question.session, ask_at).await?;
    }

    Ok(())
}

/// Records questions about lessons of which nothing was heard at all. No event makes anybody look at them.
pub(crate) async fn record_unheard_lessons(store: &Store, now: DateTime<Utc>) -> Result<(), Error> {
    let lessons = store
        .list_unheard_lessons(now - LISTS_ASKED_FOR, now - UNOPENED_LESSON, MAX_UNHEARD)
        .await?;
    for (id, meeting) in lessons {
        let session = store.find_session_by_id(id).await?;
        let Some(time) = session.and_then(|session| session.asked_time()) else {
            continue;
        };

        if let Some(ask_at) = next_list_question(time.to, PeopleTold::OneOrNone, None) {
            store.record_list_question(id, &meeting, ask_at).await?;
        }
    }

    Ok(())
}
