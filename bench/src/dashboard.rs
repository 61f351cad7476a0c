//! Measures the dashboard's pages on a large table, and the export of all of it.

use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;

use crate::actions::Keys;
use crate::bench::{Bench, Build};
use crate::http::{Client, Request};
use crate::process::memory;
use crate::progress::Progress;
use crate::report::{Section, Table};
use crate::sample::{Spread, milliseconds, number, percentile};
use crate::school::School;
use crate::server::Server;
use crate::sizes::{TEACHERS, now};

/// Sessions that are live meanwhile.
const LIVE: u64 = 200;
/// Views of each kind.
const VIEWS: u64 = 40;
const ENOUGH_MS: f64 = 300.0;
const FIRST_VIEW: &str = "30 days, first view of a fresh server";
const NOT_SUMMED: &str = "30 days, no day summed up";
const PATH: &str = "/admin/teacher-monitoring";

type Kind = (&'static str, Box<dyn Fn(u64) -> String>);

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("dashboard");
    let keys = Keys::new();
    let school = bench.school()?;
    let progress = Progress::start(&format!("dashboard on {} sessions", school.rows));

    school.set_live(LIVE)?;
    school.sum_up_days()?;
    let mut rows = Vec::new();
    // Of each revision.
    let none_taken = || {
        bench
            .builds()
            .map(|_| Vec::new())
            .collect::<Vec<Vec<Duration>>>()
    };
    let mut first = none_taken();

    let month = keys.page(&format!("{PATH}?range=30d"));
    for _ in 0..bench.scale.rounds {
        for (build, first) in bench.builds().zip(&mut first) {
            let server = Server::local(&build.target, &school.url)?;
            first.push(Client::connect(server.port)?.succeed(&month)?.time);
        }
    }

    rows.push(row(bench, &mut section, FIRST_VIEW, first));
    let mut servers = Vec::new();
    for build in bench.builds() {
        let server = Server::local(&build.target, &school.url)?;
        let client = Client::connect(server.port)?;
        servers.push((server, client));
    }

    for (name, path) in views(school) {
        let mut taken = none_taken();
        for n in 0..VIEWS.min(bench.scale.requests) {
            let request: Request = keys.page(&path(n));
            for ((_, client), taken) in servers.iter_mut().zip(&mut taken) {
                let answer = client.succeed(&request);
                taken.push(answer.with_context(|| format!("{name}, number {n}"))?.time);
            }
        }

        rows.push(row(bench, &mut section, name, taken));
        progress.say(name);
    }

    school.forget_days()?;
    let mut taken = none_taken();

    for _ in 0..5 {
        for ((_, client), taken) in servers.iter_mut().zip(&mut taken) {
            taken.push(client.succeed(&month)?.time);
        }
    }

    rows.push(row(bench, &mut section, NOT_SUMMED, taken));
    school.sum_up_days()?;
    let columns = [&["", "p50 ms", "p99 ms"], Section::columns_beside(bench)].concat();

    section.tables.push(Table::new("Pages of the dashboard, one at a time", &columns, rows).remark(format!(
        "{VIEWS} of each kind over one connection, on {} sessions of {TEACHERS} teachers, of which {LIVE} are live; past \
         days were summed up before, as every sweep does. A page is the whole answer: filters, cards, charts, 50 rows, \
         status of the system.",
        school.rows
    )));

    for name in [FIRST_VIEW, "30 days", NOT_SUMMED] {
        let p50 = section.median(&format!("{name}/p50_ms"));
        section.aim(
            format!("{name}: p50 at most {ENOUGH_MS:.0} ms"),
            p50.map(|p50| (format!("{p50:.0} ms"), p50 <= ENOUGH_MS)),
        );
    }

    let table = export(bench, &mut section, school, &keys)?;
    section.tables.push(table);

    Ok(section)
}

/// Of the times of each revision.
fn row(
    bench: &Bench,
    section: &mut Section,
    name: &str,
    mut taken: Vec<Vec<Duration>>,
) -> Vec<String> {
    let mut cells = Vec::new();
    for build in bench.baseline_first() {
        // The baseline's are the last.
        let mut taken = taken.pop().unwrap_or_default();
        taken.sort_unstable();
        let mut keep = |figure: &str, percent| {
            let value = milliseconds(percentile(&taken, percent));
            let path = format!("{}{name}/{figure}", build.prefix);
            section.keep(&path, Spread::of([value]), 1)
        };
        cells = vec![name.to_owned(), keep("p50_ms", 50), keep("p99_ms", 99)];
    }

    cells.extend(section.beside_baseline(bench, &format!("{name}/p50_ms"), 1));
    cells
}

