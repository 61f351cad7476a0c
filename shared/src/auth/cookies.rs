//! The `Set-Cookie` headers that give a browser NextAuth's session cookie, and take it back.

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, TimeDelta, Utc};
use cookie::time::{Duration, OffsetDateTime};
use cookie::{Cookie, SameSite};

use super::credentials::carried_names;
use crate::config::BaseUrl;

/// How NextAuth names its cookie on https.
pub const SECURE_COOKIE: &str = "__Secure-next-auth.session-token";
/// The name on plain http, accepted only where the public address is http (development).
pub const PLAIN_COOKIE: &str = "next-auth.session-token";

/// How long somebody stays signed in: NextAuth's default.
pub const SESSION_LIFETIME: TimeDelta = TimeDelta::days(30);

/// The part of a token that NextAuth puts into one cookie: 4,096 bytes less its guess at the attributes.
const CHUNK_LENGTH: usize = 4096 - 163;

/// Returns the cookie's name, which tells by its prefix that only https may set it.
pub(super) fn cookie_name(public: &BaseUrl) -> &'static str {
    if public.is_https() {
        SECURE_COOKIE
    } else {
        PLAIN_COOKIE
    }
}

/// Returns the `Set-Cookie` values that sign a browser in. Parts of an earlier session are taken back: NextAuth
/// would join them with the new one.
#[must_use]
pub fn session_cookies(
    public: &BaseUrl,
    headers: &HeaderMap,
    token: &str,
    now: DateTime<Utc>,
) -> Vec<HeaderValue> {
    let name = cookie_name(public);
    let expires = OffsetDateTime::from_unix_timestamp((now + SESSION_LIFETIME).timestamp());
    let set = |name: String, value: &str| {
        let mut cookie = attributes(public, name, value);
        cookie.set_max_age(Duration::seconds(SESSION_LIFETIME.num_seconds()));

        if let Ok(expires) = expires {
            cookie.set_expires(expires);
        }

        cookie
    };

    let chunks: Vec<&str> = chunks(token).collect();
    let fresh: Vec<Cookie> = match chunks[..] {
        [whole] => vec![set(name.to_owned(), whole)],
        _ => (0..)
            .zip(chunks)
            .map(|(index, chunk)| set(format!("{name}.{index}"), chunk))
            .collect(),
    };

    let mut stale = carried_names(headers, name);
    stale.retain(|carried| fresh.iter().all(|cookie| cookie.name() != carried));

    values(
        stale
            .into_iter()
            .map(|name| expired(public, name))
            .chain(fresh),
    )
}

/// Returns the `Set-Cookie` values that sign a browser out.
#[must_use]
pub fn expired_cookies(public: &BaseUrl, headers: &HeaderMap) -> Vec<HeaderValue> {
    let name = cookie_name(public);
    let mut names = carried_names(headers, name);
    if !names.iter().any(|carried| carried == name) {
        names.insert(0, name.to_owned());
    }

    values(names.into_iter().map(|name| expired(public, name)))
}

fn attributes(public: &BaseUrl, name: String, value: &str) -> Cookie<'static> {
    // Without a domain, as NextAuth sets it: the cookie belongs to this host alone.
    Cookie::build((name, value.to_owned()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(public.is_https())
        .path("/")
        .build()
}

fn expired(public: &BaseUrl, name: String) -> Cookie<'static> {
    let mut cookie = attributes(public, name, "");
    cookie.set_max_age(Duration::ZERO);
    cookie.set_expires(OffsetDateTime::UNIX_EPOCH);

    cookie
}

fn values(cookies: impl Iterator<Item = Cookie<'static>>) -> Vec<HeaderValue> {
    cookies
        .filter_map(|cookie| HeaderValue::try_from(cookie.to_string()).ok())
        .collect()
}

/// Cuts a token, which is ASCII, into parts of at most [`CHUNK_LENGTH`].
fn chunks(token: &str) -> impl Iterator<Item = &str> {
    let ends = (0..token.len()).step_by(CHUNK_LENGTH);
    ends.filter_map(|start| token.get(start..token.len().min(start + CHUNK_LENGTH)))
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;
    use crate::auth::credentials::session_token;

    fn set_cookies(token: &str, carried: &str) -> Vec<String> {
        let public = BaseUrl::parse("http://127.0.0.1:3000").unwrap();
        let headers = HeaderMap::from_iter([(COOKIE, carried.parse().unwrap())]);
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let values = session_cookies(&public, &headers, token, now);

        values
            .into_iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn parts_of_an_earlier_session_are_taken_back() {
        let cookies = set_cookies(
            "new",
            "next-auth.session-token.0=a; next-auth.session-token.1=b; other=1",
        );
        let starts: Vec<&str> = cookies
            .iter()
            .map(|value| value.split(';').next().unwrap())
            .collect();

        assert_eq!(
            starts,
            [
                "next-auth.session-token.0=",
                "next-auth.session-token.1=",
                "next-auth.session-token=new"
            ]
        );

        assert!(cookies[0].contains("Max-Age=0") && cookies[2].contains("Max-Age=2592000"));
    }

    #[test]
    fn a_long_token_comes_back_as_it_was() {
        let token = "x".repeat(3933) + &"y".repeat(3933) + "z";
        let cookies = set_cookies(&token, "next-auth.session-token=old");
        assert!(cookies.len() == 4 && cookies[0].starts_with("next-auth.session-token=;"));

        let carried: Vec<&str> = cookies[1..]
            .iter()
            .map(|value| value.split(';').next().unwrap())
            .collect();
        let headers = HeaderMap::from_iter([(COOKIE, carried.join("; ").parse().unwrap())]);
        assert_eq!(session_token(&headers, PLAIN_COOKIE).unwrap().value, token);
    }
}
