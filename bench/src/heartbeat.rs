//! Heartbeats per second: the product on MariaDB and on SQLite between its limits and its peers.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::bench::Bench;
use crate::load::{Database, Generator, Load};
use crate::process::processor_time;
use crate::progress::Progress;
use crate::report::{Section, Table};
use crate::sample::{Spread, number};
use crate::school::School;
use crate::server::{Server, bare};
use crate::sqlx_loop;

/// Next.js 15 with Prisma at 8 connections, one process, on a machine of this kind: it cannot be installed in
/// a run of this command, so it was measured apart.
pub(crate) const NEXT_JS_PER_SECOND: f64 = 716.0;
const NEXT_JS_CPU_US: f64 = 1_476.0;
const CONNECTIONS: [u32; 3] = [1, 8, 32];
/// Signs of life older than this are made anew before the next run: at 90 s a heartbeat takes the longer way.
const REFRESH_AFTER: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Variant {
    Sysbench,
    Sqlx,
    Ours,
    Node,
    OursOnSqlite,
}

const VARIANTS: [Variant; 5] =
    [Variant::Sysbench, Variant::Sqlx, Variant::Ours, Variant::Node, Variant::OursOnSqlite];

impl Variant {
    fn key(self) -> &'static str {
        match self {
            Self::Sysbench => "sysbench",
            Self::Sqlx => "sqlx",
            Self::Ours => "ours",
            Self::Node => "node",
            Self::OursOnSqlite => "ours-sqlite",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sysbench => "sysbench, the UPDATE alone",
            Self::Sqlx => "bare sqlx loop, the UPDATE alone",
            Self::Ours => "this project, MariaDB",
            Self::Node => "Node + mysql2, MariaDB",
            Self::OursOnSqlite => "this project, SQLite",
        }
    }
}

struct Sample {
    load: Load,
    cpu_us: Option<f64>,
    /// Heartbeats that found the token's second taken already.
    unchanged: Option<u64>,
}

impl Sample {
    fn per_second(&self) -> f64 {
        number(self.load.requests) / self.load.seconds
    }
}

/// Samples of every variant and number of connections, one a round.
type Samples = BTreeMap<(u32, Variant), Vec<Sample>>;

/// Everything that a round needs, running.
struct Scene<'a> {
    bench: &'a Bench,
    mariadb: &'a School,
    sqlite: School,
    ours: Server,
    ours_on_sqlite: Server,
    node: Server,
    generator: Generator,
    refreshed: Option<Instant>,
    place: Cell<usize>,
}

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("heartbeat");
    let live = bench.scale.live;
    let mariadb = bench.school()?;
    mariadb.set_live(live)?;
    let sqlite = School::on_sqlite(bench.handle(), &bench.folder().join("school.sqlite"), mariadb.rows)?;
    sqlite.set_live(live)?;
    let ids = mariadb.rows - live + 1..=mariadb.rows;
    let mut scene = Scene {
        ours: Server::local(&bench.target, &mariadb.url)?,
        ours_on_sqlite: Server::local(&bench.target, &sqlite.url)?,
        node: node(bench, &mariadb.url)?,
        generator: Generator::new(bench.folder(), ids, sqlx_loop::HEARTBEAT)?,
        refreshed: None,
        place: Cell::new(0),
        bench,
        mariadb,
        sqlite,
    };
    let mut samples = Samples::new();
    let progress = Progress::start("heartbeats");
    for round in 0..bench.scale.rounds {
        for connections in CONNECTIONS {
            scene.round(round, connections, &mut samples)?;
            progress.say(&format!(
                "round {} of {}, {connections} connections",
                round + 1,
                bench.scale.rounds
            ));
        }
    }
    for connections in CONNECTIONS {
        let table = table(&mut section, connections, &samples, bench);
        section.tables.push(table);
    }
    aims(&mut section, &samples);
    Ok(section)
}

fn node(bench: &Bench, url: &str) -> Result<Server> {
    let mut command = bare("node".as_ref());
    Server::start(
        command.arg(bench.peer.join("server.mjs")).env("NODE_ENV", "production").env("DATABASE_URL", url),
    )
}

impl Scene<'_> {
    /// Every variant once; each round begins with another one.
    fn round(&mut self, round: usize, connections: u32, samples: &mut Samples) -> Result<()> {
        for place in 0..VARIANTS.len() {
            let variant = VARIANTS[(place + round) % VARIANTS.len()];
            self.refresh()?;
            let sample = self.measure(variant, connections)?;
            samples.entry((connections, variant)).or_default().push(sample);
        }
        Ok(())
    }

    fn refresh(&mut self) -> Result<()> {
        if self.refreshed.is_some_and(|at| at.elapsed() < REFRESH_AFTER) {
            return Ok(());
        }
        self.mariadb.refresh(self.bench.scale.live)?;
        self.sqlite.refresh(self.bench.scale.live)?;
        // The database cleans up behind such a change.
        std::thread::sleep(Duration::from_secs(2));
        self.refreshed = Some(Instant::now());
        Ok(())
    }

    fn measure(&self, variant: Variant, connections: u32) -> Result<Sample> {
        let seconds = self.bench.scale.seconds;
        let http = |server: &Server| self.over_http(server, connections);
        let alone = |load: Result<Load>| Ok(Sample { load: load?, cpu_us: None, unchanged: None });
        match variant {
            Variant::Sysbench => {
                let database = Database::of(&self.mariadb.url)?;
                alone(self.generator.sysbench(&database, connections, seconds))
            }
            Variant::Sqlx => alone(sqlx_loop::run(
                &self.bench.runtime,
                &self.mariadb.url,
                &self.generator.tokens,
                connections.try_into()?,
                Duration::from_secs(seconds),
            )),
            Variant::Ours => {
                let selects = self.selects()?;
                let mut sample = http(&self.ours)?;
                sample.unchanged = Some(u64::try_from(self.selects()? - selects)?);
                Ok(sample)
            }
            Variant::Node => http(&self.node),
            Variant::OursOnSqlite => http(&self.ours_on_sqlite),
        }
    }

    fn over_http(&self, server: &Server, connections: u32) -> Result<Sample> {
        // Far from where the last run was.
        let place = self.place.get() + 24_001;
        self.place.set(place);
        let before = processor_time(server.pid)?;
        let load = self.generator.wrk(server.port, connections, self.bench.scale.seconds, place)?;
        let spent = processor_time(server.pid)?.saturating_sub(before);
        let cpu_us = spent.as_secs_f64() * 1e6 / number(load.requests);
        Ok(Sample { load, cpu_us: Some(cpu_us), unchanged: None })
    }

    /// The longer way of a heartbeat begins with a SELECT, and nothing else here selects.
    fn selects(&self) -> Result<i64> {
        let count = "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS
            WHERE VARIABLE_NAME = 'COM_SELECT'";
        self.mariadb.number(count)
    }
}

