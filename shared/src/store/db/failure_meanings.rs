//! What each failure means: for the request, for another try, for the pool's other connections, and for a person.

use std::ops::RangeInclusive;

use crate::store::db::failure::{Failure, Retry};

/// The meaning of one failure.
struct Meaning {
    failure: Failure,
    retry: Retry,
    /// Whether the pool's other connections lead to the same server and would fail, too. After a fail-over only a new
    /// connection reaches the new writer.
    concerns_all_connections: bool,
    /// The seconds after which the sender may come back. Each answer draws from the range, so that a whole school does
    /// not come back in the same second.
    retry_after: RangeInclusive<u64>,
    /// The state of the database as health tells it to anybody.
    state: &'static str,
    cause: &'static str,
    remedy: &'static str,
}

/// After a passing failure.
const SOON: RangeInclusive<u64> = 2..=5;
/// After a fail-over has begun.
const LATER: RangeInclusive<u64> = 5..=15;
/// Until a person has done something. Students' pages come back by themselves.
const MUCH_LATER: RangeInclusive<u64> = 15..=45;

/// In the order of [`Failure`].
const MEANINGS: [Meaning; 16] = [
    Meaning {
        failure: Failure::Conflict,
        retry: Retry::Any,
        concerns_all_connections: false,
        retry_after: 1..=2,
        state: "unreachable",
        cause: "Several programs change the same rows at once",
        remedy: "Nothing, if it is rare. Otherwise look for long transactions: SHOW ENGINE INNODB STATUS",
    },
    Meaning {
        failure: Failure::ConnectionLost,
        retry: Retry::Repeatable,
        concerns_all_connections: true,
        retry_after: SOON,
        state: "unreachable",
        cause: "The connection was ended: a restart, a fail-over, a kill, or a time limit for idle connections",
        remedy: "Nothing, if it passes within minutes. Otherwise look into the server's log",
    },
    Meaning {
        failure: Failure::ReadOnly,
        retry: Retry::Repeatable,
        concerns_all_connections: true,
        retry_after: LATER,
        state: "read-only",
        cause: "The server takes no writes: a replica, a fail-over that goes on, or a provider's limit of storage",
        remedy: "Wait for the fail-over; let DATABASE_URL name the address of the writer; free storage (several providers \
            stop writes when the disk is almost full); SET GLOBAL read_only = OFF if it was left on",
    },
    Meaning {
        failure: Failure::NoQuorum,
        retry: Retry::Repeatable,
        concerns_all_connections: true,
        retry_after: LATER,
        state: "without quorum",
        cause: "The Galera node belongs to no majority of its cluster",
        remedy: "Start the other nodes again. If they are gone for good, on the last one: SET GLOBAL \
            wsrep_provider_options = 'pc.bootstrap=YES'",
    },
    Meaning {
        failure: Failure::Busy,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: SOON,
        state: "unreachable",
        cause: "The server has no room for another connection or statement",
        remedy: "The server has no free connection: wait, or raise max_connections, or lower DATABASE_MAX_CONNECTIONS",
    },
    Meaning {
        failure: Failure::HostBlocked,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "unreachable",
        cause: "The server blocks this machine after too many broken connections",
        remedy: "On the server: TRUNCATE TABLE performance_schema.host_cache (MariaDB: FLUSH HOSTS). Then find what breaks \
            the connections, or raise max_connect_errors",
    },
    Meaning {
        failure: Failure::Unreachable,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: SOON,
        state: "unreachable",
        cause: "Nobody answers at this address",
        remedy: "Check host and port in DATABASE_URL, that the server runs, and that its firewall lets this machine in",
    },
    Meaning {
        failure: Failure::StorageFull,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "full",
        cause: "The server's disk, tablespace or quota is full",
        remedy: "Free or add storage on the database server. Nothing is lost: students' pages send their times again",
    },
    Meaning {
        failure: Failure::Stopped,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: SOON,
        state: "unreachable",
        cause: "The server stopped the statement: max_execution_time, max_statement_time, or KILL QUERY",
        remedy: "Raise the limit for this user, or find out why statements are slow: session-tracking validate names \
            missing indexes",
    },
    Meaning {
        failure: Failure::SignInRefused,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "unreachable",
        cause: "The server does not let this user in",
        remedy: "Check user and password in DATABASE_URL (special characters percent-encoded), that the user may sign in \
            from this machine, is not locked, has no expired password, and, if it was made with REQUIRE SSL, that the URL \
            does not turn TLS off: ?ssl-mode=REQUIRED turns it on",
    },
    Meaning {
        failure: Failure::SignInMethod,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "unreachable",
        cause: "The user signs in by a method that this program does not have (MariaDB's ed25519 and parsec, PAM, LDAP, \
            Kerberos and others)",
        remedy: "Give the program a user of its own. MariaDB: CREATE USER sessions@'%' IDENTIFIED VIA \
            mysql_native_password USING PASSWORD('...'). MySQL: CREATE USER sessions@'%' IDENTIFIED WITH \
            caching_sha2_password BY '...'",
    },
    Meaning {
        failure: Failure::NeedsTls,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "unreachable",
        cause: "The server, or this user's way to sign in, needs TLS, and the connection has none",
        remedy: "Remove ssl-mode=DISABLED or PREFERRED from DATABASE_URL, or write ?ssl-mode=REQUIRED, also behind a tunnel. \
            If the server has no TLS, turn it on there",
    },
    Meaning {
        failure: Failure::TlsFailed,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "unreachable",
        cause: "The TLS connection could not be made: another name in the certificate, a private authority, or no TLS",
        remedy: "The URL's host must be the name in the server's certificate. A private authority: add ?ssl-ca=FILE; no \
            certificate at all, on a network you trust: add ?ssl-mode=DISABLED",
    },
    Meaning {
        failure: Failure::NoRight,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "unreachable",
        cause: "The user lacks a right on the database or one of its tables",
        remedy: "Functions need the rights SELECT, INSERT, UPDATE and DELETE on this database; migrating needs CREATE, DROP, \
            ALTER, INDEX and CREATE TEMPORARY TABLES, too",
    },
    Meaning {
        failure: Failure::NoDatabase,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "unreachable",
        cause: "There is no database of this name",
        remedy: "Create the database (`CREATE DATABASE ... CHARACTER SET utf8mb4`), or correct its name, the last part of \
            DATABASE_URL",
    },
    Meaning {
        failure: Failure::File,
        retry: Retry::Never,
        concerns_all_connections: false,
        retry_after: MUCH_LATER,
        state: "read-only",
        cause: "The SQLite file cannot be opened or written",
        remedy: "Check that the file's folder exists and that this user may write there",
    },
];

