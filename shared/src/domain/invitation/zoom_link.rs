//! The links that a teacher may send: Zoom's own links to join a meeting, and no others.

mod address;
mod meeting_number;
mod one_link;
mod pasted_text;
mod plain_text;
mod redirect;

use std::str::FromStr;

use url::{Url, form_urlencoded};

use self::address::{Target, is_zoom_host, target_of};
use self::pasted_text::find_meeting;

/// A link that opens a Zoom meeting for a participant; at most 255 ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub struct ZoomLink {
    url: String,
    target: Target,
}

/// Why a text is refused as a link: what was understood, and what to copy instead. For the teacher.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidZoomLink {
    /// It does not fit into the deployed column, `link VARCHAR(255)`.
    #[error("The link is longer than 255 characters.")]
    TooLong,
    /// Nobody's invitation is as long as this.
    #[error("The text is longer than 16,000 characters. Copy the invitation alone.")]
    TextTooLong,
    /// Nothing in it is a link to a host of Zoom or a meeting's number.
    #[error(
        "The link must be a Zoom link such as https://zoom.us/j/12345678901?pwd=... In this text there is neither such a link nor a meeting's number alone."
    )]
    NotZoom,
    /// It leads to another host, which is named as it was written.
    #[error(
        "This link leads to {0}, not into a Zoom meeting. Copy the invitation link (https://zoom.us/j/...) from Zoom."
    )]
    OtherHost(String),
    /// It is a redirect of a mail program that does not name its target.
    #[error(
        "This is a link of a mail program that hides where it leads. Copy the invitation link (https://zoom.us/j/...) from Zoom."
    )]
    HiddenTarget,
    /// It names several meetings: numbers, or names of personal links.
    #[error("The text has several Zoom meetings ({0}). Copy the link of one.")]
    SeveralMeetings(String),
    /// It starts the meeting as its host.
    #[error(
        "This link starts the meeting as its host. Copy the invitation link (https://zoom.us/j/...) instead."
    )]
    StartLink,
    /// It is the host's own page about a meeting.
    #[error(
        "This link is your own page about the meeting, which others cannot open. Press \"Copy invitation\" on it, or copy its invitation link (https://zoom.us/j/...)."
    )]
    HostPage,
    /// People register there before they get their own link.
    #[error(
        "This link leads to a registration, not into the meeting. Copy the link that Zoom gives after it (https://zoom.us/w/... or https://zoom.us/j/...)."
    )]
    Registration,
    /// It leads to a page of Zoom that is not a meeting.
    #[error(
        "This Zoom link does not open a meeting. Copy the invitation link (https://zoom.us/j/...)."
    )]
    NotAMeeting,
}

const MAX_LENGTH: usize = 255;

/// Tells whether a text is an https address of Zoom's.
#[must_use]
pub fn is_zoom_address(text: &str) -> bool {
    Url::parse(text)
        .is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some_and(is_zoom_host))
}

impl ZoomLink {
    /// Finds the one meeting that a pasted text leads to: a link in any form that people copy, a whole invitation, or
    /// a meeting's number. Returns its plain link.
    pub fn find_in(text: &str) -> Result<Self, InvalidZoomLink> {
        // Whatever the text was, the result must pass as if it had been typed.
        find_meeting(text)?.parse()
    }

    /// Returns the link as it is stored and displayed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Returns the meeting's number. `None`: the link does not name it (`/my/` links).
    #[must_use]
    pub fn meeting_id(&self) -> Option<&str> {
        match &self.target {
            Target::Number(number) => Some(number),
            Target::Personal(_) => None,
        }
    }

    /// Returns the name in a personal link (`/my/NAME`), in small letters: Zoom reads it in any case. `None`: the link
    /// names its meeting.
    #[must_use]
    pub fn personal_name(&self) -> Option<String> {
        match &self.target {
            Target::Number(_) => None,
            Target::Personal(name) => Some(name.to_ascii_lowercase()),
        }
    }

    /// Returns the link that opens the Zoom app directly; its scheme is `zoommtg` on computers and `zoomus` on phones.
    /// `None`: the link does not name the meeting.
    #[must_use]
    pub fn app_link(&self, scheme: &str) -> Option<String> {
        let url = Url::parse(&self.url).ok()?;
        let meeting_id = self.meeting_id()?;

        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("action", "join")
            .append_pair("confno", meeting_id);

        // The passcode, and the ticket of a registered participant.
        let secrets = url
            .query_pairs()
            .filter(|(name, _)| matches!(name.as_ref(), "pwd" | "tk"));
        query.extend_pairs(secrets);

        Some(format!(
            "{scheme}://{}/join?{}",
            url.host_str()?,
            query.finish()
        ))
    }
}

/// Shows nothing of the link, because its `pwd` is a secret.
impl std::fmt::Debug for ZoomLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ZoomLink(..)")
    }
}

/// Reads a link as it is stored. A text that somebody pasted is read by [`ZoomLink::find_in`].
impl FromStr for ZoomLink {
    type Err = InvalidZoomLink;

    fn from_str(text: &str) -> Result<Self, InvalidZoomLink> {
        let text = text.trim();
        if text.len() > MAX_LENGTH {
            return Err(InvalidZoomLink::TooLong);
        }

        let url = parse_zoom_url(text).ok_or(InvalidZoomLink::NotZoom)?;
        let target = target_of(&url)?;
        let url = String::from(url);

        // The parser escapes characters, which may make the link longer.
        if url.len() > MAX_LENGTH {
            return Err(InvalidZoomLink::TooLong);
        }

        Ok(Self { url, target })
    }
}

/// Parses a link to one of Zoom's hosts.
fn parse_zoom_url(text: &str) -> Option<Url> {
    // The parser accepts what a browser accepts (`https:\\host`, tabs, the default port), so the text itself is checked.
    let scheme = text
        .get(..8)
        .filter(|scheme| scheme.eq_ignore_ascii_case("https://"))?;
    let authority = text[scheme.len()..].split(['/', '?', '#', '\\']).next()?;

    if authority.contains(['@', ':'])
        || text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return None;
    }

    let url = Url::parse(text).ok()?;
    is_zoom_host(url.host_str()?).then_some(url)
}

#[cfg(test)]
mod tests;
