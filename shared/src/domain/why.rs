//! Says in words why a session has the minutes that it has.

use super::presence::total;
use super::{EndReason, Rules, SchoolDays, Segment, Session, Standing, State, Timeline, minutes};

/// Explains a session's figures, with times in the school's zone.
#[must_use]
pub fn why(session: &Session, timeline: &Timeline, rules: &Rules, days: &SchoolDays) -> String {
    let Some(figures) = session.figures(rules) else {
        return "Not opened: the student has not opened the link, so there is no time to count.".to_owned();
    };
    if figures.source.is_none() {
        return format!("{} min: recorded by an earlier system, without evidence.", figures.minutes());
    }
    let span =
        |segment: &Segment| format!("{} to {}", days.show_time(segment.from), days.show_time(segment.to));
    let spans: Vec<String> = timeline.segments.iter().map(span).collect();
    let mut parts = vec![format!("{} min: page open {}", figures.minutes(), spans.join(", "))];
    for (seconds, what) in [
        (total(&timeline.away), "on a phone that was in Zoom and came back, counted"),
        (total(&timeline.offline), "without network while the page ran on, counted"),
        (timeline.uncounted_seconds(), "between, silent or closed, not counted"),
    ] {
        if seconds > 0 {
            parts.push(format!("{} {what}", length(seconds)));
        }
    }
    parts.join("; ") + ending(session)
}

fn length(seconds: i64) -> String {
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min", minutes(seconds)) }
}

fn ending(session: &Session) -> &'static str {
    match &session.state {
        State::Sent => ".",
        State::Active(_) if went_to_zoom(session) => {
            "; then the phone went to Zoom and has not come back yet."
        }
        State::Active(_) => "; still open.",
        State::TimedOut { .. } if went_to_zoom(session) => {
            "; then the phone went to Zoom and never came back: the lesson went on unseen."
        }
        State::TimedOut { .. } => "; then silent until it timed out: the lesson may have gone on unseen.",
        State::Ended { reason: EndReason::Closed, .. } => "; ended when the page was closed.",
        State::Ended { reason: EndReason::Finished, .. } => "; ended by the student.",
        State::Ended { reason: EndReason::Meeting, .. } => "; ended with the Zoom meeting.",
        State::Ended { reason: EndReason::Admin, .. } => "; ended by an admin.",
        State::Ended { reason: EndReason::Unknown, .. } => "; ended, by what was not recorded.",
    }
}

fn went_to_zoom(session: &Session) -> bool {
    let documents = session.presence().map_or(&[][..], |presence| &presence.documents);
    documents.iter().any(|document| document.standing == Standing::Away)
}
