//! The teachers' page: a card for each of their students, with a form to send a link and today's sessions.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::config::Config;
use crate::domain::{
    EndReason, LinkState, NotificationStatus, Phase, Presence, PresenceParameters, Role,
    SchoolCalendar, Session, SessionId, StudentId,
};
use crate::error::Error;
use crate::pages::Frame;
use crate::pages::teacher::delivery::Outcome;
use crate::store::OwnStudent;

/// What the page has to tell first.
pub(crate) enum Notice {
    Nothing,
    /// This session was sent just now, if it is one of the page's.
    Sent(SessionId),
    Refused(Refusal),
    /// The end of this session's class cannot be what the teacher gave.
    NotEnded(SessionId, Error),
}

/// A link that was not sent. The form keeps it.
pub(crate) struct Refusal {
    pub(crate) student: StudentId,
    pub(crate) link: String,
    pub(crate) error: Error,
}

/// Returns the page's frame.
pub(crate) fn frame(config: &Config, told: &Notice) -> Frame {
    let title = match told {
        Notice::Refused(_) => "Not sent: My students",
        Notice::NotEnded(..) => "Not saved: My students",
        Notice::Nothing | Notice::Sent(_) => "My students",
    };
    Frame::of(
        config,
        title,
        Some(Role::Teacher),
        include_str!("teacher.js"),
    )
}

#[derive(Template)]
#[template(path = "teacher/teacher.html")]
pub(crate) struct TeacherPage<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) days: &'a SchoolCalendar,
    pub(crate) now: DateTime<Utc>,
    /// In the order in which they are shown.
    pub(crate) cards: Vec<Card>,
    pub(crate) told: Notice,
}

/// One student.
pub(crate) struct Card {
    id: StudentId,
    name: String,
    has_chat: bool,
    lessons: Vec<Lesson>,
}

/// Puts sessions to their students; both stay in the order in which they come.
pub(crate) fn cards(students: Vec<OwnStudent>, lessons: Vec<Lesson>) -> Vec<Card> {
    let mut by_student: HashMap<StudentId, Vec<Lesson>> = HashMap::new();
    for lesson in lessons {
        by_student.entry(lesson.student).or_default().push(lesson);
    }

    let card = |OwnStudent { id, name, has_chat }| {
        let name = if name.trim().is_empty() {
            format!("Student {id}")
        } else {
            name
        };
        Card {
            id,
            name,
            has_chat,
            lessons: by_student.remove(&id).unwrap_or_default(),
        }
    };

    students.into_iter().map(card).collect()
}

impl TeacherPage<'_> {
    /// The session that was sent just now, and whose it is.
    fn sent(&self) -> Option<(&Card, &Lesson)> {
        let Notice::Sent(id) = self.told else {
            return None;
        };
        let lessons = self
            .cards
            .iter()
            .flat_map(|card| card.lessons.iter().map(move |lesson| (card, lesson)));

        lessons.into_iter().find(|(_, lesson)| lesson.id == id)
    }

    /// When a link was sent, by the school's clock. One of an earlier day, opened today, is shown with its day.
    fn time(&self, lesson: &Lesson) -> String {
        let Some(at) = lesson.sent_at else {
            return "at an unknown time".to_owned();
        };
        let is_of_today = self.days.day_of(at) == self.days.day_of(self.now);
        if is_of_today {
            self.days.show_time(at)
        } else {
            self.days.show(at)
        }
    }

    /// Whose end was not saved, and why.
    fn not_ended(&self) -> Option<(&Card, &Error)> {
        let Notice::NotEnded(id, error) = &self.told else {
            return None;
        };
        let card = self
            .cards
            .iter()
            .find(|card| card.lessons.iter().any(|lesson| lesson.id == *id))?;

        Some((card, error))
    }

    fn refused(&self) -> Option<(&Card, &Refusal)> {
        let Notice::Refused(refusal) = &self.told else {
            return None;
        };
        self.cards
            .iter()
            .find(|card| card.id == refusal.student)
            .map(|card| (card, refusal))
    }

    fn refusal_of(&self, card: &Card) -> Option<&Refusal> {
        self.refused()
            .filter(|(refused, _)| refused.id == card.id)
            .map(|(_, refusal)| refusal)
    }
}

