//! The heartbeat function of each platform under load: invocations, processor time, log.

use std::collections::BTreeMap;
use std::fs::File;
use std::time::{Duration, Instant};

use anyhow::Result;
use launcher::{Guardian, vercel};
use session_tracking::store::HEARTBEAT_ON_MYSQL;

use crate::actions;
use crate::bench::Bench;
use crate::functions::{Function, HELLO, Platform, event};
use crate::http::Request;
use crate::load::Generator;
use crate::process::processor_time;
use crate::progress::Progress;
use crate::report::{Section, Table};
use crate::runtime_api::RuntimeApi;
use crate::sample::{Spread, number};
use crate::school::School;
use crate::server::function;

const VERCEL_CONNECTIONS: u32 = 8;

/// One run.
struct Sample {
    per_second: f64,
    cpu_us: f64,
    log_bytes: f64,
    answer_bytes: f64,
}

/// What is measured: its name in the table, its key among the figures, and which function it is.
const MEASURED: [(&str, &str, Platform, &str); 3] = [
    (
        "Lambda, smallest function",
        "hello",
        Platform::Lambda,
        HELLO,
    ),
    (
        "Lambda, heartbeat, one at a time",
        "lambda",
        Platform::Lambda,
        "heartbeat",
    ),
    (
        "Vercel, heartbeat, 8 connections",
        "vercel",
        Platform::Vercel,
        "heartbeat",
    ),
];

/// Measures, in rounds, those of the functions that are to be measured, each revision in turn.
pub(crate) fn run(bench: &Bench, section: &mut Section, functions: &[Function]) -> Result<Table> {
    let school = bench.small_school()?;
    let live = bench.scale.live.min(school.rows / 2);
    let progress = Progress::start("heartbeat functions under load");
    let mut samples: BTreeMap<(&str, &str), Vec<Sample>> = BTreeMap::new();

    for round in 0..bench.scale.rounds {
        school.set_live(live)?;
        school.settle()?;

        for (_, key, platform, name) in MEASURED {
            let wanted = |one: &&Function| one.platform == platform && one.name == name;
            for function in functions.iter().filter(wanted) {
                let sample = match platform {
                    Platform::Lambda => run_lambda(bench, function, school, live)?,
                    Platform::Vercel => run_vercel(bench, function, school, live)?,
                };
                samples
                    .entry((function.prefix, key))
                    .or_default()
                    .push(sample);
            }
        }
        progress.say(&format!("round {} of {}", round + 1, bench.scale.rounds));
    }

    Ok(table(bench, section, &samples))
}

fn table(
    bench: &Bench,
    section: &mut Section,
    samples: &BTreeMap<(&str, &str), Vec<Sample>>,
) -> Table {
    let mut rows = Vec::new();
    for (name, key, ..) in MEASURED {
        let mut row = Vec::new();
        for build in bench.baseline_first() {
            // The smallest function is built of the checkout only.
            let Some(samples) = samples.get(&(build.prefix, key)) else {
                continue;
            };
            let mut keep = |figure: &str, read: fn(&Sample) -> f64| {
                let path = format!("{}load/{key}/{figure}", build.prefix);
                section.keep(&path, Spread::of(samples.iter().map(read)), 0)
            };

            row = vec![
                name.to_owned(),
                keep("per_second", |sample| sample.per_second),
                keep("cpu_us", |sample| sample.cpu_us),
                keep("log_bytes", |sample| sample.log_bytes),
                keep("answer_bytes", |sample| sample.answer_bytes),
            ];
        }

        row.extend(section.beside_baseline(bench, &format!("load/{key}/cpu_us"), 0));
        rows.push(row);
    }

    let columns = [
        "",
        "per second",
        "CPU us each",
        "log bytes each",
        "answer bytes each",
    ];
    let columns = [&columns, Section::columns_beside(bench)].concat();
    let table = Table::new("Functions under load", &columns, rows);

    match bench.baseline {
        Some(_) => table.remark("Beside the baseline stands the processor time of each."),
        None => table,
    }
}

/// Invocations one after the other, as a Lambda instance gets them.
fn run_lambda(bench: &Bench, what: &Function, school: &School, live: u64) -> Result<Sample> {
    let mut guardian = Guardian::new("bench-load-")?;
    let log = guardian.folder().join("log");
    let api = RuntimeApi::start()?;
    let mut command = function(&what.program, &school.url);

    let pid = guardian.spawn(api.invite(command.stdout(File::create(&log)?)))?;
    for session in (school.rows - live + 1)..=school.rows {
        let request = if what.name == HELLO {
            Request::get("/")
        } else {
            actions::heartbeat(session)
        };
        api.give(event(&request))?;
    }

    // The first one opens the connection to the database.
    api.answered()?;
    let (started, before) = (Instant::now(), processor_time(pid)?);
    let time = Duration::from_secs(bench.scale.seconds);
    let (mut invocations, mut answer_bytes) = (0, 0);

    while started.elapsed() < time && invocations < live - 1 {
        answer_bytes += api.answered()?.1.len();
        invocations += 1;
    }

    let (elapsed, spent) = (
        started.elapsed(),
        processor_time(pid)?.saturating_sub(before),
    );
    let count = number(invocations);

    Ok(Sample {
        per_second: count / elapsed.as_secs_f64(),
        cpu_us: spent.as_secs_f64() * 1e6 / count,
        log_bytes: number(log.metadata()?.len()) / (count + 1.0),
        answer_bytes: number(answer_bytes.try_into()?) / count,
    })
}

/// Requests side by side, as a Vercel instance gets them.
fn run_vercel(bench: &Bench, what: &Function, school: &School, live: u64) -> Result<Sample> {
    let mut guardian = Guardian::new("bench-load-")?;
    let log = guardian.folder().join("log");
    let generator = Generator::new(
        guardian.folder(),
        school.rows - live + 1..=school.rows,
        HEARTBEAT_ON_MYSQL,
    )?;

    school.refresh(live)?;
    school.settle()?;
    let mut command = function(&what.program, &school.url);
    let function = vercel::Function::start(&mut guardian, command.stdout(File::create(&log)?))?;

    let before = processor_time(function.pid)?;
    let load = generator.wrk(function.port, VERCEL_CONNECTIONS, bench.scale.seconds, 1)?;
    let spent = processor_time(function.pid)?.saturating_sub(before);
    let count = number(load.requests);

    Ok(Sample {
        per_second: count / load.seconds,
        cpu_us: spent.as_secs_f64() * 1e6 / count,
        log_bytes: number(log.metadata()?.len()) / count,
        answer_bytes: number(load.bytes) / count,
    })
}
