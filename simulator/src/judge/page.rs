//! A1: judges the reported life of the tracking page.

use super::Case;
use crate::list::Row;
use crate::log::Log;
use crate::spans::{Millis, SECOND};

/// Returns what is wrong.
pub(super) fn faults(case: Case<'_>) -> Vec<&'static str> {
    let (Some(row), log) = (case.row, case.log) else {
        return vec!["no record"];
    };
    let (start, end) = row.page_times();
    let Some(opened) = log.first_opened else {
        return if start.is_some() {
            vec!["clicked by nobody"]
        } else {
            Vec::new()
        };
    };

    if log.page_ends.iter().all(|page| !page.heard) {
        // Every message got lost: nobody can know.
        return Vec::new();
    }

    let mut faults = Vec::new();
    match start {
        Some(start) if (start / SECOND - opened / SECOND).abs() <= 5 => {}
        Some(_) => faults.push("clicked at another time"),
        None => faults.push("not clicked"),
    }

    match end {
        Some(end) if ends_right(log, end) => {}
        Some(_) => faults.push("page end"),
        None => faults.push("no end"),
    }

    // The end of a meeting ends the session, even if a page goes on.
    let by_meeting = row.end_reason.as_deref() == Some("meeting");
    if !(status_right(log, row) || by_meeting && row.status == "ended") {
        faults.push("status");
    }

    faults
}

/// Within a minute of the page's true end, or, when the browser gave no sign of it, at the last activity.
fn ends_right(log: &Log, end: Millis) -> bool {
    let near = |at: Millis, seconds: i64| (end - at).abs() <= seconds * SECOND;
    if let Some(pressed) = log.finished_at {
        return near(pressed, 60);
    }

    let last = log
        .page_ends
        .iter()
        .filter(|page| page.heard)
        .max_by_key(|page| page.at);

    last.is_some_and(|last| {
        near(last.at, 60) || (!last.signed && log.last_signal.is_some_and(|at| near(at, 2)))
    })
}

/// Returns whether the status fits: `ended` if the browser reported the end of every page, `timeout` if not that of
/// the last one. Both fit if an earlier page died silently, or had lost the network by then.
fn status_right(log: &Log, row: &Row) -> bool {
    let heard = || log.page_ends.iter().filter(|page| page.heard);
    let told_all = log.finished_at.is_some() || heard().all(|page| page.signed);
    let told_last = heard()
        .max_by_key(|page| page.at)
        .is_some_and(|page| page.signed);

    match row.status.as_str() {
        "ended" => told_last || told_all || log.last_was_close,
        "timeout" => !told_all,
        _ => false,
    }
}
