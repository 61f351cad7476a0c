//! Asking Zoom for what its events did not tell, a little with each sweep.
//!
//! The order is that of the price. The log of the app's webhooks comes first: one call may bring back all events that were
//! lost since the last one. Then each lesson that still lacks something is asked about by itself, the oldest question
//! first, at the times of `domain/attendance/list_question.rs`. A lesson of which all is known costs no call.
//!
//! Sessions are closed before anybody asks, and the asking has seconds and a number of calls, whatever Zoom does. What is
//! left over is asked by the next sweep: a question is taken by one process, and is due again if that process is ended.
//! Each question is asked in the name of whoever sees the meeting (`zoom_askers.rs`). What is wrong with one account (a
//! scope, the plan, the day's calls) ends the asking in that name, and what is wrong with Zoom or the network all asking of
//! this run; each with one line in the log.

mod answer_questions;
mod question_answer;
mod webhook_log;

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, timeout};

use self::answer_questions::answer_list_questions;
pub use self::webhook_log::read_webhook_log;
use self::webhook_log::read_webhook_log_if_due;
use crate::app::list_questions::record_unheard_lessons;
use crate::app::zoom_askers::ZoomAskers;
use crate::app::zoom_import::AskError;
use crate::app::{App, ZoomCalls};
use crate::domain::ZoomAsker;
use crate::error::Error;
use crate::store::Store;
use crate::zoom::ZoomApiError;

/// The part of a sweep that the asking may take.
pub(super) const ASKING_BUDGET: Duration = Duration::from_secs(6);
/// Nothing is begun with less time than this: an answer takes about a second.
const TIME_FOR_QUESTION: Duration = Duration::from_millis(1_500);
/// Calls that one sweep makes at most: with a sweep every five minutes, 17,000 a day.
const MAX_CALLS: u64 = 60;

/// How long, and how much, may be asked.
struct AskingLimits<'a> {
    app: &'a App,
    deadline: Instant,
    calls_before: u64,
}

/// Asks Zoom about lessons that lack something, within this time. Where nobody may ask, nothing happens.
pub(super) async fn ask_for_missing(
    app: &App,
    store: &Store,
    now: DateTime<Utc>,
    budget: Duration,
) {
    if !app.config.may_ask_zoom() || budget < TIME_FOR_QUESTION {
        return;
    }

    let limits = AskingLimits {
        app,
        deadline: Instant::now() + budget,
        calls_before: app.zoom.calls(),
    };
    // The calls keep to the deadline by themselves. Somebody else in this process may be waiting for a token, though.
    match timeout(budget, Box::pin(ask(store, now, &limits))).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "Zoom could not be asked about lessons"),
        Err(_) => tracing::warn!("The time for asking Zoom is over: the next sweep goes on"),
    }
}

async fn ask(store: &Store, now: DateTime<Utc>, limits: &AskingLimits<'_>) -> Result<(), Error> {
    let app = limits.app;
    let mut askers = ZoomAskers::load_for_sweep(app, now, limits.deadline).await?;

    // The log may settle many questions, so it comes first.
    if app.config.zoom_app.is_some() && !Box::pin(read_log(limits, &mut askers)).await? {
        return Ok(());
    }

    record_unheard_lessons(store, now).await?;
    answer_list_questions(app, &mut askers, now, || limits.allow_more()).await
}

/// Reads the log of the app's webhooks, with half of the time, so that it does not take all. Returns whether Zoom may be
/// asked more.
async fn read_log(limits: &AskingLimits<'_>, askers: &mut ZoomAskers<'_>) -> Result<bool, Error> {
    let app = limits.app;
    let half = limits.half();
    let calls = ZoomCalls::of_app(app);
    let zoom = app.zoom.as_app(&calls).until(limits.deadline);

    match read_webhook_log_if_due(app, zoom, || half.allow_more()).await {
        Ok(0) | Err(AskError::Nobody) => Ok(true),
        Ok(events) => {
            tracing::info!(events, "Events came back from Zoom's log of webhooks");
            Ok(true)
        }
        Err(AskError::Zoom(error)) => {
            tracing::warn!(%error, "Zoom's log of webhooks could not be read");
            if !is_about_log(&error) {
                askers.record_trouble(&ZoomAsker::App, &error).await;
            }
            Ok(!error.is_about_everybody())
        }
        Err(AskError::Own(error)) => Err(error),
    }
}

/// Tells whether only the log is refused: lists may be had all the same.
fn is_about_log(error: &ZoomApiError) -> bool {
    let is_missing_right = matches!(
        error,
        ZoomApiError::MissingScope(_) | ZoomApiError::WrongPlan
    );
    is_missing_right || error.is_about_meeting()
}

impl AskingLimits<'_> {
    /// Half of the time.
    fn half(&self) -> Self {
        let left = self.deadline.saturating_duration_since(Instant::now());
        Self {
            deadline: self.deadline - left / 2,
            ..*self
        }
    }

    fn allow_more(&self) -> bool {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let calls = self.app.zoom.calls().saturating_sub(self.calls_before);

        left >= TIME_FOR_QUESTION && calls < MAX_CALLS
    }
}
