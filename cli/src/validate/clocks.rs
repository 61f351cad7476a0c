//! Checks by which clock times are stored: by the school's other programs, and in rows of ours.

use session_tracking::clock::{Clock, SystemClock};
use session_tracking::config::Config;
use session_tracking::domain::StoredAs::School;
use session_tracking::domain::{DetectedClock, StoredAs, StoredTimes};
use session_tracking::store::{Store, StoreError};

use crate::environment::clock_setting;
use crate::finding::{Finding, MIGRATE};

/// Checks the rows of both.
pub(super) async fn check(store: &Store, config: &Config) -> Result<Vec<Finding>, StoreError> {
    let rows = store.list_row_times().await?;
    let found = config.school_days.detect_clocks(&rows, SystemClock.now());
    let zone = config.school_days.zone();

    let mut findings = Vec::new();
    for times in StoredTimes::ALL {
        let setting = config.stored_as(times);
        findings.push(others_finding(times, found.of(times), setting, zone));
        findings.push(own_finding(
            times,
            store.count_misstated(times).await?,
            setting,
        ));
    }

    Ok(findings)
}

/// Returns the column whose rows tell by which clock such times are stored.
fn column(times: StoredTimes) -> &'static str {
    match times {
        StoredTimes::Sent => "sent_time",
        StoredTimes::Session => "clicked_at",
    }
}

/// Of rows of other programs.
fn others_finding(
    times: StoredTimes,
    found: &DetectedClock,
    setting: StoredAs,
    zone: &str,
) -> Finding {
    let (column, name) = (column(times), clock_setting(times));
    let (rows, in_favour) = (found.rows, found.rows - found.against);
    let Some(stored_as) = found.stored_as else {
        return Finding::ok(format!(
            "clock of {column}: {rows} rows of other programs tell something, too few or too different ones to say \
             more; {name} is {setting}"
        ));
    };

    let what = format!(
        "clock of {column}: other programs store {stored_as} ({zone}), as {in_favour} of {rows} rows show"
    );
    if is_right(setting, found) {
        return Finding::ok(what);
    }

    let remedy = format!(
        "Set {name}={stored_as} for functions and commands (it is {setting}), with the right SCHOOL_TIMEZONE, then \
         run `session-tracking migrate`"
    );
    Finding::warn(what, remedy)
}

/// Tells whether the setting says what the rows do.
fn is_right(setting: StoredAs, found: &DetectedClock) -> bool {
    let School { since: Some(set) } = setting else {
        return found.stored_as == Some(setting);
    };

    match found.stored_as {
        // The rows show the hour of a change-over to a lesson.
        Some(School { since: Some(found) }) => (found - set).num_days().abs() <= 3,
        // All rows that tell came after it.
        Some(School { since: None }) => found.first.is_some_and(|first| set <= first),
        Some(StoredAs::Utc) | None => false,
    }
}

/// Of our own rows.
fn own_finding(times: StoredTimes, rows: i64, setting: StoredAs) -> Finding {
    let column = column(times);
    if rows == 0 {
        return Finding::ok(format!(
            "clock of {column}: our own rows are stored as {setting}"
        ));
    }

    Finding::warn(
        format!("clock of {column}: {rows} rows of ours are not stored as {setting}"),
        MIGRATE,
    )
}