fn table(section: &mut Section, connections: u32, samples: &Samples, bench: &Bench) -> Table {
    let mut rows = Vec::new();
    for variant in VARIANTS {
        let Some(all) = samples.get(&(connections, variant)) else { continue };
        let key = |figure: &str| format!("{}/{connections}/{figure}", variant.key());
        let spread = |read: &dyn Fn(&Sample) -> f64| Spread::of(all.iter().map(read));
        let cpu = Spread::of(all.iter().filter_map(|sample| sample.cpu_us));
        let p50 = spread(&|sample| number(sample.load.p50_us) / 1e3).filter(|p50| p50.most > 0.0);
        rows.push(vec![
            variant.name().to_owned(),
            section.keep(&key("per_second"), spread(&Sample::per_second), 0),
            section.keep(&key("p50_ms"), p50, 2),
            section.keep(&key("p99_ms"), spread(&|sample| number(sample.load.p99_us) / 1e3), 2),
            section.keep(&key("cpu_us"), cpu, 0),
            section.keep(&key("of_sqlx"), ratio(samples, connections, variant, Variant::Sqlx), 2),
            section.keep(&key("of_node"), ratio(samples, connections, variant, Variant::Node), 2),
            next_js(connections, all),
        ]);
    }
    if connections == 8 {
        let mut row =
            vec!["Next.js + Prisma (measured apart)".to_owned(), format!("{NEXT_JS_PER_SECOND:.0}")];
        row.extend([
            "-".into(),
            "-".into(),
            format!("{NEXT_JS_CPU_US:.0}"),
            "-".into(),
            "-".into(),
            "1.0".into(),
        ]);
        rows.push(row);
    }
    let columns = ["", "per second", "p50 ms", "p99 ms", "CPU us each", "x sqlx", "x Node", "x Next.js"];
    let title = format!("Heartbeats over {connections} connections");
    Table::new(title, &columns, rows).remark(remark(connections, samples, bench))
}

/// The ratio to another variant, each round with itself.
fn ratio(samples: &Samples, connections: u32, one: Variant, other: Variant) -> Option<Spread> {
    let (one, other) = (samples.get(&(connections, one))?, samples.get(&(connections, other))?);
    Spread::of(one.iter().zip(other).map(|(one, other)| one.per_second() / other.per_second()))
}

fn next_js(connections: u32, samples: &[Sample]) -> String {
    if connections != 8 {
        return "-".to_owned();
    }
    let times = samples.iter().map(|sample| sample.per_second() / NEXT_JS_PER_SECOND);
    Spread::of(times).map_or("-".to_owned(), |times| format!("{:.1}", times.median))
}

fn remark(connections: u32, samples: &Samples, bench: &Bench) -> String {
    let ours = samples.get(&(connections, Variant::Ours)).map(Vec::as_slice).unwrap_or_default();
    let (unchanged, requests) = ours.iter().fold((0, 0), |(unchanged, requests), sample| {
        (unchanged + sample.unchanged.unwrap_or_default(), requests + sample.load.requests)
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

fn aims(section: &mut Section, samples: &Samples) {
    let rate = section.median("ours/8/per_second");
    let judged =
        rate.map(|rate| (format!("{:.1} x", rate / NEXT_JS_PER_SECOND), rate >= 10.0 * NEXT_JS_PER_SECOND));
    section.aim("8 connections: at least 10 x Next.js with Prisma", judged);
    for connections in CONNECTIONS {
        let times = ratio(samples, connections, Variant::Ours, Variant::Node);
        let judged = times.map(|times| (format!("{:.2} x", times.median), times.median >= 1.3));
        section.aim(format!("{connections} connections: at least 1.3 x Node with mysql2"), judged);
    }
    for connections in CONNECTIONS {
        let share = ratio(samples, connections, Variant::Ours, Variant::Sqlx);
        let judged = share.map(|share| (format!("{:.0} %", share.median * 100.0), share.median >= 0.8));
        section.aim(format!("{connections} connections: at least 80 % of the bare sqlx loop"), judged);
    }
    for connections in CONNECTIONS {
        let cpu = section.median(&format!("ours/{connections}/cpu_us"));
        let judged = cpu.map(|cpu| (format!("{cpu:.0} us"), cpu <= 100.0));
        section.aim(format!("{connections} connections: at most 100 us CPU a heartbeat"), judged);
    }
}
