//! Which error of the driver is which failure: the one table of error numbers.
//!
//! Numbers below 1900 are the same on MySQL and MariaDB; above, one of the two alone has each of these.

use std::io::ErrorKind;

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

use crate::store::db::failure::Failure;

/// The answers of MySQL and MariaDB, each with what it says in a few words.
const SERVER_ERRORS: &[(Failure, &[(u16, &str)])] = &[
    (
        Failure::Conflict,
        &[
            // MariaDB 11.6.2 and newer has rolled the whole transaction back when it says so.
            (1020, "record has changed since last read"),
            // Rolls back one statement, and with innodb_rollback_on_timeout the transaction.
            (1205, "lock wait timeout"),
            // On Galera also at the commit. Always rolls back the whole transaction.
            (1213, "deadlock"),
            (1412, "table definition has changed"),
            (1467, "deadlock at an auto-increment value"),
            (1615, "prepared statement needs to be prepared again"),
            (1637, "too many concurrent transactions"),
            (3058, "deadlock of user-level locks"),
            (3101, "rolled back by Group Replication"),
            (3572, "lock not free, with NOWAIT"),
        ],
    ),
    (
        Failure::ConnectionLost,
        &[
            (1053, "shutdown in progress"),
            (1152, "aborted connection"),
            (1158, "error while reading packets"),
            (1159, "timeout while reading packets"),
            (1160, "error while writing packets"),
            (1161, "timeout while writing packets"),
            (1184, "aborted connection"),
            // What a proxy says of a statement that its new server has never seen.
            (1243, "unknown prepared statement"),
            (1927, "connection was killed"),
            (2006, "server has gone away"),
            (2013, "lost connection"),
            (3169, "session was killed"),
            (4031, "disconnected because of inactivity"),
        ],
    ),
    (
        Failure::ReadOnly,
        &[
            (1180, "error during commit"),
            (1290, "running with --read-only or --super-read-only"),
            (1792, "read-only transaction"),
            (1836, "running in read-only mode"),
            (1874, "InnoDB is in read-only mode"),
            (3100, "Group Replication refused the commit"),
        ],
    ),
    (
        Failure::NoQuorum,
        &[(1047, "WSREP has not yet prepared node for application use")],
    ),
    (
        Failure::Busy,
        &[
            (1037, "out of memory"),
            (1040, "too many connections"),
            (1041, "out of resources"),
            (1135, "cannot create a new thread"),
            (1203, "too many connections of this user"),
            (1226, "user has exceeded a resource"),
            (1461, "too many prepared statements"),
        ],
    ),
    (
        Failure::HostBlocked,
        &[(1129, "host is blocked because of many connection errors")],
    ),
    (
        Failure::StorageFull,
        &[(1021, "disk full"), (1114, "table is full")],
    ),
    (
        Failure::Stopped,
        &[
            (1317, "query execution was interrupted"),
            (1969, "max_statement_time exceeded"),
            (3024, "maximum statement execution time exceeded"),
        ],
    ),
    (
        Failure::SignInRefused,
        &[
            (1045, "access denied for user"),
            (1130, "host is not allowed to connect"),
            (1698, "access denied for user"),
            (1820, "password must be reset"),
            (1862, "password has expired"),
            (3118, "account is locked"),
            (3955, "account is blocked after failed sign-ins"),
        ],
    ),
    (
        Failure::SignInMethod,
        &[
            (1251, "client does not support the authentication protocol"),
            (1275, "server runs in secure-auth mode"),
            (1524, "plugin is not loaded"),
        ],
    ),
    (
        Failure::NeedsTls,
        &[(3159, "insecure transport is prohibited")],
    ),
    (
        Failure::NoRight,
        &[
            (1044, "access denied to database"),
            (1142, "command denied for table"),
            (1143, "command denied for column"),
            (1227, "a privilege is needed"),
            (1370, "command denied for routine"),
        ],
    ),
    (
        Failure::NoDatabase,
        &[(1046, "no database selected"), (1049, "unknown database")],
    ),
];

/// SQLSTATEs that tell the failure of a number that the table does not have.
const SQL_STATES: [(&str, Failure); 3] = [
    ("40001", Failure::Conflict),
    ("08", Failure::ConnectionLost),
    ("28", Failure::SignInRefused),
];

/// Primary result codes of SQLite. Extended ones have them in their lowest byte.
const SQLITE_ERRORS: [(u32, Failure); 5] = [
    (5, Failure::Conflict),
    (6, Failure::Conflict),
    (8, Failure::File),
    (13, Failure::StorageFull),
    (14, Failure::File),
];

impl Failure {
    /// Returns what is the matter with the database. `None`: the database works, and the statement or its values are
    /// wrong.
    pub(crate) fn of(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Database(error) => of_answer(error.as_ref()),
            sqlx::Error::Io(error) => Some(of_io(error.kind())),
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Some(Self::Unreachable),
            sqlx::Error::Tls(_) => Some(Self::TlsFailed),
            // The driver has no types of their own for these.
            sqlx::Error::Protocol(text) if text.contains("unknown authentication plugin") => {
                Some(Self::SignInMethod)
            }
            sqlx::Error::Configuration(cause) if cause.to_string().contains("RSA auth backend") => {
                Some(Self::NeedsTls)
            }
            _ => None,
        }
    }
}

fn of_io(kind: ErrorKind) -> Failure {
    match kind {
        ErrorKind::ConnectionReset
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionAborted => Failure::ConnectionLost,
        // A connection that was refused shows that no server is there.
        _ => Failure::Unreachable,
    }
}

fn of_answer(error: &dyn DatabaseError) -> Option<Failure> {
    let Some(mysql) = error.try_downcast_ref::<MySqlDatabaseError>() else {
        return of_sqlite(error.code()?.parse().ok()?);
    };

    of_number(mysql.number()).or_else(|| of_sql_state(mysql.code()?))
}

fn of_number(number: u16) -> Option<Failure> {
    SERVER_ERRORS
        .iter()
        .find(|(_, numbers)| numbers.iter().any(|(of_failure, _)| *of_failure == number))
        .map(|(failure, _)| *failure)
}

fn of_sql_state(state: &str) -> Option<Failure> {
    SQL_STATES
        .iter()
        .find(|(start, _)| state.starts_with(start))
        .map(|(_, failure)| *failure)
}

fn of_sqlite(code: u32) -> Option<Failure> {
    SQLITE_ERRORS
        .iter()
        .find(|(primary, _)| *primary == code & 0xFF)
        .map(|(_, failure)| *failure)
}

#[cfg(test)]
mod tests;
