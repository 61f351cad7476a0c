#!/usr/bin/env bash
# sqlx 0.9.0 (crates sqlx, sqlx-macros, sqlx-mysql), MariaDB from PATH
#
# Expected: a Rust enum with `#[derive(sqlx::Type)]` reads an SQL column `ENUM(..)`; if one kind of
#   column is hard, then the nullable one.
# Happens: it reads the nullable column and refuses the same column declared NOT NULL, because the
#   server describes the two with different flags. The message names one type twice.
# Seen on 2026-11-28 with MariaDB 10.11.19:
#   nullable: Active
#   not null: mismatched types; Rust type `enum_not_null::Status` (as SQL type `ENUM`) is not
#     compatible with SQL type `ENUM`
# Why it matters here: session_status is nullable in the deployed table and may be NOT NULL in
#   another school's; the derived type passes every test on the first and fails on the second.
# Our answer: shared/src/store/sessions/stored_status.rs reads the column as text and converts it itself.

# shellcheck source=support/prepare.sh
source "$(dirname "$0")/support/prepare.sh"

start_mariadb
sql "CREATE TABLE links (nullable ENUM('active', 'ended') DEFAULT 'active',
       not_null ENUM('active', 'ended') NOT NULL DEFAULT 'active');
     INSERT INTO links VALUES ('active', 'active')" finding

build_rust enum_not_null '
sqlx = { version = "=0.9.0", default-features = false, features = ["derive", "mysql", "runtime-tokio"] }
tokio = { version = "=1.54.1", features = ["macros", "rt"] }
' <<'RUST'
use sqlx::mysql::MySqlConnection;
use sqlx::{Connection, Error};

#[derive(Debug, sqlx::Type)]
#[sqlx(rename_all = "lowercase")]
enum Status {
    Active,
    Ended,
}

async fn read(connection: &mut MySqlConnection, sql: &'static str) -> String {
    match sqlx::query_scalar::<_, Status>(sql).fetch_one(connection).await {
        Ok(status @ (Status::Active | Status::Ended)) => format!("{status:?}"),
        Err(Error::ColumnDecode { source, .. }) => source.to_string().replace('\n', " "),
        Err(other) => format!("another error: {other}"),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    let url = std::env::args().nth(1).expect("a URL");
    let mut connection = MySqlConnection::connect(&url).await?;
    println!("{}", read(&mut connection, "SELECT nullable FROM links").await);
    println!("{}", read(&mut connection, "SELECT not_null FROM links").await);
    Ok(())
}
RUST

"$target/debug/enum_not_null" "mysql://root@127.0.0.1:$port/finding" >"$folder/seen"
expect_equal 'nullable' 'Active' "$(sed -n 1p "$folder/seen")"
recorded='mismatched types; Rust type `enum_not_null::Status` (as SQL type `ENUM`) is not compatible with SQL type `ENUM`'
expect_equal 'not null' "$recorded" "$(sed -n 2p "$folder/seen")"
