//! The rules of the trade that SQL repeats: each stands here once, and names its twin in the domain.
//!
//! `tests/integration/store/rules_agree.rs` holds each to its twin, row by row, on both databases. A rule
//! has a second form only for an index; the form says what it leaves out.

mod clock;
mod figures;
mod lifecycle;
mod time;

pub(crate) use self::clock::{
    ClockColumn, clock_steps, figures_zone, minutes_ahead_at, minutes_column,
    push_session_minutes_ahead, push_session_time, sent_value,
};
pub(crate) use self::figures::{
    MAX_SECONDS, RECORDED_SECONDS, counted_seconds, grade, is_late, is_measured_by_pages, seconds,
    seconds_when_over, was_told_of_by_zoom,
};
pub(crate) use self::lifecycle::{
    IS_OPEN, IS_OVER, IS_SENT, is_active, is_due, is_held_open, is_open_and_heard_of,
    is_open_and_silent, is_timed_out, status_rank,
};
pub(crate) use self::time::TimeColumn;
