//! The variants that heartbeats are compared with, and the tables of the comparison.

use std::collections::BTreeMap;

use crate::bench::Bench;
use crate::load::Load;
use crate::report::{Section, Table};
use crate::sample::{Spread, number};

/// Next.js 15 with Prisma at 8 connections, one process, on a machine of this kind: it cannot be installed in
/// a run of this command, so it was measured apart.
const NEXT_JS_PER_SECOND: f64 = 716.0;
const NEXT_JS_CPU_US: f64 = 1_476.0;
pub(crate) const CONNECTIONS: [u32; 3] = [1, 8, 32];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Variant {
    Sysbench,
    Sqlx,
    Ours,
    Baseline,
    Node,
    OursOnSqlite,
    BaselineOnSqlite,
}

pub(crate) const VARIANTS: [Variant; 7] = [
    Variant::Sysbench,
    Variant::Sqlx,
    Variant::Ours,
    Variant::Baseline,
    Variant::Node,
    Variant::OursOnSqlite,
    Variant::BaselineOnSqlite,
];

impl Variant {
    fn key(self) -> &'static str {
        match self {
            Self::Sysbench => "sysbench",
            Self::Sqlx => "sqlx",
            Self::Ours => "ours",
            Self::Baseline => "baseline",
            Self::Node => "node",
            Self::OursOnSqlite => "ours-sqlite",
            Self::BaselineOnSqlite => "baseline-sqlite",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sysbench => "sysbench, the UPDATE alone",
            Self::Sqlx => "bare sqlx loop, the UPDATE alone",
            Self::Ours => "this project, MariaDB",
            Self::Baseline => "the baseline, MariaDB",
            Self::Node => "Node + mysql2, MariaDB",
            Self::OursOnSqlite => "this project, SQLite",
            Self::BaselineOnSqlite => "the baseline, SQLite",
        }
    }

    /// Whether another revision is needed for it.
    pub(crate) fn is_of_baseline(self) -> bool {
        self == self.baseline()
    }

    /// Whether it leaves the database server alone.
    pub(crate) fn is_on_sqlite(self) -> bool {
        matches!(self, Self::OursOnSqlite | Self::BaselineOnSqlite)
    }

    /// The baseline on the same kind of database.
    fn baseline(self) -> Self {
        if self.is_on_sqlite() {
            Self::BaselineOnSqlite
        } else {
            Self::Baseline
        }
    }
}

pub(crate) struct Sample {
    pub(crate) load: Load,
    pub(crate) cpu_us: Option<f64>,
    /// The database server's processor time.
    pub(crate) database_cpu_us: Option<f64>,
    /// Heartbeats that found the token's second taken already.
    pub(crate) unchanged: Option<u64>,
}

impl Sample {
    fn per_second(&self) -> f64 {
        number(self.load.requests) / self.load.seconds
    }
}

/// Samples of every variant and number of connections, one a round.
pub(crate) type Samples = BTreeMap<(u32, Variant), Vec<Sample>>;

pub(crate) fn table(
    section: &mut Section,
    connections: u32,
    samples: &Samples,
    bench: &Bench,
) -> Table {
    let mut rows = Vec::new();
    for variant in VARIANTS {
        let Some(all) = samples.get(&(connections, variant)) else {
            continue;
        };
        let key = |figure: &str| format!("{}/{connections}/{figure}", variant.key());
        let spread = |read: &dyn Fn(&Sample) -> f64| Spread::of(all.iter().map(read));
        let cpu = Spread::of(all.iter().filter_map(|sample| sample.cpu_us));

        let database_cpu = Spread::of(all.iter().filter_map(|sample| sample.database_cpu_us));
        let p50 = spread(&|sample| number(sample.load.p50_us) / 1e3).filter(|p50| p50.most > 0.0);

        rows.push(vec![
            variant.name().to_owned(),
            section.keep(&key("per_second"), spread(&Sample::per_second), 0),
            section.keep(&key("p50_ms"), p50, 2),
            section.keep(
                &key("p99_ms"),
                spread(&|sample| number(sample.load.p99_us) / 1e3),
                2,
            ),
            section.keep(&key("cpu_us"), cpu, 0),
            section.keep(&key("database_cpu_us"), database_cpu, 0),
            section.keep(
                &key("of_sqlx"),
                ratio(samples, connections, variant, Variant::Sqlx),
                2,
            ),
            section.keep(
                &key("of_node"),
                ratio(samples, connections, variant, Variant::Node),
                2,
            ),
            section.keep(
                &key("of_baseline"),
                ratio(samples, connections, variant, variant.baseline()),
                2,
            ),
            next_js(connections, all),
        ]);
    }

    if connections == 8 {
        let (rate, cpu) = (
            format!("{NEXT_JS_PER_SECOND:.0}"),
            format!("{NEXT_JS_CPU_US:.0}"),
        );
        let row = [
            "Next.js + Prisma (measured apart)",
            &rate,
            "-",
            "-",
            &cpu,
            "-",
            "-",
            "-",
            "-",
            "1.0",
        ];

        rows.push(row.map(str::to_owned).to_vec());
    }

    let columns = [
        "",
        "per second",
        "p50 ms",
        "p99 ms",
        "CPU us each",
        "database CPU us",
        "x sqlx",
        "x Node",
        "x baseline",
        "x Next.js",
    ];

    let title = format!("Heartbeats over {connections} connections");
    Table::new(title, &columns, rows).remark(remark(connections, samples, bench))
}

