//! One auto-timeout run, as the cron, the admin and the schedule start it. With the time that is left, it asks Zoom about
//! lessons of which its events told nothing, or not all.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::future::join;

use super::sweep_report::{SweepProgress, SweepReport};
use crate::app::App;
use crate::app::reconcile_meeting::reconcile_pending;
use crate::app::zoom_asking::{ASKING_BUDGET, ask_for_missing};
use crate::app::zoom_users::read_users_if_due;
use crate::config::Config;
use crate::domain::SchoolCalendar;
use crate::error::Error;
use crate::store::{DueBatch, Store, StoreError, SweepBatch, SweepRun};

/// Time for one run; below every platform's limit for the functions that sweep.
const BUDGET: Duration = Duration::from_secs(20);
/// The part of that time which the sums of past days may take at most.
const DAYS_BUDGET: Duration = Duration::from_secs(5);
/// The part of that time which reading the users of the Zoom account may take at most.
const USERS_BUDGET: Duration = Duration::from_secs(5);
/// A run counts what remains due up to this number.
const MAX_COUNTED: i64 = 100_000;
/// More rows than this that cannot be written are no accident: the run stops.
const MAX_FAILED: usize = 100;

/// Closes every session that is due, batch by batch, oldest first, until none is left or the time is over.
pub async fn sweep(app: &App) -> Result<SweepReport, Error> {
    Box::pin(sweep_within(app, BUDGET)).await
}

/// The same with another time limit. Sessions for which the time is too short are counted as `remaining`.
pub async fn sweep_within(app: &App, budget: Duration) -> Result<SweepReport, Error> {
    let now = app.clock.now();
    let time = Time::start(budget);
    tracing::info!("Starting auto-timeout process");
    let store = app.store().await?;

    // Zoom's reports come first: they may say that a session goes on, or when it ended. They get half of the time, so
    // that every run has time to close sessions.
    let has_time = || time.elapsed() < budget / 2;
    // A failure loses nothing: the note of a pending meeting stays, and the next sweep finds it.
    if let Err(error) = Box::pin(reconcile_pending(app, store, now, has_time)).await {
        tracing::warn!(%error, "Meetings could not be counted");
    }

    clear_zero_dates(store).await;
    let progress = close_due_sessions(store, &app.config, now, &time).await?;
    let remaining = store.count_due(now, &app.config.rules, MAX_COUNTED).await?;
    let report = progress.report(remaining, now, time.elapsed());

    record_run(store, &report, now).await;
    ask_for_missing(app, store, now, time.left().min(ASKING_BUDGET)).await;
    sum_up_days(store, app.calendar(), now, time.left().min(DAYS_BUDGET)).await;
    look_for_users(app, now, time.left().min(USERS_BUDGET)).await;

    tracing::info!(
        sessions_ended = report.sessions_ended,
        remaining = report.remaining,
        "{}",
        report.message
    );

    Ok(report)
}

/// Reads the users of the school's Zoom account, once a day.
async fn look_for_users(app: &App, now: DateTime<Utc>, budget: Duration) {
    match tokio::time::timeout(budget, read_users_if_due(app, now)).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "The users of the Zoom account could not be read"),
        Err(_) => tracing::warn!("The users of the Zoom account could not be read in time"),
    }
}

/// Sets zero dates of other programs to what they mean. Without it they are left out of lists and sums, and no more.
async fn clear_zero_dates(store: &Store) {
    match store.clear_zero_dates().await {
        Ok(sessions) if sessions.is_empty() => {}
        Ok(sessions) => {
            let ids: Vec<String> = sessions
                .iter()
                .take(20)
                .map(|id| id.0.to_string())
                .collect();
            tracing::info!(
                sessions = sessions.len(),
                ids = ids.join(", "),
                "Zero dates were set to none"
            );
        }
        Err(error) => tracing::warn!(%error, "Zero dates could not be set to none"),
    }
}

/// The time of a run.
struct Time {
    started: Instant,
    budget: Duration,
}

impl Time {
    fn start(budget: Duration) -> Self {
        Self {
            started: Instant::now(),
            budget,
        }
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn left(&self) -> Duration {
        self.budget.saturating_sub(self.elapsed())
    }
}

async fn close_due_sessions(
    store: &Store,
    config: &Config,
    now: DateTime<Utc>,
    time: &Time,
) -> Result<SweepProgress, Error> {
    let mut progress = SweepProgress::default();

    while !time.left().is_zero() && progress.failed().len() <= MAX_FAILED {
        let due = DueBatch {
            limit: config.timeout_batch_size,
            // These rows are still due: without this the next batch would take them again.
            excluded: progress.failed(),
            since: progress.reached(),
        };

        // Two batches run at a time, so that the second is computed while the disk confirms the first. Each skips the
        // rows that the other has locked.
        let batches = join(
            Box::pin(store.close_due_batch(now, &config.rules, due)),
            Box::pin(store.close_due_batch(now, &config.rules, due)),
        )
        .await;

        let tried = add_batches(&mut progress, batches)?;
        if tried > 0 {
            continue;
        }

        // A batch skips the rows that somebody else has locked. So the last round begins with the oldest again.
        if !progress.restart() {
            break;
        }
    }

    Ok(progress)
}

/// Adds both batches. Returns how many rows were tried. One batch counts even if the other failed.
fn add_batches(
    progress: &mut SweepProgress,
    (first, second): (
        Result<SweepBatch, StoreError>,
        Result<SweepBatch, StoreError>,
    ),
) -> Result<usize, Error> {
    let mut tried = 0;
    let mut failure = None;

    for batch in [first, second] {
        match batch {
            Ok(batch) => tried += progress.add(batch),
            Err(error) => failure = failure.or(Some(error)),
        }
    }

    match failure {
        Some(error) => {
            tracing::error!(%error, "Error in auto-timeout");
            Err(error.into())
        }
        None => Ok(tried),
    }
}

/// Records the run: the dashboard shows when the last sweep was.
async fn record_run(store: &Store, report: &SweepReport, started_at: DateTime<Utc>) {
    let failed = report.total_checked - report.sessions_ended;
    let run = SweepRun {
        started_at,
        closed: report.sessions_ended.try_into().unwrap_or(i64::MAX),
        failed: failed.try_into().unwrap_or(i64::MAX),
        remaining: report.remaining,
        processing_ms: report.processing_time_ms.try_into().unwrap_or(i64::MAX),
    };

    if let Err(error) = store.record_sweep_run(&run).await {
        tracing::warn!(%error, "The run of the sweep could not be noted");
    }
}

/// Sums up past days for as long as the budget lasts. Statistics are right without it, only slower.
async fn sum_up_days(
    store: &Store,
    calendar: &SchoolCalendar,
    now: DateTime<Utc>,
    budget: Duration,
) {
    let started = Instant::now();
    let has_time = |_| started.elapsed() < budget;

    match store.sum_up_days(calendar, now, has_time).await {
        Ok(0) => {}
        Ok(days) => tracing::info!(days, "Summed up {days} past days"),
        Err(error) => tracing::warn!(%error, "Past days could not be summed up"),
    }
}
