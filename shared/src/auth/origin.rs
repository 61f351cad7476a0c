//! Cross-site request forgery: a cookie travels with requests that other sites cause.

use axum::http::HeaderMap;

use crate::config::BaseUrl;

/// Tells whether a browser sent the request from the school's own pages.
///
/// `Sec-Fetch-Site` decides where there is one; else `Origin` must be our public address. A cookie without
/// either comes from no browser of today and is refused.
#[must_use]
pub fn is_same_origin(headers: &HeaderMap, public: &BaseUrl) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-site"), header("origin")) {
        // `Origin` is not asked here: our pages send no referrer, and their forms then carry `Origin: null`. `none` is
        // an address that a person typed.
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == public.origin(),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_pass() {
        let public = BaseUrl::parse("https://school.example/app").unwrap();
        for (site, origin, expected) in [
            (Some("same-origin"), Some("https://school.example"), true),
            (Some("same-origin"), Some("null"), true),
            (Some("none"), None, true),
            (Some("cross-site"), Some("https://school.example"), false),
            (Some("same-site"), None, false),
            (None, Some("https://school.example"), true),
            (None, Some("https://school.example.evil.example"), false),
            (None, Some("http://school.example"), false),
            (None, Some("null"), false),
            (None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                headers.extend(
                    value
                        .map(|value| (name.parse().unwrap(), value.parse().unwrap()))
                        .into_iter()
                        .collect::<HeaderMap>(),
                );
            }

            assert_eq!(
                is_same_origin(&headers, &public),
                expected,
                "{site:?} {origin:?}"
            );
        }
    }
}
