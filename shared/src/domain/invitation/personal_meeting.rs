//! The meeting that a personal link leads to, as its teacher says: the link itself does not name it.

use super::{InvalidZoomLink, ZoomLink};

/// The number of the meeting behind a personal link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalMeeting {
    /// As [`ZoomLink::personal_name`].
    pub name: String,
    /// As [`ZoomLink::meeting_id`].
    pub number: String,
}

/// Why what a teacher said of a personal link is refused. For the teacher.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidPersonalMeeting {
    /// The link names its meeting.
    #[error(
        "Only a personal link (zoom.us/my/...) needs a number. This link names its meeting itself."
    )]
    NotPersonal,
    /// There is no number in the text.
    #[error(
        "This is not the number of a meeting. It has 9 to 11 digits, such as 123 456 7890: Zoom shows it as \"Personal Meeting ID\", and in the invitation as \"Meeting ID\"."
    )]
    NoNumber,
    /// There are several.
    #[error("The text has several numbers of meetings ({0}). Enter one.")]
    SeveralNumbers(String),
}

impl PersonalMeeting {
    /// Reads the number from what a teacher entered: digits in any form, a link with a number, or an invitation.
    pub fn new(link: &ZoomLink, entered: &str) -> Result<Self, InvalidPersonalMeeting> {
        let name = link
            .personal_name()
            .ok_or(InvalidPersonalMeeting::NotPersonal)?;
        let found = ZoomLink::find_in(entered).map_err(|error| match error {
            InvalidZoomLink::SeveralMeetings(numbers) => {
                InvalidPersonalMeeting::SeveralNumbers(numbers)
            }
            InvalidZoomLink::TooLong
            | InvalidZoomLink::TextTooLong
            | InvalidZoomLink::NotZoom
            | InvalidZoomLink::OtherHost(_)
            | InvalidZoomLink::HiddenTarget
            | InvalidZoomLink::StartLink
            | InvalidZoomLink::HostPage
            | InvalidZoomLink::Registration
            | InvalidZoomLink::NotAMeeting => InvalidPersonalMeeting::NoNumber,
        })?;
        let number = found.meeting_id().ok_or(InvalidPersonalMeeting::NoNumber)?;

        Ok(Self {
            name,
            number: number.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(link: &str, entered: &str) -> Result<PersonalMeeting, InvalidPersonalMeeting> {
        PersonalMeeting::new(&link.parse().unwrap(), entered)
    }

    #[test]
    fn a_number_is_read_in_every_form_that_people_write() {
        for entered in [
            "1234567890",
            " 123 456 7890 ",
            "123-456-7890",
            "https://zoom.us/j/1234567890?pwd=a.1",
            "Meeting ID: 123 456 7890",
        ] {
            let meeting = read("https://acme.zoom.us/my/Teacher.One?pwd=a", entered).unwrap();
            assert_eq!(meeting.number, "1234567890", "{entered}");
            assert_eq!(meeting.name, "teacher.one", "Zoom reads names in any case");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_what_was_understood() {
        let personal = "https://zoom.us/my/teacher.one";
        for entered in ["", "12345678", "123456789012", "teacher.one", personal] {
            let refused = read(personal, entered);
            assert_eq!(refused, Err(InvalidPersonalMeeting::NoNumber), "{entered}");
        }

        let several = read(personal, "123 456 7890 or 222 333 4444").unwrap_err();
        assert!(several.to_string().contains("(1234567890 and 2223334444)"));
        let plain = read("https://zoom.us/j/1234567890", "1234567890");
        assert_eq!(plain, Err(InvalidPersonalMeeting::NotPersonal));
    }
}
