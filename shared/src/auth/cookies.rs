//! The `Set-Cookie` headers that give a browser NextAuth's session cookie, and take it back.

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, TimeDelta, Utc};
use cookie::time::{Duration, OffsetDateTime};
use cookie::{Cookie, SameSite};

use super::carried_cookies::CarriedCookies;
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

/// Returns the `Set-Cookie` values that sign a browser in. What is left of an earlier session is taken back, also
/// where it belongs to a whole domain: NextAuth would join its parts with the new one, or take it for the new one.
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

    let carried = CarriedCookies::of(headers, name).names(name);
    let stale = carried
        .iter()
        .filter(|name| fresh.iter().all(|cookie| cookie.name() != *name))
        .map(|name| expired(public, name));

    // The fresh ones come last: old browsers do not tell a domain's cookie from its host's.
    values(
        of_domains(public, &carried)
            .chain(stale)
            .chain(fresh.iter().cloned()),
    )
}

/// Returns the `Set-Cookie` values that sign a browser out.
#[must_use]
pub fn expired_cookies(public: &BaseUrl, headers: &HeaderMap) -> Vec<HeaderValue> {
    let name = cookie_name(public);
    let carried = CarriedCookies::of(headers, name).names(name);
    let mut names = carried.clone();
    if !names.iter().any(|carried| carried == name) {
        names.insert(0, name.to_owned());
    }

    values(of_domains(public, &carried).chain(names.iter().map(|name| expired(public, name))))
}

/// Takes back the cookies of these names that belong to this host's domains. A browser does not say to which domain a
/// cookie belongs, and refuses what is said for others.
fn of_domains(public: &BaseUrl, names: &[String]) -> impl Iterator<Item = Cookie<'static>> {
    let domains = public.cookie_domains();
    names.iter().flat_map(move |name| {
        let cookies: Vec<Cookie> = domains
            .iter()
            .map(|domain| {
                let mut cookie = expired(public, name);
                cookie.set_domain((*domain).to_owned());
                cookie
            })
            .collect();
        cookies
    })
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

fn expired(public: &BaseUrl, name: &str) -> Cookie<'static> {
    let mut cookie = attributes(public, name.to_owned(), "");
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
mod tests;
