//! The forms of the teachers' page.

use chrono::NaiveTime;
use serde::Deserialize;

use crate::app::class_report::ClassReportInput;
use crate::domain::{SessionId, StudentId};
use crate::error::Error;

/// A form of the page.
#[derive(Deserialize)]
pub(super) struct TeacherForm {
    #[serde(default)]
    action: Action,
    /// The student who gets a link.
    #[serde(default)]
    student: String,
    #[serde(default)]
    pub(super) link: String,
    /// The number of the meeting that a personal link leads to.
    #[serde(default)]
    pub(super) number: String,
    /// The session of a class report, or of a message that is sent again.
    #[serde(default)]
    session: String,
    /// `18:59`, by the school's clock.
    #[serde(default)]
    ended_at: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Action {
    #[default]
    Send,
    StartClass,
    EndClass,
    /// There was no class.
    NoClass,
    /// Sent by the page while a class runs.
    Seen,
    /// The number of the meeting that a personal link leads to.
    PersonalMeeting,
    /// The message of a session did not arrive.
    SendAgain,
    /// The teacher connects Zoom.
    ConnectZoom,
    /// The teacher disconnects Zoom.
    DisconnectZoom,
    /// A class begins whose meeting is created.
    NewMeeting,
    /// The teacher starts the meeting of a session.
    StartInZoom,
}

/// What a form wants of Zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZoomWish {
    Connect,
    Disconnect,
    NewMeeting(StudentId),
    Start(SessionId),
}

impl TeacherForm {
    /// Tells whether the number of a personal link's meeting is to be saved.
    pub(super) fn has_personal_meeting(&self) -> bool {
        self.action == Action::PersonalMeeting
    }

    /// Returns which class is reported on, and what is reported. `None`: it is another form.
    pub(super) fn class_report(&self) -> Result<Option<(SessionId, ClassReportInput)>, Error> {
        let report = match self.action {
            Action::Send
            | Action::SendAgain
            | Action::PersonalMeeting
            | Action::ConnectZoom
            | Action::DisconnectZoom
            | Action::NewMeeting
            | Action::StartInZoom => return Ok(None),
            Action::StartClass => ClassReportInput::Started,
            Action::Seen => ClassReportInput::Seen,
            Action::NoClass => ClassReportInput::Denied,
            Action::EndClass => ClassReportInput::Ended(self.end_time()?),
        };

        Ok(Some((self.session()?, report)))
    }

    /// Returns the session whose message is to be sent again. `None`: it is another form.
    pub(super) fn session_to_send_again(&self) -> Result<Option<SessionId>, Error> {
        match self.action {
            Action::SendAgain => self.session().map(Some),
            Action::Send
            | Action::StartClass
            | Action::EndClass
            | Action::NoClass
            | Action::Seen
            | Action::PersonalMeeting
            | Action::ConnectZoom
            | Action::DisconnectZoom
            | Action::NewMeeting
            | Action::StartInZoom => Ok(None),
        }
    }

    /// Returns what is wanted of Zoom. `None`: it is another form.
    pub(super) fn zoom_wish(&self) -> Result<Option<ZoomWish>, Error> {
        let wish = match self.action {
            Action::ConnectZoom => ZoomWish::Connect,
            Action::DisconnectZoom => ZoomWish::Disconnect,
            Action::NewMeeting => ZoomWish::NewMeeting(self.student()?),
            Action::StartInZoom => ZoomWish::Start(self.session()?),
            Action::Send
            | Action::SendAgain
            | Action::StartClass
            | Action::EndClass
            | Action::NoClass
            | Action::Seen
            | Action::PersonalMeeting => return Ok(None),
        };

        Ok(Some(wish))
    }

    fn session(&self) -> Result<SessionId, Error> {
        let id = self.session.parse();
        id.map(SessionId)
            .map_err(|_| Error::BadRequest("The lesson's id is not a number.".to_owned()))
    }

    /// Returns the time of day at which a class ended; `None` if it ends now.
    fn end_time(&self) -> Result<Option<NaiveTime>, Error> {
        if self.ended_at.is_empty() {
            return Ok(None);
        }

        NaiveTime::parse_from_str(&self.ended_at, "%H:%M")
            .map(Some)
            .map_err(|_| Error::BadRequest("The time must be like 18:59.".to_owned()))
    }

    /// Returns the student who gets a link.
    pub(super) fn student(&self) -> Result<StudentId, Error> {
        self.student
            .parse()
            .map_err(|invalid| Error::BadRequest(format!("The student id {invalid}.")))
    }
}
