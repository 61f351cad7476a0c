//! One session: its figures, the reason for them, and the evidence.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::evidence::{EvidenceLine, line};
use super::frame::frame;
use super::measurement::{bounds, evidence};
use super::plan_words::delay_in_words;
use super::timeline::draw;
use super::timeline_drawing::TimelineDrawing;
use crate::app::session_record::SessionRecord;
use crate::config::Config;
use crate::domain::{
    LATE_AFTER, LateRule, LinkInPlan, MeasuredTime, Phase, PresenceParameters, SchoolCalendar,
    Session,
};
use crate::error::Error;
use crate::pages::staff::delivery::sentences;
use crate::pages::staff::{ShownInstant, labels, names};
use crate::pages::{Frame, page};

/// An admin's attempt to end a session that was refused.
#[derive(Debug)]
pub(crate) struct RefusedEnd {
    pub(crate) error: Error,
    /// The reason as it was typed. The form keeps it.
    pub(crate) reason: String,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "dashboard/session.html")]
struct SessionPage<'a> {
    frame: &'a Frame,
    id: i64,
    student: String,
    teacher: String,
    /// The phase's wire name, which is also its class in the style sheet.
    phase: &'static str,
    phase_title: &'static str,
    why: &'a str,
    facts: Vec<Fact>,
    timeline: Option<TimelineDrawing>,
    evidence: Vec<EvidenceLine>,
    /// Whether an admin may end it.
    is_open: bool,
    refused: Option<RefusedEnd>,
}

/// A name and its value.
#[derive(Debug)]
struct Fact {
    name: &'static str,
    text: String,
    at: Option<ShownInstant>,
}

/// Answers with a session's page, and with the refusal of an attempt to end it, if there was one.
pub(crate) fn session(
    config: &Config,
    record: &SessionRecord,
    refused: Option<RefusedEnd>,
    now: DateTime<Utc>,
) -> Response {
    let days = &config.school_days;
    let listed = &record.listed;
    let session = &listed.session;
    let phase = session.phase(now, &config.rules);
    let status = match &refused {
        Some(refused) => refused.error.status(),
        None => StatusCode::OK,
    };

    let frame = frame(config, format!("Session {}", session.id));
    let session_page = SessionPage {
        frame: &frame,
        id: session.id.0,
        student: names::student(listed.student_name.as_deref(), session.student),
        teacher: names::teacher(listed.teacher_name.as_deref(), &session.teacher),
        phase: phase.as_str(),
        phase_title: labels::phase(phase),
        why: &record.why,
        facts: facts(record, &config.rules, days, now),
        timeline: draw(record, days, now),
        evidence: record
            .evidence
            .iter()
            .map(|evidence| line(evidence, days))
            .collect(),
        is_open: matches!(phase, Phase::Live | Phase::Away | Phase::Idle),
        refused,
    };

    page(status, &frame, &session_page)
}

/// The facts in the order in which they are shown, those of the time first.
fn facts(
    record: &SessionRecord,
    rules: &PresenceParameters,
    days: &SchoolCalendar,
    now: DateTime<Utc>,
) -> Vec<Fact> {
    let session = &record.listed.session;
    let notification = record.listed.notification.as_ref();
    let message = match notification {
        Some(status) if status.is_final() => sentences(status, now),
        None | Some(_) => labels::delivery(notification).to_owned(),
    };
    let mut facts = Facts {
        days,
        shown: Vec::new(),
    };

    facts.add_measured_time(session, rules);
    facts.add_course(record);
    facts.add_end(session);
    facts.add_text("Message", Some(message));

    facts.shown
}

/// A list of facts that leaves out what is not known.
struct Facts<'a> {
    days: &'a SchoolCalendar,
    shown: Vec<Fact>,
}

impl Facts<'_> {
    fn add_measured_time(&mut self, session: &Session, rules: &PresenceParameters) {
        let measured = session.figures(rules);

        self.add_text("Time in class", measured.map(exact_time));
        self.add_text("No class", session.no_show.map(labels::no_show));
        self.add_text(
            "With the teacher, by Zoom",
            session.together_seconds.map(labels::length),
        );
        self.add_text("Within", measured.map(bounds));
        self.add_text("Evidence", measured.map(evidence));
    }

    /// From the link to the last activity of the page.
    fn add_course(&mut self, record: &SessionRecord) {
        let session = &record.listed.session;
        let presence = session.presence();
        let report = &session.class_report;

        let planned_at = record.plans.find(session.id).map(|plan| plan.planned_at);
        self.add_instant("Planned", planned_at);
        self.add_instant("Link sent", session.sent_at);
        self.add_instant("Opened", presence.map(|presence| presence.clicked_at));
        self.add_instant("Student in class", session.lesson_started_at);
        self.add_instant("Both in class", record.both_in_class_at());
        self.add_start(record);
        self.add_instant("“Start class” pressed", report.started_at);
        self.add_instant("Class ended, by the teacher", report.ended_at);
        self.add_instant("Teacher’s page last seen", report.seen_at);
        self.add_instant(
            "Last activity",
            presence.map(|presence| presence.last_sign_at),
        );
    }

    /// How the start compares with the timetable, or with the link where there is none.
    fn add_start(&mut self, record: &SessionRecord) {
        let session = &record.listed.session;
        let plan = record.plans.find(session.id);

        match (record.plans.rule(), plan) {
            (LateRule::Sent, _) if session.is_late() => {
                let minutes = LATE_AFTER.num_minutes();
                self.add_text(
                    "Started late",
                    Some(format!(
                        "more than {minutes} minutes after the link was sent (the school has no timetable)"
                    )),
                );
            }
            (LateRule::Sent, _) => {}
            (LateRule::Timetable, None) => {
                self.add_text(
                    "Timetable",
                    Some("no lesson is planned for the student then"),
                );
            }
            (LateRule::Timetable, Some(plan)) => {
                let name = if plan.is_late() {
                    "Started late"
                } else {
                    "Start"
                };
                self.add_text(name, Some(start_against_plan(plan)));
            }
        }
    }

    fn add_end(&mut self, session: &Session) {
        self.add_instant("Ended", session.ended_at());
        self.add_text("Ended by", session.end_reason().map(labels::end_reason));
    }

    fn add_text(&mut self, name: &'static str, text: Option<impl Into<String>>) {
        let text = text.map(Into::into).unwrap_or_default();
        if !text.is_empty() {
            self.shown.push(Fact {
                name,
                text,
                at: None,
            });
        }
    }

    fn add_instant(&mut self, name: &'static str, at: Option<DateTime<Utc>>) {
        if let Some(at) = at {
            self.shown.push(Fact {
                name,
                text: String::new(),
                at: Some(ShownInstant::of(at, self.days)),
            });
        }
    }
}

/// Says how the link and the student compare with the planned time.
fn start_against_plan(plan: LinkInPlan) -> String {
    let link = match plan.link_delay {
        Some(delay) => format!("link {}", delay_in_words(delay)),
        None => "an earlier link was sent for this lesson".to_owned(),
    };

    match plan.student_delay {
        Some(delay) => format!(
            "{link}, student in class {}, by the timetable",
            delay_in_words(delay)
        ),
        None => format!("{link}, by the timetable"),
    }
}

fn exact_time(measured: MeasuredTime) -> String {
    format!(
        "{} ({} s)",
        labels::length(measured.seconds),
        measured.seconds
    )
}
