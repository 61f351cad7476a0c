//! What can be the matter with the database, and whether another try may help.
//!
//! `server_errors.rs` says which error number is which failure, `failure_meanings.rs` what each means.

/// What is the matter with the database. In each of these cases nothing is wrong with the request itself, so its answer
/// is 503 with a time to come back. Every other error is 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Rivals met on the same rows.
    Conflict,
    /// The server, or something on the way to it, ended the connection.
    ConnectionLost,
    /// The server takes no writes.
    ReadOnly,
    /// A Galera node without a majority of its cluster.
    NoQuorum,
    /// The server has no room for another connection or statement.
    Busy,
    /// The server refuses this machine after too many broken connections.
    HostBlocked,
    /// Nobody answers at this address.
    Unreachable,
    /// The server's disk or tablespace is full.
    StorageFull,
    /// The statement was stopped: by a time limit of the server, or by a person.
    Stopped,
    /// The server does not let this user in.
    SignInRefused,
    /// The user signs in by a method that the driver does not have.
    SignInMethod,
    /// The server, or this user's way to sign in, needs TLS.
    NeedsTls,
    /// The TLS connection could not be made.
    TlsFailed,
    /// The user lacks a right.
    NoRight,
    /// There is no such database.
    NoDatabase,
    /// The SQLite file cannot be opened or written.
    File,
}

/// Whether the same operation may be tried again at once. Always on another connection, and a transaction always from
/// its beginning: after some of these failures the server has rolled back all of it, after others only one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Any operation: the server says that nothing of it was done.
    Any,
    /// Only what may be applied twice: it may have been done although its answer was lost.
    Repeatable,
    /// None: it would fail in the same way, or its time is over.
    Never,
}
