//! One session on the teachers' page.

use chrono::{DateTime, Utc};

use super::delivery::Outcome;
use crate::domain::{
    LinkState, NotificationStatus, Phase, PresenceParameters, SchoolCalendar, Session, SessionId,
    StudentId, TeacherAction, ZoomLink,
};
use crate::pages::staff::instant::iso;

/// One session of today.
#[derive(Debug)]
pub(crate) struct TodaysSession {
    pub(crate) id: SessionId,
    pub(crate) student: StudentId,
    pub(crate) sent_at: Option<DateTime<Utc>>,
    pub(crate) phase: Phase,
    pub(crate) minutes: Option<i64>,
    pub(crate) outcome: Outcome,
    /// Whether its message may be sent again, which certainly did not arrive.
    pub(crate) may_send_again: bool,
    /// The tracking link, while it opens the class.
    pub(crate) url: Option<String>,
    /// The name in its link, if that is a personal one.
    pub(crate) personal: Option<String>,
    /// Whether its meeting was created for it.
    pub(crate) has_own_meeting: bool,
    /// What the teacher reported of the class.
    pub(crate) class: Option<String>,
    /// What the teacher can report of it now.
    pub(crate) action: TeacherAction,
}

impl TodaysSession {
    /// Shows a settled session with what became of its message.
    pub(crate) fn new(
        session: &Session,
        notification: Option<&NotificationStatus>,
        url: Option<String>,
        days: &SchoolCalendar,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        let opens_class = matches!(session.link_state(now, rules), LinkState::Open(_));
        Self {
            id: session.id,
            student: session.student,
            sent_at: session.sent_at,
            phase: session.phase(now, rules),
            minutes: session.figures(rules).map(|figures| figures.minutes()),
            outcome: Outcome::of(notification, session.sent_at, now),
            may_send_again: notification.is_some_and(|status| {
                status.may_send_again() && session.awaits_student(now, rules)
            }),
            url: url.filter(|_| opens_class),
            personal: personal_name(session),
            has_own_meeting: false,
            class: reported_class(session, days),
            action: session.teacher_action(now, rules),
        }
    }

    /// The same of a session whose meeting was created for it, or not.
    pub(crate) fn with_own_meeting(self, has_own_meeting: bool) -> Self {
        Self {
            has_own_meeting,
            ..self
        }
    }

    /// Tells whether the page reports regularly that it is still open.
    pub(crate) fn is_running(&self) -> bool {
        self.action == TeacherAction::End && self.class.is_some()
    }

    /// Tells whether the class waits for its end.
    pub(crate) fn awaits_end(&self) -> bool {
        self.action.awaits_end()
    }

    /// Returns the id of the field that holds its link.
    pub(crate) fn field(&self) -> String {
        format!("url-{}", self.id)
    }

    /// Returns the phase in a teacher's words.
    pub(crate) fn phase_text(&self) -> &'static str {
        match self.phase {
            Phase::Sent => "not opened",
            Phase::Live => "in class now",
            Phase::Away => "away in Zoom",
            Phase::Idle => "silent",
            Phase::Ended => "ended",
            Phase::Timeout => "timed out",
        }
    }

    /// Returns when the link was sent, for machines.
    pub(crate) fn instant(&self) -> Option<String> {
        self.sent_at.map(iso)
    }
}

fn personal_name(session: &Session) -> Option<String> {
    let link: ZoomLink = session.link.parse().ok()?;
    link.personal_name()
}

/// Says what the teacher reported of the class, with times by the school's clock.
fn reported_class(session: &Session, days: &SchoolCalendar) -> Option<String> {
    if session.no_show.is_some() {
        return Some("No class".to_owned());
    }

    let report = &session.class_report;
    let started = report.started_at.map(|at| days.show_time(at));
    let ended = report.ended_at.map(|at| days.show_time(at));

    match (started, ended) {
        (None, None) => None,
        (Some(started), None) => Some(format!("Class started {started}")),
        (None, Some(ended)) => Some(format!("Class ended {ended}")),
        (Some(started), Some(ended)) => Some(format!("Class {started} to {ended}")),
    }
}
