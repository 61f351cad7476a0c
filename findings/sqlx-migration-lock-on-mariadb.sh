#!/usr/bin/env bash
# sqlx 0.9.0 (crates sqlx, sqlx-core, sqlx-mysql), MariaDB from PATH
#
# Expected: migrators that start together wait for each other, as the default `set_locking(true)`
#   promises: sqlx asks the server for a named lock, without a limit of time (`-1`).
# Happens: MariaDB knows no negative limit. It answers NULL at once with a warning, sqlx does not
#   look at the answer, and the second migrator fails at once. Its message advises to remove a row,
#   which is the mark of the first one's work in progress. On MySQL -1 means "for ever".
# Seen on 2026-11-28 with MariaDB 10.11.19:
#   GET_LOCK('finding', -1): NULL
#   warning: 1411
#   second migrator, while the first is at work: migration 1 is partially applied; fix and remove row
#     from `_sqlx_migrations` table
#   first migrator: done
#   (Four that start at the same moment: three fail, with this or with 1062, a duplicate row.)
# Why it matters here: two deployments, or two operators, may migrate at once.
# Our answer: shared/src/store/migrate/lease.rs, a lease in a table, which also holds on Galera.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"

start_mariadb
expect_equal "GET_LOCK('finding', -1)" NULL "$(sql "SELECT GET_LOCK('finding', -1)")"
expect_equal 'warning' 1411 "$(sql "DO GET_LOCK('finding', -1); SHOW WARNINGS" | cut -f2)"

build_rust migrator '
sqlx = { version = "=0.9.0", default-features = false, features = ["migrate", "mysql", "runtime-tokio"] }
tokio = { version = "=1.54.1", features = ["macros", "rt"] }
' <<'RUST'
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::mysql::MySqlConnection;
use sqlx::{Connection, SqlSafeStr};

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    let url = std::env::args().nth(1).expect("a URL");
    let mut connection = MySqlConnection::connect(&url).await?;
    let slow = "CREATE TABLE things (id INT); DO SLEEP(5)".into_sql_str();
    let only = Migration::new(1, "things".into(), MigrationType::Simple, slow, false);
    match Migrator::with_migrations(vec![only]).run(&mut connection).await {
        Ok(()) => println!("done"),
        Err(error) => println!("{error}"),
    }
    Ok(())
}
RUST

url="mysql://root@127.0.0.1:$port/finding"
"$target/debug/migrator" "$url" >"$folder/first" &
first=$!
at_work="SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User sleep'"
for _ in $(seq 400); do
  [[ $(sql "$at_work") == 1 ]] && break
  sleep 0.05
done

second=$("$target/debug/migrator" "$url")
expect_equal 'the first is still at work' 1 "$(sql "$at_work")"
recorded='migration 1 is partially applied; fix and remove row from `_sqlx_migrations` table'
expect_equal 'second migrator' "$recorded" "$second"
wait "$first"
expect_equal 'first migrator' 'done' "$(cat "$folder/first")"
