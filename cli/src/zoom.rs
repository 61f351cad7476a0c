//! `session-tracking zoom`: lists accounts that fell silent, and imports evidence from Zoom's reports.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use session_tracking::app::{App, reconcile_pending};
use session_tracking::clock::{Clock, SystemClock};
use session_tracking::config::Config;
use session_tracking::domain::{SchoolCalendar, ZoomKind};
use session_tracking::store::{Silence, SilentAccount};
use session_tracking::zoom::{DateOrder, Report};

use crate::environment;
use crate::trouble::{fatal, unusable};

const EXAMPLES: &str = "\
Needs DATABASE_URL and, for the times of a CSV file, SCHOOL_TIMEZONE.

A report is the answer of Zoom's GET /report/meetings/ID/participants (one page, or several in an array), or the CSV
that Zoom's web pages export (Reports, Usage, the number of participants, Export). The host is identified by address or
id, never by name; --host may be left out where the file has the host's address beside each participant. The same report may be imported again.

Examples:
  session-tracking zoom silent
  session-tracking zoom import participants.csv --meeting 12345678901 --host teacher@school.example

Exit code: 0 done, 1 an account is silent (silent), 2 it could not run.";

/// Arguments of `zoom`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List accounts whose webhooks fell silent while their lessons ran, or tell only of starts and ends
    Silent,
    /// Add from a report the events that no webhook delivered
    Import(Import),
}

#[derive(Debug, clap::Args)]
struct Import {
    /// The report: JSON or CSV
    file: PathBuf,
    /// The meeting's number
    #[arg(long, value_name = "ID")]
    meeting: String,
    /// The host's address, or Zoom's id of the host
    #[arg(long, value_name = "ADDRESS")]
    host: Option<String>,
    /// The instance of the meeting, if it is known
    #[arg(long, value_name = "UUID")]
    uuid: Option<String>,
    /// The zone of a CSV file's times, if it is not the school's
    #[arg(long, value_name = "AREA/CITY")]
    zone: Option<SchoolCalendar>,
    /// What comes first in a CSV file's dates
    #[arg(long, value_enum, value_name = "ORDER")]
    date_order: Option<Order>,
}

/// What a date begins with.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Order {
    /// 11/23/2026
    #[value(name = "month-first")]
    Month,
    /// 23/11/2026
    #[value(name = "day-first")]
    Day,
    /// 2026/11/23
    #[value(name = "year-first")]
    Year,
}

impl From<Order> for DateOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::Month => Self::MonthFirst,
            Order::Day => Self::DayFirst,
            Order::Year => Self::YearFirst,
        }
    }
}

/// Runs the command.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = environment::for_database().map_err(|problems| unusable(&problems))?;
    if let Some(file) = environment::missing_file(&config) {
        anyhow::bail!("there is no database {}", file.display());
    }

    match &arguments.command {
        Command::Silent => list_silent(config).await,
        Command::Import(import) => Box::pin(import_report(config, import)).await,
    }
}

async fn list_silent(config: Config) -> anyhow::Result<ExitCode> {
    let days = config.school_days.clone();
    let app = App::new(config).map_err(|error| fatal(&error))?;
    let store = app.store().await.map_err(|error| fatal(&error))?;
    let accounts = store
        .list_silent_accounts(SystemClock.now())
        .await
        .map_err(|error| fatal(&error))?;

    for account in &accounts {
        println!("{}", describe(account, &days));
    }

    store.close();
    if accounts.is_empty() {
        println!("No account is silent.");
        return Ok(ExitCode::SUCCESS);
    }

    Ok(ExitCode::FAILURE)
}

/// Says what is missing of an account, and what to do.
fn describe(silent: &SilentAccount, days: &SchoolCalendar) -> String {
    let account = &silent.account;
    let lessons = match silent.lessons {
        1 => "1 lesson".to_owned(),
        lessons => format!("{lessons} lessons"),
    };
    let last_event_at = days.show(silent.last_event_at);

    match silent.silence {
        Silence::Complete => format!(
            "{account}: told of none of {lessons} since {last_event_at}\n  Look at the event subscription of the \
             Zoom app in that account"
        ),
        Silence::OnlyStartsAndEnds => format!(
            "{account}: told only when meetings start and end, not who joins and leaves, of {lessons}; the last \
             event at {last_event_at}\n  Subscribe the Zoom app to meeting.participant_joined and \
             meeting.participant_left, add the scopes that they need, and let the account authorise the app again"
        ),
    }
}

async fn import_report(config: Config, import: &Import) -> anyhow::Result<ExitCode> {
    let report = Report {
        meeting: meeting_number(&import.meeting)?,
        uuid: import.uuid.clone(),
        account: String::new(),
        host: import.host.clone(),
        zone: import
            .zone
            .clone()
            .unwrap_or_else(|| config.school_days.clone()),
        date_order: import.date_order.map(Into::into),
    };
    let file = import.file.display();
    let bytes = fs::read(&import.file).with_context(|| format!("cannot read {file}"))?;
    let events = report
        .read(&bytes)
        .with_context(|| format!("cannot use {file}"))?;

    let is_host_known = events
        .iter()
        .any(|event| matches!(&event.event.kind, ZoomKind::Joined(who) if who.is_host));
    if !is_host_known {
        println!(
            "Nobody in the report is known to be the host: give --host as the report has it (address or id)."
        );
    }

    let app = App::new(config).map_err(|error| fatal(&error))?;
    let store = app.store().await.map_err(|error| fatal(&error))?;
    let now = SystemClock.now();

    for event in &events {
        store
            .record_zoom_event(event, "report", now)
            .await
            .map_err(|error| fatal(&error))?;
    }

    Box::pin(reconcile_pending(&app, store, now, || true))
        .await
        .map_err(|error| {
            anyhow::anyhow!("stored, but not counted yet: {error}\n  The next sweep counts it")
        })?;

    println!(
        "{} events taken in; the meeting's lessons are counted.",
        events.len()
    );

    store.close();
    Ok(ExitCode::SUCCESS)
}

/// Reads a meeting's number as people write it, with blanks or hyphens between its digits.
fn meeting_number(text: &str) -> anyhow::Result<String> {
    let number: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();

    anyhow::ensure!(
        (9..=11).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()),
        "--meeting must be a meeting's number, 9 to 11 digits"
    );

    Ok(number)
}
