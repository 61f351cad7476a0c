//! `simulator --seed 7 --lessons 2000 --mix simulator/mixes/default.toml --connected 1.0 --json`

use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::{Parser, ValueEnum};
use serde_json::{Value, json};
use simulator::mix::{Mix, MixChange};
use simulator::outcome::Outcome;
use simulator::play::EvidenceSet;
use simulator::report::{self, CallFigures};
use simulator::run::{RunOrder, run};
use simulator::score::Score;

/// Plays lessons whose truth is known against the real endpoints, and scores what the system tells an admin.
#[derive(Debug, Parser)]
struct Arguments {
    /// The seed: the same one gives the same lessons.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Several seeds, first and last: 1..5
    #[arg(long, value_parser = parse_seeds)]
    seeds: Option<(u64, u64)>,
    /// Lessons for each seed.
    #[arg(long, default_value_t = 2000)]
    lessons: usize,
    /// The file of probabilities.
    #[arg(long, default_value = "simulator/mixes/default.toml")]
    mix: PathBuf,
    /// This scenario always, every other one never.
    #[arg(long)]
    only: Option<String>,
    /// The share of teachers whose Zoom account is connected, from 0 to 1.
    #[arg(long, default_value_t = 1.0)]
    connected: f64,
    /// The share of schools that have a timetable, from 0 to 1; the mix says it otherwise.
    #[arg(long)]
    timetables: Option<f64>,
    /// Sets a key of the mix to another value, after everything else: scenarios.disconnected=0.3
    #[arg(long = "set", value_name = "KEY=VALUE")]
    changes: Vec<MixChange>,
    /// Which evidence is sent.
    #[arg(long, value_enum, default_value_t = EvidenceSet::Fused)]
    evidence: EvidenceSet,
    /// Plays all lessons a second time, with a system that asks Zoom's API about lost events.
    #[arg(long, value_enum, default_value_t = Switch::Off)]
    reconcile: Switch,
    /// A database server instead of SQLite files, such as `mysql://user:password@host/prefix`.
    /// Each part gets a database of its own, which is dropped in the end.
    #[arg(long)]
    database: Option<String>,
    /// Parts of the school played at a time.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// How many of the worst lessons are told, message by message.
    #[arg(long, default_value_t = 0)]
    worst: usize,
    /// Tells only those that are wrong by the page's own semantics (A1).
    #[arg(long)]
    worst_by_page: bool,
    /// Tells the complete lessons about which Zoom was asked all the same.
    #[arg(long)]
    worst_by_calls: bool,
    /// One JSON object instead of tables.
    #[arg(long)]
    json: bool,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

fn parse_seeds(text: &str) -> Result<(u64, u64), String> {
    let ends = text
        .split_once("..")
        .and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    ends.filter(|(first, last)| first <= last)
        .ok_or_else(|| "must be like 1..5".to_owned())
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    ensure!(
        (0.0..=1.0).contains(&arguments.connected),
        "--connected must be from 0 to 1"
    );
    ensure!(
        arguments
            .timetables
            .is_none_or(|share| (0.0..=1.0).contains(&share)),
        "--timetables must be from 0 to 1"
    );
    ensure!(arguments.lessons > 0, "--lessons must be at least 1");

    let started = Instant::now();
    let mix = arguments.mix()?;
    let (whole, by_seed) = run_seeds(&arguments, &mix, started)?;
    let calls =
        (arguments.reconcile == Switch::On).then(|| CallFigures::of(&whole, mix.school.days));
    if std::io::stderr().is_terminal() {
        eprintln!();
    }

    let seconds = started.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();

    if arguments.json {
        let mut figures = as_json(&arguments, &whole, by_seed, seconds)?;
        figures["calls"] = calls.map_or(Value::Null, |calls| calls.json());
        writeln!(out, "{figures}")?;
        return Ok(());
    }

    write_tables(&mut out, &arguments, &whole, seconds)?;
    if let Some(calls) = calls {
        writeln!(out, "{}", calls.table())?;
        let needless = &whole.needless_calls;
        writeln!(out, "Calls for complete lessons, by scenario: {needless:?}")?;
    }
    write_worst(&mut out, whole, &arguments)
}

impl Arguments {
    fn mix(&self) -> anyhow::Result<Mix> {
        let mut mix = Mix::read(&self.mix, self.only.as_deref(), &self.changes)?;
        mix.school.timetables = self.timetables.unwrap_or(mix.school.timetables);

        Ok(mix)
    }

