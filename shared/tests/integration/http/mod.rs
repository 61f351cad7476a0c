//! Every endpoint over real HTTP.

mod create;
mod dashboard;
mod end_session;
mod forms;
mod health;
mod heartbeat;
mod presence;
mod rows;
mod sign_in;
mod sign_in_limits;
mod sign_in_page;
mod surroundings;
mod teacher_page;
mod teacher_sessions;
mod timeout;
mod track;
mod webhook;
