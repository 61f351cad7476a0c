//! One auto-timeout run, as the cron, the admin and the schedule start it.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::future::join;
use serde::Serialize;

use crate::app::App;
use crate::app::reconcile_meeting::reconcile_pending;
use crate::domain::SessionId;
use crate::error::Error;
use crate::http::rfc3339;
use crate::store::{ClosedSession, DueBatch, Store, SweepBatch, SweepRun};

/// What a run did.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepReport {
    /// Whether every row that was tried could be closed.
    pub success: bool,
    /// Sessions closed.
    pub sessions_ended: usize,
    /// Sessions tried.
    pub total_checked: usize,
    /// Sessions that are due still: rows that failed, and what the time did not suffice for (counted up to 100,000).
    pub remaining: i64,
    /// Time the run took.
    pub processing_time_ms: u128,
    /// What was closed, oldest first, at most 1,000.
    pub details: Vec<SweepDetail>,
    /// All that in a sentence.
    pub message: String,
    /// The run's "now".
    pub timestamp: String,
}

/// One closed session.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepDetail {
    pub(crate) session_id: i64,
    pub(crate) student_id: i64,
    pub(crate) teacher_id: String,
    start_time: Option<String>,
    end_time: Option<String>,
    #[serde(skip)]
    pub(crate) ended_at: Option<DateTime<Utc>>,
    duration: i64,
    pub(crate) duration_seconds: i64,
}

/// Time for one run; below every platform's limit for the functions that sweep.
const BUDGET: Duration = Duration::from_secs(20);
/// Of which at most this much for the sums of past days.
const DAYS_BUDGET: Duration = Duration::from_secs(5);
/// Memory stays flat however many are due.
const MAX_DETAILS: usize = 1_000;
const MAX_COUNTED: i64 = 100_000;
/// More rows than this that cannot be written are no accident: the run stops.
const MAX_FAILED: usize = 100;

/// Closes every session that is due, batch by batch, oldest first, until none is left or the time is over.
pub async fn sweep(app: &App) -> Result<SweepReport, Error> {
    Box::pin(sweep_within(app, BUDGET)).await
}

/// The same with another time limit. What it does not suffice for is counted as `remaining`.
pub async fn sweep_within(app: &App, budget: Duration) -> Result<SweepReport, Error> {
    let (now, started) = (app.clock.now(), Instant::now());
    tracing::info!("Starting auto-timeout process");
    let store = app.store().await?;
    // First what Zoom has said: it may be that a session goes on, or when it ended.
    if let Err(error) = Box::pin(reconcile_pending(app, store, now, || {
        started.elapsed() < budget / 2
    }))
    .await
    {
        tracing::warn!(%error, "Meetings could not be counted");
    }
    let mut run = Run::default();
    while started.elapsed() < budget && run.failed.len() <= MAX_FAILED {
        // Two at a time: while the disk confirms the one, the other is worked out. They take different rows.
        let due = DueBatch {
            limit: app.config.timeout_batch_size,
            excluded: &run.failed,
            since: run.reached,
        };
        let batch = || Box::pin(store.close_due_batch(now, &app.config.rules, due));
        let (one, other) = join(batch(), batch()).await;
        let (done, failed): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);

        let tried = done
            .into_iter()
            .flatten()
            .map(|batch| run.add(batch))
            .sum::<usize>();

        if let Some(error) = failed.into_iter().find_map(Result::err) {
            tracing::error!(%error, "Error in auto-timeout");
            return Err(error.into());
        }

        // At the end once more from the beginning: somebody else may have held a row, and let it go.
        if tried == 0 && run.reached.take().is_none() {
            break;
        }
    }
    let report = run.report(app, store, now, started).await?;
    record(store, &report, now).await;
    sum_up_days(app, store, now, budget.saturating_sub(started.elapsed())).await;
    tracing::info!(
        sessions_ended = report.sessions_ended,
        remaining = report.remaining,
        "{}",
        report.message
    );
    Ok(report)
}

