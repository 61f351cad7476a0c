#!/usr/bin/env bash
# sqlx 0.9.0 (crates sqlx, sqlx-core, sqlx-mysql), MariaDB from PATH
#
# Expected: `test_before_acquire(false)` gives a pool that sends nothing but the statements. With
#   the default, `true`, one ping for each use of a connection.
# Happens: the pool also pings when a connection comes BACK, and no option turns that off. By
#   default each statement costs three round trips, with the option off still two.
# Seen on 2026-11-28 with MariaDB 10.11.19:
#   pings for 100 statements, test_before_acquire on: 200
#   pings for 100 statements, test_before_acquire off: 100
#   pings for 100 statements on a bare connection: 0
# Why it matters here: a heartbeat is one statement, so its round trips double; and a platform that
#   freezes a process after its answer freezes it with the ping's question open.
# Our answer: shared/src/store/db/pool.rs lends bare connections and pings only after a pause.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"

start_mariadb

build_rust pool_pings '
sqlx = { version = "=0.9.0", default-features = false, features = ["mysql", "runtime-tokio"] }
tokio = { version = "=1.54.1", features = ["macros", "rt"] }
' <<'RUST'
use sqlx::mysql::{MySqlConnection, MySqlPoolOptions};
use sqlx::{Connection, Row};

const STATEMENTS: usize = 100;

/// The server counts pings among the "admin commands".
async fn pings(observer: &mut MySqlConnection) -> sqlx::Result<u64> {
    let sql = "SHOW GLOBAL STATUS LIKE 'Com_admin_commands'";
    let row = sqlx::query(sql).fetch_one(observer).await?;
    let text: String = row.try_get(1)?;
    Ok(text.parse().expect("the server counts in whole numbers"))
}

async fn pooled(url: &str, test: bool, observer: &mut MySqlConnection) -> sqlx::Result<u64> {
    let options = MySqlPoolOptions::new().max_connections(1).test_before_acquire(test);
    let pool = options.connect(url).await?;
    sqlx::query("DO 1").execute(&pool).await?;
    // Whoever has the only connection knows that the last return is over.
    drop(pool.acquire().await?.detach());

    sqlx::query("DO 1").execute(&pool).await?;
    let held = pool.acquire().await?;
    let before = pings(observer).await?;
    drop(held);
    for _ in 1..STATEMENTS {
        sqlx::query("DO 1").execute(&pool).await?;
    }
    let held = pool.acquire().await?;
    let after = pings(observer).await?;
    drop(held);
    pool.close().await;
    Ok(after - before)
}

async fn bare(url: &str, observer: &mut MySqlConnection) -> sqlx::Result<u64> {
    let mut connection = MySqlConnection::connect(url).await?;
    let before = pings(observer).await?;
    for _ in 0..STATEMENTS {
        sqlx::query("DO 1").execute(&mut connection).await?;
    }
    Ok(pings(observer).await? - before)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    let url = std::env::args().nth(1).expect("a URL");
    let mut observer = MySqlConnection::connect(&url).await?;
    let on = pooled(&url, true, &mut observer).await?;
    let off = pooled(&url, false, &mut observer).await?;
    println!("{on} {off} {}", bare(&url, &mut observer).await?);
    Ok(())
}
RUST

read -r on off bare < <("$target/debug/pool_pings" "mysql://root@127.0.0.1:$port/finding?ssl-mode=disabled")
expect_equal 'pings for 100 statements, test_before_acquire on' 200 "$on"
expect_equal 'pings for 100 statements, test_before_acquire off' 100 "$off"
expect_equal 'pings for 100 statements on a bare connection' 0 "$bare"
