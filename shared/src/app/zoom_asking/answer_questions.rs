//! Asking about lessons that lack something, one after the other.

use chrono::{DateTime, TimeDelta, Utc};

use super::question_answer::{Answers, QuestionAnswer};
use crate::app::App;
use crate::app::list_questions::LackingLesson;
use crate::app::meeting::Meeting;
use crate::app::sent_lessons::{LessonsSent, reconcile_sent_since};
use crate::app::zoom_askers::ZoomAskers;
use crate::app::zoom_import::AskError;
use crate::domain::{MEETING_SPAN, MeetingOwner, ZoomAsker};
use crate::error::Error;
use crate::store::{ListQuestion, NextQuestion, Store};
use crate::zoom::ZoomApiError;

/// Questions that one sweep reads at most.
const MAX_QUESTIONS: i64 = 100;
/// A question that was taken by a process which ended is due again after this time: longer than any sweep.
const TAKEN_FOR: TimeDelta = TimeDelta::minutes(5);

/// What is needed to answer a question.
struct Run<'a, 'b> {
    app: &'a App,
    store: &'a Store,
    askers: &'b mut ZoomAskers<'a>,
    answers: Answers<'a>,
    now: DateTime<Utc>,
}

/// What Zoom said, and what that means.
struct Answered {
    answer: QuestionAnswer,
    /// The fingerprint of the answer. `None`: Zoom may not have its lists yet.
    told: Option<String>,
    /// Zoom has said twice that nobody began the meeting at the time of the lesson.
    shows_no_run: bool,
}

/// Asks what is due, until `go_on` says no.
pub(super) async fn answer_list_questions<'a>(
    app: &'a App,
    askers: &mut ZoomAskers<'a>,
    now: DateTime<Utc>,
    go_on: impl Fn() -> bool,
) -> Result<(), Error> {
    let store = app.store().await?;
    let mut run = Run {
        app,
        store,
        askers,
        answers: Answers::new(app),
        now,
    };

    for question in store.list_due_list_questions(now, MAX_QUESTIONS).await? {
        if !go_on() {
            break;
        }
        if !store
            .claim_list_question(&question, now + TAKEN_FOR)
            .await?
        {
            // Another sweep asks it.
            continue;
        }

        match Box::pin(run.answer(&question)).await {
            Ok(()) => {}
            Err(AskError::Zoom(error)) if error.is_about_everybody() => {
                store.release_list_question(&question, now).await?;
                tracing::warn!(%error, "Zoom is not asked about more lessons by this sweep");
                break;
            }
            // One meeting does not stop the rest. The question is due again when its taking is over.
            Err(error) => tracing::warn!(
                %error,
                session.id = question.session.0,
                "Zoom could not be asked about a lesson"
            ),
        }
    }

    Ok(())
}

impl Run<'_, '_> {
    async fn answer(&mut self, question: &ListQuestion) -> Result<(), AskError> {
        let Some(lesson) = self.load_lesson(question).await? else {
            let deleted = self.store.delete_list_question(question.session).await;
            return Ok(deleted.map_err(Error::from)?);
        };

        let mut refused = None;
        for asker in self.find_askers(question, &lesson).await? {
            let error = match self.ask(&asker, question, &lesson).await {
                Ok(answered) => return self.record_answer(question, &lesson, answered).await,
                Err(error) => error,
            };

            self.askers.record_trouble(&asker, &error).await;
            let may_ask_another = error.is_about_asker();
            refused = Some((asker, error));
            if !may_ask_another {
                break;
            }
        }

        match refused {
            Some(refused) => self.put_off(question, &lesson, refused).await,
            // Until its next time a teacher may connect Zoom, or the plan may be another one.
            None => Ok(self.record_next(question, &lesson, None).await?),
        }
    }

    async fn ask(
        &mut self,
        asker: &ZoomAsker,
        question: &ListQuestion,
        lesson: &LackingLesson,
    ) -> Result<Answered, ZoomApiError> {
        let zoom = self.askers.zoom(asker).await?;
        let answer = self.answers.find((asker, zoom), question, lesson).await?;

        let told = answer.fingerprint(lesson.ended_at(), self.now);
        let is_last = told.is_some() && told == question.told;
        let shows_no_run = is_last && answer.shows_no_run;

        Ok(Answered {
            answer,
            told,
            shows_no_run,
        })
    }

