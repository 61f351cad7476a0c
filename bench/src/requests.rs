//! Measures single requests, and whether their time depends on the size of the table.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{Datelike, Months, TimeDelta};
use serde_json::Value;

use crate::actions::{self, Keys};
use crate::bench::{Bench, Build};
use crate::http::{Client, Request};
use crate::progress::Progress;
use crate::report::{Section, Table};
use crate::sample::{Spread, milliseconds, percentile};
use crate::school::School;
use crate::server::Server;
use crate::sizes::{STUDENTS, TEACHERS, now};

/// Sessions that are live while requests are measured.
const LIVE: u64 = 1_000;
const ENOUGH_MS: f64 = 20.0;
/// A request that takes this many times as long on a table ten times as large depends on the table's size; less is
/// noise.
const INDEPENDENT: f64 = 1.5;

/// A kind of request that takes longer than this in all is not asked for more often.
const PATIENCE: Duration = Duration::from_secs(20);

/// A kind of request and how the n-th of a contender is made.
type Kind<'a> = (&'static str, Box<dyn Fn(&Contender, u64) -> Request + 'a>);

/// Median and 99th percentile in ms.
type Times = BTreeMap<&'static str, (f64, f64)>;

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("requests");
    let keys = Keys::new();
    let (large, small) = (bench.school()?, bench.small_school()?);
    let (on_large, on_small) = (times(bench, large, &keys)?, times(bench, small, &keys)?);

    let mut rows = Vec::new();
    for build in bench.baseline_first() {
        let times = (&on_large[build.prefix], &on_small[build.prefix]);
        rows = rows_of(&mut section, build, times);
    }
    for row in &mut rows {
        let path = format!("{}/p50_ms", row[0]);
        row.extend(section.beside_baseline(bench, &path, 2));
    }

    let (large_rows, small_rows) = (large.rows, small.rows);
    let (on_large, on_small) = (
        format!("p50 ms, {large_rows}"),
        format!("p50 ms, {small_rows}"),
    );
    let columns = [
        "",
        on_large.as_str(),
        "p99",
        on_small.as_str(),
        "p99",
        "ratio of p50",
    ];
    let columns = [&columns, Section::columns_beside(bench)].concat();

    section.tables.push(Table::new("Requests, one at a time", &columns, rows).remark(format!(
        "{} of each kind over one connection, one after the other, on {large_rows} and on {small_rows} sessions, of \
         which {LIVE} are live. Lists are first pages of 50 with the statistics over all that match. Past days \
         were summed up before, as `session-tracking migrate` and every sweep do.",
        bench.scale.requests
    )));

    aims(&mut section);
    Ok(section)
}

fn rows_of(
    section: &mut Section,
    build: &Build,
    (on_large, on_small): (&Times, &Times),
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (name, (p50, p99)) in on_large {
        let Some((small_p50, small_p99)) = on_small.get(name) else {
            continue;
        };
        let mut keep = |figure: &str, value: f64| {
            let path = format!("{}{name}/{figure}", build.prefix);
            section.keep(&path, Spread::of([value]), 2)
        };

        rows.push(vec![
            (*name).to_owned(),
            keep("p50_ms", *p50),
            keep("p99_ms", *p99),
            keep("small_p50_ms", *small_p50),
            keep("small_p99_ms", *small_p99),
            keep("ratio", p50 / small_p50),
        ]);
    }

    rows
}

/// One revision's server on the school, with sessions of its own to join and to end.
struct Contender {
    prefix: &'static str,
    _server: Server,
    client: Client,
    taken: Vec<Duration>,
    times: Times,
    place: u64,
    sent: RangeInclusive<u64>,
    live: RangeInclusive<u64>,
}

