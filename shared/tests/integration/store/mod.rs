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
mod sent_links;
mod server_errors;
mod session_world;
mod sign_in_methods;
mod statements;
mod sweep;
mod zoom_connections;
