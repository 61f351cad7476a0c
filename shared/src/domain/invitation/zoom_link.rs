//! The links that a teacher may send: Zoom's own links to join a meeting, and no others.

use std::str::FromStr;

use url::{Url, form_urlencoded};

/// A link that opens a Zoom meeting for a participant; at most 255 ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub struct ZoomLink {
    url: String,
    meeting_id: Option<String>,
}

/// Why a link is refused. The texts are for the teacher.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidZoomLink {
    /// It does not fit into the deployed column, `link VARCHAR(255)`.
    #[error("The link is longer than 255 characters.")]
    TooLong,
    /// It is not https, is not at a host of Zoom, or has user info or a port.
    #[error("The link must be a Zoom link such as https://zoom.us/j/12345678901?pwd=...")]
    NotZoom,
    /// It starts the meeting as its host.
    #[error(
        "This link starts the meeting as its host. Copy the invitation link (https://zoom.us/j/...) instead."
    )]
    StartLink,
    /// It leads to a page of Zoom that is not a meeting.
    #[error(
        "This Zoom link does not open a meeting. Copy the invitation link (https://zoom.us/j/...)."
    )]
    NotAMeeting,
}

/// Zoom's hosts. Their subdomains count as well.
const HOSTS: [&str; 4] = ["zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com"];
const MAX_LENGTH: usize = 255;

impl ZoomLink {
    /// Returns the link as it is stored and displayed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Returns the meeting's number. `None`: the link does not name it (`/my/` links).
    #[must_use]
    pub fn meeting_id(&self) -> Option<&str> {
        self.meeting_id.as_deref()
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

impl FromStr for ZoomLink {
    type Err = InvalidZoomLink;

    fn from_str(text: &str) -> Result<Self, InvalidZoomLink> {
        let text = text.trim();
        if text.len() > MAX_LENGTH {
            return Err(InvalidZoomLink::TooLong);
        }

        let url = parse_zoom_url(text).ok_or(InvalidZoomLink::NotZoom)?;
        if url.query_pairs().any(|(name, _)| name == "zak") {
            return Err(InvalidZoomLink::StartLink);
        }

        let meeting_id = read_meeting_id(&url)?;
        let url = String::from(url);

        // The parser escapes characters, which may make the link longer.
        if url.len() > MAX_LENGTH {
            return Err(InvalidZoomLink::TooLong);
        }

        Ok(Self { url, meeting_id })
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

fn is_zoom_host(host: &str) -> bool {
    HOSTS.iter().any(|zoom| {
        host.strip_suffix(zoom)
            .is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
    })
}

/// Reads the meeting's number from the path. `None`: the link leads to a person's own room, whose number it does not name.
fn read_meeting_id(url: &Url) -> Result<Option<String>, InvalidZoomLink> {
    let path: Vec<&str> = url.path().trim_matches('/').split('/').collect();
    match path.as_slice() {
        ["s", ..] | ["wc", _, "start"] => Err(InvalidZoomLink::StartLink),
        ["j" | "w", id] | ["wc", id, "join"] | ["wc", "join", id] if is_meeting_id(id) => {
            Ok(Some((*id).to_owned()))
        }
        ["my", name] if !name.is_empty() => Ok(None),
        _ => Err(InvalidZoomLink::NotAMeeting),
    }
}

fn is_meeting_id(id: &str) -> bool {
    (9..=11).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