/// Takes the times of every revision, in turn. Returns them by its prefix.
fn times(bench: &Bench, school: &School, keys: &Keys) -> Result<BTreeMap<&'static str, Times>> {
    let progress = Progress::start(&format!("requests on {} sessions", school.rows));
    school.set_live(LIVE)?;

    let mut contenders = Vec::new();
    for (build, place) in bench.builds().zip(0..) {
        let (sent, live) = (
            school.add_sent(bench.scale.requests)?,
            school.add_live(bench.scale.requests)?,
        );
        let server = Server::local(&build.target, &school.url)?;
        let mut client = Client::connect(server.port)?;
        while remaining(&mut client)? > 0 {}

        contenders.push(Contender {
            prefix: build.prefix,
            _server: server,
            client,
            taken: Vec::new(),
            times: Times::new(),
            place,
            sent,
            live,
        });
    }

    // Another section may have changed the past.
    school.sum_up_days()?;
    let requests = bench.scale.requests;
    let mut kinds: Vec<Kind<'_>> = vec![
        (
            "create",
            Box::new(move |by, n| keys.create(1 + by.place * requests + n)),
        ),
        ("join", Box::new(|by, n| actions::join(by.sent.start() + n))),
        ("end", Box::new(|by, n| actions::end(by.live.start() + n))),
    ];

    for (name, query) in lists() {
        kinds.push((name, Box::new(move |_, n| keys.list(&query(n)))));
    }

    for (name, make) in &kinds {
        let mut all = Duration::ZERO;
        for n in 0..requests {
            for by in &mut contenders {
                let request = make(by, n);
                let answer = by.client.succeed(&request);
                let time = answer.with_context(|| format!("{name}, number {n}"))?.time;
                by.taken.push(time);
                all += time;
            }

            if all > PATIENCE {
                break;
            }
        }

        for by in &mut contenders {
            by.taken.sort_unstable();
            let at = |percent| milliseconds(percentile(&by.taken, percent));
            let (p50, p99) = (at(50), at(99));
            progress.say(&format!(
                "{}{name}: p50 {p50:.2} ms, p99 {p99:.2} ms",
                by.prefix
            ));

            by.times.insert(name, (p50, p99));
            by.taken.clear();
        }
    }

    let times = contenders.into_iter();
    Ok(times.map(|by| (by.prefix, by.times)).collect())
}

/// One sweep, as the cron starts it. Returns what is still due.
fn remaining(client: &mut Client) -> Result<u64> {
    let answer = client.succeed(&actions::sweep())?;
    let report: Value = serde_json::from_slice(&answer.body)?;
    report["remaining"]
        .as_u64()
        .context("not the report of a sweep")
}

type Query = Box<dyn Fn(u64) -> String>;

/// The first page by every filter, each time with another teacher, student or day.
fn lists() -> Vec<(&'static str, Query)> {
    fn teacher(n: u64) -> String {
        format!("teacherId=ustaz{}", 1 + n % TEACHERS)
    }
    fn month(n: u64) -> String {
        let months = u32::try_from(1 + n % 20).unwrap_or(1);
        let first = now()
            .date_naive()
            .with_day(1)
            .and_then(|day| day.checked_sub_months(Months::new(months)));
        let first = first.unwrap_or_default();

        format!(
            "from={first}&to={}",
            first + Months::new(1) - TimeDelta::days(1)
        )
    }
    fn day(n: u64) -> String {
        let days = i64::try_from(3 + n % 600).unwrap_or(3);
        format!("date={}", (now() - TimeDelta::days(days)).date_naive())
    }
    let always = |query: &'static str| -> Query { Box::new(move |_| query.to_owned()) };
    vec![
        ("list", always("")),
        ("list, teacher", Box::new(teacher)),
        ("list, day", Box::new(day)),
        ("list, month", Box::new(month)),
        ("list, status sent", always("status=sent")),
        ("list, status active", always("status=active")),
        ("list, status ended", always("status=ended")),
        ("list, status timeout", always("status=timeout")),
        (
            "list, student",
            Box::new(|n| format!("studentId={}", 1 + n * 13 % STUDENTS)),
        ),
        (
            "list, search for one",
            Box::new(|n| format!("q=Student%20Number%20{}", 1_000 + n)),
        ),
        ("list, search for many", always("q=Number%2012")),
        (
            "list, teacher and status",
            Box::new(|n| format!("{}&status=ended", teacher(n))),
        ),
        (
            "list, teacher and month",
            Box::new(|n| format!("{}&{}", teacher(n), month(n))),
        ),
    ]
}

fn aims(section: &mut Section) {
    let lists: Vec<&str> = lists().into_iter().map(|(name, _)| name).collect();
    for name in &lists {
        let judged = section
            .median(&format!("{name}/p50_ms"))
            .map(|p50| (format!("{p50:.1} ms"), p50 <= ENOUGH_MS));
        section.aim(format!("{name}: p50 at most {ENOUGH_MS:.0} ms"), judged);
    }

    let ratio = |name: &&str| {
        section
            .median(&format!("{name}/ratio"))
            .map(|ratio| (ratio, (*name).to_owned()))
    };
    let worst = lists
        .iter()
        .filter_map(ratio)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let judged =
        worst.map(|(ratio, name)| (format!("{ratio:.2} x ({name})"), ratio <= INDEPENDENT));

    section.aim(
        format!("lists: no p50 more than {INDEPENDENT} x that on a tenth of the sessions"),
        judged,
    );
}
