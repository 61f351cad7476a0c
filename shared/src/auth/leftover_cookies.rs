//! Session cookies that are still there after this host has taken back or replaced what it can.

use axum::http::HeaderMap;
use ring::digest::{SHA256, digest};

use super::carried_cookies::CarriedCookies;
use super::cookies::cookie_name;
use crate::config::BaseUrl;
use crate::hexadecimal::hexadecimal;

/// The session cookies in a browser, by marks that tell them again without what they hold.
#[derive(Debug)]
pub struct LeftoverCookies {
    /// Whether there are more than the one that signing in leaves.
    pub has_rivals: bool,
    marks: Vec<String>,
}

/// So many bytes of a hash do not meet by accident.
const MARK_BYTES: usize = 8;
/// Between two marks in an address.
const SEPARATOR: char = '.';

impl LeftoverCookies {
    /// Looks at what a browser carries.
    #[must_use]
    pub fn of(public: &BaseUrl, headers: &HeaderMap) -> Self {
        let carried = CarriedCookies::of(headers, cookie_name(public));
        Self {
            has_rivals: carried.has_rivals(),
            marks: carried.values().map(mark).collect(),
        }
    }

    /// Tells whether there are any at all.
    #[must_use]
    pub fn is_any(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Returns the marks for an address.
    #[must_use]
    pub fn marks(&self) -> String {
        self.marks.join(&SEPARATOR.to_string())
    }

    /// Tells whether one of the cookies with these marks is still there.
    #[must_use]
    pub fn has_any_of(&self, marks: &str) -> bool {
        marks
            .split(SEPARATOR)
            .any(|earlier| self.marks.iter().any(|mark| mark == earlier))
    }
}

fn mark(value: &str) -> String {
    hexadecimal(&digest(&SHA256, value.as_bytes()).as_ref()[..MARK_BYTES])
}
