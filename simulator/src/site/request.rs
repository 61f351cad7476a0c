//! A request to the system, and its answer.

use axum::body::Bytes;
use axum::http::Method;

/// A JSON request's headers.
const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// The person or machine that asks.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Anybody.
    Nobody,
    /// The teacher of that number.
    Teacher(usize),
    /// An admin.
    Admin,
    /// The schedule.
    Cron,
}

/// A request.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: &'a str,
    /// Headers.
    pub headers: &'a [(&'static str, &'a str)],
    /// The body.
    pub body: String,
}

impl<'a> Ask<'a> {
    /// A GET.
    #[must_use]
    pub fn get(path: &'a str) -> Self {
        Self {
            method: Method::GET,
            path,
            headers: &[],
            body: String::new(),
        }
    }

    /// A POST of JSON.
    #[must_use]
    pub fn json(path: &'a str, body: String) -> Self {
        Self {
            method: Method::POST,
            path,
            headers: JSON,
            body,
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}
