//! Migrations on every kind of table, the sweep over many rows, and rivals on one.

mod migrations;
mod rivals;
mod sweep;
