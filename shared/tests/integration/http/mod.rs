//! Every endpoint over real HTTP.

mod create;
mod dashboard;
mod end_session;
mod health;
mod heartbeat;
mod presence;
mod surroundings;
mod teacher_page;
mod teacher_sessions;
mod timeout;
mod track;
