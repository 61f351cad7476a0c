//! Says in words what the student's page alone makes of a lesson: which end counts, and what makes it likely.

use super::length;
use crate::domain::attendance::page_estimate::PageEstimate;
use crate::domain::attendance::{ExpectationSource, ExpectedLesson};
use crate::domain::calendar::SchoolCalendar;
use crate::domain::presence::{Presence, PresenceParameters};
use crate::domain::session::Session;

/// Says what the minutes of a session rest on that the student's page alone tells of.
pub(super) fn counted_time(
    session: &Session,
    rules: &PresenceParameters,
    days: &SchoolCalendar,
) -> Option<String> {
    let lesson = recorded_estimate(session, rules)?;
    let counted = if lesson.is_expected {
        likely_end(session, rules, days)?
    } else if went_to_zoom(session) {
        format!(
            "Counted from the tap on the Zoom link to the return from Zoom, {} to {}.",
            days.show_time(lesson.from),
            days.show_time(lesson.to)
        )
    } else {
        return None;
    };

    Some(counted + &time_asleep(session, lesson, days))
}

/// Says when the student's computer slept in a lesson; nothing if it did not.
pub(super) fn time_asleep(
    session: &Session,
    lesson: PageEstimate,
    days: &SchoolCalendar,
) -> String {
    let asleep = session
        .presence()
        .and_then(Presence::asleep)
        .filter(|asleep| lesson.from < asleep.to && asleep.from <= lesson.to);

    asleep
        .map(|asleep| {
            format!(
                " The student's computer slept from {} to {}: this time does not count.",
                days.show_time(asleep.from),
                days.show_time(asleep.to)
            )
        })
        .unwrap_or_default()
}

/// Says what the end of a session rests on where nobody told it, or not credibly; `None` where somebody did.
pub(super) fn likely_end(
    session: &Session,
    rules: &PresenceParameters,
    days: &SchoolCalendar,
) -> Option<String> {
    let expected = session.expected?;
    recorded_estimate(session, rules).filter(|lesson| lesson.is_expected)?;

    let gap = match session.class_report.ended_at {
        Some(told) => format!(
            "The reported end, {}, is too long after the likely one",
            days.show_time(told)
        ),
        None if went_to_zoom(session) => "Nobody told when the lesson ended".to_owned(),
        None => {
            "Nothing shows that the student went to Zoom, so no more counts than a lesson takes"
                .to_owned()
        }
    };

    Some(format!("{gap}: {}.", reason(&expected, days)))
}

/// What the pages make of a session, if that is what is recorded: a record may be older than this rule.
pub(super) fn recorded_estimate(
    session: &Session,
    rules: &PresenceParameters,
) -> Option<PageEstimate> {
    session.expected?;
    let recorded = session.recorded_figures()?;

    session
        .page_estimate(rules)
        .filter(|lesson| lesson.figures == recorded)
}

fn went_to_zoom(session: &Session) -> bool {
    session
        .presence()
        .is_some_and(|presence| presence.went_to_zoom().is_some())
}

fn reason(expected: &ExpectedLesson, days: &SchoolCalendar) -> String {
    let length = length(expected.seconds);
    let took = |whose: &str| match expected.lessons {
        1 => format!("{whose} last lesson of grade A or B took {length}"),
        count => format!("{whose} last {count} lessons of grade A or B took {length}"),
    };
    let until = expected
        .ends_at
        .map(|ends| format!(", until {}", days.show_time(ends)))
        .unwrap_or_default();

    match expected.source {
        ExpectationSource::Plan => format!("by the timetable it took {length}{until}"),
        ExpectationSource::Student => took("this student's") + &until,
        ExpectationSource::Told => match expected.lessons {
            1 => format!(
                "by the end that the teacher told of this student's last lesson it took {length}{until}"
            ),
            count => format!(
                "by the ends that the teacher told of this student's last {count} lessons it took {length}{until}"
            ),
        },
        ExpectationSource::School => took("the school's") + &until,
        ExpectationSource::Assumed => {
            format!("{length} are assumed, because no earlier lesson is known{until}")
        }
    }
}
