//! Runs the real `session-tracking` on a fresh `SQLite` file, or with `TEST_DATABASE_URL` (a server's URL
//! without a database, such as `mysql://root@127.0.0.1:3306`) on a fresh database of that server.
#![expect(
    clippy::unwrap_used,
    reason = "in a test program a panic is the report"
)]

mod clocks;
mod export;
mod installation;
mod migrate;
mod refusals;
mod telegram;
mod validate;
mod zoom;
mod zoom_secrets;
#[expect(dead_code, reason = "the tests of the library script more of it")]
#[path = "../../../shared/tests/integration/support/zoom/mod.rs"]
mod zoom_server;
