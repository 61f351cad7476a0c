//! Says in words why a session has the minutes that it has.

use super::{EndReason, Rules, SchoolDays, Segment, Session, State, minutes};

/// Explains a session's figures, with times in the school's zone.
#[must_use]
pub fn why(session: &Session, segments: &[Segment], rules: &Rules, days: &SchoolDays) -> String {
    let Some(figures) = session.figures(rules) else {
        return "Not opened: the student has not opened the link, so there is no time to count.".to_owned();
    };
    if figures.source.is_none() {
        return format!("{} min: recorded by an earlier system, without evidence.", figures.minutes());
    }
    let spans: Vec<String> = segments
        .iter()
        .map(|segment| format!("{} to {}", days.show_time(segment.from), days.show_time(segment.to)))
        .collect();
    let unseen = session.presence().map_or(0, |presence| presence.span_seconds() - presence.seconds());
    let gaps = match unseen {
        0 => String::new(),
        seconds => format!("; {} min between, silent or closed, not counted", minutes(seconds)),
    };
    format!("{} min: page open {}{gaps}{}", figures.minutes(), spans.join(", "), ending(session))
}

fn ending(session: &Session) -> &'static str {
    match session.state {
        State::Sent => ".",
        State::Active(_) => "; still open.",
        State::TimedOut { .. } => "; then silent until it timed out: the lesson may have gone on unseen.",
        State::Ended { reason: EndReason::Closed, .. } => "; ended when the page was closed.",
        State::Ended { reason: EndReason::Finished, .. } => "; ended by the student.",
        State::Ended { reason: EndReason::Meeting, .. } => "; ended with the Zoom meeting.",
        State::Ended { reason: EndReason::Admin, .. } => "; ended by an admin.",
        State::Ended { reason: EndReason::Unknown, .. } => "; ended, by what was not recorded.",
    }
}
