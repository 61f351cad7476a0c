//! Whether a session is open, timed out, held open by Zoom, or over.

use chrono::{DateTime, Utc};

use crate::domain::{PresenceParameters, Status};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::clock::ClockColumn;

/// [`Session::is_open`](crate::domain::Session::is_open). The deployed column may be NULL, and means its default
/// then. Written with OR, not COALESCE, so that an index that begins with the status serves.
/// A zero date is no opening.
pub(crate) const IS_OPEN: &str = "(session_status = 'active' OR session_status IS NULL) \
    AND clicked_at >= '1971-01-01 00:00:00'";

/// [`Status::Sent`]: the same for a link that was never opened.
pub(crate) const IS_SENT: &str =
    "(session_status = 'active' OR session_status IS NULL) AND clicked_at IS NULL";

/// [`Status::Ended`] or [`Status::Timeout`] as recorded. NULL is neither: the comparison is NULL, too.
pub(crate) const IS_OVER: &str = "session_status <> 'active'";

/// [`IS_OVER`] as two values, so that an index that begins with the status serves.
pub(crate) const IS_OVER_BY_INDEX: &str = "session_status IN ('ended', 'timeout')";

/// [`IS_OPEN`] for reads along (`session_status`, `last_activity_at`): leaves out the rows of older systems that have
/// no status or no activity, until the backfill gives them one.
///
/// `clicked_at` stands inside an expression, so that no index on it fits. Written plainly, with many sessions due the
/// optimizer was seen to walk `idx_last_activity`: a million entries read and locked for fifty rows.
/// As a number, a time begins with its year on both databases, and a zero date is 0.
const IS_OPEN_BY_SIGN: &str = "session_status = 'active' AND clicked_at + 0 > 1970";

/// `Presence::last_sign_at` of an opened session: rows of older systems may have no activity but their opening.
const LAST_SIGN_AT: &str =
    "CASE WHEN last_activity_at >= '1971-01-01 00:00:00' THEN last_activity_at ELSE clicked_at END";

/// [`Session::is_timed_out_at`](crate::domain::Session::is_timed_out_at), for every row.
pub(crate) fn is_timed_out(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = Statement::new(IS_OPEN);
    sql.push(" AND ")
        .append(is_silent_and_not_held(dialect, now, rules));
    sql
}

/// [`Session::is_active_at`](crate::domain::Session::is_active_at), for every row.
pub(crate) fn is_active(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = Statement::new(IS_OPEN);
    sql.push(" AND NOT (")
        .append(is_silent_and_not_held(dialect, now, rules))
        .push(")");

    sql
}

fn is_silent_and_not_held(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = Statement::new(ClockColumn::LastActivityAt.instant_of(dialect, "", LAST_SIGN_AT));
    sql.push(" < ").value(now - rules.idle_timeout);
    sql.push(" AND ").append(is_not_held_open(now));

    sql
}

/// [`is_timed_out`] by the sweep's index, without the rows that [`IS_OPEN_BY_SIGN`] leaves out: the sessions that a
/// sweep closes.
pub(crate) fn is_due(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = is_open_and_silent(dialect, now, rules);
    sql.push(" AND ").append(is_not_held_open(now));
    sql
}

/// The sessions of [`is_active`] that gave activity within the idle timeout, by the sweep's index. The others
/// are [silent](is_open_and_silent) and [held open](is_held_open).
pub(crate) fn is_open_and_heard_of(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = Statement::new(IS_OPEN_BY_SIGN);
    let heard_since = now - rules.idle_timeout;
    sql.push(" AND ")
        .append(ClockColumn::LastActivityAt.since(dialect, "", heard_since));
    sql
}

/// Open and silent for longer than the idle timeout, held open by Zoom or due, by the sweep's index.
pub(crate) fn is_open_and_silent(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = Statement::new(IS_OPEN_BY_SIGN);
    let heard_since = now - rules.idle_timeout;
    sql.push(" AND ")
        .append(ClockColumn::LastActivityAt.before(dialect, "", heard_since));
    sql
}

/// [`Session::is_held_open_by_zoom`](crate::domain::Session::is_held_open_by_zoom).
pub(crate) fn is_held_open(now: DateTime<Utc>) -> Statement {
    let mut sql = Statement::new("meeting_until > ");
    sql.value(now);
    sql
}

/// The opposite of [`is_held_open`], whose comparison is NULL where Zoom said nothing.
fn is_not_held_open(now: DateTime<Utc>) -> Statement {
    let mut sql = Statement::new("(meeting_until IS NULL OR meeting_until <= ");
    sql.value(now).push(")");
    sql
}

/// SQL for [`Status::rank`] of the session as settled now.
pub(crate) fn status_rank(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let [sent, active, ended, timeout] =
        [Status::Sent, Status::Active, Status::Ended, Status::Timeout].map(Status::rank);

    let mut sql = Statement::new(format!(
        "CASE WHEN session_status = 'ended' THEN {ended} \
         WHEN session_status = 'timeout' THEN {timeout} WHEN "
    ));
    // Before `IS_OPEN`, because a session that no sweep has closed yet is stored as open.
    sql.append(is_timed_out(dialect, now, rules)).push(&format!(
        " THEN {timeout} WHEN {IS_OPEN} THEN {active} ELSE {sent} END"
    ));

    sql
}
