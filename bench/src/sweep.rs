//! The sweep of many due sessions, by the built Vercel function.

use std::collections::BTreeMap;
use std::fs::File;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use launcher::Guardian;
use launcher::vercel::Function;
use serde::Deserialize;

use crate::actions;
use crate::bench::{Bench, Build};
use crate::http::Client;
use crate::process::memory;
use crate::progress::Progress;
use crate::report::{Section, Table};
use crate::sample::{Spread, number};
use crate::school::School;
use crate::server::function;

/// A sweep that takes longer is not waited for: it would be far from any target.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the function reports, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    success: bool,
    sessions_ended: u64,
    remaining: u64,
    /// Of the sweep alone: after it, what time is left goes to the sums of past days.
    processing_time_ms: u64,
}

struct Sample {
    closed: u64,
    time: Duration,
    calls: u32,
    peak_kib: u64,
}

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("sweep");
    let school = bench.school()?;
    let progress = Progress::start("sweeps");
    let mut samples: BTreeMap<(&str, u64), Vec<Sample>> = BTreeMap::new();

    for round in 0..bench.scale.rounds.min(3) {
        for due in bench.scale.due {
            for build in bench.builds() {
                school.set_due(due)?;
                school.settle()?;
                let sample = sweep(build, school, due)?;

                samples.entry((build.prefix, due)).or_default().push(sample);
                progress.say(&format!(
                    "round {}, {}{due} sessions",
                    round + 1,
                    build.prefix
                ));
            }
        }
    }

    let mut rows = Vec::new();
    for build in bench.baseline_first() {
        rows = bench
            .scale
            .due
            .into_iter()
            .map(|due| {
                row(
                    &mut section,
                    (build.prefix, due),
                    &samples[&(build.prefix, due)],
                )
            })
            .collect();
    }
    for (row, due) in rows.iter_mut().zip(bench.scale.due) {
        row.extend(section.beside_baseline(bench, &format!("{due}/us_each"), 1));
    }

    let columns = [
        "due sessions",
        "seconds",
        "closed",
        "sessions per second",
        "us each",
        "calls",
        "peak memory MiB",
    ];
    let columns = [&columns, Section::columns_beside(bench)].concat();

    let title = format!("Sweep of due sessions among {}", bench.scale.rows);
    section.tables.push(Table::new(title, &columns, rows).remark(
        "By `vercel-session-timeout` over HTTP, a fresh process each time, called until nothing remains (a call \
         stops after 20 s) or a minute is over. The time is the reports' own: without the sums of past days, which \
         a call makes in what is left of its 20 s. The ratio is that of the time for each session.",
    ));

    aims(&mut section, bench.scale.due);
    Ok(section)
}

fn sweep(build: &Build, school: &School, due: u64) -> Result<Sample> {
    let mut guardian = Guardian::new("bench-sweep-")?;
    let log = File::create(guardian.folder().join("log"))?;
    let mut command = function(
        &build.target.join("release/vercel-session-timeout"),
        &school.url,
    );
    let function = Function::start(&mut guardian, command.stdout(log))?;

    let (mut closed, mut time, mut calls) = (0, Duration::ZERO, 0);
    loop {
        // The function may end a connection that was quiet for long.
        let answer = Client::connect(function.port)?.succeed(&actions::sweep())?;
        let report: Report =
            serde_json::from_slice(&answer.body).context("not the report of a sweep")?;
        ensure!(report.success, "sessions could not be closed");
        closed += report.sessions_ended;
        time += Duration::from_millis(report.processing_time_ms);
        calls += 1;

        if report.remaining == 0 {
            ensure!(closed == due, "{closed} sessions were closed of {due}");
            break;
        }

        if time > PATIENCE {
            break;
        }
    }

    Ok(Sample {
        closed,
        time,
        calls,
        peak_kib: memory(function.pid)?.peak_kib,
    })
}

fn row(section: &mut Section, (prefix, due): (&str, u64), samples: &[Sample]) -> Vec<String> {
    let mut keep = |figure: &str, decimals, read: &dyn Fn(&Sample) -> f64| {
        section.keep(
            &format!("{prefix}{due}/{figure}"),
            Spread::of(samples.iter().map(read)),
            decimals,
        )
    };

    let seconds = |sample: &Sample| sample.time.as_secs_f64();
    vec![
        due.to_string(),
        keep("seconds", 2, &seconds),
        keep("closed", 0, &|sample| number(sample.closed)),
        keep("per_second", 0, &|sample| {
            number(sample.closed) / seconds(sample)
        }),
        keep("us_each", 1, &|sample| {
            seconds(sample) * 1e6 / number(sample.closed)
        }),
        keep("calls", 0, &|sample| f64::from(sample.calls)),
        keep("peak_mib", 1, &|sample| number(sample.peak_kib) / 1_024.0),
    ]
}

fn aims(section: &mut Section, due: [u64; 3]) {
    let [few, _, many] = due;
    for due in due {
        let rate = section.median(&format!("{due}/per_second"));
        let judged = rate.map(|rate| (format!("{rate:.0}/s"), rate >= 10_000.0));

        section.aim(
            format!("{due} due: at least 10,000 sessions a second"),
            judged,
        );
    }

    let peak = section.median(&format!("{many}/peak_mib"));
    let judged = peak.map(|peak| (format!("{peak:.1} MiB"), peak < 32.0));
    section.aim(format!("{many} due: peak memory below 32 MiB"), judged);

    let growth = |section: &Section, figure: &str| {
        let (few, many) = (
            section.median(&format!("{few}/{figure}")),
            section.median(&format!("{many}/{figure}")),
        );
        Some(many? / few?)
    };

    let judged =
        growth(section, "peak_mib").map(|growth| (format!("{growth:.2} x"), growth <= 1.25));
    section.aim(
        format!("peak memory at {many} due at most 1.25 x that at {few}"),
        judged,
    );

    let judged =
        growth(section, "us_each").map(|growth| (format!("{growth:.2} x"), growth <= 1.25));
    section.aim(
        format!("time for each session at {many} due at most 1.25 x that at {few}"),
        judged,
    );
}
