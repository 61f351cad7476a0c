//! Says in words why a session has the minutes that it has. No sentence about that is made elsewhere: the ledger holds
//! data, except for what earlier versions wrote.

mod expectation;
mod ledger_entry;
mod page_time;

use self::expectation::{counted_time, likely_end, recorded_estimate, time_asleep};
use self::ledger_entry::doubts_in_words;
use self::page_time::by_page;
use super::Session;
use crate::domain::attendance::NoShow;
use crate::domain::calendar::SchoolCalendar;
use crate::domain::ledger::{Evidence, EvidenceKind};
use crate::domain::measured_time::{MeasurementSource, minutes};
use crate::domain::presence::{Presence, PresenceParameters, Timeline};

pub use self::ledger_entry::detail_in_words;

/// Explains a session's figures, with times in the school's zone. `evidence` is the session's ledger.
#[must_use]
pub fn explain(
    session: &Session,
    evidence: &[Evidence],
    timeline: &Timeline,
    rules: &PresenceParameters,
    days: &SchoolCalendar,
) -> String {
    let Some(figures) = session.figures(rules) else {
        return "Not opened: the student has not opened the link, so there is no time to count."
            .to_owned();
    };

    let minutes = figures.minutes();
    let reason = match figures.source {
        None => {
            return format!("{minutes} min: recorded by an earlier system, without evidence.");
        }
        Some(MeasurementSource::Page) => {
            let page = by_page(session, timeline, days);
            let counted = counted_time(session, rules, days);
            return [Some(format!("{minutes} min: {page}")), counted]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
        }
        Some(MeasurementSource::Zoom | MeasurementSource::PageAndZoom) => {
            by_zoom(session, evidence, days)
        }
        Some(MeasurementSource::PageAndTeacher) => by_pages(session, rules, days),
    };

    format!(
        "{minutes} min: {reason} By this evidence it was between {} and {}.",
        length(figures.low_seconds),
        length(figures.high_seconds)
    )
}

/// Explains figures that Zoom gave, with the doubts about them.
fn by_zoom(session: &Session, evidence: &[Evidence], days: &SchoolCalendar) -> String {
    let mut parts = vec![time_in_meeting(session, days)];

    if session.no_show.is_none()
        && let Some(together) = session.together_seconds
    {
        parts.push(format!("{} of that with the teacher", length(together)));
    }

    let has_waited = session
        .recorded_figures()
        .is_some_and(|figures| figures.seconds > 0);
    if session.no_show == Some(NoShow::Teacher) && has_waited {
        parts.push(
            "the minutes are those of the student, who waited there, and count in no sum"
                .to_owned(),
        );
    }

    // Only the newest count gave the figures that are explained. Its time is that of the lesson's end as it was known
    // then, so the newest is the one that was made last.
    let counted = evidence
        .iter()
        .filter(|entry| entry.kind == EvidenceKind::CountedByZoom)
        .max_by_key(|entry| entry.received_at);
    for doubt in counted.map(doubts_in_words).unwrap_or_default() {
        parts.push(doubt.to_owned());
    }

    parts.join("; ") + "."
}

fn time_in_meeting(session: &Session, days: &SchoolCalendar) -> String {
    match session.no_show {
        Some(NoShow::Student) => {
            return "no class, because the student did not come into the Zoom meeting".to_owned();
        }
        Some(NoShow::Teacher) => {
            return "no class, because the teacher did not come into the Zoom meeting".to_owned();
        }
        None => {}
    }

    match session.began_at().zip(session.ended_at()) {
        Some((from, to)) => format!(
            "the student was in the Zoom meeting from {} to {}, without the times outside it",
            days.show_time(from),
            days.show_time(to)
        ),
        None => "the student is in the Zoom meeting".to_owned(),
    }
}

/// Explains figures of the student's and the teacher's page.
fn by_pages(session: &Session, rules: &PresenceParameters, days: &SchoolCalendar) -> String {
    if session.no_show.is_some() {
        return "no class: the teacher reported that there was none.".to_owned();
    }

    let times = match session.began_at().zip(session.ended_at()) {
        Some((from, to)) => format!(" from {} to {}", days.show_time(from), days.show_time(to)),
        None => String::new(),
    };
    let likely = likely_end(session, rules, days);
    let asleep = recorded_estimate(session, rules)
        .map(|lesson| time_asleep(session, lesson, days))
        .unwrap_or_default();
    let fell_asleep_at = session
        .presence()
        .and_then(Presence::asleep)
        .map(|asleep| asleep.from);
    let end = match session.class_report.ended_at {
        _ if likely.is_some() => "the likely end",
        Some(reported) if session.ended_at() == Some(reported) => {
            "the end that the teacher reported"
        }
        _ if fell_asleep_at.is_some() && session.ended_at() == fell_asleep_at => {
            "the time when the student's computer fell asleep"
        }
        Some(_) => "the student's return from Zoom, before the end that the teacher reported",
        None => "the student's return from Zoom",
    };

    format!(
        "the class was{times}: from the student's tap on the Zoom link to {end}, without the times outside Zoom that \
         were seen. Nobody saw the meeting itself.{}{asleep}",
        likely
            .map(|likely| format!(" {likely}"))
            .unwrap_or_default()
    )
}

fn length(seconds: i64) -> String {
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min", minutes(seconds))
    }
}
