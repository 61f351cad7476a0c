//! Cross-site request forgery: a cookie travels with requests that other sites cause.

use axum::http::HeaderMap;
use url::Url;

use crate::config::BaseUrl;

/// Tells whether a browser sent the request from the school's own pages.
///
/// `Sec-Fetch-Site` decides where there is one. Browsers before 2023 (Safari 16.4) have none, and no browser sends it
/// to a plain http host of a network: there `Origin` must be our public address. Where a browser sends none with a
/// form, or hides it (`null`), `Referer` must be one of our pages: another site can leave it out, but not make it up.
/// A cookie without any of them is refused.
#[must_use]
pub fn is_same_origin(headers: &HeaderMap, public: &BaseUrl) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-site"), header("origin")) {
        // `Origin` is not asked here. `none` is an address that a person typed.
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) if origin != "null" => origin == public.origin(),
        (None, _) => header("referer").is_some_and(|page| is_of(page, public)),
    }
}

fn is_of(page: &str, public: &BaseUrl) -> bool {
    Url::parse(page).is_ok_and(|page| page.origin().ascii_serialization() == public.origin())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    const OURS: &str = "https://school.example";

    fn passes(sent: &[(&'static str, &str)]) -> bool {
        let public = BaseUrl::parse("https://school.example/app").unwrap();
        let headers = sent
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();

        is_same_origin(&headers, &public)
    }

    #[test]
    fn only_our_own_pages_pass() {
        for (site, origin, expected) in [
            ("same-origin", OURS, true),
            ("same-origin", "null", true),
            ("none", "", true),
            ("cross-site", OURS, false),
            ("same-site", "", false),
            ("", OURS, true),
            ("", "https://school.example.evil.example", false),
            ("", "http://school.example", false),
            ("", "https://school.example:8443", false),
            ("", "null", false),
            ("", "", false),
        ] {
            let mut sent = vec![("sec-fetch-site", site), ("origin", origin)];
            sent.retain(|(_, value)| !value.is_empty());
            assert_eq!(passes(&sent), expected, "{site} {origin}");
        }
    }

    #[test]
    fn a_hidden_origin_passes_by_the_referrer_of_our_own_pages_alone() {
        for (referer, expected) in [
            ("https://school.example/sign-in?next=%2Fteacher", true),
            ("https://school.example/", true),
            ("https://evil.example/https://school.example/", false),
            ("https://school.example@evil.example/", false),
            ("http://school.example/", false),
            ("https://school.example.evil.example/", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(
                passes(&[("origin", "null"), ("referer", referer)]),
                expected
            );
            assert_eq!(passes(&[("referer", referer)]), expected, "{referer}");

            // What says more about the sender decides.
            assert!(!passes(&[
                ("origin", "https://evil.example"),
                ("referer", referer)
            ]));
            assert!(!passes(&[
                ("sec-fetch-site", "cross-site"),
                ("referer", referer)
            ]));
        }
    }
}
