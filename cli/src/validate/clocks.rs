//! Checks by which clock times are stored: by the school's other programs, and in rows of ours.

use session_tracking::clock::{Clock, SystemClock};
use session_tracking::config::Config;
use session_tracking::domain::{DetectedClock, StoredAs};
use session_tracking::store::{Store, StoreError};

use crate::finding::{Finding, MIGRATE};

/// Checks the rows of both.
pub(super) async fn check(store: &Store, config: &Config) -> Result<Vec<Finding>, StoreError> {
    let rows = store.list_row_times().await?;
    let found = config.school_days.detect_clocks(&rows, SystemClock.now());
    let zone = config.school_days.zone();

    let mut findings = vec![sent_finding(&found.sent, config.sent_time_stored_as, zone)];
    findings.extend(opened_finding(&found.opened));
    findings.push(own_finding(
        store.count_misstated().await?,
        config.sent_time_stored_as,
    ));

    Ok(findings)
}

/// Of `sent_time` in rows of other programs.
fn sent_finding(found: &DetectedClock, setting: StoredAs, zone: &str) -> Finding {
    let (rows, in_favour) = (found.rows, found.rows - found.against);
    let Some(stored_as) = found.stored_as else {
        return Finding::ok(format!(
            "clock of sent_time: {rows} rows of other programs tell something, too few or too different ones to say \
             more; SENT_TIME_STORED_AS is {setting}"
        ));
    };

    let what = format!(
        "clock of sent_time: other programs store {stored_as} ({zone}), as {in_favour} of {rows} rows show"
    );
    if same_clock(stored_as, setting) {
        return Finding::ok(what);
    }

    let remedy = format!(
        "Set SENT_TIME_STORED_AS={stored_as} for functions and commands (it is {setting}), with the right \
         SCHOOL_TIMEZONE, then run `session-tracking migrate`"
    );
    Finding::warn(what, remedy)
}

/// Two settings are the same if they differ only in the hour of a change-over: the rows show it to a lesson.
fn same_clock(found: StoredAs, setting: StoredAs) -> bool {
    match (found, setting) {
        (StoredAs::School { since: Some(found) }, StoredAs::School { since: Some(set) }) => {
            (found - set).num_days().abs() <= 3
        }
        (found, setting) => found == setting,
    }
}

/// Of the other times, where they are not Coordinated Universal Time.
fn opened_finding(found: &DetectedClock) -> Option<Finding> {
    let stored_as = found.stored_as.filter(|stored| *stored != StoredAs::Utc)?;
    let (rows, in_favour) = (found.rows, found.rows - found.against);

    Some(Finding::warn(
        format!(
            "clock of clicked_at: other programs store {stored_as}, as {in_favour} of {rows} rows show; this system \
             stores and reads UTC there"
        ),
        "Lessons that the application's own pages opened are listed by the wrong clock. Let this system's pages open \
         all lessons (docs/deployment.md, Beside a Next.js application)",
    ))
}

/// Of `sent_time` in our own rows.
fn own_finding(rows: i64, setting: StoredAs) -> Finding {
    if rows == 0 {
        return Finding::ok(format!(
            "clock of sent_time: our own rows are stored as {setting}"
        ));
    }

    Finding::warn(
        format!("clock of sent_time: {rows} rows of ours are not stored as {setting}"),
        MIGRATE,
    )
}
