//! The development server as a program: what it prints, what it answers, what it writes.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod arguments;
mod dev_server;
mod motion;
mod server;
