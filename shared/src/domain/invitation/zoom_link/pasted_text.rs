//! Finds the one Zoom meeting in a text that somebody pasted.

use super::InvalidZoomLink;
use super::address::Target;
use super::meeting_number::find_numbers;
use super::one_link::{ends_link, first_link, link_in, read_link};
use super::plain_text::readable;

/// Bytes. The longest invitations, with all telephone numbers, have some 6,000.
const MAX_TEXT: usize = 16_000;

/// What is found in a text.
#[derive(Default)]
struct Findings {
    /// Join links, each meeting once, the one with most in it.
    meetings: Vec<(Target, String)>,
    /// Why the first link that is no join link is none.
    problem: Option<InvalidZoomLink>,
    /// The text without its links.
    rest: String,
}

/// Returns the plain link of the one meeting in a text.
pub(super) fn find_meeting(text: &str) -> Result<String, InvalidZoomLink> {
    if text.len() > MAX_TEXT {
        return Err(InvalidZoomLink::TextTooLong);
    }

    let found = Findings::of(&readable(text));
    match found.meetings.as_slice() {
        [(_, link)] => return Ok(link.clone()),
        [] => {}
        several => {
            let names: Vec<&str> = several.iter().map(|(target, _)| target.name()).collect();
            return Err(several_meetings(&names));
        }
    }

    // Beside a link, numbers may be anything: passcodes, telephones, the number of the same meeting.
    if let Some(problem) = found.problem {
        return Err(problem);
    }

    match find_numbers(&found.rest).as_slice() {
        [number] => Ok(format!("https://zoom.us/j/{number}")),
        [] => Err(InvalidZoomLink::NotZoom),
        several => Err(several_meetings(
            &several.iter().map(String::as_str).collect::<Vec<_>>(),
        )),
    }
}

fn several_meetings(names: &[&str]) -> InvalidZoomLink {
    // Two show the teacher what is meant.
    InvalidZoomLink::SeveralMeetings(names[..2].join(" and "))
}

impl Findings {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        for word in text.split_inclusive(ends_link) {
            let bare = word.trim_end_matches(ends_link);
            match link_in(bare) {
                Some(link) => found.add_links(link),
                None => found.rest.push_str(bare),
            }

            // What ended the word divides numbers as well, and a link must not join what stood around it.
            found.rest.push_str(&word[bare.len()..]);
        }

        found
    }

    /// Takes in a link, or several that stand together without a space.
    fn add_links(&mut self, text: &str) {
        let mut rest = Some(text);
        while let Some(text) = rest {
            let (link, after) = first_link(text);
            self.add_link(link);
            rest = after;
        }
    }

    fn add_link(&mut self, text: &str) {
        match read_link(text) {
            Ok((target, link)) => {
                let known = self
                    .meetings
                    .iter_mut()
                    .find(|(known, _)| known.is(&target));
                match known {
                    // One of them may have no passcode.
                    Some((_, known)) if known.len() < link.len() => *known = link,
                    Some(_) => {}
                    None => self.meetings.push((target, link)),
                }
            }
            Err(problem) => {
                let known = self.problem.as_ref();
                if known.is_none_or(|known| worth(known) < worth(&problem)) {
                    self.problem = Some(problem);
                }
            }
        }
    }
}

/// Tells which of several problems is told: what is known of a link of Zoom says more than that another one is not
/// Zoom's.
fn worth(problem: &InvalidZoomLink) -> u8 {
    match problem {
        InvalidZoomLink::NotZoom => 0,
        InvalidZoomLink::OtherHost(_) => 1,
        InvalidZoomLink::TooLong
        | InvalidZoomLink::TextTooLong
        | InvalidZoomLink::HiddenTarget
        | InvalidZoomLink::SeveralMeetings(_)
        | InvalidZoomLink::StartLink
        | InvalidZoomLink::HostPage
        | InvalidZoomLink::Registration
        | InvalidZoomLink::NotAMeeting => 2,
    }
}
