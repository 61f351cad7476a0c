//! Says in words what a student's page alone saw.

use super::length;
use crate::domain::calendar::{Interval, SchoolCalendar};
use crate::domain::presence::timeline::total_seconds;
use crate::domain::presence::{Timeline, Visibility};
use crate::domain::session::{EndReason, Session, State};

/// Explains figures of the student's page alone.
pub(super) fn by_page(session: &Session, timeline: &Timeline, days: &SchoolCalendar) -> String {
    let spans: Vec<String> = timeline
        .segments
        .iter()
        .map(|segment| span(segment, days))
        .collect();
    let mut parts = vec![format!("page open {}", spans.join(", "))];

    for (seconds, what) in [
        (
            total_seconds(&timeline.away),
            "on a phone that was in Zoom and came back, counted",
        ),
        (
            total_seconds(&timeline.offline),
            "without network while the page ran on, counted",
        ),
        (
            timeline.uncounted_seconds(),
            "between, silent or closed, not counted",
        ),
    ] {
        if seconds > 0 {
            parts.push(format!("{} {what}", length(seconds)));
        }
    }

    parts.join("; ") + ending(session)
}

fn span(segment: &Interval, days: &SchoolCalendar) -> String {
    format!(
        "{} to {}",
        days.show_time(segment.from),
        days.show_time(segment.to)
    )
}

/// How a lesson of which only the page told was over, or that it is not.
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
        State::TimedOut { .. } => {
            "; then silent until it timed out: the lesson may have gone on unseen."
        }
        State::Ended {
            reason: EndReason::Closed,
            ..
        } => "; ended when the page was closed.",
        State::Ended {
            reason: EndReason::Finished,
            ..
        } => "; ended by the student.",
        State::Ended {
            reason: EndReason::Meeting,
            ..
        } => "; ended with the Zoom meeting.",
        State::Ended {
            reason: EndReason::Admin,
            ..
        } => "; ended by an admin.",
        State::Ended {
            reason: EndReason::Unknown,
            ..
        } => "; ended, by what was not recorded.",
    }
}

fn went_to_zoom(session: &Session) -> bool {
    let documents = session
        .presence()
        .map_or(&[][..], |presence| &presence.documents);
    documents
        .iter()
        .any(|document| document.visibility == Visibility::Away)
}
