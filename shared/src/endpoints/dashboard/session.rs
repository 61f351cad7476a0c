//! One session with its evidence.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::session_record::SessionRecord;
use crate::domain::{
    Evidence, EvidenceKind, EvidenceSource, Interval, LATE_AFTER, MeetingPresence, Party, Phase,
    Role, SchoolCalendar, Session, SessionId, Timeline, detail_in_words,
};
use crate::endpoints::dashboard::overview::table::{band, evidence};
use crate::error::Error;
use crate::pages;
use crate::pages::dashboard::SCRIPT;
use crate::pages::dashboard::session::{
    EvidenceRow, Fact, SessionPage, Span, TimelineDrawing, TimelineMark,
};
use crate::pages::staff::labels;
use crate::pages::staff::labels::length;
use crate::pages::{Frame, ShownInstant};

/// Shows a session; `refused` is what was wrong with a try to end it, and the reason that was typed.
pub(crate) async fn page(
    app: &App,
    id: SessionId,
    refused: Option<(Error, String)>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let record = SessionRecord::read(app, id, now).await?;
    let (rules, days, session) = (&app.config.rules, app.calendar(), &record.listed.session);
    let phase = session.phase(now, rules);
    let frame = Frame::of(
        &app.config,
        format!("Session {id}"),
        Some(Role::Admin),
        SCRIPT,
    );

    let named = |name: &Option<String>, id: String| {
        name.clone().filter(|name| !name.is_empty()).unwrap_or(id)
    };
    let status = refused
        .as_ref()
        .map_or(StatusCode::OK, |(error, _)| error.status());
    let page = SessionPage {
        frame: &frame,
        id: id.0,
        student: named(
            &record.listed.student_name,
            format!("Student {}", session.student),
        ),
        teacher: match session.teacher.0.as_str() {
            "" => "no teacher".to_owned(),
            id => named(&record.listed.teacher_name, id.to_owned()),
        },
        phase: phase.as_str(),
        phase_title: labels::phase(phase),
        facts: facts(app, &record, session),
        timeline: drawing(session, &record.timeline, &record.in_meeting, days, now),
        evidence: record.evidence.iter().map(|one| row(one, days)).collect(),
        is_open: matches!(phase, Phase::Live | Phase::Away | Phase::Idle),
        why: record.why,
        refused: refused.map(|(error, typed)| (error.to_string(), typed)),
    };

    Ok(pages::page(status, &frame, &page))
}