impl Card {
    fn is_live(&self) -> bool {
        self.lessons
            .iter()
            .any(|lesson| matches!(lesson.phase, Phase::Live | Phase::Away))
    }
}

/// One session of today.
pub(crate) struct Lesson {
    id: SessionId,
    student: StudentId,
    sent_at: Option<DateTime<Utc>>,
    phase: Phase,
    minutes: Option<i64>,
    outcome: Outcome,
    /// The tracking link, while it opens something.
    url: Option<String>,
    /// What the teacher said of the class.
    class: Option<String>,
    /// What the teacher may say of it now.
    asks: TeacherAction,
}

/// A class whose student is in Zoom for so long has begun, whatever the teacher pressed.
const STARTED_BY: TimeDelta = TimeDelta::minutes(10);

/// What a teacher may say of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TeacherAction {
    Nothing,
    /// That it begins.
    Start,
    /// That it is over, now or a while ago.
    End,
    /// When it was over.
    WhenEnded,
    /// That it was over earlier.
    Correct,
    /// That there was one after all.
    Held,
}

impl TeacherAction {
    fn of(session: &Session, now: DateTime<Utc>, rules: &PresenceParameters) -> Self {
        if !session.accepts_class_report(now)
            || session
                .figures(rules)
                .is_some_and(|figures| figures.is_by_zoom())
        {
            return Self::Nothing;
        }
        let in_zoom = session.presence().and_then(Presence::went_to_zoom);
        match (
            session.class_report.started_at,
            session.class_report.ended_at,
        ) {
            _ if session.no_show.is_some() => Self::Held,
            (_, Some(_)) => Self::Correct,
            _ if session.needs_class_end(now, rules) => Self::WhenEnded,
            (Some(_), None) => Self::End,
            (None, None) if in_zoom.is_some_and(|tap| now - tap > STARTED_BY) => Self::End,
            (None, None) if session.end_reason() == Some(EndReason::Admin) => Self::Nothing,
            (None, None) => Self::Start,
        }
    }
}

impl Lesson {
    /// Shows a settled session with what became of its message.
    pub(crate) fn new(
        session: &Session,
        notification: Option<&NotificationStatus>,
        url: Option<String>,
        days: &SchoolCalendar,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        let time = |at| days.show_time(at);
        let class = match (
            session.class_report.started_at,
            session.class_report.ended_at,
        ) {
            _ if session.no_show.is_some() => Some("No class".to_owned()),
            (None, None) => None,
            (Some(started), None) => Some(format!("Class started {}", time(started))),
            (None, Some(ended)) => Some(format!("Class ended {}", time(ended))),
            (Some(started), Some(ended)) => {
                Some(format!("Class {} to {}", time(started), time(ended)))
            }
        };

        Self {
            id: session.id,
            student: session.student,
            sent_at: session.sent_at,
            phase: session.phase(now, rules),
            minutes: session.figures(rules).map(|figures| figures.minutes()),
            outcome: Outcome::of(notification, session.sent_at, now),
            url: url.filter(|_| matches!(session.link_state(now, rules), LinkState::Open(_))),
            class,
            asks: TeacherAction::of(session, now, rules),
        }
    }

    /// Whether the page tells that it is still there.
    fn is_running(&self) -> bool {
        self.asks == TeacherAction::End && self.class.is_some()
    }

    /// Whether its end is to be told.
    pub(crate) fn goes_on(&self) -> bool {
        matches!(self.asks, TeacherAction::End | TeacherAction::WhenEnded)
    }

    /// The name of the field with its link.
    fn field(&self) -> String {
        format!("url-{}", self.id)
    }

    /// The phase in a teacher's words.
    fn words(&self) -> &'static str {
        match self.phase {
            Phase::Sent => "not opened",
            Phase::Live => "in class now",
            Phase::Away => "away in Zoom",
            Phase::Idle => "silent",
            Phase::Ended => "ended",
            Phase::Timeout => "timed out",
        }
    }

    /// When the link was sent, for machines.
    fn instant(&self) -> Option<String> {
        self.sent_at
            .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}
