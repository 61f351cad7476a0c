//! Measures the lessons of a meeting anew from all evidence: when Zoom has sent an event, and by the sweep what is left
//! over.
//!
//! Why there is a queue of pending reconciliations at all. Zoom waits for three seconds for the answer to an event, and
//! sends the event again, up to 85 minutes later, if none comes. So the event is stored first, together with a note
//! that its meeting is to be reconciled (`zoom_meetings_to_count`), in one transaction; then the answer is as good as
//! given, and the lessons are measured in the same request. If that fails, or the time is over, the note is still
//! there: the meeting's next event or the next sweep does it. Nothing is lost, and no event is measured by itself.
//!
//! Why a meeting and not an event is reconciled. Events come late, twice and in any order, and one of them may change
//! what all others mean: a join that comes an hour late makes two stays of one; a tap that a page reports later gives a
//! stay to another lesson. So nothing is added up event by event. Each time everything that is known about the lessons
//! of the meeting is read (sessions, their ledgers, Zoom's events), the rules of `domain::attendance` estimate each
//! lesson from nothing, and what differs from the record is stored. The same evidence in any order gives the same
//! record, and doing it once more changes nothing.
//!
//! Which lessons. An event belongs to a lesson whose link was sent in the `MEETING_SPAN`
//! (`domain/attendance/assumptions.rs`) before it. To tell whose a stay is, the lessons before those must be known too,
//! so another span before it is read, but not measured.
//!
//! Why a lesson is measured again later although no event came. It may go on: its end comes with an event, or, if that
//! is lost, with the time. Or something is missing that Zoom may still send, or that a page may still tell: then the
//! lesson is measured once an hour for some hours (`Session::reconcile_again_at`). Until then the note stays, with
//! the time from which it counts. A note also counts the changes of its meeting: an event that comes while the meeting
//! is being reconciled raises the number, and the note is then not removed.
//!
//! Why the sweep also looks at lessons without a note. If nobody came to a meeting, Zoom sends no event, and no note is
//! made. Zoom's silence about a lesson says that nobody came only if Zoom told of the teacher's lessons before and
//! after (`zoom_told_of_neighbours`): otherwise the account may not be connected, or its events were lost.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::sent_lessons::{LessonsSent, reconcile_sent_since};
use crate::domain::{MEETING_SPAN, RECONCILE_AGAIN_AFTER};
use crate::error::Error;
use crate::store::{PendingReconciliation, Store};

/// Meetings, and lessons of which nothing was heard, that one sweep reconciles at most.
const MAX_RECONCILED: i64 = 500;

/// Reconciles what is left over, until `go_on` says no. Returns how many meetings.
pub async fn reconcile_pending(
    app: &App,
    store: &Store,
    now: DateTime<Utc>,
    go_on: impl Fn() -> bool,
) -> Result<usize, Error> {
    let mut reconciled = 0;
    for pending in store
        .list_pending_reconciliations(now, MAX_RECONCILED)
        .await?
    {
        if !go_on() {
            return Ok(reconciled);
        }

        // A meeting that cannot be reconciled does not stop the rest.
        if let Err(error) = reconcile(app, store, &pending, now).await {
            tracing::warn!(%error, meeting = pending.meeting, "A meeting could not be counted");
            let again_at = now + RECONCILE_AGAIN_AFTER;
            store.record_reconciled(&pending, Some(again_at)).await?;
        }

        reconciled += 1;
    }

    reconcile_silent_lessons(app, store, now, go_on).await?;

    Ok(reconciled)
}

/// Reconciles lessons of which Zoom told nothing at all, though it told of the teacher's others.
async fn reconcile_silent_lessons(
    app: &App,
    store: &Store,
    now: DateTime<Utc>,
    go_on: impl Fn() -> bool,
) -> Result<(), Error> {
    for silent in store.list_silent_lessons(now, MAX_RECONCILED).await? {
        if !go_on() {
            break;
        }

        let zoom_told_of_neighbours = store.zoom_told_of_neighbours(&silent).await?;
        let lessons = LessonsSent {
            meeting: &silent.meeting,
            since: silent.sent_at,
            silence_counts_of: zoom_told_of_neighbours.then_some(silent.id),
        };
        if let Err(error) = reconcile_sent_since(app, store, lessons, now).await {
            tracing::warn!(%error, session.id = silent.id.0, "A lesson could not be counted");
        }
    }

    Ok(())
}

/// Reconciles a meeting of which an event has just come.
pub(crate) async fn reconcile_meeting(
    app: &App,
    store: &Store,
    meeting: &str,
    event_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // The note was stored with the event. If it is gone, another request or a sweep has reconciled the meeting since.
    let Some(pending) = store.find_pending_reconciliation(meeting).await? else {
        return Ok(());
    };

    let pending = PendingReconciliation {
        oldest_event_at: pending.oldest_event_at.min(event_at),
        ..pending
    };

    reconcile(app, store, &pending, now).await
}

/// Reconciles a meeting that waits for it.
pub(crate) async fn reconcile(
    app: &App,
    store: &Store,
    pending: &PendingReconciliation,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let lessons = LessonsSent {
        meeting: &pending.meeting,
        since: pending.oldest_event_at - MEETING_SPAN,
        silence_counts_of: None,
    };
    let again_at = reconcile_sent_since(app, store, lessons, now).await?;
    store.record_reconciled(pending, again_at).await?;

    Ok(())
}
