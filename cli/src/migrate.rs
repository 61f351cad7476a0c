//! `session-tracking migrate`: the schema first, then the rows of older systems.

mod plan;
mod progress;

use std::process::ExitCode;
use std::time::Duration;

use session_tracking::clock::{Clock, SystemClock};
use session_tracking::config::Config;
use session_tracking::domain::StoredTimes;
use session_tracking::store::{MigrationStatus, Store, StoreError};

use self::progress::ProgressLines;
use crate::environment;
use crate::trouble::{fatal, unusable};

const EXAMPLES: &str = "\
Needs DATABASE_URL alone; SESSION_IDLE_TIMEOUT_MINUTES, SESSION_AWAY_MINUTES and HEARTBEAT_SECONDS, if the school has
set them, decide which old rows count as timed out, and SCHOOL_TIMEZONE which days are summed up. With
SENT_TIME_STORED_AS or SESSION_TIMES_STORED_AS and SCHOOL_TIMEZONE it also stores the times of our own rows by that clock.
The user needs the rights CREATE and ALTER, besides SELECT, INSERT, UPDATE and DELETE.

Migrations only add, so running functions are not disturbed. Stop it whenever you like and run it
again: it continues where it stopped (after a kill, the next run waits up to two minutes).

Examples:
  session-tracking migrate
  session-tracking migrate --plan      what would be run, and what stands in the way
  session-tracking migrate --status || echo 'something is pending'
  session-tracking migrate --wait 150
  DATABASE_URL=sqlite://school.sqlite session-tracking migrate

It first looks at everything that could make it fail half-way, and then refuses with the statements that mend it, before
it changes anything.

Exit code: 0 up to date, 1 something is pending (--status) or stands in the way (--plan), 2 it could not run.";

/// Arguments of `migrate`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Show what is applied and what is pending; change nothing
    #[arg(long, conflicts_with = "wait")]
    status: bool,
    /// Show the statements that are pending, what each costs, and what stands in the way; change nothing
    #[arg(long, conflicts_with_all = ["wait", "status"])]
    plan: bool,
    /// How long to wait for another migration that is running
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
}

/// Runs the command.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = environment::for_database().map_err(|problems| unusable(&problems))?;
    if arguments.status {
        return show_status(&config).await.map_err(|error| fatal(&error));
    }

    if arguments.plan {
        return plan::show(&config).await.map_err(|error| fatal(&error));
    }

    let store = environment::open(&config).map_err(|error| fatal(&error))?;
    let done = migrate(&store, &config, Duration::from_secs(arguments.wait)).await;
    store.close();
    done.map_err(|error| fatal(&error))?;

    Ok(ExitCode::SUCCESS)
}

async fn migrate(store: &Store, config: &Config, patience: Duration) -> Result<(), StoreError> {
    let before = store.migration_status().await?;
    println!("Database: {}", store.kind());
    store.migrate(patience).await?;

    for migration in &before {
        let state = if migration.applied {
            "already there"
        } else {
            "applied"
        };
        print_migration(migration, state);
    }

    let applied = count_pending(&before);
    let changed = backfill(store, config).await?;
    restate_times(store, config).await?;
    sum_up_days(store, config).await?;
    println!("Up to date: {applied} migrations applied, {changed} rows backfilled.");

    Ok(())
}

/// Returns the number of rows changed.
async fn backfill(store: &Store, config: &Config) -> Result<u64, StoreError> {
    let needed = store.count_backfill().await?;
    if needed == 0 {
        return Ok(0);
    }

    println!("Backfill: {needed} rows of an older system.");
    let mut progress = ProgressLines::new();
    let done = store
        .backfill(SystemClock.now(), &config.rules, |step| {
            progress.show_backfill(step);
        })
        .await;

    progress.finish();
    Ok(done?.changed)
}

/// Stores the times of our own rows as the school's other programs read them.
async fn restate_times(store: &Store, config: &Config) -> Result<(), StoreError> {
    for times in StoredTimes::ALL {
        let setting = environment::clock_setting(times);
        // A deploy step that knows nothing but the database must not undo what the functions' settings ask for.
        if !environment::says_clock(times) {
            let misstated = store.count_misstated(times).await?;
            if misstated > 0 {
                println!(
                    "{misstated} times of our own rows are stored by another clock than this command's default. They \
                     stay: set {setting} and SCHOOL_TIMEZONE as the functions have them, and run it again."
                );
            }
            continue;
        }

        let restated = store.restate_times(times).await?;
        if restated > 0 {
            let clock = config.stored_as(times);
            println!("Stored {restated} times of our own rows by {setting}={clock}.");
        }
    }

    Ok(())
}

/// Sums up past days, so that the first look at the dashboard is as quick as the later ones.
async fn sum_up_days(store: &Store, config: &Config) -> Result<(), StoreError> {
    let mut progress = ProgressLines::new();
    let days = &config.school_days;
    let done = store
        .sum_up_days(days, SystemClock.now(), |done| {
            progress.show_days(done);
            true
        })
        .await;

    progress.finish();
    let done = done?;
    if done > 0 {
        println!("Summed up {done} past days of {}.", days.zone());
    }

    Ok(())
}

async fn show_status(config: &Config) -> Result<ExitCode, StoreError> {
    let store = match environment::missing_file(config) {
        // An empty database stands in for the missing file, because connecting would create it.
        Some(_) => Store::connect_lazy("sqlite::memory:", 1)?,
        None => environment::open(config)?,
    };
    let migrations = store.migration_status().await?;
    for migration in &migrations {
        let state = if migration.applied {
            "applied"
        } else {
            "pending"
        };
        print_migration(migration, state);
    }

    let pending = count_pending(&migrations);
    if pending > 0 {
        println!(
            "Pending: {pending} migrations; only after them can the rows that need the backfill be counted."
        );

        println!("  Run `session-tracking migrate`");
        return Ok(ExitCode::FAILURE);
    }

    let rows = store.count_backfill().await?;
    store.close();

    if rows > 0 {
        println!("Pending: {rows} rows still need the backfill.\n  Run `session-tracking migrate`");
        return Ok(ExitCode::FAILURE);
    }

    println!("Up to date: all migrations applied, no row needs the backfill.");
    Ok(ExitCode::SUCCESS)
}

fn count_pending(migrations: &[MigrationStatus]) -> usize {
    migrations
        .iter()
        .filter(|migration| !migration.applied)
        .count()
}

fn print_migration(migration: &MigrationStatus, state: &str) {
    println!("  {:04} {:<11} {state}", migration.version, migration.name);
}
