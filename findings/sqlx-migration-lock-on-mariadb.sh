#!/usr/bin/env bash
# sqlx 0.9.0 (crates sqlx, sqlx-core, sqlx-mysql), MariaDB from PATH
#
# Expected: migrators that start together wait for each other, as the default `set_locking(true)`
#   promises: sqlx asks the server for a named lock, without a limit of time (`-1`).
# Happens: MariaDB knows no negative limit. It answers NULL at once with a warning, sqlx does not
#   look at the answer, and all run at the same time: all but one fail. On MySQL -1 means "for ever".
# Seen on 2026-11-28 with MariaDB 10.11.19:
#   GET_LOCK('finding', -1): NULL
#   warning: 1411
#   three rounds of four migrators, failed: 9 of 12, each with 1062 on _sqlx_migrations
# Why it matters here: two deployments, or two operators, may migrate at once.
# Our answer: shared/src/store/migrate/lease.rs, a lease in a table, which also holds on Galera.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"

start_mariadb
expect_equal "GET_LOCK('finding', -1)" NULL "$(sql "SELECT GET_LOCK('finding', -1)")"
expect_equal 'warning' 1411 "$(sql "DO GET_LOCK('finding', -1); SHOW WARNINGS" | cut -f2)"

build_rust migrators '
sqlx = { version = "=0.9.0", default-features = false, features = ["migrate", "mysql", "runtime-tokio"] }
tokio = { version = "=1.54.1", features = ["macros", "rt", "sync"] }
' <<'RUST'
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::mysql::MySqlConnection;
use sqlx::{Connection, SqlSafeStr};
use tokio::sync::Barrier;

async fn migrate(url: &str, start: &Barrier) {
    let slow = "CREATE TABLE IF NOT EXISTS things (id INT); DO SLEEP(0.3)".into_sql_str();
    let only = Migration::new(1, "things".into(), MigrationType::Simple, slow, false);
    let migrator = Migrator::with_migrations(vec![only]);
    let mut connection = MySqlConnection::connect(url).await.expect("a connection");
    start.wait().await;
    match migrator.run(&mut connection).await {
        Ok(()) => println!("done"),
        Err(error) => println!("{}", error.to_string().replace('\n', " ")),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(1).expect("a URL");
    let start = Barrier::new(4);
    let rival = || migrate(&url, &start);
    tokio::join!(rival(), rival(), rival(), rival());
}
RUST

for round in 1 2 3; do
  sql "CREATE DATABASE round$round"
  "$target/debug/migrators" "mysql://root@127.0.0.1:$port/round$round" >>"$folder/seen"
done
sort "$folder/seen" | uniq -c
expect_equal 'migrators that finished' 3 "$(grep -c '^done$' "$folder/seen")"
expect_equal 'migrators that failed with 1062' 9 "$(grep -c 1062 "$folder/seen")"
