//! Session cookies that are still there after this host has taken back or replaced what it can.

use axum::http::HeaderMap;

use super::carried_cookies::CarriedCookies;
use super::cookies::cookie_name;
use crate::config::BaseUrl;

/// The session cookies in a browser that this host has just taken back or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftoverCookies {
    /// Whether there are any at all.
    pub is_any: bool,
    /// Whether there are more than the one that signing in leaves.
    pub has_rivals: bool,
}

impl LeftoverCookies {
    /// Looks at what a browser carries.
    #[must_use]
    pub fn of(public: &BaseUrl, headers: &HeaderMap) -> Self {
        let carried = CarriedCookies::of(headers, cookie_name(public));
        Self {
            is_any: !carried.is_empty(),
            has_rivals: carried.has_rivals(),
        }
    }
}
