//! A private `MariaDB` for one run: an empty temporary folder, a free port of 127.0.0.1, nothing kept.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use launcher::{Guardian, free_port, tail};

use crate::install::{self, Programs};

const TIME_TO_START: Duration = Duration::from_mins(1);
const ATTEMPTS: usize = 3;

const SETTINGS: [&str; 6] = [
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--max-connections=500",
    "--performance-schema=OFF",
];

/// How much a server is made to keep, and how fast it may be.
pub(crate) type Profile = &'static [&'static str];

/// Nothing here outlives the run, so nothing has to survive a crash: no flushing.
const THROW_AWAY: Profile = &[
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=0",
    "--skip-innodb-doublewrite",
    // Unknown to some versions, hence `loose`: they start all the same.
    "--loose-innodb-flush-method=nosync",
];

/// For measurements: as durable as a school's server, and with room for a large school.
pub(crate) const PRODUCTION: Profile = &[
    "--innodb-buffer-pool-size=1G",
    "--innodb-log-file-size=512M",
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-doublewrite=ON",
];

/// A running server; dropping it stops the server and removes its data.
pub(crate) struct Server {
    guardian: Guardian,
    port: u16,
    pid: u32,
}

enum Start {
    Ready(Server),
    PortTaken,
}

impl Server {
    /// Makes an empty database server and waits until it answers.
    pub(crate) fn start() -> Result<Self> {
        Self::start_as(THROW_AWAY)
    }

    /// The same with other settings.
    pub(crate) fn start_as(profile: Profile) -> Result<Self> {
        let programs = install::find_or_install()?;
        for _ in 0..ATTEMPTS {
            match start_on(&programs, free_port()?, profile)? {
                Start::Ready(server) => return Ok(server),
                Start::PortTaken => println!("another program took the port; trying the next"),
            }
        }

        bail!("MariaDB found its port taken {ATTEMPTS} times in a row")
    }

    /// Where the server listens: no password, and no database named (each test makes its own).
    pub(crate) fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}", self.port)
    }

    /// The server's process.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }
}

/// The command `cargo xtask mariadb`.
pub(crate) fn run_until_input_ends() -> Result<()> {
    let server = Server::start()?;
    println!("{}", server.url());
    println!("Runs until Ctrl-C or the end of the input; then all its data is removed.");

    // Ctrl-C ends this program at once; the guardian's watcher stops the server then.
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

fn start_on(programs: &Programs, port: u16, profile: Profile) -> Result<Start> {
    let mut guardian = Guardian::new("session-tracking-mariadb-")?;
    let folder = guardian.folder().to_owned();
    make_data(programs, &folder)?;
    let log = File::create(folder.join("log"))?;

    let mut command = mariadb_program(&programs.server, &folder)?;
    command
        .arg(format!("--socket={}", folder.join("socket").display()))
        .arg(format!("--pid-file={}", folder.join("pid").display()))
        .arg(format!("--port={port}"))
        .args(SETTINGS)
        .args(profile)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);

    let pid = guardian.spawn(&mut command)?;
    wait_until_ready(Server {
        guardian,
        port,
        pid,
    })
}

/// A command of `MariaDB` that ignores the machine's own configuration and works in the folder's `data`.
fn mariadb_program(program: &Path, folder: &Path) -> Result<Command> {
    let mut command = Command::new(program);
    command
        .arg("--no-defaults")
        .arg(format!("--datadir={}", folder.join("data").display()));

    if install::is_root()? {
        command.arg("--user=root");
    }

    Ok(command)
}

/// Makes the system tables; `normal` lets root in without a password, over TCP too.
fn make_data(programs: &Programs, folder: &Path) -> Result<()> {
    let path = folder.join("install.log");
    let log = File::create(&path)?;
    let status = mariadb_program(&programs.install_db, folder)?
        .args([
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
        ])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .context("cannot run mariadb-install-db")?;

    if !status.success() {
        bail!("mariadb-install-db failed ({status}):\n{}", tail(&path));
    }

    Ok(())
}

fn wait_until_ready(mut server: Server) -> Result<Start> {
    let folder = server.guardian.folder().to_owned();
    let deadline = Instant::now() + TIME_TO_START;
    while Instant::now() < deadline {
        if greets(&folder.join("socket")) {
            return Ok(Start::Ready(server));
        }

        if let Some(status) = server.guardian.exit_status(server.pid)? {
            let log = tail(&folder.join("log"));
            if says_port_taken(&log) {
                return Ok(Start::PortTaken);
            }

            bail!("mariadbd ended by itself ({status}):\n{log}");
        }

        sleep(Duration::from_millis(20));
    }

    bail!(
        "mariadbd was not ready after {} s:\n{}",
        TIME_TO_START.as_secs(),
        tail(&folder.join("log"))
    )
}

/// Whether the server greets a client. Asked on its own socket, which opens after the port: behind the port
/// another run's server could answer.
fn greets(socket: &Path) -> bool {
    let first_byte = || -> io::Result<()> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.read_exact(&mut [0])
    };
    first_byte().is_ok()
}

fn says_port_taken(log: &str) -> bool {
    log.contains("Bind on TCP/IP port")
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_socket_that_says_nothing_is_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        assert!(!greets(&path));
        let _listener = UnixListener::bind(&path).unwrap();

        assert!(!greets(&path));
    }
}