/// The dashboard tells when the last sweep was.
async fn record(store: &Store, report: &SweepReport, started_at: DateTime<Utc>) {
    let run = SweepRun {
        started_at,
        closed: report.sessions_ended.try_into().unwrap_or(i64::MAX),
        failed: (report.total_checked - report.sessions_ended)
            .try_into()
            .unwrap_or(i64::MAX),
        remaining: report.remaining,
        processing_ms: report.processing_time_ms.try_into().unwrap_or(i64::MAX),
    };

    if let Err(error) = store.record_sweep_run(&run).await {
        tracing::warn!(%error, "The run of the sweep could not be noted");
    }
}

/// Uses what time is left. Statistics are right without it, only slower.
async fn sum_up_days(app: &App, store: &Store, now: DateTime<Utc>, time: Duration) {
    let (started, budget) = (Instant::now(), time.min(DAYS_BUDGET));
    match store
        .sum_up_days(app.calendar(), now, |_| started.elapsed() < budget)
        .await
    {
        Ok(0) => {}
        Ok(days) => tracing::info!(days, "Summed up {days} past days"),
        Err(error) => tracing::warn!(%error, "Past days could not be summed up"),
    }
}

#[derive(Default)]
struct Run {
    /// The youngest last sign of life among those closed.
    reached: Option<DateTime<Utc>>,
    closed: usize,
    details: Vec<SweepDetail>,
    failed: Vec<SessionId>,
}

impl Run {
    /// Takes in a batch. Returns how many rows were tried.
    fn add(&mut self, batch: SweepBatch) -> usize {
        let tried = batch.closed.len() + batch.failed.len();
        for closed in &batch.closed {
            let session = &closed.session;
            let (id, duration_seconds) = (session.id.0, closed.figures.seconds);

            tracing::info!(
                session.id = id,
                student.id = session.student.0,
                duration_seconds,
                "Timed out session {id}"
            );

            self.reached = self
                .reached
                .max(session.presence().map(|presence| presence.last_sign_at));

            if self.details.len() < MAX_DETAILS {
                self.details.push(detail(closed));
            }
        }

        self.closed += batch.closed.len();
        for (id, error) in batch.failed {
            tracing::error!(session.id = id.0, %error, "Error in auto-timeout");
            // The other batch may have met the same row once this one had let it go.
            if !self.failed.contains(&id) {
                self.failed.push(id);
            }
        }

        tried
    }

    async fn report(
        mut self,
        app: &App,
        store: &Store,
        now: DateTime<Utc>,
        started: Instant,
    ) -> Result<SweepReport, Error> {
        let remaining = store.count_due(now, &app.config.rules, MAX_COUNTED).await?;
        let closed = match self.closed {
            0 => "No session was due.".to_owned(),
            1 => "1 session timed out.".to_owned(),
            closed => format!("{closed} sessions timed out."),
        };

        // Of two batches at a time the younger may have come first.
        self.details
            .sort_by(|a, b| (&a.end_time, a.session_id).cmp(&(&b.end_time, b.session_id)));
        let message = if remaining > 0 {
            format!("{closed} {remaining} are still due.")
        } else {
            closed
        };

        Ok(SweepReport {
            success: self.failed.is_empty(),
            sessions_ended: self.closed,
            total_checked: self.closed + self.failed.len(),
            remaining,
            processing_time_ms: started.elapsed().as_millis(),
            details: self.details,
            message,
            timestamp: rfc3339(now),
        })
    }
}

fn detail(closed: &ClosedSession) -> SweepDetail {
    let session = &closed.session;
    SweepDetail {
        session_id: session.id.0,
        student_id: session.student.0,
        teacher_id: session.teacher.0.clone(),
        start_time: session
            .presence()
            .map(|presence| rfc3339(presence.clicked_at)),
        end_time: session.ended_at().map(rfc3339),
        ended_at: session.ended_at(),
        duration: closed.figures.minutes(),
        duration_seconds: closed.figures.seconds,
    }
}