impl Failure {
    fn meaning(self) -> &'static Meaning {
        let meaning = &MEANINGS[self as usize];
        debug_assert_eq!(meaning.failure, self, "the table has the enum's order");

        meaning
    }

    pub(crate) fn retry(self) -> Retry {
        self.meaning().retry
    }

    /// Tells whether the pool's other connections would fail, too.
    pub(crate) fn concerns_all_connections(self) -> bool {
        self.meaning().concerns_all_connections
    }

    /// Returns the seconds after which the sender may come back.
    #[must_use]
    pub fn retry_after(self) -> RangeInclusive<u64> {
        self.meaning().retry_after.clone()
    }

    /// Returns the state of the database in one or two words, fit for anybody.
    #[must_use]
    pub fn state(self) -> &'static str {
        self.meaning().state
    }

    /// Returns what happened, for a person.
    #[must_use]
    pub fn cause(self) -> &'static str {
        self.meaning().cause
    }

    /// Returns what a person can do.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        self.meaning().remedy
    }
}

#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = Failure> {
    MEANINGS.iter().map(|meaning| meaning.failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_finds_its_own_meaning() {
        for (position, failure) in all().enumerate() {
            assert_eq!(failure as usize, position, "{failure:?}");
            assert!(!failure.cause().is_empty() && !failure.remedy().is_empty());
        }
    }
}
