//! A lesson in words: what was true, what was told, and what was sent.

use std::fmt::Write as _;

use crate::judge::{Case, Judged};
use crate::spans::{Millis, Spans};

/// One lesson that was told wrongly, or about which Zoom was asked in vain.
#[derive(Clone, Debug)]
pub struct Story {
    /// Told wrongly.
    pub wrong: bool,
    /// Calls about it though everything had been told.
    pub needless_calls: u64,
    /// Wrong by the page's semantics.
    pub page_wrong: bool,
    /// Grade A where it is wrong, or somebody is absent who was there.
    pub breaks_promise: bool,
    /// Seconds too many or too few.
    pub error: f64,
    /// The words.
    pub text: String,
}

/// Tells a lesson.
#[must_use]
pub fn tell(case: Case<'_>, judged: &Judged, needless_calls: u64) -> Story {
    let Case {
        lesson, log, row, ..
    } = case;
    let mut text = String::new();
    let flags: Vec<&str> = lesson.flags.iter().copied().collect();
    let device = if lesson.phone { "phone" } else { "desktop" };

    let _ = writeln!(
        text,
        "{device}, {} min, {}",
        lesson.minutes,
        flags.join(" ")
    );
    let _ = writeln!(
        text,
        "  faults: page {:?}, lesson {:?}",
        judged.page_faults, judged.faults[0]
    );
    let _ = writeln!(
        text,
        "  student {}  teacher {}",
        spans(&lesson.attended()),
        spans(&lesson.teacher_in)
    );
    let ends: Vec<String> = log
        .page_ends
        .iter()
        .map(|one| format!("{} signed {}", time(one.at), one.signed))
        .collect();

    let opened = log.first_opened.map(time);
    let _ = writeln!(
        text,
        "  opened {opened:?}, last sign {:?}, pages end {ends:?}",
        log.last_signal.map(time)
    );

    if let Some(row) = row {
        let _ = writeln!(
            text,
            "  told   {:?}-{:?} {:?} s [{:?}, {:?}] {:?} grade {:?} {} {:?} absent {:?}; true {:.0} s",
            row.start_time,
            row.end_time,
            row.duration_seconds,
            row.low_seconds,
            row.high_seconds,
            row.source,
            row.grade,
            row.status,
            row.end_reason,
            row.no_show,
            judged.truth
        );
    }

    for (at, what) in &log.trace {
        let _ = writeln!(text, "    {} {what}", time(*at));
    }

    Story {
        wrong: !judged.is_as_it_should_be(),
        needless_calls,
        page_wrong: !judged.page_right(),
        breaks_promise: !judged.keeps_promises(),
        error: judged.error(),
        text,
    }
}

fn spans(spans: &Spans) -> String {
    let parts: Vec<String> = spans
        .iter()
        .map(|(from, to)| format!("{}-{}", time(from), time(to)))
        .collect();
    if parts.is_empty() {
        "nobody".to_owned()
    } else {
        parts.join(" ")
    }
}

fn time(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at)
        .map_or_else(String::new, |at| at.format("%d %T%.3f").to_string())
}