fn facts(app: &App, record: &SessionRecord, session: &Session) -> Vec<Fact> {
    let (rules, days) = (&app.config.rules, app.calendar());
    let text = |name, text: String| {
        (!text.is_empty()).then_some(Fact {
            name,
            text,
            at: None,
        })
    };

    let at = |name, at: Option<DateTime<Utc>>| {
        at.map(|at| Fact {
            name,
            text: String::new(),
            at: Some(ShownInstant::of(at, days)),
        })
    };

    let (figures, presence) = (session.figures(rules), session.presence());
    let figure =
        |figure: fn(crate::domain::MeasuredTime) -> String| figures.map_or(String::new(), figure);
    let minutes = LATE_AFTER.num_minutes();
    let late = session
        .is_late()
        .then(|| format!("more than {minutes} minutes after the link was sent"));

    [
        text(
            "Time in class",
            figure(|figures| format!("{} ({} s)", length(figures.seconds), figures.seconds)),
        ),
        text(
            "No class",
            session.no_show.map_or("", labels::no_show).to_owned(),
        ),
        text(
            "With the teacher, by Zoom",
            session.together_seconds.map(length).unwrap_or_default(),
        ),
        text("Within", figure(band)),
        text("Evidence", figure(evidence)),
        at("Link sent", session.sent_at),
        at("Opened", presence.map(|presence| presence.clicked_at)),
        text("Started late", late.unwrap_or_default()),
        at("Class began", session.lesson_started_at),
        at("“Start class” pressed", session.class_report.started_at),
        at("Class ended, by the teacher", session.class_report.ended_at),
        at("Teacher’s page last seen", session.class_report.seen_at),
        at(
            "Last sign of life",
            presence.map(|presence| presence.last_sign_at),
        ),
        at("Ended", session.ended_at()),
        text(
            "Ended by",
            session
                .end_reason()
                .map_or("", labels::end_reason)
                .to_owned(),
        ),
        text(
            "Message",
            labels::delivery(record.listed.notification.as_ref()).to_owned(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Draws from the first sign of life of anybody to the last, or, of an open session, to now.
fn drawing(
    session: &Session,
    timeline: &Timeline,
    in_meeting: &[MeetingPresence],
    days: &SchoolCalendar,
    now: DateTime<Utc>,
) -> Option<TimelineDrawing> {
    let presence = session.presence();
    let (clicked, last_sign) = (
        presence.map(|one| one.clicked_at),
        presence.map(|one| one.last_sign_at),
    );
    let known =
        |at: fn(&MeetingPresence) -> Option<DateTime<Utc>>| in_meeting.iter().filter_map(at);
    let from = clicked.into_iter().chain(known(|one| one.from)).min()?;

    let over = session.ended_at().unwrap_or(now);
    let to = [over]
        .into_iter()
        .chain(last_sign)
        .chain(known(|one| one.to))
        .max()?;
    let whole = (to - from).num_seconds().max(1);
    let tenths = |at: DateTime<Utc>| ((at - from).num_seconds().clamp(0, whole) * 1000) / whole;

    let text = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
    let span = |class, y, name: &str, segment: &Interval| {
        let (x, end) = (tenths(segment.from), tenths(segment.to));
        let times = format!(
            "{} to {}",
            days.show_time(segment.from),
            days.show_time(segment.to)
        );
        let title = format!("{name} {times}, {}", length(segment.seconds()));

        Span {
            class,
            y,
            x: text(x),
            width: text((end - x).max(3)),
            title,
        }
    };

    let stays = |party: Party| -> Vec<Interval> {
        let own = in_meeting.iter().filter(|one| one.party == party);
        own.map(|one| Interval {
            from: one.from.unwrap_or(from),
            to: one.to.unwrap_or(over),
        })
        .collect()
    };

    let (student, teacher) = (stays(Party::Student), stays(Party::Teacher));
    let mut spans = Vec::new();
    let mut legend = Vec::new();

    for (class, y, name, segments) in [
        ("open", PAGE, "Page open", &timeline.segments),
        ("hidden", INSIDE, "Covered", &timeline.hidden),
        (
            "away",
            INSIDE,
            "In Zoom on a phone, counted",
            &timeline.away,
        ),
        (
            "offline",
            INSIDE,
            "Without network, counted",
            &timeline.offline,
        ),
        (
            "student",
            (0, 2),
            "Student in the meeting, by Zoom",
            &student,
        ),
        (
            "teacher",
            (10, 2),
            "Teacher in the meeting, by Zoom",
            &teacher,
        ),
    ] {
        if !segments.is_empty() {
            legend.push((class, name));
        }

        spans.extend(segments.iter().map(|segment| span(class, y, name, segment)));
    }

    let last = last_sign.map(|from| Interval {
        from,
        to: over.max(from),
    });

    if let Some(last) = last.filter(|last| last.seconds() > 0) {
        legend.push(("silent", "Page silent"));
        spans.push(span("silent", PAGE, "Page silent", &last));
    }

    let marks = [("Opened", clicked), ("Last sign of life", last_sign)];
    // A mark is three tenths wide, and the last one would lie outside.
    let mark = |(name, at): (&str, Option<DateTime<Utc>>)| {
        let at = at?;
        Some(TimelineMark {
            x: text(tenths(at).min(997)),
            title: format!("{name} {}", days.show_time(at)),
        })
    };

    Some(TimelineDrawing {
        from: days.show_time(from),
        to: days.show_time(to),
        spans,
        marks: marks.into_iter().filter_map(mark).collect(),
        legend,
    })
}

/// Where a span lies: from the top, and how high.
const PAGE: (u8, u8) = (3, 6);
const INSIDE: (u8, u8) = (4, 4);

fn row(evidence: &Evidence, days: &SchoolCalendar) -> EvidenceRow {
    let waited = (evidence.received_at - evidence.at).num_seconds();
    EvidenceRow {
        at: ShownInstant::of(evidence.at, days),
        what: what(evidence.kind),
        who: who(evidence),
        detail: evidence
            .detail
            .as_ref()
            .map(detail_in_words)
            .unwrap_or_default(),
        late: if waited > 0 {
            format!("known {} later", length(waited))
        } else {
            String::new()
        },
    }
}

fn who(evidence: &Evidence) -> &'static str {
    match (evidence.party, evidence.source) {
        (Party::Teacher, _) => "teacher’s page",
        (Party::Student, _) | (_, EvidenceSource::Page) => "student’s page",
        (Party::Admin, _) | (_, EvidenceSource::Dashboard) => "admin",
        (Party::System, EvidenceSource::Zoom) => "Zoom",
        (Party::System, EvidenceSource::Sweep) => "sweep",
        (Party::System, EvidenceSource::Migration) => "migration",
    }
}

fn what(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Joined => "Page opened",
        EvidenceKind::Silent => "Last sign of life before a silence",
        EvidenceKind::Resumed => "First sign of life again",
        EvidenceKind::Away => "Last heard of before Zoom",
        EvidenceKind::Returned => "Back from Zoom: the time counts",
        EvidenceKind::Offline => "Last heard of before the network went",
        EvidenceKind::Reconnected => "Network back: the page ran on, the time counts",
        EvidenceKind::Visible => "Page in front",
        EvidenceKind::Hidden => "Page covered",
        EvidenceKind::ZoomTapped => "Zoom link tapped",
        EvidenceKind::WentToZoom => "Left for Zoom in the same tab",
        EvidenceKind::PageClosed => "One of several pages closed",
        EvidenceKind::Closed => "Last page closed",
        EvidenceKind::Finished => "“End session” pressed",
        EvidenceKind::ClassStarted => "“Start class” pressed",
        EvidenceKind::ClassEnded => "Class ended, by the teacher's word",
        EvidenceKind::ClassDenied => "“There was no class” pressed",
        EvidenceKind::CountedByZoom => "Zoom’s word counted",
        EvidenceKind::EndedByAdmin => "Ended by an admin",
        EvidenceKind::TimedOut => "Timed out: last sign of life",
        EvidenceKind::TokenReplaced => "Duplicate tracking token replaced",
    }
}
