//! The teachers' page: a card for each of their students, with a form to send a link and today's sessions.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, Utc};

use super::personal::PersonalLink;
use super::session::TodaysSession;
use super::zoom::{ZoomOutcome, ZoomState};
use crate::app::personal_meeting::CANNOT_BE_MATCHED;
use crate::config::Config;
use crate::domain::{Phase, Role, SchoolCalendar, SessionId, StudentId, TeacherAction};
use crate::error::Error;
use crate::pages::Frame;
use crate::pages::staff::delivery::no_chat;
use crate::pages::staff::names;
use crate::store::OwnStudent;

/// What the page says first.
#[derive(Debug)]
pub(crate) enum Notice {
    Nothing,
    /// This session was sent just now, if it is one of the page's.
    Sent(SessionId),
    Refused(Refusal),
    /// The class of this session cannot have ended when the teacher reported.
    NotEnded(SessionId, Error),
    /// The number of a personal link's meeting cannot be one.
    NumberRefused(RefusedNumber),
    /// What became of the connection with Zoom.
    Zoom(ZoomOutcome),
    /// The meeting of this session could not be started in Zoom.
    NotStarted(SessionId, Error),
}

/// A number that was not saved. The form keeps it.
#[derive(Debug)]
pub(crate) struct RefusedNumber {
    /// The name in the personal link.
    pub(crate) name: String,
    pub(crate) entered: String,
    pub(crate) error: Error,
}

/// A link that was not sent. The form keeps it.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) student: StudentId,
    pub(crate) link: String,
    pub(crate) error: Error,
}

/// Returns the page's frame.
pub(crate) fn frame(config: &Config, notice: &Notice) -> Frame {
    let title = match notice {
        Notice::Refused(_) => "Not sent: My students",
        Notice::NotEnded(..) | Notice::NumberRefused(_) => "Not saved: My students",
        Notice::NotStarted(..) => "Not started: My students",
        Notice::Nothing | Notice::Sent(_) | Notice::Zoom(_) => "My students",
    };

    let frame = Frame::of(
        config,
        title,
        Some(Role::Teacher),
        include_str!("teacher.js"),
    );
    if config.zoom_teacher_app.is_some() {
        frame.with_form_targets(&zoom_targets(config))
    } else {
        frame
    }
}

/// Where the forms lead on to by which Zoom is connected and a meeting is started.
fn zoom_targets(config: &Config) -> String {
    let server = config.zoom_oauth_url.origin();
    format!("{server} https://*.zoom.us https://*.zoom.com https://*.zoomgov.com")
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "teacher/teacher.html")]
pub(crate) struct TeacherPage<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) days: &'a SchoolCalendar,
    pub(crate) now: DateTime<Utc>,
    /// In the order in which they are shown.
    pub(crate) cards: Vec<StudentCard>,
    pub(crate) notice: Notice,
    pub(crate) personal: Vec<PersonalLink>,
    pub(crate) zoom: ZoomState,
}

/// One student.
#[derive(Debug)]
pub(crate) struct StudentCard {
    id: StudentId,
    name: String,
    /// Why no message can be sent, and what to do instead.
    no_chat: Option<String>,
    sessions: Vec<TodaysSession>,
}

/// Gives each student their sessions. Both stay in their order.
pub(crate) fn cards(students: Vec<OwnStudent>, sessions: Vec<TodaysSession>) -> Vec<StudentCard> {
    let mut by_student: HashMap<StudentId, Vec<TodaysSession>> = HashMap::new();
    for session in sessions {
        by_student.entry(session.student).or_default().push(session);
    }

    let mut cards = Vec::new();
    for student in students {
        let id = student.id;
        cards.push(StudentCard {
            id,
            name: names::student(Some(&student.name), id),
            no_chat: student.chat_problem.map(no_chat),
            sessions: by_student.remove(&id).unwrap_or_default(),
        });
    }

    cards
}

impl TeacherPage<'_> {
    /// The session that was sent just now, and its student.
    fn sent_session(&self) -> Option<(&StudentCard, &TodaysSession)> {
        let Notice::Sent(id) = self.notice else {
            return None;
        };

        // The id comes from the address: a session that is not this teacher's is not announced.
        self.find_session(id)
    }

    /// The student whose class's end was not saved, and the reason.
    fn refused_end(&self) -> Option<(&StudentCard, &Error)> {
        let Notice::NotEnded(id, error) = &self.notice else {
            return None;
        };
        let (card, _) = self.find_session(*id)?;

        Some((card, error))
    }

    /// The student whose meeting was not started, and the reason.
    fn refused_start(&self) -> Option<(&StudentCard, &Error)> {
        let Notice::NotStarted(id, error) = &self.notice else {
            return None;
        };
        let (card, _) = self.find_session(*id)?;

        Some((card, error))
    }

    /// Tells whether the teacher can start a session's meeting from here.
    fn starts_in_zoom(&self, session: &TodaysSession) -> bool {
        session.has_own_meeting && session.url.is_some() && self.zoom.is_connected()
    }

    fn refused_link(&self) -> Option<(&StudentCard, &Refusal)> {
        let Notice::Refused(refusal) = &self.notice else {
            return None;
        };
        let card = self.cards.iter().find(|card| card.id == refusal.student)?;

        Some((card, refusal))
    }

    fn refusal_of(&self, card: &StudentCard) -> Option<&Refusal> {
        let (refused, refusal) = self.refused_link()?;
        (refused.id == card.id).then_some(refusal)
    }

    /// The number that was not saved for a personal link, if it is this one.
    fn refused_number(&self, link: &PersonalLink) -> Option<&RefusedNumber> {
        match &self.notice {
            Notice::NumberRefused(refused) if refused.name == link.name => Some(refused),
            Notice::NumberRefused(_)
            | Notice::Nothing
            | Notice::Sent(_)
            | Notice::Refused(_)
            | Notice::Zoom(_)
            | Notice::NotStarted(..)
            | Notice::NotEnded(..) => None,
        }
    }

    /// Tells whether a session's link is a personal one of whose meeting no number is known.
    fn cannot_be_matched(&self, session: &TodaysSession) -> bool {
        self.personal
            .iter()
            .any(|link| Some(&link.name) == session.personal.as_ref() && link.number.is_empty())
    }

    fn find_session(&self, id: SessionId) -> Option<(&StudentCard, &TodaysSession)> {
        for card in &self.cards {
            for session in &card.sessions {
                if session.id == id {
                    return Some((card, session));
                }
            }
        }

        None
    }

    /// When a link was sent, by the school's clock. A link of an earlier day that was opened today is shown with its
    /// day.
    fn sent_text(&self, session: &TodaysSession) -> String {
        let Some(at) = session.sent_at else {
            return "at an unknown time".to_owned();
        };

        if self.days.day_of(at) == self.days.day_of(self.now) {
            self.days.show_time(at)
        } else {
            self.days.show(at)
        }
    }
}

impl StudentCard {
    /// Tells whether a session's message may be sent again, and there is a chat to send it to.
    fn may_send_again(&self, session: &TodaysSession) -> bool {
        session.may_send_again && self.no_chat.is_none()
    }

    fn is_live(&self) -> bool {
        self.sessions
            .iter()
            .any(|session| matches!(session.phase, Phase::Live | Phase::Away))
    }
}
