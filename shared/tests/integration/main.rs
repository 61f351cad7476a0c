//! The library as a whole, on a real database: SQLite, or the server of `TEST_DATABASE_URL`.
#![expect(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "a test may panic, and need not be fast"
)]

mod http;
mod inside;
mod store;
mod support;
mod zoom_calls;
mod zoom_client;
mod zoom_logs;
