//! One session with its evidence.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::overview::table::{band, evidence};
use crate::app::App;
use crate::domain::{
    Evidence, EvidenceSource, Kind, LATE_AFTER, Party, Phase, SchoolDays, Segment, Session, SessionId,
    Timeline,
};
use crate::endpoints::session_record::SessionRecord;
use crate::error::Error;
use crate::pages::session::{Drawing, EvidenceRow, Fact, Mark, SessionPage, Span};
use crate::pages::words::{self, length};
use crate::pages::{self, Frame, Role, When, dashboard::SCRIPT};

/// Shows a session; `refused` is what was wrong with a try to end it, and the reason that was typed.
pub(super) async fn page(
    app: &App,
    id: SessionId,
    refused: Option<(Error, String)>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let record = SessionRecord::read(app, id, now).await?;
    let (rules, days, session) = (&app.config.rules, app.school_days(), &record.listed.session);
    let phase = session.phase(now, rules);
    let frame = Frame::of(&app.config, format!("Session {id}"), Role::Admin, SCRIPT);
    let named =
        |name: &Option<String>, id: String| name.clone().filter(|name| !name.is_empty()).unwrap_or(id);
    let status = refused.as_ref().map_or(StatusCode::OK, |(error, _)| error.status());
    let page = SessionPage {
        frame: &frame,
        id: id.0,
        student: named(&record.listed.student_name, format!("Student {}", session.student)),
        teacher: match session.teacher.0.as_str() {
            "" => "no teacher".to_owned(),
            id => named(&record.listed.teacher_name, id.to_owned()),
        },
        phase: phase.as_str(),
        phase_title: words::phase(phase),
        facts: facts(app, &record, session),
        timeline: drawing(session, &record.timeline, days, now),
        evidence: record.evidence.iter().map(|one| row(one, days)).collect(),
        is_open: matches!(phase, Phase::Live | Phase::Away | Phase::Idle),
        why: record.why,
        refused: refused.map(|(error, typed)| (error.to_string(), typed)),
    };
    Ok(pages::page(status, &frame, &page))
}

fn facts(app: &App, record: &SessionRecord, session: &Session) -> Vec<Fact> {
    let (rules, days) = (&app.config.rules, app.school_days());
    let text = |name, text: String| (!text.is_empty()).then_some(Fact { name, text, at: None });
    let at = |name, at: Option<DateTime<Utc>>| {
        at.map(|at| Fact { name, text: String::new(), at: Some(When::of(at, days)) })
    };
    let (figures, presence) = (session.figures(rules), session.presence());
    let figure = |figure: fn(crate::domain::Figures) -> String| figures.map_or(String::new(), figure);
    let minutes = LATE_AFTER.num_minutes();
    let late = session.is_late().then(|| format!("more than {minutes} minutes after the link was sent"));
    [
        text(
            "Time in class",
            figure(|figures| format!("{} ({} s)", length(figures.seconds), figures.seconds)),
        ),
        text("Within", figure(band)),
        text("Evidence", figure(evidence)),
        at("Link sent", session.sent_at),
        at("Opened", presence.map(|presence| presence.clicked_at)),
        text("Started late", late.unwrap_or_default()),
        at("Last sign of life", presence.map(|presence| presence.last_sign_at)),
        at("Ended", session.ended_at()),
        text("Ended by", session.end_reason().map_or("", words::end_reason).to_owned()),
        text("Message", words::delivery(record.listed.notification.as_deref()).to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Draws from the first sign of life to the last, or, of an open session, to now.
fn drawing(session: &Session, timeline: &Timeline, days: &SchoolDays, now: DateTime<Utc>) -> Option<Drawing> {
    let presence = session.presence()?;
    let from = presence.clicked_at;
    let to = session.ended_at().unwrap_or(now).max(presence.last_sign_at);
    let whole = (to - from).num_seconds().max(1);
    let tenths = |at: DateTime<Utc>| ((at - from).num_seconds().clamp(0, whole) * 1000) / whole;
    let text = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
    let span = |class, name: &str, segment: &Segment| {
        let (x, end) = (tenths(segment.from), tenths(segment.to));
        let times = format!("{} to {}", days.show_time(segment.from), days.show_time(segment.to));
        let title = format!("{name} {times}, {}", length(segment.seconds()));
        Span { class, x: text(x), width: text((end - x).max(3)), title }
    };
    let mut spans = Vec::new();
    let mut legend = Vec::new();
    for (class, name, segments) in [
        ("open", "Page open", &timeline.segments),
        ("hidden", "Covered", &timeline.hidden),
        ("away", "In Zoom on a phone, counted", &timeline.away),
        ("offline", "Without network, counted", &timeline.offline),
    ] {
        if !segments.is_empty() {
            legend.push((class, name));
        }
        spans.extend(segments.iter().map(|segment| span(class, name, segment)));
    }
    let last = Segment { from: presence.last_sign_at, to };
    if last.seconds() > 0 {
        legend.push(("silent", "Silent, not counted"));
        spans.push(span("silent", "Silent", &last));
    }
    let marks = [("Opened", from), ("Last sign of life", presence.last_sign_at)];
    // A mark is three tenths wide, and the last one would lie outside.
    let mark =
        |(name, at)| Mark { x: text(tenths(at).min(997)), title: format!("{name} {}", days.show_time(at)) };
    Some(Drawing {
        from: days.show_time(from),
        to: days.show_time(to),
        spans,
        marks: marks.map(mark).into(),
        legend,
    })
}

fn row(evidence: &Evidence, days: &SchoolDays) -> EvidenceRow {
    let waited = (evidence.received_at - evidence.at).num_seconds();
    EvidenceRow {
        at: When::of(evidence.at, days),
        what: what(evidence.kind),
        who: who(evidence),
        detail: evidence.detail.clone().unwrap_or_default(),
        late: if waited > 0 { format!("known {} later", length(waited)) } else { String::new() },
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

fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Joined => "Page opened",
        Kind::Silent => "Last sign of life before a silence",
        Kind::Resumed => "First sign of life again",
        Kind::Away => "Last heard of before Zoom",
        Kind::Returned => "Back from Zoom: the time counts",
        Kind::Offline => "Last heard of before the network went",
        Kind::Reconnected => "Network back: the page ran on, the time counts",
        Kind::Visible => "Page in front",
        Kind::Hidden => "Page covered",
        Kind::ZoomTapped => "Zoom link tapped",
        Kind::WentToZoom => "Left for Zoom in the same tab",
        Kind::PageClosed => "One of several pages closed",
        Kind::Closed => "Last page closed",
        Kind::Finished => "“End session” pressed",
        Kind::ClassStarted => "“Start class” pressed",
        Kind::ClassEnded => "Class ended, by the teacher's word",
        Kind::ClassDenied => "“There was no class” pressed",
        Kind::CountedByZoom => "Zoom’s word counted",
        Kind::EndedByAdmin => "Ended by an admin",
        Kind::TimedOut => "Timed out: last sign of life",
        Kind::TokenReplaced => "Duplicate tracking token replaced",
    }
}
