//! Heartbeats per second: the product on MariaDB and on SQLite between its limits and its peers.

use std::cell::Cell;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use session_tracking::store::HEARTBEAT_ON_MYSQL;

use crate::bench::Bench;
use crate::heartbeat_table::{CONNECTIONS, Sample, Samples, VARIANTS, Variant, aims, table};
use crate::load::{Database, Generator, Load};
use crate::process::processor_time;
use crate::progress::Progress;
use crate::report::Section;
use crate::sample::number;
use crate::school::School;
use crate::server::{Server, bare};
use crate::sqlx_loop;

/// Activity older than this is made anew before the next run: at 90 s a heartbeat takes the longer way.
const REFRESH_AFTER: Duration = Duration::from_secs(30);

const NO_BASELINE: &str = "no baseline was given";

/// Everything that a round needs, running.
struct Scene<'a> {
    bench: &'a Bench,
    mariadb: &'a School,
    sqlite: School,
    ours: Server,
    /// The same program of another revision, where one is asked for.
    baseline: Option<Server>,
    baseline_on_sqlite: Option<Server>,
    ours_on_sqlite: Server,
    node: Server,
    generator: Generator,
    refreshed: Option<Instant>,
    place: Cell<usize>,
    database_pid: u32,
}

/// Measures.
pub(crate) fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("heartbeat");
    let live = bench.scale.live;
    let mariadb = bench.school()?;

    mariadb.set_live(live)?;
    let sqlite = School::on_sqlite(
        bench.handle(),
        &bench.folder().join("school.sqlite"),
        mariadb.rows,
    )?;

    sqlite.set_live(live)?;
    let ids = mariadb.rows - live + 1..=mariadb.rows;
    let of_baseline = |url: &str| {
        let build = bench.baseline.as_ref();
        build
            .map(|build| Server::local(&build.target, url))
            .transpose()
    };
    let mut scene = Scene {
        ours: Server::local(&bench.ours.target, &mariadb.url)?,
        baseline: of_baseline(&mariadb.url)?,
        ours_on_sqlite: Server::local(&bench.ours.target, &sqlite.url)?,
        baseline_on_sqlite: of_baseline(&sqlite.url)?,
        node: node(bench, &mariadb.url)?,
        generator: Generator::new(bench.folder(), ids, HEARTBEAT_ON_MYSQL)?,
        refreshed: None,
        place: Cell::new(0),
        database_pid: bench.server_pid,
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
        command
            .arg(bench.peer.join("server.mjs"))
            .env("NODE_ENV", "production")
            .env("DATABASE_URL", url),
    )
}

impl Scene<'_> {
    /// Every variant once; each round begins with another one.
    fn round(&mut self, round: usize, connections: u32, samples: &mut Samples) -> Result<()> {
        for place in 0..VARIANTS.len() {
            let variant = VARIANTS[(place + round) % VARIANTS.len()];
            if variant.is_of_baseline() && self.baseline.is_none() {
                continue;
            }

            self.refresh()?;

            // A token's second beat within a second would change nothing: let the last run's second pass.
            std::thread::sleep(Duration::from_millis(1_100));
            let before = processor_time(self.database_pid)?;
            let mut sample = self.measure(variant, connections)?;
            let spent = processor_time(self.database_pid)?.saturating_sub(before);

            let each = spent.as_secs_f64() * 1e6 / number(sample.load.requests);
            sample.database_cpu_us = (!variant.is_on_sqlite()).then_some(each);

            samples
                .entry((connections, variant))
                .or_default()
                .push(sample);
        }

        Ok(())
    }

    fn refresh(&mut self) -> Result<()> {
        if self
            .refreshed
            .is_some_and(|at| at.elapsed() < REFRESH_AFTER)
        {
            return Ok(());
        }
        self.mariadb.refresh(self.bench.scale.live)?;
        self.sqlite.refresh(self.bench.scale.live)?;
        self.mariadb.settle()?;
        self.refreshed = Some(Instant::now());
        Ok(())
    }

    fn measure(&self, variant: Variant, connections: u32) -> Result<Sample> {
        let seconds = self.bench.scale.seconds;
        let http = |server: &Server| self.over_http(server, connections);
        let alone = |load: Result<Load>| {
            Ok(Sample {
                load: load?,
                cpu_us: None,
                database_cpu_us: None,
                unchanged: None,
            })
        };

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
            Variant::Baseline => http(self.baseline.as_ref().context(NO_BASELINE)?),
            Variant::BaselineOnSqlite => {
                http(self.baseline_on_sqlite.as_ref().context(NO_BASELINE)?)
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
        let load = self
            .generator
            .wrk(server.port, connections, self.bench.scale.seconds, place)?;

        let spent = processor_time(server.pid)?.saturating_sub(before);
        let cpu_us = spent.as_secs_f64() * 1e6 / number(load.requests);

        Ok(Sample {
            load,
            cpu_us: Some(cpu_us),
            database_cpu_us: None,
            unchanged: None,
        })
    }

    /// The longer way of a heartbeat begins with a SELECT, and nothing else here selects.
    fn selects(&self) -> Result<i64> {
        let count = "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS
            WHERE VARIABLE_NAME = 'COM_SELECT'";
        self.mariadb.number(count)
    }
}
