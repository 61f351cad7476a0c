//! What a browser is given, and what is taken back.

use axum::http::header::COOKIE;

use super::*;
use crate::auth::credentials::session_tokens;

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
    let tokens = session_tokens(&headers, PLAIN_COOKIE).unwrap();
    assert_eq!(tokens.candidates[0], token);
}

#[test]
fn cookies_of_the_hosts_domains_are_taken_back_before_the_new_one_is_set() {
    let public = BaseUrl::parse("https://track.school.example").unwrap();
    let carried = format!("{SECURE_COOKIE}=old");
    let headers = HeaderMap::from_iter([(COOKIE, carried.parse().unwrap())]);
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let domain = |value: &HeaderValue| {
        let text = value.to_str().unwrap();
        let value = text.split(['=', ';']).nth(1).unwrap().to_owned();
        let domain = text
            .split("Domain=")
            .nth(1)
            .map(|rest| rest.split(';').next());
        (value, domain.flatten().unwrap_or_default().to_owned())
    };
    let pair = |value: &str, domain: &str| (value.to_owned(), domain.to_owned());

    let signed_in = session_cookies(&public, &headers, "new", now);
    assert_eq!(
        signed_in.iter().map(domain).collect::<Vec<_>>(),
        [
            pair("", "track.school.example"),
            pair("", "school.example"),
            pair("new", "")
        ]
    );

    let signed_out = expired_cookies(&public, &headers);
    assert_eq!(
        signed_out.iter().map(domain).collect::<Vec<_>>(),
        [
            pair("", "track.school.example"),
            pair("", "school.example"),
            pair("", "")
        ]
    );

    // Nothing came, so nothing of a domain is taken back.
    assert_eq!(
        session_cookies(&public, &HeaderMap::new(), "new", now).len(),
        1
    );
    assert_eq!(expired_cookies(&public, &HeaderMap::new()).len(), 1);
}
