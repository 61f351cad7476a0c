//! Explains database errors to the person at the keyboard, with a remedy.

use session_tracking::config::Problem;
use session_tracking::store::{Failure, StoreError};

const MEND: &str = "These statements change tables of other programs, so a person runs them; then run the command again";
const AGAIN: &str = "Remove the cause and run the command again: nothing is lost";

/// An error and its remedy. Never holds the URL.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) what: String,
    pub(crate) remedy: &'static str,
}

impl Trouble {
    /// Explains a database error.
    pub(crate) fn of(error: &StoreError) -> Self {
        let remedy = error
            .failure()
            .map_or_else(|| otherwise(error), Failure::remedy);

        let what = match error {
            StoreError::Unavailable(sqlx::Error::PoolTimedOut) => {
                "the database did not answer within 3 seconds".to_owned()
            }
            other => match other.failure() {
                Some(failure) => format!("{other}. {}", failure.cause()),
                None => other.to_string(),
            },
        };

        Self { what, remedy }
    }
}

/// Returns the remedy where nothing is the matter with the database itself.
fn otherwise(error: &StoreError) -> &'static str {
    match error {
        StoreError::MigrationRunning(_) => {
            "To wait for longer: session-tracking migrate --wait 150"
        }
        StoreError::Url(_) => {
            "Write it as mysql://user:password@host:3306/database, special characters percent-encoded"
        }
        StoreError::Schema { .. } => "Run `session-tracking migrate`",
        StoreError::Refused(_) => MEND,
        StoreError::Unavailable(_)
        | StoreError::Database(_)
        | StoreError::Migration(_)
        | StoreError::DuplicateKey
        | StoreError::RefusedRow(_)
        | StoreError::Contended => AGAIN,
    }
}

/// Turns a database error into the error that ends a command.
pub(crate) fn fatal(error: &StoreError) -> anyhow::Error {
    let Trouble { what, remedy } = Trouble::of(error);
    anyhow::anyhow!("{what}\n  {remedy}")
}

/// Turns unusable settings into the error that ends a command.
pub(crate) fn unusable(problems: &[Problem]) -> anyhow::Error {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect();
    anyhow::anyhow!("these settings cannot be used:\n{}", lines.join("\n"))
}
