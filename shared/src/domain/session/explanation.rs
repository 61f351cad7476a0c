//! Says in words why a session has the minutes that it has.

use super::{EndReason, Session, State};
use crate::domain::attendance::NoShow;
use crate::domain::calendar::{Interval, SchoolCalendar};
use crate::domain::ledger::{Detail, Doubt, Evidence, EvidenceKind, ZoomCount};
use crate::domain::measured_time::{Confidence, MeasuredTime, MeasurementSource, minutes};
use crate::domain::presence::timeline::total_seconds;
use crate::domain::presence::{PresenceParameters, Timeline, Visibility};

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
    let told = match figures.source {
        None => {
            return format!(
                "{} min: recorded by an earlier system, without evidence.",
                figures.minutes()
            );
        }
        Some(MeasurementSource::Page) => {
            return format!(
                "{} min: {}",
                figures.minutes(),
                by_page(session, timeline, days)
            );
        }
        Some(MeasurementSource::Zoom | MeasurementSource::PageAndZoom) => {
            by_zoom(session, evidence, days)
        }
        Some(MeasurementSource::PageAndTeacher) => by_pages(session, days),
    };

    let within = format!(
        "between {} and {}",
        length(figures.low_seconds),
        length(figures.high_seconds)
    );

    format!(
        "{} min: {told} By this evidence it was {within}.",
        figures.minutes()
    )
}

/// What a student's page alone saw.
fn by_page(session: &Session, timeline: &Timeline, days: &SchoolCalendar) -> String {
    let span = |segment: &Interval| {
        format!(
            "{} to {}",
            days.show_time(segment.from),
            days.show_time(segment.to)
        )
    };

    let spans: Vec<String> = timeline.segments.iter().map(span).collect();
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

/// What Zoom's word made of it, and what was not sure.
fn by_zoom(session: &Session, evidence: &[Evidence], days: &SchoolCalendar) -> String {
    let mut told = match (session.no_show, session.began_at().zip(session.ended_at())) {
        (Some(NoShow::Student), _) => {
            "no class, because the student did not come into the Zoom meeting".to_owned()
        }
        (Some(NoShow::Teacher), _) => {
            "no class, because the teacher did not come into the Zoom meeting".to_owned()
        }
        (None, Some((from, to))) => {
            let (from, to) = (days.show_time(from), days.show_time(to));
            format!(
                "the student was in the Zoom meeting from {from} to {to}, without the times outside it"
            )
        }
        (None, None) => "the student is in the Zoom meeting".to_owned(),
    };
    if let Some(together) = session
        .together_seconds
        .filter(|_| session.no_show.is_none())
    {
        told = format!("{told}; {} of that with the teacher", length(together));
    }
    let counted = evidence
        .iter()
        .rev()
        .find(|one| one.kind == EvidenceKind::CountedByZoom);
    for doubt in counted.map(doubts).unwrap_or_default() {
        told = format!("{told}; {doubt}");
    }
    told + "."
}

/// What was not sure when the lesson was counted by Zoom.
fn doubts(counted: &Evidence) -> Vec<&str> {
    match &counted.detail {
        Some(Detail::ZoomCount(ZoomCount::Counted { doubts, .. })) => {
            doubts.iter().copied().map(doubt).collect()
        }
        Some(Detail::ZoomCount(ZoomCount::Withdrawn { .. })) | None => Vec::new(),
        // Earlier versions wrote the figures, in parentheses, and the doubts into one text.
        Some(Detail::Words(text)) => text
            .split("; ")
            .filter(|part| !part.contains(['(', ')']))
            .collect(),
    }
}

fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::LostJoin => "Zoom did not tell when the student came",
        Doubt::LostLeave => "Zoom did not tell when the student left",
        Doubt::UnknownHost => "Zoom did not tell who the host is",
        Doubt::OnlyTeacher => "Zoom saw the teacher and no student",
        Doubt::NoTeacher => "Zoom saw no teacher",
        Doubt::SeveralPeople => "several people besides the host were in the meeting at once",
        Doubt::NoticedLate => "the student's app was gone before Zoom noticed it",
    }
}

/// Says in words what else an entry of the ledger holds.
#[must_use]
pub fn detail_in_words(detail: &Detail) -> String {
    match detail {
        Detail::Words(text) => text.clone(),
        Detail::ZoomCount(ZoomCount::Counted {
            figures,
            before,
            doubts,
        }) => {
            let before = before
                .iter()
                .map(|before| format!("before: {}", figures_in_words(before)));
            let doubts = doubts.iter().map(|one| doubt(*one).to_owned());
            let parts = [figures_in_words(figures)]
                .into_iter()
                .chain(before)
                .chain(doubts);

            parts.collect::<Vec<_>>().join("; ")
        }
        Detail::ZoomCount(ZoomCount::Withdrawn { before }) => {
            format!("about another lesson; before: {}", figures_in_words(before))
        }
    }
}

fn figures_in_words(figures: &MeasuredTime) -> String {
    let source = figures
        .source
        .map_or("earlier system", MeasurementSource::as_str);
    let grade = figures.grade.map_or("no grade", Confidence::as_str);

    format!(
        "{} s ({} to {}; {source}, {grade})",
        figures.seconds, figures.low_seconds, figures.high_seconds
    )
}

/// What the student's and the teacher's page made of it.
fn by_pages(session: &Session, days: &SchoolCalendar) -> String {
    if session.no_show.is_some() {
        return "no class, by the teacher's word.".to_owned();
    }

    let times = session.began_at().zip(session.ended_at());
    let times = times.map_or_else(String::new, |(from, to)| {
        format!(" from {} to {}", days.show_time(from), days.show_time(to))
    });
    let end = match session.class_report.ended_at {
        Some(said) if session.ended_at() == Some(said) => "the teacher's word for the end",
        Some(_) => "the student's return from Zoom, before the end that the teacher gave",
        None => "the student's return from Zoom",
    };

    format!(
        "the class was{times}: from the student's tap on the Zoom link to {end}, without the times outside Zoom that \
         were seen. Nobody saw the meeting itself."
    )
}

fn length(seconds: i64) -> String {
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min", minutes(seconds))
    }
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
