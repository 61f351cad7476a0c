//! The database suites on servers that a developer names: what `cargo xtask test` leaves out.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::command::{elapsed, run_command};
use crate::server::{Product, Server};
use crate::steps::{DATABASE_SUITES, TEST_DATABASE_URL, TEST_REQUIRE_ALL};

/// The servers that the database suites run on, instead of all steps.
#[derive(Debug, clap::Args)]
pub(crate) struct Servers {
    /// Run the database suites on this server, and nothing else; may be repeated. Its user must be allowed to make
    /// databases and users, as in `mysql://root@127.0.0.1:3306`
    #[arg(long, value_name = "URL")]
    server: Vec<String>,
    /// Run the database suites on a throw-away MySQL, which is unpacked first where that is possible
    #[arg(long)]
    mysql: bool,
    /// Run the database suites on a throw-away MariaDB 11.8, which is unpacked first where that is possible
    #[arg(long)]
    newer_mariadb: bool,
}

impl Servers {
    pub(crate) fn are_named(&self) -> bool {
        self.mysql || self.newer_mariadb || !self.server.is_empty()
    }

    fn products(&self) -> Vec<Product> {
        let named = [
            (self.mysql, Product::MySql),
            (self.newer_mariadb, Product::NewerMariaDb),
        ];

        named
            .into_iter()
            .filter(|(is_named, _)| *is_named)
            .map(|(_, product)| product)
            .collect()
    }
}

/// Runs the database suites on one server after the other, up to the first that fails.
pub(crate) fn run(servers: &Servers) -> Result<()> {
    let started = Instant::now();
    // First of all, so that a missing program is known before minutes of building.
    for product in servers.products() {
        product.prepare()?;
    }

    for url in &servers.server {
        run_suites(url.trim_end_matches('/'), started)?;
    }

    for product in servers.products() {
        let server = Server::start(product)?;
        run_suites(&server.url(), started)?;
    }

    println!(
        "\nThe database suites passed on every server in {}.",
        elapsed(started)
    );
    Ok(())
}

fn run_suites(url: &str, started: Instant) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .args(DATABASE_SUITES.split(' '))
        // A test that lacks a program fails.
        .env(TEST_REQUIRE_ALL, "1")
        .env(TEST_DATABASE_URL, url);

    println!("    on {}", without_password(url));
    run_command(&mut command).with_context(|| format!("after {}", elapsed(started)))
}

/// The URL as it may be shown.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let Some((user, server)) = rest.rsplit_once('@') else {
        return url.to_owned();
    };
    let name = user.split(':').next().unwrap_or_default();

    format!("{scheme}://{name}@{server}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let shown = without_password("mysql://root:hush@db:3306");
        assert_eq!(shown, "mysql://root@db:3306");
        assert_eq!(
            without_password("mysql://root@db:3306"),
            "mysql://root@db:3306"
        );
    }
}
