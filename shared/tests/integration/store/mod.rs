//! Migrations on every kind of table, the sweep over many rows, and rivals on one.

mod day_figures;
mod migrations;
mod notifications;
mod rivals;
mod sweep;
