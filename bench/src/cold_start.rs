//! Cold starts: from the start of a process to its word that it serves, to its first answers, and what it
//! weighs.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use launcher::{Guardian, vercel};

use crate::actions::Keys;
use crate::bench::Bench;
use crate::functions::{Function, HELLO, Platform, SCHEDULE, all, built, event};
use crate::http::{Client, Request};
use crate::process::memory;
use crate::progress::Progress;
use crate::report::{BASELINE, Section, Table};
use crate::runtime_api::RuntimeApi;
use crate::sample::{Spread, milliseconds, number};

/// One start.
struct Start {
    ready: Duration,
    answered: Duration,
    resident_kib: u64,
}

/// The starts of one function: those whose first answer needed no database, and those where it did.
#[derive(Default)]
struct Starts {
    plain: Vec<Start>,
    database: Vec<Start>,
}

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("cold");
    let school = bench.small_school()?;
    school.set_live(1_000)?;
    // Of the baseline those that it has, too.
    let mut functions = all(&bench.ours)?;
    if let Some(baseline) = &bench.baseline {
        functions.extend(built(baseline));
    }

    let keys = Keys::new();
    let lives = school.add_live(u64::try_from(bench.scale.starts * functions.len())?)?;
    let mut starts: Vec<Starts> = functions.iter().map(|_| Starts::default()).collect();
    let progress = Progress::start("cold starts");

    for round in 0..bench.scale.starts {
        for (place, (function, starts)) in functions.iter().zip(&mut starts).enumerate() {
            // Each one ends a session of its own.
            let live = lives.start() + u64::try_from(round * functions.len() + place)?;
            if let Some(request) = function.plain_request() {
                starts.plain.push(start(function, &school.url, &request)?);
            }

            if let Some(request) = function.database_request(&keys, live) {
                starts
                    .database
                    .push(start(function, &school.url, &request)?);
            }
        }

        progress.say(&format!("round {} of {}", round + 1, bench.scale.starts));
    }

    let mut tables: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    // The baseline's are the last, and their figures are wanted first.
    for (function, starts) in functions.iter().zip(&starts).rev() {
        let mut row = row(&mut section, function, starts)?;
        if function.prefix == BASELINE {
            continue;
        }
        for (figure, decimals) in [("database_ms", 2), ("size_mib", 2)] {
            row.extend(section.beside_baseline(bench, &key(function, figure), decimals));
        }

        let rows = tables.entry(platform_name(function.platform)).or_default();
        rows.insert(0, row);
    }

    for (platform, rows) in tables {
        section.tables.push(table(platform, rows, bench));
    }

    let ours = functions.iter().filter(|one| one.prefix != BASELINE);
    aims(&mut section, &ours.cloned().collect::<Vec<_>>());
    let under_load = crate::under_load::run(bench, &mut section, &functions)?;
    section.tables.push(under_load);

    Ok(section)
}

fn platform_name(platform: Platform) -> &'static str {
    match platform {
        Platform::Lambda => "AWS Lambda",
        Platform::Vercel => "Vercel",
    }
}

/// Starts a function, asks it once, looks at its memory and stops it.
fn start(function: &Function, database_url: &str, request: &Request) -> Result<Start> {
    let mut guardian = Guardian::new("bench-cold-")?;
    let command = crate::server::function(&function.program, database_url);
    let start = match function.platform {
        Platform::Lambda => start_lambda(&mut guardian, command, function, request),
        Platform::Vercel => start_vercel(&mut guardian, command, request),
    };

    start.with_context(|| format!("{:?} {}", function.platform, function.name))
}

fn start_lambda(
    guardian: &mut Guardian,
    mut command: Command,
    function: &Function,
    request: &Request,
) -> Result<Start> {
    let api = RuntimeApi::start()?;
    let started = Instant::now();
    let pid = guardian.spawn(api.invite(&mut command))?;
    let ready = api.asked()?.duration_since(started);

    api.give(event(request))?;
    let (answered, body) = api.answered()?;
    let report = String::from_utf8_lossy(&body);
    let works = match function.name {
        HELLO | SCHEDULE => true,
        _ => report.contains("\"statusCode\":") && !report.contains("\"statusCode\":5"),
    };

    ensure!(works, "unexpected answer: {report}");
    let resident_kib = memory(pid)?.resident_kib;

    Ok(Start {
        ready,
        answered: answered.duration_since(started),
        resident_kib,
    })
}

fn start_vercel(guardian: &mut Guardian, mut command: Command, request: &Request) -> Result<Start> {
    let function = vercel::Function::start(guardian, &mut command)?;
    let ready = function.ready_after;
    let connecting = Instant::now();
    let answer = Client::connect(function.port)?.send(request)?;

    let answered = ready + connecting.elapsed();
    ensure!(
        answer.status < 500,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );

    Ok(Start {
        ready,
        answered,
        resident_kib: memory(function.pid)?.resident_kib,
    })
}

