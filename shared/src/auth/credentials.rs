//! Where a request carries its session token: NextAuth's cookie, in chunks if long, or a bearer header.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;

use super::carried_cookies::CarriedCookies;

/// The session tokens of a request, of which the first that opens counts.
#[derive(Debug, PartialEq, Eq)]
pub struct SessionTokens {
    /// Compact JWEs, not checked yet. A request with two cookies of one name has several.
    pub candidates: Vec<String>,
    /// Whether a browser sent them by itself.
    pub from_cookie: bool,
}

/// Finds the tokens. As in NextAuth a cookie wins: a bad cookie is not followed by a try of the header.
#[must_use]
pub fn session_tokens(headers: &HeaderMap, cookie_name: &str) -> Option<SessionTokens> {
    let carried = CarriedCookies::of(headers, cookie_name);
    if !carried.is_empty() {
        return Some(SessionTokens {
            candidates: carried.candidates(),
            from_cookie: true,
        });
    }

    bearer(headers).map(|token| SessionTokens {
        candidates: vec![token],
        from_cookie: false,
    })
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
    use axum::http::header::COOKIE;

    use super::*;

    fn tokens(cookie: &str, authorization: &str) -> Option<Vec<String>> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(COOKIE, cookie), (AUTHORIZATION, authorization)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }

        session_tokens(&headers, "s").map(|tokens| tokens.candidates)
    }

    #[test]
    fn a_cookie_wins_over_the_header_however_bad_it_is() {
        for (cookie, expected) in [
            ("a=1; s=whole; s.0=x", &["whole", "x"][..]),
            ("s.1=b; s.0=a", &["ab", "a"]),
            ("s.1=b", &[]),
            ("sx=1; x.s=2", &["other"]),
            ("s=", &["other"]),
        ] {
            let found = tokens(cookie, "Bearer other").unwrap();
            assert_eq!(found, expected, "{cookie}");
        }
    }

    #[test]
    fn a_bearer_is_percent_decoded_and_other_schemes_are_refused() {
        assert_eq!(tokens("", "Bearer a%2Eb"), Some(vec!["a.b".to_owned()]));
        for bad in [
            "",
            "Basic abc",
            "Bearer",
            "Bearer ",
            "Bearer a%2",
            "Bearer %zz",
        ] {
            assert_eq!(tokens("", bad), None, "{bad}");
        }
    }
}
