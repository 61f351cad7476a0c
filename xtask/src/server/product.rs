//! The database servers that can be started, and where their programs come from.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::install::{self, Programs};
use crate::server::mariadb::{self, Profile, THROW_AWAY};
use crate::server::unpacked::{DebianPackage, Unpacked};
use crate::server::{mysql, newer_mariadb};

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    /// The machine's own MariaDB, with these settings of durability and memory.
    MariaDb(Profile),
    /// The MariaDB of the next Debian.
    NewerMariaDb,
    /// MySQL.
    MySql,
}

/// A server's programs, ready to run.
pub(super) enum Installed {
    MariaDb(Programs, Profile),
    NewerMariaDb(Unpacked),
    MySql(Unpacked),
}

const MYSQL: DebianPackage = DebianPackage {
    name: "mysql",
    // The only suite that has it.
    suite: "sid",
    package: "mysql-server-core",
    program: "usr/sbin/mysqld",
    remedy: "MySQL can be unpacked on Debian alone. Elsewhere start one, and name it:
  docker run --rm -e MYSQL_ALLOW_EMPTY_PASSWORD=yes -p 127.0.0.1:3307:3306 mysql:9 --max-connections=500
  cargo xtask test --server mysql://root@127.0.0.1:3307",
};

const NEWER_MARIADB: DebianPackage = DebianPackage {
    name: "mariadb-11.8",
    suite: "trixie",
    package: "mariadb-server-core",
    program: "usr/sbin/mariadbd",
    remedy: "A newer MariaDB can be unpacked on Debian alone. Elsewhere start one, and name it:
  docker run --rm -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=yes -p 127.0.0.1:3307:3306 mariadb:11.8 --max-connections=500
  cargo xtask test --server mysql://root@127.0.0.1:3307",
};

impl Product {
    /// The machine's own MariaDB, for tests.
    pub(crate) const MARIADB: Self = Self::MariaDb(THROW_AWAY);

    /// Finds the programs, and installs or unpacks them first if they are missing.
    pub(crate) fn prepare(self) -> Result<()> {
        self.find_or_install().map(|_| ())
    }

    pub(super) fn find_or_install(self) -> Result<Installed> {
        Ok(match self {
            Self::MariaDb(profile) => Installed::MariaDb(install::find_or_install()?, profile),
            Self::NewerMariaDb => Installed::NewerMariaDb(NEWER_MARIADB.find_or_unpack()?),
            Self::MySql => Installed::MySql(MYSQL.find_or_unpack()?),
        })
    }
}

impl Installed {
    /// Makes the system tables in `folder`.
    pub(super) fn make_data(&self, folder: &Path) -> Result<()> {
        match self {
            Self::MariaDb(programs, _) => mariadb::make_data(programs, folder),
            Self::NewerMariaDb(program) => newer_mariadb::make_data(program, folder),
            Self::MySql(program) => mysql::make_data(program, folder),
        }
    }

    /// The command of a server that works in `folder` and listens on `port` of 127.0.0.1.
    pub(super) fn server(&self, folder: &Path, port: u16) -> Result<Command> {
        match self {
            Self::MariaDb(programs, profile) => mariadb::server(programs, folder, port, profile),
            Self::NewerMariaDb(program) => newer_mariadb::server(program, folder, port),
            Self::MySql(program) => mysql::server(program, folder, port),
        }
    }
}
