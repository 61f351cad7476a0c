//! What an address of Zoom leads to.

use url::Url;

use super::InvalidZoomLink;

/// What a join link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The meeting of this number.
    Number(String),
    /// The room of a person, by its name: the number is not told.
    Personal(String),
}

/// Zoom's hosts: the two of its own name, mainland China's (schools publish such links in their timetables), and that of
/// the United States' authorities. Their subdomains count as well.
const HOSTS: [&str; 4] = ["zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com"];
/// What a join link needs: the passcode, the ticket of a registered participant with the webinar's occasion, and the
/// passcode of the web client.
const KEPT: [&str; 4] = ["pwd", "tk", "uuid", "wpk"];

impl Target {
    /// What a teacher knows the meeting by.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Number(name) | Self::Personal(name) => name,
        }
    }

    /// Tells whether both are one meeting: Zoom reads the names of personal links in any case.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Personal(one), Self::Personal(other)) => one.eq_ignore_ascii_case(other),
            (Self::Number(_), Self::Personal(_)) | (Self::Personal(_), Self::Number(_)) => false,
        }
    }
}

pub(super) fn is_zoom_host(host: &str) -> bool {
    HOSTS.iter().any(|zoom| {
        host.strip_suffix(zoom)
            .is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
    })
}

/// Reads what an address of a Zoom host leads to, from its path.
pub(super) fn target_of(url: &Url) -> Result<Target, InvalidZoomLink> {
    if url.query_pairs().any(|(name, _)| name == "zak") {
        return Err(InvalidZoomLink::StartLink);
    }

    let path: Vec<&str> = url.path().trim_matches('/').split('/').collect();
    match path.as_slice() {
        ["s" | "start", ..] | ["wc", _, "start"] => Err(InvalidZoomLink::StartLink),
        ["j" | "w", id] | ["wc", id, "join"] | ["wc", "join", id] if is_meeting_number(id) => {
            Ok(Target::Number((*id).to_owned()))
        }
        ["my", name] if !name.is_empty() => Ok(Target::Personal((*name).to_owned())),
        ["meeting" | "webinar", "register", ..] => Err(InvalidZoomLink::Registration),
        ["meeting" | "webinar", id] if is_meeting_number(id) => Err(InvalidZoomLink::HostPage),
        _ => Err(InvalidZoomLink::NotAMeeting),
    }
}

/// Returns the link without what is of no use to a participant: where it was copied, what the page did last.
pub(super) fn plain_link(url: &Url) -> String {
    let mut plain = url.clone();
    plain.set_fragment(None);

    let kept: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| {
            pair.split_once('=')
                .is_some_and(|(name, value)| KEPT.contains(&name) && !value.is_empty())
        })
        .collect();
    let query = kept.join("&");
    plain.set_query((!query.is_empty()).then_some(&query));

    plain.into()
}

pub(super) fn is_meeting_number(id: &str) -> bool {
    (9..=11).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}
