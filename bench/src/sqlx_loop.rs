//! The heartbeat's UPDATE in a bare loop over sqlx: what any Rust server could reach at most.

use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::TimeDelta;
use session_tracking::store::HEARTBEAT_ON_MYSQL;
use sqlx::ConnectOptions;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode};
use tokio::runtime::Runtime;

use crate::load::Load;
use crate::sample::percentile;
use crate::sizes::{self, DOCUMENT};

/// Silence of the default settings: three heartbeats.
const SILENCE: TimeDelta = TimeDelta::seconds(90);

/// Sends heartbeats over several connections, each of which goes through its own part of the tokens.
pub(crate) fn run(
    runtime: &Runtime,
    url: &str,
    tokens: &[String],
    connections: usize,
    time: Duration,
) -> Result<Load> {
    runtime.block_on(async {
        let options: MySqlConnectOptions = url.parse()?;
        let options = options
            .ssl_mode(MySqlSslMode::Disabled)
            .disable_statement_logging();
        let mut opened = Vec::new();

        for _ in 0..connections {
            opened.push(options.connect().await?);
        }

        let started = Instant::now();
        let part = tokens.len().div_ceil(connections);
        let loops = opened
            .into_iter()
            .zip(tokens.chunks(part))
            .map(|(connection, tokens)| {
                tokio::spawn(beat(connection, tokens.to_vec(), started + time))
            });
        let mut latencies = Vec::new();

        for one in loops.collect::<Vec<_>>() {
            latencies.extend(one.await??);
        }

        let seconds = started.elapsed().as_secs_f64();
        latencies.sort_unstable();
        let microseconds = |percent| u64::try_from(percentile(&latencies, percent).as_micros());

        Ok(Load {
            requests: latencies.len().try_into()?,
            seconds,
            p50_us: microseconds(50)?,
            p99_us: microseconds(99)?,
            refused: 0,
            failed: 0,
            bytes: 0,
        })
    })
}

async fn beat(
    mut connection: MySqlConnection,
    tokens: Vec<String>,
    until: Instant,
) -> sqlx::Result<Vec<Duration>> {
    // The values as the store binds them, for a heartbeat that says neither `phone` nor `zoom`.
    let [seq, ticks, seen] =
        ["seq", "ticks", "seen"].map(|member| format!("$.\"{DOCUMENT}\".{member}"));
    let mut latencies = Vec::new();

    for token in tokens.iter().cycle() {
        let started = Instant::now();
        if started >= until {
            break;
        }

        let now = sizes::now();
        let (at, not_silent) = (now.naive_utc(), (now - SILENCE).naive_utc());
        let second = now.timestamp();
        let query = sqlx::query(HEARTBEAT_ON_MYSQL)
            .bind(at)
            .bind(&seq)
            .bind(second)
            .bind(&ticks)
            .bind(1_i64);

        let query = query
            .bind(&seen)
            .bind(second)
            .bind(at)
            .bind(token)
            .bind(at)
            .bind(not_silent);

        let query = query
            .bind(&seq)
            .bind(second)
            .bind(&seq)
            .bind(&seq)
            .bind(&seen);

        query.execute(&mut connection).await?;
        latencies.push(started.elapsed());
    }

    Ok(latencies)
}
