//! Programs that make load, and what they report.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::sizes;

/// The report of a load run.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Load {
    pub(crate) requests: u64,
    pub(crate) seconds: f64,
    /// Half of the requests took no longer.
    #[serde(default)]
    pub(crate) p50_us: u64,
    /// 99 of 100 took no longer.
    pub(crate) p99_us: u64,
    /// Answers of status 400 and above.
    #[serde(default)]
    pub(crate) refused: u64,
    /// Requests without an answer.
    #[serde(default)]
    pub(crate) failed: u64,
    /// Bytes of the answers.
    #[serde(default)]
    pub(crate) bytes: u64,
}

/// Scripts and tokens in a folder, for wrk and sysbench.
pub(crate) struct Generator {
    folder: PathBuf,
    /// In an order of chance.
    pub(crate) tokens: Vec<String>,
}

impl Generator {
    /// Writes what the programs read: the tokens of the sessions `ids` in an order of chance.
    pub(crate) fn new(
        folder: &Path,
        ids: std::ops::RangeInclusive<u64>,
        statement: &str,
    ) -> Result<Self> {
        let tokens: Vec<String> = shuffled(ids.collect())
            .into_iter()
            .map(sizes::token)
            .collect();

        for (name, text) in [
            ("tokens.txt", tokens.join("\n").as_str()),
            ("statement.sql", statement),
            ("heartbeat.lua", include_str!("../load/heartbeat.lua")),
            ("sysbench.lua", include_str!("../load/sysbench.lua")),
        ] {
            std::fs::write(folder.join(name), text)
                .with_context(|| format!("cannot write {name}"))?;
        }

        Ok(Self {
            folder: folder.to_owned(),
            tokens,
        })
    }

    /// Heartbeats over HTTP. `place` says where in the tokens to begin.
    pub(crate) fn wrk(
        &self,
        port: u16,
        connections: u32,
        seconds: u64,
        place: usize,
    ) -> Result<Load> {
        let mut command = Command::new("wrk");
        command
            .args([
                "-t1",
                "-c",
                &connections.to_string(),
                "-d",
                &format!("{seconds}s"),
                "--timeout",
                "10s",
                "-s",
            ])
            .arg(self.folder.join("heartbeat.lua"))
            .args([&format!("http://127.0.0.1:{port}"), "--"])
            .arg(self.folder.join("tokens.txt"))
            .arg((place % self.tokens.len()).to_string());

        let load = run(&mut command)?;
        if load.failed > 0 || load.refused > load.requests / 100 {
            bail!(
                "{} of {} heartbeats were refused, {} failed",
                load.refused,
                load.requests,
                load.failed
            );
        }

        Ok(load)
    }

    /// The heartbeat's statement alone, by a program in C.
    pub(crate) fn sysbench(
        &self,
        database: &Database,
        connections: u32,
        seconds: u64,
    ) -> Result<Load> {
        let Database { port, name } = database;
        let mut command = Command::new("sysbench");

        command
            .arg(self.folder.join("sysbench.lua"))
            .args([
                "--db-driver=mysql",
                "--mysql-host=127.0.0.1",
                "--mysql-user=root",
                "--percentile=99",
            ])
            .arg(format!("--mysql-port={port}"))
            .arg(format!("--mysql-db={name}"))
            .arg(format!("--threads={connections}"))
            .arg(format!("--time={seconds}"))
            .arg(format!(
                "--tokens={}",
                self.folder.join("tokens.txt").display()
            ))
            .arg(format!(
                "--statement={}",
                self.folder.join("statement.sql").display()
            ))
            .arg("run");

        run(&mut command)
    }
}

/// A MariaDB database as sysbench wants it named.
pub(crate) struct Database {
    pub(crate) port: u16,
    pub(crate) name: String,
}

impl Database {
    /// Reads a URL of the form `mysql://root@127.0.0.1:PORT/NAME`.
    pub(crate) fn of(url: &str) -> Result<Self> {
        let (server, name) = url.rsplit_once('/').context("the URL names no database")?;
        let (_, port) = server.rsplit_once(':').context("the URL names no port")?;

        Ok(Self {
            port: port.parse()?,
            name: name.to_owned(),
        })
    }
}

fn run(command: &mut Command) -> Result<Load> {
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let result = text.lines().find_map(|line| line.strip_prefix("RESULT "));
    match result {
        Some(result) if output.status.success() => Ok(serde_json::from_str(result)?),
        _ => bail!(
            "{command:?} failed:\n{text}{}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

/// The same order in every run: what differs between runs is the machine's doing.
fn shuffled(mut values: Vec<u64>) -> Vec<u64> {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    for last in (1..values.len()).rev() {
        // xorshift64: plenty for an order without pattern.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let other = state % (last as u64 + 1);

        values.swap(last, usize::try_from(other).unwrap_or_default());
    }

    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffling_keeps_every_value_and_changes_the_order() {
        let mut values = shuffled((1..=1_000).collect());
        assert!(values.windows(2).filter(|pair| pair[0] < pair[1]).count() < 600);
        values.sort_unstable();
        assert_eq!(values, (1..=1_000).collect::<Vec<u64>>());
    }

    #[test]
    fn a_database_is_read_from_its_url() {
        let database = Database::of("mysql://root@127.0.0.1:3310/school").unwrap();
        assert_eq!((database.port, database.name.as_str()), (3310, "school"));
        assert!(Database::of("mysql://root@127.0.0.1").is_err());
    }

    #[test]
    fn what_a_program_reports_is_read() {
        let text = "echo noise; echo 'RESULT {\"requests\":10,\"seconds\":2.5,\"p99_us\":7}'";
        let load = run(Command::new("sh").args(["-c", text])).unwrap();
        assert_eq!((load.requests, load.p99_us, load.refused), (10, 7, 0));
        assert!(run(Command::new("sh").args(["-c", "echo nothing"])).is_err());
    }
}
