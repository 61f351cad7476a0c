//! `session-tracking export`: sessions as CSV, as the dashboard's "Download CSV" writes them, without the limits that
//! platforms have for an answer.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use futures_util::{Stream, TryStreamExt};
use session_tracking::app::csv_pieces;
use session_tracking::clock::{Clock, SystemClock};
use session_tracking::domain::Day;
use session_tracking::error::Error;
use session_tracking::store::{Filter, StoreError};

use crate::environment;
use crate::trouble::{fatal, unusable};

const EXAMPLES: &str = "\
Needs DATABASE_URL; SCHOOL_TIMEZONE decides where days begin, and SESSION_IDLE_TIMEOUT_MINUTES, SESSION_AWAY_MINUTES
and HEARTBEAT_SECONDS, if the school has set them, which open sessions count as timed out. Reads only.

The file has the columns of the dashboard's CSV: RFC 4180, UTF-8 with a byte order mark, times in UTC. Texts that a
spreadsheet would take for a formula have an apostrophe in front.

Examples:
  session-tracking export --from 2026-11-01 --to 2026-11-30 --output november.csv
  session-tracking export | gzip > everything.csv.gz

Exit code: 0 written, 2 it could not.";

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
    let day = |text: &Option<String>, name: &str| {
        let parsed = text.as_deref().map(str::parse::<Day>).transpose();
        parsed.map_err(|invalid| anyhow::anyhow!("{name} {invalid}"))
    };
    let (first, last) = (day(&arguments.from, "--from")?, day(&arguments.to, "--to")?);

    anyhow::ensure!(
        first.is_none() || last.is_none() || first <= last,
        "--from must not be after --to"
    );

    let config = environment::for_database().map_err(|problems| unusable(&problems))?;
    if let Some(file) = environment::absent_file(&config) {
        anyhow::bail!("there is no database {}", file.display());
    }

    let filter = Filter::default().within(&config.school_days, first, last);
    let store = environment::open(&config).map_err(|error| fatal(&error))?;

    // Before the file is made: a database that cannot be read leaves none behind.
    store.check_schema().await.map_err(|error| fatal(&error))?;
    let now = SystemClock.now();
    let pieces = Box::pin(csv_pieces(store.clone(), filter, now, config.rules));
    let written = match &arguments.output {
        Some(path) => {
            let file = File::create_new(path)
                .with_context(|| format!("cannot create {}", path.display()))?;
            let written = write(pieces, BufWriter::new(file)).await;
            // Half a file must not look like a whole one.
            if written.is_err() {
                let _ = std::fs::remove_file(path);
            }

            written
        }
        None => write(pieces, std::io::stdout().lock()).await,
    };

    store.close();
    written?;

    Ok(ExitCode::SUCCESS)
}

/// Says on standard error how far it is, where somebody looks.
async fn write(
    mut pieces: impl Stream<Item = Result<Vec<u8>, Error>> + Unpin,
    mut output: impl Write,
) -> anyhow::Result<()> {
    let watched = std::io::stderr().is_terminal();
    let mut bytes = 0;

    while let Some(piece) = pieces.try_next().await.map_err(|error| explained(&error))? {
        output
            .write_all(&piece)
            .context("the file cannot be written")?;

        bytes += piece.len();
        if watched {
            eprint!("\r{} KB", bytes / 1000);
        }
    }

    output.flush().context("the file cannot be written")?;
    if watched {
        eprintln!("\rWritten: {} KB.", bytes / 1000);
    }

    Ok(())
}

fn explained(error: &Error) -> anyhow::Error {
    match error {
        Error::Store(error) => {
            let error: &StoreError = error;
            fatal(error)
        }
        other => anyhow::anyhow!("{other}"),
    }
}