    fn first_and_last_seed(&self) -> (u64, u64) {
        self.seeds.unwrap_or((self.seed, self.seed))
    }
}

/// Runs every seed. Returns the sum, and the main figures of each.
fn run_seeds(
    arguments: &Arguments,
    mix: &Mix,
    started: Instant,
) -> anyhow::Result<(Outcome, Vec<Value>)> {
    let (first, last) = arguments.first_and_last_seed();
    let mut whole = Outcome::default();
    let mut by_seed = Vec::new();

    for seed in first..=last {
        let order = RunOrder {
            mix: mix.clone(),
            seed,
            lessons: arguments.lessons,
            connected: arguments.connected,
            evidence: arguments.evidence,
            reconciles: arguments.reconcile == Switch::On,
            database: arguments.database.clone(),
            threads: arguments.threads,
            traced: arguments.worst > 0,
        };

        let progress = |done: usize| show_progress(seed, done, arguments.lessons, started);
        let outcome = run(&order, &progress).with_context(|| format!("seed {seed}"))?;
        let score = Score::of(&outcome.judged);

        by_seed.push(json!({
            "seed": seed,
            "a1": score.a1,
            "a2": score.a2,
            "bias_percent": score.bias_percent,
        }));
        whole.add(outcome);
    }

    Ok((whole, by_seed))
}

fn write_tables(
    out: &mut impl std::io::Write,
    arguments: &Arguments,
    whole: &Outcome,
    seconds: f64,
) -> anyhow::Result<()> {
    let (first, last) = arguments.first_and_last_seed();
    let score = Score::of(&whole.judged);
    let original = Score::of(&whole.baseline);

    writeln!(
        out,
        "Seeds {first}..{last}, {} lessons, {:.0} % connected, {:?} evidence, {seconds:.1} s, {} requests\n",
        score.lessons,
        100.0 * arguments.connected,
        arguments.evidence,
        whole.requests
    )?;
    let unasked = Score::of(&whole.unasked);
    let mut columns = vec![("system", &score)];
    if arguments.reconcile == Switch::On {
        columns.push(("without asking Zoom", &unasked));
    }
    columns.push(("original", &original));

    writeln!(out, "{}", report::tables(&columns))?;
    writeln!(out, "Answers that were no success: {:?}", whole.refusals)?;

    Ok(())
}

fn as_json(
    arguments: &Arguments,
    whole: &Outcome,
    by_seed: Vec<Value>,
    seconds: f64,
) -> anyhow::Result<Value> {
    let mut value = serde_json::to_value(Score::of(&whole.judged))?;
    value["seconds"] = seconds.into();
    value["requests"] = whole.requests.into();
    value["mix"] = arguments.mix.display().to_string().into();
    value["only"] = arguments.only.clone().into();
    value["connected"] = arguments.connected.into();
    value["evidence"] = format!("{:?}", arguments.evidence).to_lowercase().into();
    value["seeds"] = by_seed.into();

    let mut refusals = serde_json::Map::new();
    for ((name, status), count) in &whole.refusals {
        refusals.insert(format!("{name} {status}"), (*count).into());
    }
    value["refusals"] = refusals.into();

    if arguments.reconcile == Switch::On {
        value["unasked"] = serde_json::to_value(Score::of(&whole.unasked))?;
    }
    value["baseline"] = serde_json::to_value(Score::of(&whole.baseline))?;
    Ok(value)
}

fn show_progress(seed: u64, done: usize, lessons: usize, started: Instant) {
    let mut line = std::io::stderr().lock();
    if line.is_terminal() {
        let filled = 30 * done / lessons.max(1);
        let bar = "#".repeat(filled) + &"-".repeat(30 - filled);
        let seconds = started.elapsed().as_secs();
        let _ = write!(
            line,
            "\rseed {seed} [{bar}] {done}/{lessons} lessons, {seconds} s"
        );

        let _ = line.flush();
    }
}

fn write_worst(
    out: &mut impl std::io::Write,
    whole: Outcome,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let mut stories = whole.stories;
    stories.retain(|story| {
        if arguments.worst_by_calls {
            story.needless_calls > 0
        } else {
            story.wrong && (story.page_wrong || !arguments.worst_by_page)
        }
    });
    // A promise that was broken is worse than any number of minutes.
    stories.sort_by(|one, other| {
        let breaks = other.breaks_promise.cmp(&one.breaks_promise);
        breaks.then(other.error.abs().total_cmp(&one.error.abs()))
    });

    for (number, story) in stories.iter().take(arguments.worst).enumerate() {
        writeln!(
            out,
            "\n{}. off by {:+.1} min: {}",
            number + 1,
            story.error / 60.0,
            story.text
        )?;
    }

    Ok(())
}
