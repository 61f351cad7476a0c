//! Links that mail programs put in the place of others. They are not followed: most of them name their target.

use base64ct::{Base64Url, Base64UrlUnpadded, Encoding};
use percent_encoding::percent_decode_str;
use url::Url;

/// What a link of another host is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Redirect {
    /// It leads to this address.
    To(String),
    /// It leads to an address that it does not name.
    Hidden,
    /// It is no redirect of a known mail program.
    None,
}

/// Hosts, with the parameter that holds the target.
const REDIRECTS: [(&str, &str); 8] = [
    ("safelinks.protection.outlook.com", "url"),
    ("statics.teams.cdn.office.net", "url"),
    ("google.com", "q"),
    ("google.com", "url"),
    ("linkprotect.cudasvc.com", "a"),
    ("l.facebook.com", "u"),
    ("slack-redir.net", "url"),
    ("away.vk.com", "to"),
];
/// Hosts of Proofpoint, which write the target in forms of their own.
const PROOFPOINT: [&str; 2] = ["urldefense.proofpoint.com", "urldefense.com"];
/// Hosts whose links are numbers of their own.
const HIDING: [&str; 3] = ["mimecast.com", "mimecastprotect.com", "urldefense.us"];

/// Tells whether a host puts links of its own in the place of others.
pub(super) fn is_redirect_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let mut hosts = REDIRECTS
        .iter()
        .map(|(known, _)| *known)
        .chain(PROOFPOINT)
        .chain(HIDING);

    hosts.any(|known| is_at(&host, known))
}

/// Reads a link of a host that is not Zoom's.
pub(super) fn redirect(url: &Url) -> Redirect {
    let Some(host) = url.host_str() else {
        return Redirect::None;
    };

    let target = if PROOFPOINT.iter().any(|known| is_at(host, known)) {
        proofpoint_target(url)
    } else {
        REDIRECTS
            .iter()
            .filter(|(known, _)| is_at(host, known))
            .find_map(|(_, parameter)| value_of(url, parameter))
    };

    match target {
        Some(target) => Redirect::To(target),
        None if HIDING.iter().any(|known| is_at(host, known)) => Redirect::Hidden,
        None => Redirect::None,
    }
}

fn is_at(host: &str, known: &str) -> bool {
    host.strip_suffix(known)
        .is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
}

fn value_of(url: &Url, parameter: &str) -> Option<String> {
    url.query_pairs()
        .find(|(name, value)| name == parameter && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

/// Reads `/v2/url?u=https-3A__zoom.us_j_1` and `/v3/__https://zoom.us/j/1__;!!...`.
fn proofpoint_target(url: &Url) -> Option<String> {
    if let Some(written) = value_of(url, "u") {
        let escaped = written.replace('-', "%").replace('_', "/");
        return Some(
            percent_decode_str(&escaped)
                .decode_utf8()
                .ok()?
                .into_owned(),
        );
    }

    // The target's query and fragment look like those of the whole link.
    let (_, rest) = url.as_str().split_once("/v3/__")?;
    let (written, after) = rest.rsplit_once("__;")?;
    let replaced = after.split_once("!!").map_or("", |(replaced, _)| replaced);
    let replaced = Base64UrlUnpadded::decode_vec(replaced)
        .or_else(|_| Base64Url::decode_vec(replaced))
        .unwrap_or_default();
    let mut characters = String::from_utf8(replaced)
        .ok()?
        .chars()
        .collect::<Vec<_>>()
        .into_iter();

    // Each `*` stands for a character of the list behind the link.
    let target = written.chars().map(|c| match c {
        '*' => characters.next().unwrap_or(c),
        c => c,
    });

    Some(target.collect())
}
