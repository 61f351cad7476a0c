//! The report of a sweep: collected batch by batch, and made at its end.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::clock::rfc3339;
use crate::domain::{Session, SessionId};
use crate::store::{ClosedSession, SweepBatch};

/// Sessions that a report lists at most, so that memory stays flat however many are due.
const MAX_DETAILS: usize = 1_000;

/// The report of a run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepReport {
    /// Whether every row that was tried could be closed.
    pub success: bool,
    /// Sessions closed.
    pub sessions_ended: usize,
    /// Sessions tried.
    pub total_checked: usize,
    /// Sessions that are still due, because their rows failed or the time was over (counted up to 100,000).
    pub remaining: i64,
    /// Time the run took.
    pub processing_time_ms: u128,
    /// Closed sessions, oldest first, at most 1,000.
    pub details: Vec<SweepDetail>,
    /// A sentence about the run.
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
    // The wire has it as `endTime`. The dashboard needs the instant, to show it by the school's clock.
    #[serde(skip)]
    pub(crate) ended_at: Option<DateTime<Utc>>,
    duration: i64,
    pub(crate) duration_seconds: i64,
}

impl SweepDetail {
    fn of(closed: &ClosedSession) -> Self {
        let session = &closed.session;
        Self {
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
}

/// The closed and failed sessions of a run so far.
#[derive(Debug, Default)]
pub(super) struct SweepProgress {
    reached: Option<DateTime<Utc>>,
    closed: usize,
    details: Vec<SweepDetail>,
    failed: Vec<SessionId>,
}

impl SweepProgress {
    /// Returns the youngest last activity among the sessions closed: the next batch begins there.
    pub(super) fn reached(&self) -> Option<DateTime<Utc>> {
        self.reached
    }

    /// Returns the sessions whose rows could not be written.
    pub(super) fn failed(&self) -> &[SessionId] {
        &self.failed
    }

    /// Lets the next batch begin with the oldest again. Returns false if the last one did already.
    pub(super) fn restart(&mut self) -> bool {
        self.reached.take().is_some()
    }

    /// Adds a batch. Returns how many rows were tried.
    pub(super) fn add(&mut self, batch: SweepBatch) -> usize {
        let tried = batch.closed.len() + batch.failed.len();

        for closed in &batch.closed {
            self.add_closed(closed);
        }

        for (id, error) in batch.failed {
            tracing::error!(session.id = id.0, %error, "Error in auto-timeout");
            // The other batch may have tried the same row after this one had let it go.
            if !self.failed.contains(&id) {
                self.failed.push(id);
            }
        }

        tried
    }

    fn add_closed(&mut self, closed: &ClosedSession) {
        let session = &closed.session;
        log_timeout(session, closed.figures.seconds);

        let last_sign_at = session.presence().map(|presence| presence.last_sign_at);
        self.reached = self.reached.max(last_sign_at);
        self.closed += 1;

        if self.details.len() < MAX_DETAILS {
            self.details.push(SweepDetail::of(closed));
        }
    }

    /// Reports the run.
    pub(super) fn report(
        mut self,
        remaining: i64,
        now: DateTime<Utc>,
        elapsed: Duration,
    ) -> SweepReport {
        // Two batches run at a time, so the one with the later ends may have been added first.
        self.details
            .sort_by(|a, b| (&a.end_time, a.session_id).cmp(&(&b.end_time, b.session_id)));

        SweepReport {
            success: self.failed.is_empty(),
            sessions_ended: self.closed,
            total_checked: self.closed + self.failed.len(),
            remaining,
            processing_time_ms: elapsed.as_millis(),
            details: self.details,
            message: summary(self.closed, remaining),
            timestamp: rfc3339(now),
        }
    }
}

fn log_timeout(session: &Session, duration_seconds: i64) {
    let id = session.id.0;
    tracing::info!(
        session.id = id,
        student.id = session.student.0,
        duration_seconds,
        "Timed out session {id}"
    );
}

fn summary(closed: usize, remaining: i64) -> String {
    let closed = match closed {
        0 => "No session was due.".to_owned(),
        1 => "1 session timed out.".to_owned(),
        closed => format!("{closed} sessions timed out."),
    };

    if remaining > 0 {
        format!("{closed} {remaining} are still due.")
    } else {
        closed
    }
}
