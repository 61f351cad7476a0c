//! Reads one link as people paste it: without scheme, with a sentence's end, wrapped by a mail program, of the app.

use percent_encoding::percent_decode_str;
use url::Url;

use super::InvalidZoomLink;
use super::address::{Target, is_meeting_number, is_zoom_host, plain_link, target_of};
use super::meeting_number::divides;
use super::redirect::{Redirect, is_redirect_host, redirect};

/// A mail that was passed on may have a redirect within a redirect.
const MAX_REDIRECTS: usize = 4;
const SCHEMES: [&str; 4] = ["https", "http", "zoommtg", "zoomus"];

/// Tells whether a link ends before this character.
pub(super) fn ends_link(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || "<>\"'()[]{}|`«»“”„‘’「」『』【】（）《》、，。；：،؛؟۔".contains(c)
}

/// Returns the link in a word: from its scheme on, or from the name of a host on that is Zoom's or a mail program's.
pub(super) fn link_in(word: &str) -> Option<&str> {
    // First, because the target within a redirect may have a scheme.
    let redirect = without_prefix(word);
    if is_redirect_host(authority_of(redirect)) {
        return Some(redirect);
    }

    if let Some(at) = find_scheme(word) {
        return Some(&word[at..]);
    }

    // Behind `Link:`. A host stands at the beginning: `evil.example/zoom.us/j/1` is no link of Zoom.
    let start = word.find(':').map_or(0, |colon| colon + 1);
    let link = without_prefix(&word[start..]);

    is_zoom_link(link).then_some(link)
}

/// Takes away what people put before a link: `//`, a list's dot, `¡`, an arrow.
fn without_prefix(link: &str) -> &str {
    // These three may hide another host.
    link.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '@' | '\\' | '%'))
}

/// Returns the part of a link that names its host.
fn authority_of(link: &str) -> &str {
    link.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Returns where the first scheme of a link begins.
fn find_scheme(text: &str) -> Option<usize> {
    text.match_indices("://").find_map(|(at, _)| {
        let before = &text.as_bytes()[..at];
        SCHEMES
            .iter()
            .filter(|scheme| ends_with_ignoring_case(before, scheme.as_bytes()))
            .map(|scheme| at - scheme.len())
            .min()
    })
}

fn ends_with_ignoring_case(text: &[u8], end: &[u8]) -> bool {
    text.len()
        .checked_sub(end.len())
        .is_some_and(|start| text[start..].eq_ignore_ascii_case(end))
}

/// Splits links that stand together without a space. In a redirect the second one is the target, and stays in it.
pub(super) fn first_link(text: &str) -> (&str, Option<&str>) {
    let behind_scheme = text.find("://").map_or(0, |at| at + 3);
    match find_scheme(&text[behind_scheme..]).map(|at| at + behind_scheme) {
        Some(at) if is_zoom_link(&text[..at]) => (&text[..at], Some(&text[at..])),
        _ => (text, None),
    }
}

/// Tells whether a link, with or without scheme, is at a host of Zoom.
fn is_zoom_link(link: &str) -> bool {
    let after = link.split_once("://").map_or(link, |(_, after)| after);
    let authority = authority_of(after);

    after.len() > authority.len() && is_zoom_host(&authority.to_ascii_lowercase())
}

/// Reads a link, and where it is a redirect, its target. Returns the meeting and its plain link.
pub(super) fn read_link(text: &str) -> Result<(Target, String), InvalidZoomLink> {
    follow(text, MAX_REDIRECTS)
}

fn follow(text: &str, redirects: usize) -> Result<(Target, String), InvalidZoomLink> {
    // In a redirect without scheme the first one is the target's.
    let (scheme, rest) = text
        .split_once("://")
        .filter(|(scheme, _)| !scheme.contains(['/', '.']))
        .unwrap_or(("https", text));
    // The parser takes a `\` for a `/`, passes over what no link has, and writes other letters in Latin ones: that is no
    // honest link.
    let authority = authority_of(rest);
    if authority.contains(['@', ':', '\\']) || !authority.is_ascii() {
        return Err(InvalidZoomLink::NotZoom);
    }

    let rest = without_punctuation(rest);
    let url = Url::parse(&format!("https://{rest}")).map_err(|_| InvalidZoomLink::NotZoom)?;
    let host = url.host_str().unwrap_or_default();

    if !is_zoom_host(host) {
        return match redirect(&url) {
            Redirect::To(target) if redirects > 0 => follow(target.trim(), redirects - 1),
            Redirect::Hidden => Err(InvalidZoomLink::HiddenTarget),
            Redirect::To(_) | Redirect::None => Err(other_host(host, rest)),
        };
    }

    if scheme.eq_ignore_ascii_case("zoommtg") || scheme.eq_ignore_ascii_case("zoomus") {
        return read_app_link(&url);
    }

    let url = with_plain_number(url);
    let target = target_of(&url)?;
    Ok((target, plain_link(&url)))
}

/// Names a host that is not Zoom's. The parser makes hosts of numbers and words, too, which nobody wrote.
fn other_host(host: &str, written: &str) -> InvalidZoomLink {
    let is_written = written.to_ascii_lowercase().starts_with(host);

    if is_written && host.contains('.') {
        InvalidZoomLink::OtherHost(host.to_owned())
    } else {
        InvalidZoomLink::NotZoom
    }
}

/// Takes away what a sentence or Markdown puts behind a link.
fn without_punctuation(link: &str) -> &str {
    let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '~']);

    // `_` and `-` may end a passcode, but no path.
    if link.contains('?') {
        link
    } else {
        link.trim_end_matches('_')
    }
}

/// Reads `zoommtg://zoom.us/join?confno=12345678901&pwd=a.1`.
fn read_app_link(url: &Url) -> Result<(Target, String), InvalidZoomLink> {
    let number = url
        .query_pairs()
        .find(|(name, _)| name == "confno")
        .map(|(_, number)| number.into_owned())
        .filter(|number| is_meeting_number(number));

    match (url.path(), number) {
        ("/start", _) => Err(InvalidZoomLink::StartLink),
        ("/join", Some(number)) => {
            let mut url = url.clone();
            url.set_path(&format!("/j/{number}"));
            Ok((target_of(&url)?, plain_link(&url)))
        }
        _ => Err(InvalidZoomLink::NotAMeeting),
    }
}

/// Reads `/j/123-4567-8901` and `/j/123%204567%208901` as `/j/12345678901`.
fn with_plain_number(mut url: Url) -> Url {
    let plain: Vec<String> = url
        .path()
        .split('/')
        .map(|part| {
            let written = percent_decode_str(part).decode_utf8_lossy();
            let digits = written.replace(divides, "");
            if is_meeting_number(&digits) {
                digits
            } else {
                part.to_owned()
            }
        })
        .collect();
    url.set_path(&plain.join("/"));

    url
}