fn views(school: &School) -> Vec<Kind> {
    let rows = school.rows;
    let always = |query: &'static str| -> Box<dyn Fn(u64) -> String> {
        Box::new(move |_| format!("{PATH}?{query}"))
    };
    let teacher = |n: u64| format!("teacherId=ustaz{}", 1 + n % TEACHERS);

    vec![
        ("today", always("range=today")),
        ("7 days", always("range=7d")),
        ("7 days, results alone", always("range=7d&part=results")),
        ("30 days", always("range=30d")),
        ("last month", always("range=last-month")),
        ("two years", always("from=2024-01-01&to=2027-01-01")),
        (
            "30 days, one teacher",
            Box::new(move |n| format!("{PATH}?range=30d&{}", teacher(n))),
        ),
        ("30 days, one status", always("range=30d&status=timeout")),
        (
            "30 days, one student",
            Box::new(|n| format!("{PATH}?range=30d&studentId={}", 1 + n * 13)),
        ),
        (
            "30 days, search",
            Box::new(|n| format!("{PATH}?range=30d&q=Student%20Number%20{}", 1_000 + n)),
        ),
        ("30 days, longest first", always("range=30d&sort=-duration")),
        ("30 days, by student", always("range=30d&sort=student")),
        (
            "one session",
            Box::new(move |n| format!("{PATH}?session={}", 1 + n * 7919 % rows)),
        ),
        (
            "teachers of a month",
            Box::new(|n| {
                let day = now() - TimeDelta::days(31 * i64::try_from(n % 20).unwrap_or_default());
                format!("{PATH}?view=months&month={}", day.format("%Y-%m"))
            }),
        ),
    ]
}

/// Everything as CSV, by a fresh server, and a tenth of it: memory is the same.
fn export(bench: &Bench, section: &mut Section, school: &School, keys: &Keys) -> Result<Table> {
    let day = |days| (now() - TimeDelta::days(days)).date_naive();
    let mut rows = Vec::new();

    for (name, query) in [
        (
            "a tenth",
            format!("format=csv&from={}&to={}", day(75), day(2)),
        ),
        ("all", "format=csv".to_owned()),
    ] {
        let request = keys.list(&query);
        let mut row = Vec::new();
        for build in bench.baseline_first() {
            row = export_row(section, (build, school), (name, &request))?;
        }
        row.extend(section.beside_baseline(bench, &format!("csv {name}/seconds"), 1));
        rows.push(row);
    }

    let columns = [
        "",
        "rows",
        "MB",
        "seconds",
        "rows/s",
        "peak MiB before",
        "peak MiB after",
    ];
    let columns = [&columns, Section::columns_beside(bench)].concat();

    Ok(Table::new("CSV", &columns, rows))
}

/// One export, by a fresh server.
fn export_row(
    section: &mut Section,
    (build, school): (&Build, &School),
    (name, request): (&str, &Request),
) -> Result<Vec<String>> {
    let server = Server::local(&build.target, &school.url)?;
    let before = memory(server.pid)?.peak_kib;
    let answer = Client::connect(server.port)?.succeed(request)?;
    let (size, seconds) = (
        number(answer.body.len().try_into()?) / 1e6,
        answer.time.as_secs_f64(),
    );

    let lines = answer.body.split(|byte| *byte == b'\n').count() - 2;
    let mut keep = |figure: &str, value: f64, decimals| {
        let path = format!("{}csv {name}/{figure}", build.prefix);
        section.keep(&path, Spread::of([value]), decimals)
    };

    Ok(vec![
        name.to_owned(),
        lines.to_string(),
        keep("mb", size, 0),
        keep("seconds", seconds, 1),
        keep("rows_per_second", number(lines.try_into()?) / seconds, 0),
        keep("peak_before_mib", number(before) / 1_024.0, 1),
        keep(
            "peak_mib",
            number(memory(server.pid)?.peak_kib) / 1_024.0,
            1,
        ),
    ])
}