    async fn record_answer(
        &self,
        question: &ListQuestion,
        lesson: &LackingLesson,
        answered: Answered,
    ) -> Result<(), AskError> {
        if answered.shows_no_run {
            self.record_no_run(question, lesson).await?;
        }
        for change in answered.answer.import(self.app, &question.meeting).await? {
            tracing::info!(
                session.id = change.session.0,
                "Session {} measured by Zoom's list",
                change.session
            );
        }

        Ok(self.record_next(question, lesson, answered.told).await?)
    }

    /// Measures a lesson at whose time there was no run of its meeting, as Zoom said twice: its silence counts.
    async fn record_no_run(
        &self,
        question: &ListQuestion,
        lesson: &LackingLesson,
    ) -> Result<(), Error> {
        let lessons = LessonsSent {
            meeting: &question.meeting,
            since: lesson.session.sent_at.unwrap_or_default(),
            silence_counts_of: Some(question.session),
        };

        reconcile_sent_since(self.app, self.store, lessons, self.now).await?;
        Ok(())
    }

    /// Loads the lesson. `None`: Zoom can tell nothing more of it.
    async fn load_lesson(&self, question: &ListQuestion) -> Result<Option<LackingLesson>, Error> {
        let Some(session) = self.store.find_session_by_id(question.session).await? else {
            return Ok(None);
        };
        let since = session.sent_at.unwrap_or_default() - MEETING_SPAN;
        let loaded = Meeting::load(self.store, &question.meeting, since).await?;

        let number = loaded.sessions.iter().position(|one| one.id == session.id);
        Ok(number
            .and_then(|number| LackingLesson::of(self.app, &loaded, number, &session, self.now)))
    }

    /// Lists in whose names this question may be asked, the first one first. Where nobody knows whose the meeting is, another
    /// one is the first each time.
    async fn find_askers(
        &self,
        question: &ListQuestion,
        lesson: &LackingLesson,
    ) -> Result<Vec<ZoomAsker>, Error> {
        let owner = find_owner(self.store, question).await?;
        let knows_runs = !lesson.runs.is_empty();
        let teacher = &lesson.session.teacher;
        let mut askers = self.askers.of_meeting(&owner, teacher, knows_runs);

        if !askers.is_empty() {
            let turn = usize::try_from(question.asked).unwrap_or(0) % askers.len();
            askers.rotate_left(turn);
        }
        Ok(askers)
    }

    /// Puts off a question that Zoom did not answer. What the same asker would be refused again waits for its next time, and
    /// anything else for the next sweep.
    async fn put_off(
        &self,
        question: &ListQuestion,
        lesson: &LackingLesson,
        (asker, error): (ZoomAsker, ZoomApiError),
    ) -> Result<(), AskError> {
        let is_lasting = match (&error, asker) {
            (ZoomApiError::WrongPlan | ZoomApiError::Disconnected, _)
            | (ZoomApiError::MissingScope(_), ZoomAsker::Teacher(_)) => true,
            (error, _) => error.is_about_meeting(),
        };

        if is_lasting {
            self.record_next(question, lesson, None).await?;
        } else if error.is_about_asker() {
            let released = self.store.release_list_question(question, self.now).await;
            released.map_err(Error::from)?;
        }

        // Of whoever asked, one line in the log is enough.
        if error.is_about_asker() {
            Ok(())
        } else {
            Err(error.into())
        }
    }

    /// Records when Zoom is asked again: not after two equal answers, and not if the last time is over. If the answer has
    /// told all, the question is gone by now.
    async fn record_next(
        &self,
        question: &ListQuestion,
        lesson: &LackingLesson,
        told: Option<String>,
    ) -> Result<(), Error> {
        let is_last = told.is_some() && told == question.told;
        let ask_at = lesson.next_question(Some(self.now)).filter(|_| !is_last);
        let next = NextQuestion {
            ask_at,
            told: told.as_deref(),
        };

        self.store.record_list_answer(question, next).await?;
        Ok(())
    }
}

/// Finds whose the meeting is: by what was heard of it, or because it was created for the lesson.
async fn find_owner(store: &Store, question: &ListQuestion) -> Result<MeetingOwner, Error> {
    let owner = store.find_meeting_owner(&question.meeting).await?;
    if owner != MeetingOwner::default() {
        return Ok(owner);
    }

    let created = store.list_created_meetings_of(&[question.session]).await?;
    let host = created
        .into_iter()
        .find(|created| created.meeting == question.meeting);
    Ok(MeetingOwner {
        user: host.map(|created| created.zoom_user),
        ..owner
    })
}
