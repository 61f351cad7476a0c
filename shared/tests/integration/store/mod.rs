//! Migrations on every kind of table, the sweep over many rows, rivals on one, and SQL that repeats a rule.

mod day_figures;
mod happenings;
mod heartbeat_agrees;
mod migrations;
mod notifications;
mod random_events;
mod random_sessions;
mod rivals;
mod rules_agree;
mod session_world;
mod statements;
mod sweep;
