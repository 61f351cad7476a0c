//! The table of the server's errors, and its copy in the documentation.

use std::fmt::Write;
use std::io;

use super::*;
use crate::store::db::failure::Retry;
use crate::store::db::failure_meanings::all;

const DEPLOYMENT: &str = include_str!("../../../../../docs/deployment.md");

fn of_database_text(text: &str) -> Option<Failure> {
    Failure::of(&sqlx::Error::Protocol(text.to_owned()))
}

#[test]
fn no_number_means_two_failures() {
    let mut numbers: Vec<u16> = SERVER_ERRORS
        .iter()
        .flat_map(|(_, numbers)| numbers.iter().map(|(number, _)| *number))
        .collect();
    let all = numbers.len();

    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), all);
}

#[test]
fn only_what_left_nothing_behind_is_repeated_for_any_statement() {
    for (number, retry) in [
        (1213, Some(Retry::Any)),
        (1205, Some(Retry::Any)),
        (1020, Some(Retry::Any)),
        // A commit may be among these.
        (1180, Some(Retry::Repeatable)),
        (1290, Some(Retry::Repeatable)),
        (2013, Some(Retry::Repeatable)),
        (4031, Some(Retry::Repeatable)),
        (1047, Some(Retry::Repeatable)),
        // Another try would only make it worse.
        (1040, Some(Retry::Never)),
        (3024, Some(Retry::Never)),
        (1045, Some(Retry::Never)),
        (1114, Some(Retry::Never)),
        // The statement is wrong, or its values.
        (1062, None),
        (1064, None),
        (1146, None),
        (1452, None),
    ] {
        assert_eq!(of_number(number).map(Failure::retry), retry, "{number}");
    }
}

#[test]
fn after_a_fail_over_no_old_connection_is_used() {
    for number in [1290, 1836, 1792, 1180, 4031, 1047, 2006] {
        assert!(of_number(number).unwrap().concerns_all_connections());
    }

    for number in [1213, 1040, 3024] {
        assert!(!of_number(number).unwrap().concerns_all_connections());
    }
}

#[test]
fn an_unknown_number_is_told_by_its_sql_state() {
    assert_eq!(of_sql_state("40001"), Some(Failure::Conflict));
    assert_eq!(of_sql_state("08S01"), Some(Failure::ConnectionLost));
    assert_eq!(of_sql_state("28000"), Some(Failure::SignInRefused));
    assert_eq!(of_sql_state("42000"), None);
    assert_eq!(of_sql_state("HY000"), None);
}

#[test]
fn results_of_sqlite_are_told_by_their_primary_code() {
    assert_eq!(of_sqlite(517), Some(Failure::Conflict));
    assert_eq!(of_sqlite(13), Some(Failure::StorageFull));
    assert_eq!(of_sqlite(1032), Some(Failure::File));
    assert_eq!(of_sqlite(2067), None);
}

#[test]
fn what_the_driver_itself_cannot_do_is_named() {
    let unknown = "unknown authentication plugin: client_ed25519";
    assert_eq!(of_database_text(unknown), Some(Failure::SignInMethod));
    assert_eq!(of_database_text("unexpected packet"), None);

    let configuration = "RSA auth backend disabled; enable feature `mysql-rsa`";
    let error = sqlx::Error::Configuration(configuration.into());
    assert_eq!(Failure::of(&error), Some(Failure::NeedsTls));

    let cut = sqlx::Error::Io(io::Error::from(ErrorKind::UnexpectedEof));
    assert_eq!(Failure::of(&cut), Some(Failure::ConnectionLost));
    let refused = sqlx::Error::Io(io::Error::from(ErrorKind::ConnectionRefused));
    assert_eq!(Failure::of(&refused), Some(Failure::Unreachable));
}

/// Writes the table as the documentation has it.
fn documentation() -> String {
    let mut table = String::from(
        "| server's answer | what it means | tried again | `Retry-After` | what to do |\n|---|---|---|---|---|\n",
    );

    for failure in all() {
        let retried = match failure.retry() {
            Retry::Any => "anything",
            Retry::Repeatable => "what may be applied twice",
            Retry::Never => "no",
        };
        let seconds = failure.retry_after();
        let _ = writeln!(
            table,
            "| {} | {} | {retried} | {} to {} s | {} |",
            answers(failure),
            failure.cause(),
            seconds.start(),
            seconds.end(),
            failure.remedy()
        );
    }

    table
}

fn answers(failure: Failure) -> String {
    let numbers = SERVER_ERRORS
        .iter()
        .filter(|(of_failure, _)| *of_failure == failure)
        .flat_map(|(_, numbers)| numbers.iter())
        .map(|(number, text)| format!("{number} {text}"));
    let others = WITHOUT_NUMBER
        .iter()
        .filter(|(of_failure, _)| *of_failure == failure)
        .map(|(_, text)| (*text).to_owned());

    numbers.chain(others).collect::<Vec<_>>().join("; ")
}

/// What has no number: the driver's own words for it.
const WITHOUT_NUMBER: [(Failure, &str); 6] = [
    (
        Failure::ConnectionLost,
        "connection reset, broken pipe, early end",
    ),
    (
        Failure::Unreachable,
        "connection refused, no answer within 3 seconds, no free connection of the pool",
    ),
    (
        Failure::SignInMethod,
        "`unknown authentication plugin: ...`",
    ),
    (Failure::NeedsTls, "`RSA auth backend disabled`"),
    (
        Failure::TlsFailed,
        "`error occurred while attempting to establish a TLS connection`",
    ),
    (Failure::File, "SQLite: cannot open, read-only"),
];

#[test]
fn the_documentation_has_this_table() {
    let table = documentation();
    assert!(
        DEPLOYMENT.contains(&table),
        "docs/deployment.md must have:\n\n{table}"
    );
}
