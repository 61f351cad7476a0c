//! Which links a teacher may send: Zoom's own join links and nothing else.

use std::str::FromStr;

use url::{Url, form_urlencoded};

/// A link that opens a Zoom meeting for a participant; at most 255 ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub struct ZoomLink {
    url: String,
    meeting_id: Option<String>,
}

/// Why a link is refused, in words for the teacher.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidZoomLink {
    /// `link VARCHAR(255)` is the deployed column.
    #[error("The link is longer than 255 characters.")]
    TooLong,
    /// Not https, not Zoom's host, or with user info or a port.
    #[error("The link must be a Zoom link such as https://zoom.us/j/12345678901?pwd=...")]
    NotZoom,
    /// A link that starts the meeting as its host.
    #[error(
        "This link starts the meeting as its host. Copy the invitation link (https://zoom.us/j/...) instead."
    )]
    StartLink,
    /// A Zoom page that is not a meeting.
    #[error(
        "This Zoom link does not open a meeting. Copy the invitation link (https://zoom.us/j/...)."
    )]
    NotAMeeting,
}

/// Zoom's hosts; a subdomain of each counts as well.
const HOSTS: [&str; 4] = ["zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com"];
const MAX_LENGTH: usize = 255;

impl ZoomLink {
    /// Returns the link as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Returns the meeting's number where the link names it (`/my/` links do not).
    #[must_use]
    pub fn meeting_id(&self) -> Option<&str> {
        self.meeting_id.as_deref()
    }

    /// Returns the link that the Zoom app opens itself: scheme `zoommtg` on computers, `zoomus` on phones.
    /// `None` where the link names no meeting.
    #[must_use]
    pub fn app_link(&self, scheme: &str) -> Option<String> {
        let (url, meeting_id) = (Url::parse(&self.url).ok()?, self.meeting_id()?);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("action", "join")
            .append_pair("confno", meeting_id);

        // A passcode, and the ticket of a registered participant.
        query.extend_pairs(
            url.query_pairs()
                .filter(|(name, _)| matches!(name.as_ref(), "pwd" | "tk")),
        );

        Some(format!(
            "{scheme}://{}/join?{}",
            url.host_str()?,
            query.finish()
        ))
    }
}

/// Shows no part of the link: its `pwd` is a secret.
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

        let url = zoom_url(text).ok_or(InvalidZoomLink::NotZoom)?;
        if url.query_pairs().any(|(name, _)| name == "zak") {
            return Err(InvalidZoomLink::StartLink);
        }

        let meeting_id = meeting(&url)?;
        let url = String::from(url);
        // Escaping may have lengthened it.
        if url.len() > MAX_LENGTH {
            Err(InvalidZoomLink::TooLong)
        } else {
            Ok(Self { url, meeting_id })
        }
    }
}

fn zoom_url(text: &str) -> Option<Url> {
    // The parser forgives what a browser forgives (`https:\\host`, tabs, the default port); we do not.
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
    let host = url.host_str()?;
    let is_zoom = HOSTS.iter().any(|zoom| {
        host.strip_suffix(zoom)
            .is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
    });
    is_zoom.then_some(url)
}

/// Returns the meeting's number, if the path names one.
fn meeting(url: &Url) -> Result<Option<String>, InvalidZoomLink> {
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
mod tests {
    use super::*;

    #[test]
    fn zooms_own_links_are_accepted() {
        for (link, meeting) in [
            ("https://zoom.us/j/12345678901?pwd=a.1", Some("12345678901")),
            ("https://us05web.zoom.us/j/123456789", Some("123456789")),
            ("HTTPS://ZOOM.US/j/1234567890#success", Some("1234567890")),
            (" https://zoom.com/j/1234567890 ", Some("1234567890")),
            ("https://zoom.com.cn/j/1234567890", Some("1234567890")),
            (
                "https://school.zoomgov.com/w/1234567890?tk=x",
                Some("1234567890"),
            ),
            ("https://app.zoom.us/wc/1234567890/join", Some("1234567890")),
            ("https://app.zoom.us/wc/join/1234567890", Some("1234567890")),
            ("https://zoom.us/my/ustaz.ahmed", None),
        ] {
            let parsed = link
                .parse::<ZoomLink>()
                .unwrap_or_else(|error| panic!("{link}: {error}"));
            assert_eq!(parsed.meeting_id(), meeting, "{link}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for link in [
            "",
            "zoom",
            "javascript:alert(1)",
            "http://zoom.us/j/1234567890",
            "https://evilzoom.us/j/1234567890",
            "https://zoom.us.evil.example/j/1234567890",
            "https://zoom.us@evil.example/j/1234567890",
            "https://u:p@zoom.us/j/1234567890",
            "https://zoom.us:443/j/1234567890",
            "https://zoom.us:8443/j/1234567890",
            "https:\\\\zoom.us/j/1234567890",
            "https://zoom.us\\@evil.example/j/1234567890",
            "https://zoom.us/j/12345\n67890",
            "https://evil.example/?https://zoom.us/j/1234567890",
            "//zoom.us/j/1234567890",
        ] {
            assert_eq!(
                link.parse::<ZoomLink>(),
                Err(InvalidZoomLink::NotZoom),
                "{link}"
            );
        }

        for link in [
            "https://zoom.us/",
            "https://zoom.us/j/12345678",
            "https://zoom.us/j/123456789012",
            "https://zoom.us/j/abc",
            "https://zoom.us/pricing",
            "https://zoom.us/my/",
            "https://zoom.us/j/1234567890/extra",
        ] {
            assert_eq!(
                link.parse::<ZoomLink>(),
                Err(InvalidZoomLink::NotAMeeting),
                "{link}"
            );
        }

        for link in [
            "https://zoom.us/s/1234567890?zak=x",
            "https://zoom.us/j/1234567890?zak=x",
            "https://zoom.us/wc/1234567890/start",
        ] {
            assert_eq!(
                link.parse::<ZoomLink>(),
                Err(InvalidZoomLink::StartLink),
                "{link}"
            );
        }
    }

    #[test]
    fn the_apps_link_names_meeting_and_passcode() {
        let app = |link: &str| link.parse::<ZoomLink>().unwrap().app_link("zoommtg");
        assert_eq!(
            app("https://us05web.zoom.us/j/12345678901?pwd=a%2Bb.1&x=y#z").as_deref(),
            Some("zoommtg://us05web.zoom.us/join?action=join&confno=12345678901&pwd=a%2Bb.1")
        );

        assert_eq!(app("https://zoom.us/my/ustaz.ahmed"), None);
    }

    #[test]
    fn the_columns_length_is_the_limit() {
        let long = format!("https://zoom.us/j/1234567890?pwd={}", "a".repeat(300));
        assert_eq!(long.parse::<ZoomLink>(), Err(InvalidZoomLink::TooLong));
        let grows = format!("https://zoom.us/j/1234567890?pwd={}", "\"".repeat(100));

        assert_eq!(grows.parse::<ZoomLink>(), Err(InvalidZoomLink::TooLong));
    }

    #[test]
    fn what_could_leave_an_attribute_is_escaped() {
        let link: ZoomLink = "https://zoom.us/j/1234567890?pwd=\"><script>alert('x')</script>"
            .parse()
            .unwrap();
        assert!(
            !link.as_str().contains(['"', '<', '>', '\'']),
            "{}",
            link.as_str()
        );
    }
}
