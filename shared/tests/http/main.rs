//! Every endpoint over real HTTP, on a real database.
#![expect(clippy::missing_panics_doc, reason = "tests panic")]

#[path = "../support/mod.rs"]
mod support;

mod create;
mod end_session;
mod health;
mod heartbeat;
mod surroundings;
mod teacher_sessions;
mod timeout;
mod track;