/// The ratio to another variant, each round with itself.
fn ratio(samples: &Samples, connections: u32, one: Variant, other: Variant) -> Option<Spread> {
    let (one, other) = (
        samples.get(&(connections, one))?,
        samples.get(&(connections, other))?,
    );
    Spread::of(
        one.iter()
            .zip(other)
            .map(|(one, other)| one.per_second() / other.per_second()),
    )
}

fn next_js(connections: u32, samples: &[Sample]) -> String {
    if connections != 8 {
        return "-".to_owned();
    }

    let times = samples
        .iter()
        .map(|sample| sample.per_second() / NEXT_JS_PER_SECOND);

    Spread::of(times).map_or("-".to_owned(), |times| format!("{:.1}", times.median))
}

fn remark(connections: u32, samples: &Samples, bench: &Bench) -> String {
    let ours = samples
        .get(&(connections, Variant::Ours))
        .map(Vec::as_slice)
        .unwrap_or_default();
    let (unchanged, requests) = ours.iter().fold((0, 0), |(unchanged, requests), sample| {
        (
            unchanged + sample.unchanged.unwrap_or_default(),
            requests + sample.load.requests,
        )
    });

    format!(
        "Median (range) of {} rounds of {} s; {} live sessions of {}. {:.2} % of the heartbeats to this project on \
         MariaDB took the longer way (the same session's second beat within a second).",
        bench.scale.rounds,
        bench.scale.seconds,
        bench.scale.live,
        bench.scale.rows,
        100.0 * number(unchanged) / number(requests.max(1)),
    )
}

pub(crate) fn aims(section: &mut Section, samples: &Samples) {
    let rate = section.median("ours/8/per_second");
    let judged = rate.map(|rate| {
        (
            format!("{:.1} x", rate / NEXT_JS_PER_SECOND),
            rate >= 10.0 * NEXT_JS_PER_SECOND,
        )
    });

    section.aim("8 connections: at least 10 x Next.js with Prisma", judged);
    for connections in CONNECTIONS {
        let times = ratio(samples, connections, Variant::Ours, Variant::Node);
        let judged = times.map(|times| (format!("{:.2} x", times.median), times.median >= 1.3));

        section.aim(
            format!("{connections} connections: at least 1.3 x Node with mysql2"),
            judged,
        );
    }

    for connections in CONNECTIONS {
        let share = ratio(samples, connections, Variant::Ours, Variant::Sqlx);
        let judged = share.map(|share| {
            (
                format!("{:.0} %", share.median * 100.0),
                share.median >= 0.8,
            )
        });

        section.aim(
            format!("{connections} connections: at least 80 % of the bare sqlx loop"),
            judged,
        );
    }

    for connections in CONNECTIONS {
        let cpu = section.median(&format!("ours/{connections}/cpu_us"));
        let judged = cpu.map(|cpu| (format!("{cpu:.0} us"), cpu <= 100.0));

        section.aim(
            format!("{connections} connections: at most 100 us CPU a heartbeat"),
            judged,
        );
    }
}
