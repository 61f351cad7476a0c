//! Every endpoint over real HTTP.

mod create;
mod dashboard;
mod end_session;
mod expected_lesson;
mod forms;
mod health;
mod heartbeat;
mod messages;
mod neighbour;
mod page;
mod presence;
mod rows;
mod school_tables;
mod sign_in;
mod student_page;
mod surroundings;
mod teacher_page;
mod teacher_sessions;
pub(crate) mod teacher_zoom;
mod timeout;
mod timetable;
mod track;
mod webhook;
mod zoom_taps;
