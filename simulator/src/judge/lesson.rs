//! A2: judges the reported lesson.

use super::Case;
use crate::spans::SECOND;

/// Returns what is wrong beyond the tolerance: seconds, and the share of the duration that may exceed them.
#[expect(clippy::cast_precision_loss, reason = "seconds of a lesson")]
pub(super) fn faults(case: Case<'_>, (seconds, share): (f64, f64)) -> Vec<&'static str> {
    let (Some(row), lesson) = (case.row, case.lesson) else {
        return vec!["no record"];
    };
    let attended = lesson.attended();

    if lesson.is_no_show() && row.says_no_show() {
        return Vec::new();
    }

    let (Some(from), Some(to)) = (attended.start(), attended.end()) else {
        return vec!["no-show not told"];
    };
    let mut faults = Vec::new();

    if row.student_id != lesson.student || row.teacher_id != case.teacher_id {
        faults.push("other people");
    }

    if !matches!(row.status.as_str(), "ended" | "timeout") {
        faults.push("not over");
    }

    let (start, end) = row.times();
    let far = |told: Option<i64>, at: i64| {
        told.is_none_or(|told| (told - at).abs() as f64 / 1000.0 > seconds + 1.0)
    };

    if far(start, from) {
        faults.push("start");
    }

    if far(end, to) {
        faults.push("end");
    }

    let truth = attended.length() as f64 / SECOND as f64;
    let Some(told) = row.duration_seconds else {
        faults.push("no duration");
        return faults;
    };

    if (told as f64 - truth).abs() > seconds.max(share * truth) + 1.0 {
        faults.push("duration");
    }

    let band = row.low_seconds.zip(row.high_seconds);
    let holds =
        band.is_some_and(|(low, high)| low as f64 - 1.0 <= truth && truth <= high as f64 + 1.0);

    if case.banded && !holds {
        faults.push("band");
    }

    faults
}
