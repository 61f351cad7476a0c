//! Where a request carries its session token: NextAuth's cookie, in chunks if long, or a bearer header.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use cookie::Cookie;
use percent_encoding::percent_decode_str;

/// A session token as the request carries it.
#[derive(Debug, PartialEq, Eq)]
pub struct SessionToken {
    /// The compact JWE, not checked yet.
    pub value: String,
    /// Whether a browser sent it by itself.
    pub from_cookie: bool,
}

/// More chunks than any browser or gateway lets through.
const MAX_CHUNKS: usize = 10;

/// Finds the token. As in NextAuth the cookie wins: a bad cookie is not followed by a try of the header.
#[must_use]
pub fn session_token(headers: &HeaderMap, cookie_name: &str) -> Option<SessionToken> {
    match cookie_value(headers, cookie_name) {
        FromCookie::Value(value) => Some(SessionToken {
            value,
            from_cookie: true,
        }),
        FromCookie::Broken => None,
        FromCookie::Absent => bearer(headers).map(|value| SessionToken {
            value,
            from_cookie: false,
        }),
    }
}

enum FromCookie {
    Absent,
    Broken,
    Value(String),
}

/// Reads `name`, or else `name.0`, `name.1` .. in any order but without a gap.
fn cookie_value(headers: &HeaderMap, name: &str) -> FromCookie {
    let mut chunks: Vec<(usize, String)> = Vec::new();
    let texts = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());

    for cookie in texts.flat_map(Cookie::split_parse).flatten() {
        if cookie.name() == name && !cookie.value().is_empty() {
            return FromCookie::Value(cookie.value().to_owned());
        }

        let index = cookie
            .name()
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('.'));

        if let Some(index) = index.and_then(|index| index.parse().ok()) {
            chunks.push((index, cookie.value().to_owned()));
        }
    }

    if chunks.is_empty() {
        return FromCookie::Absent;
    }

    chunks.sort_unstable();
    let contiguous = chunks
        .iter()
        .enumerate()
        .all(|(position, (index, _))| position == *index);

    if !contiguous || chunks.len() > MAX_CHUNKS {
        return FromCookie::Broken;
    }

    FromCookie::Value(chunks.into_iter().map(|(_, chunk)| chunk).collect())
}

/// Returns the names under which a request carries parts of a session, whether they can be read or not.
pub(super) fn carried_names(headers: &HeaderMap, name: &str) -> Vec<String> {
    let is_part = |cookie: &str| {
        let rest = cookie.strip_prefix(name);
        rest.is_some_and(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix('.')
                    .is_some_and(|index| index.parse::<u16>().is_ok())
        })
    };

    let texts = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let names = texts
        .flat_map(Cookie::split_parse)
        .flatten()
        .map(|cookie| cookie.name().to_owned());
    let mut names: Vec<String> = names.filter(|cookie| is_part(cookie)).collect();

    names.sort_unstable();
    names.dedup();

    names
}

/// Reads `Authorization: Bearer X`, percent-decoded as NextAuth does.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let text = headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")?;
    // NextAuth takes a text that it cannot decode for no token. This decoder would keep the text as it is.
    let malformed = text.split('%').skip(1).any(|rest| {
        !rest
            .as_bytes()
            .get(..2)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    });

    if malformed || text.is_empty() {
        return None;
    }

    percent_decode_str(text)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(cookie: &str, authorization: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(COOKIE, cookie), (AUTHORIZATION, authorization)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }

        session_token(&headers, "s").map(|token| token.value)
    }

    #[test]
    fn the_cookie_wins_and_chunks_are_joined_in_their_order() {
        assert_eq!(
            token("a=1; s=whole; s.0=x", "Bearer other").as_deref(),
            Some("whole")
        );

        assert_eq!(
            token("s.1=b; other=1; s.0=a; s.2=c", "").as_deref(),
            Some("abc")
        );

        assert_eq!(token("s.0=a; s.2=c", "Bearer other"), None);
        assert_eq!(
            token("sx=1; x.s=2", "Bearer other").as_deref(),
            Some("other")
        );

        let many: Vec<String> = (0..11).map(|index| format!("s.{index}=x")).collect();
        assert_eq!(token(&many.join("; "), ""), None);
    }

    #[test]
    fn a_bearer_is_percent_decoded_and_other_schemes_are_refused() {
        assert_eq!(token("", "Bearer a%2Eb").as_deref(), Some("a.b"));
        for bad in [
            "",
            "Basic abc",
            "Bearer",
            "Bearer ",
            "Bearer a%2",
            "Bearer %zz",
        ] {
            assert_eq!(token("", bad), None, "{bad}");
        }
    }
}
