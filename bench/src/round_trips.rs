//! Round trips from the product to its database, counted on the way and by the server itself.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode};
use sqlx::{ConnectOptions, Executor, Row};

use crate::actions::{Keys, end, heartbeat, join};
use crate::bench::{Bench, Build};
use crate::http::{Client, Request};
use crate::load::Database;
use crate::packets::{Proxy, Traffic, command_name};
use crate::report::{Section, Table};
use crate::sample::{Spread, number};
use crate::school::School;
use crate::server::Server;

/// Requests of each kind before the count begins, so that every connection knows every statement.
const WARM_UP: u64 = 40;
const COUNTED: u64 = 100;

const STATUS: &str = "SELECT VARIABLE_NAME, VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS
    WHERE VARIABLE_NAME IN ('QUESTIONS', 'COM_STMT_EXECUTE', 'COM_STMT_PREPARE', 'BYTES_RECEIVED')";

/// The server's own counts.
type Status = BTreeMap<String, i64>;

/// A kind of request and how the n-th is made.
type Action<'a> = (&'static str, Box<dyn Fn(u64) -> Request + 'a>);

struct Scene<'a> {
    bench: &'a Bench,
    proxy: Proxy,
    client: Client,
    monitor: MySqlConnection,
    /// What one look at the status adds to it.
    look: Status,
}

/// Counts.
pub(crate) fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("round-trips");
    let school = bench.small_school()?;
    school.set_live(1_000)?;

    let mut rows = Vec::new();
    for (place, build) in (0..).zip(bench.baseline_first()) {
        rows = count_all(bench, (build, school), place, &mut section)?;
    }
    for row in &mut rows {
        let path = format!("{}/round_trips", row[0]);
        row.extend(section.beside_baseline(bench, &path, 2));
    }

    let columns = [
        "",
        "round trips",
        "commands",
        "Questions",
        "prepared",
        "bytes sent",
        "bytes received",
    ];
    let columns = [&columns, Section::columns_beside(bench)].concat();

    section.tables.push(
        Table::new("Round trips to the database, per request", &columns, rows).remark(format!(
            "Averages of {COUNTED} requests, after {WARM_UP} that warmed up. Round trips are packets with sequence \
             number 0 on the wire; Questions and prepared statements are the server's own counts. The list asks \
             for names and figures by statements of its own."
        )),
    );

    aims(&mut section);
    Ok(section)
}

/// Counts what one revision does. Returns a row for each action.
fn count_all(
    bench: &Bench,
    (build, school): (&Build, &School),
    place: u64,
    section: &mut Section,
) -> Result<Vec<Vec<String>>> {
    let all = WARM_UP + COUNTED;
    // A heartbeat that another revision has sent takes the longer way, and so does a student's second link.
    let done = place * all;
    let (to_join, to_end) = (school.add_sent(all)?, school.add_live(all)?);
    let database = Database::of(&school.url)?;
    let proxy = Proxy::start(database.port)?;

    let url = school.url.replace(
        &format!(":{}/", database.port),
        &format!(":{}/", proxy.port),
    );
    let server = Server::local(&build.target, &url)?;
    let client = Client::connect(server.port)?;
    let monitor = connect(bench, &school.url)?;

    let mut scene = Scene {
        bench,
        proxy,
        client,
        monitor,
        look: Status::new(),
    };

    let (first, second) = (scene.status()?, scene.status()?);
    scene.look = difference(&second, &first);
    let keys = Keys::new();
    let newest = school.rows - done;

    let actions: [Action<'_>; 5] = [
        ("heartbeat", Box::new(move |n| heartbeat(newest - n))),
        ("join", Box::new(move |n| join(to_join.start() + n))),
        ("end", Box::new(move |n| end(to_end.start() + n))),
        ("create", Box::new(|n| keys.create(1 + done + n))),
        ("list", Box::new(|_| keys.list(""))),
    ];

    let mut rows = Vec::new();
    for (name, action) in &actions {
        rows.push(scene.count(section, (build.prefix, name), action)?);
    }

    Ok(rows)
}

fn aims(section: &mut Section) {
    for (name, most) in [("heartbeat", 1.0), ("join", 2.0), ("end", 2.0)] {
        let judged = section.median(&format!("{name}/round_trips"));
        let judged = judged.map(|trips| (format!("{trips:.2}"), trips <= most));
        section.aim(format!("{name}: at most {most:.0} round trips"), judged);
    }
}

fn connect(bench: &Bench, url: &str) -> Result<MySqlConnection> {
    let options: MySqlConnectOptions = url.parse()?;
    let options = options
        .ssl_mode(MySqlSslMode::Disabled)
        .disable_statement_logging();

    Ok(bench.runtime.block_on(options.connect())?)
}

impl Scene<'_> {
    fn count(
        &mut self,
        section: &mut Section,
        (prefix, name): (&str, &str),
        action: &dyn Fn(u64) -> Request,
    ) -> Result<Vec<String>> {
        for n in 0..WARM_UP {
            self.client.succeed(&action(n))?;
        }

        let (status, traffic) = (self.status()?, self.proxy.traffic());
        for n in WARM_UP..WARM_UP + COUNTED {
            self.client.succeed(&action(n))?;
        }

        let traffic = self.proxy.traffic().since(&traffic);
        let status = difference(&difference(&self.status()?, &status), &self.look);
        let mut each = |key: &str, count: u64, decimals| {
            let average = Spread::of([number(count) / number(COUNTED)]);
            section.keep(&format!("{prefix}{name}/{key}"), average, decimals)
        };
        let counted = |key: &str| {
            u64::try_from(status.get(key).copied().unwrap_or_default()).unwrap_or_default()
        };

        Ok(vec![
            name.to_owned(),
            each("round_trips", traffic.round_trips(), 2),
            commands(&traffic),
            each("questions", counted("QUESTIONS"), 2),
            each("prepared", counted("COM_STMT_PREPARE"), 2),
            each("bytes_sent", traffic.sent, 0),
            each("bytes_received", traffic.received, 0),
        ])
    }

    fn status(&mut self) -> Result<Status> {
        let rows = self
            .bench
            .runtime
            .block_on(self.monitor.fetch_all(STATUS))?;
        let read = |row: &sqlx::mysql::MySqlRow| {
            let (name, value): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            Ok((name, value.parse().context("a status that is no number")?))
        };

        rows.iter().map(read).collect()
    }
}

fn difference(after: &Status, before: &Status) -> Status {
    let of = |(name, value): (&String, &i64)| {
        (
            name.clone(),
            value - before.get(name).copied().unwrap_or_default(),
        )
    };

    after.iter().map(of).collect()
}

fn commands(traffic: &Traffic) -> String {
    let each = traffic.commands.iter().map(|(command, count)| {
        format!(
            "{:.2} {}",
            number(*count) / number(COUNTED),
            command_name(*command)
        )
    });

    each.collect::<Vec<String>>().join(", ")
}
