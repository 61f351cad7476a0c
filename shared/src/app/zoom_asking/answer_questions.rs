//! Asking about lessons that lack something, one after the other.

use chrono::{DateTime, TimeDelta, Utc};

use super::question_answer::Answers;
use crate::app::App;
use crate::app::list_questions::LackingLesson;
use crate::app::meeting::Meeting;
use crate::app::zoom_import::AskError;
use crate::domain::MEETING_SPAN;
use crate::error::Error;
use crate::store::{ListQuestion, NextQuestion, Store};
use crate::zoom::ZoomAccess;

/// Questions that one sweep reads at most.
const MAX_QUESTIONS: i64 = 100;
/// A question that was taken by a process which ended is due again after this time: longer than any sweep.
const TAKEN_FOR: TimeDelta = TimeDelta::minutes(5);

/// Asks what is due, until `go_on` says no.
pub(super) async fn answer_list_questions(
    app: &App,
    zoom: ZoomAccess<'_>,
    now: DateTime<Utc>,
    go_on: impl Fn() -> bool,
) -> Result<(), Error> {
    let store = app.store().await?;
    let mut answers = Answers::new(app, zoom);

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

        match Box::pin(answer_question(app, store, &mut answers, &question, now)).await {
            Ok(()) => {}
            Err(AskError::Zoom(error)) if !error.is_about_meeting() => {
                store.release_list_question(&question).await?;
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

async fn answer_question(
    app: &App,
    store: &Store,
    answers: &mut Answers<'_>,
    question: &ListQuestion,
    now: DateTime<Utc>,
) -> Result<(), AskError> {
    let Some(lesson) = load_lesson(app, store, question, now).await? else {
        delete_question(store, question).await?;
        return Ok(());
    };

    let answer = match answers.find(question, &lesson).await {
        Ok(answer) => answer,
        Err(error) if error.is_about_meeting() => {
            // The same question gets the same refusal, so it waits for the next time.
            record_next(store, question, &lesson, (None, now)).await?;
            return Err(error.into());
        }
        Err(error) => return Err(error.into()),
    };

    let told = answer.fingerprint(lesson.ended_at(), now);
    for change in answer.import(app, &question.meeting).await? {
        tracing::info!(
            session.id = change.session.0,
            "Session {} measured by Zoom's list",
            change.session
        );
    }
    record_next(store, question, &lesson, (told, now)).await?;

    Ok(())
}

/// Loads the lesson. `None`: Zoom can tell nothing more of it.
async fn load_lesson(
    app: &App,
    store: &Store,
    question: &ListQuestion,
    now: DateTime<Utc>,
) -> Result<Option<LackingLesson>, Error> {
    let Some(session) = store.find_session_by_id(question.session).await? else {
        return Ok(None);
    };
    let since = session.sent_at.unwrap_or_default() - MEETING_SPAN;
    let loaded = Meeting::load(store, &question.meeting, since).await?;

    let number = loaded.sessions.iter().position(|one| one.id == session.id);
    Ok(number.and_then(|number| LackingLesson::of(app, &loaded, number, &session, now)))
}

/// Records when Zoom is asked again: not after two equal answers, and not if the last time is over. If the answer has told
/// all, the question is gone by now.
async fn record_next(
    store: &Store,
    question: &ListQuestion,
    lesson: &LackingLesson,
    (told, now): (Option<String>, DateTime<Utc>),
) -> Result<(), Error> {
    let is_last = told.is_some() && told == question.told;
    let ask_at = lesson.next_question(Some(now)).filter(|_| !is_last);
    let next = NextQuestion {
        ask_at,
        told: told.as_deref(),
    };

    store.record_list_answer(question, next).await?;
    Ok(())
}

async fn delete_question(store: &Store, question: &ListQuestion) -> Result<(), Error> {
    store.delete_list_question(question.session).await?;
    Ok(())
}
