//! `session-tracking export`: writes sessions as CSV, as the dashboard's "Download CSV" does, without the platforms'
//! limits for an answer.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use futures_util::{Stream, TryStreamExt};
use session_tracking::app::csv_pieces;
use session_tracking::clock::{Clock, SystemClock};
use session_tracking::domain::Day;
use session_tracking::error::Error;
use session_tracking::store::Filter;

use crate::environment;
use crate::trouble::{fatal, unusable};

const EXAMPLES: &str = "\
Needs DATABASE_URL. SCHOOL_TIMEZONE decides when days begin; SESSION_IDLE_TIMEOUT_MINUTES, SESSION_AWAY_MINUTES and
HEARTBEAT_SECONDS, if the school has set them, decide which open sessions count as timed out. Changes nothing.

The file has the columns of the dashboard's CSV: RFC 4180, UTF-8 with a byte order mark, times in UTC. Texts that a
spreadsheet would take for a formula have an apostrophe in front.

Examples:
  session-tracking export --from 2026-11-01 --to 2026-11-30 --output november.csv
  session-tracking export | gzip > everything.csv.gz

Exit code: 0 the file is written, 2 it could not be written.";

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The first day, such as 2026-11-01; without it from the beginning
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day; without it to the end
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// The file; it must not exist yet. Without it: standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let first = parse_day(arguments.from.as_deref(), "--from")?;
    let last = parse_day(arguments.to.as_deref(), "--to")?;
    anyhow::ensure!(
        first.is_none() || last.is_none() || first <= last,
        "--from must not be after --to"
    );

    let config = environment::for_database().map_err(|problems| unusable(&problems))?;
    if let Some(file) = environment::missing_file(&config) {
        anyhow::bail!("there is no database {}", file.display());
    }

    let filter = Filter::default().within(&config.school_days, first, last);
    let store = environment::open(&config).map_err(|error| fatal(&error))?;

    // Before the file is made: a database that cannot be read leaves none behind.
    store.check_schema().await.map_err(|error| fatal(&error))?;
    let now = SystemClock.now();
    let pieces = Box::pin(csv_pieces(store.clone(), filter, now, &config));
    let result = match &arguments.output {
        Some(path) => write_file(pieces, path).await,
        None => write(pieces, std::io::stdout().lock()).await,
    };

    store.close();
    result?;

    Ok(ExitCode::SUCCESS)
}

fn parse_day(text: Option<&str>, argument: &str) -> anyhow::Result<Option<Day>> {
    text.map(str::parse::<Day>)
        .transpose()
        .map_err(|invalid| anyhow::anyhow!("{argument} {invalid}"))
}

async fn write_file(
    pieces: impl Stream<Item = Result<Vec<u8>, Error>> + Unpin,
    path: &Path,
) -> anyhow::Result<()> {
    let file =
        File::create_new(path).with_context(|| format!("cannot create {}", path.display()))?;
    let result = write(pieces, BufWriter::new(file)).await;

    // Half a file must not look like a whole one.
    if result.is_err() {
        let _ = std::fs::remove_file(path);
    }

    result
}

/// Writes the sessions, and on a terminal shows on standard error how many bytes were written.
async fn write(
    mut pieces: impl Stream<Item = Result<Vec<u8>, Error>> + Unpin,
    mut output: impl Write,
) -> anyhow::Result<()> {
    let shows_progress = std::io::stderr().is_terminal();
    let mut bytes = 0;

    while let Some(piece) = pieces.try_next().await.map_err(|error| describe(&error))? {
        output
            .write_all(&piece)
            .context("the file cannot be written")?;

        bytes += piece.len();
        if shows_progress {
            eprint!("\r{} KB", bytes / 1000);
        }
    }

    output.flush().context("the file cannot be written")?;
    if shows_progress {
        eprintln!("\rWritten: {} KB.", bytes / 1000);
    }

    Ok(())
}

fn describe(error: &Error) -> anyhow::Error {
    match error {
        Error::Store(error) => fatal(error),
        other => anyhow::anyhow!("{other}"),
    }
}
