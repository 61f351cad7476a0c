//! One module per endpoint: its request, its answer, its `router`, and `handle`, which reads as the story.

pub mod auto_timeout;
pub mod create;
pub mod dashboard;
pub mod end_session;
pub mod health;
pub mod heartbeat;
pub mod session_timeout;
pub mod sign_in;
pub mod teacher;
pub mod teacher_sessions;
pub mod track;
pub mod webhook;

mod list_query;
mod page_message;
mod plan_query;
mod staff;
