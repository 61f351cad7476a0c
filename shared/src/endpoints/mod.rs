//! One module per endpoint: its request, its answer, its `router`, and `handle`, which reads as the story.

pub mod auto_timeout;
pub mod create;
pub mod end_session;
pub mod health;
pub mod heartbeat;
pub mod session_timeout;
pub mod sign_in;
pub mod teacher_sessions;
pub mod track;

mod csv;
mod page_message;
mod staff;
mod sweep;

pub use self::sweep::{SweepReport, sweep, sweep_within};