fn row(section: &mut Section, function: &Function, starts: &Starts) -> Result<Vec<String>> {
    let key = |figure: &str| key(function, figure);
    let both = || starts.plain.iter().chain(&starts.database);
    let answered =
        |starts: &[Start]| Spread::of(starts.iter().map(|start| milliseconds(start.answered)));
    // With the database's driver at work, where the function has one.
    let heavy = if starts.database.is_empty() {
        &starts.plain
    } else {
        &starts.database
    };

    let resident = Spread::of(
        heavy
            .iter()
            .map(|start| number(start.resident_kib) / 1_024.0),
    );
    let (size, zipped) = sizes(&function.program)?;

    Ok(vec![
        function.name.to_owned(),
        section.keep(
            &key("ready_ms"),
            Spread::of(both().map(|start| milliseconds(start.ready))),
            2,
        ),
        section.keep(&key("plain_ms"), answered(&starts.plain), 2),
        section.keep(&key("database_ms"), answered(&starts.database), 2),
        section.keep(&key("resident_mib"), resident, 1),
        section.keep(&key("size_mib"), Spread::of([size]), 2),
        section.keep(&key("zipped_mib"), Spread::of([zipped]), 2),
    ])
}

fn key(function: &Function, figure: &str) -> String {
    let path = format!("{:?}/{}/{figure}", function.platform, function.name).to_lowercase();
    format!("{}{path}", function.prefix)
}

/// MiB of a program, and of what deflate, as in a zip file, makes of it.
fn sizes(program: &Path) -> Result<(f64, f64)> {
    let zipped = Command::new("gzip")
        .stdin(File::open(program)?)
        .stderr(Stdio::null())
        .output()?;

    ensure!(zipped.status.success(), "gzip failed");
    let mebibytes = |bytes: u64| number(bytes) / 1_048_576.0;

    Ok((
        mebibytes(program.metadata()?.len()),
        mebibytes(zipped.stdout.len().try_into()?),
    ))
}

fn table(platform: &str, rows: Vec<Vec<String>>, bench: &Bench) -> Table {
    let columns = [
        "",
        "ready ms",
        "first answer ms",
        "with database ms",
        "resident MiB",
        "size MiB",
        "zipped MiB",
    ];
    // The first answer with the database, and the size.
    let beside = Section::columns_beside(bench);
    let columns = [&columns, beside, beside].concat();

    Table::new(format!("Cold starts on {platform}"), &columns, rows).remark(format!(
        "Times from the start of the process, medians (ranges) of {} starts of each kind, taken in turns, files \
         in the page cache. \"With database\" is another start, whose first request opens the first connection to a \
         MariaDB with {} sessions. Resident memory is that after the first answer with the database. \
         A baseline stands beside the first answer with the database, and beside the size.",
        bench.scale.starts, bench.scale.small_rows,
    ))
}

fn aims(section: &mut Section, functions: &[Function]) {
    let hello = section.median(&format!("lambda/{HELLO}/ready_ms"));
    let ours: Vec<&Function> = functions
        .iter()
        .filter(|function| function.name != HELLO)
        .collect();
    let worst = |section: &Section, figure: &str, platform: Option<Platform>| {
        let chosen = ours
            .iter()
            .filter(|function| platform.is_none_or(|wanted| wanted == function.platform));
        let figures = chosen.filter_map(|one| Some((section.median(&key(one, figure))?, *one)));
        let (value, function) = figures.max_by(|one, other| one.0.total_cmp(&other.0))?;

        Some((value, format!("{:?} {}", function.platform, function.name)))
    };

    for platform in [Platform::Lambda, Platform::Vercel] {
        let ratio = worst(section, "ready_ms", Some(platform)).zip(hello);
        let judged = ratio.map(|((ready, name), hello)| {
            (
                format!("{:.2} x ({name})", ready / hello),
                ready <= 2.0 * hello,
            )
        });

        section.aim(
            format!(
                "{}: ready within 2 x the smallest function",
                platform_name(platform)
            ),
            judged,
        );
    }

    for (figure, most, unit, aim) in [
        (
            "database_ms",
            15.0,
            "ms",
            "first answer with a local database below 15 ms",
        ),
        ("resident_mib", 16.0, "MiB", "resident memory below 16 MiB"),
        ("size_mib", 8.0, "MiB", "every program below 8 MiB"),
    ] {
        let judged = worst(section, figure, None);
        let judged =
            judged.map(|(value, name)| (format!("{value:.1} {unit} ({name})"), value < most));
        section.aim(aim, judged);
    }
}
