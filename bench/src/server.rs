//! Programs that serve HTTP, started for one measurement.

use std::fs::File;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use launcher::{Guardian, free_port, tail};

use crate::actions::{CRON_SECRET, NEXTAUTH_SECRET};
use crate::sizes::TIMEZONE;

const TIME_TO_START: Duration = Duration::from_secs(30);

/// A running server; dropping it stops it.
pub(crate) struct Server {
    guardian: Guardian,
    pub(crate) pid: u32,
    pub(crate) port: u16,
}

impl Server {
    /// Starts a program that listens on the port of the variable PORT, and waits until it does.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut guardian = Guardian::new("bench-server-")?;
        let port = free_port()?;
        let path = guardian.folder().join("log");
        let log = File::create(&path)?;

        command.env("PORT", port.to_string());
        let pid = guardian.spawn(
            command
                .stdin(Stdio::null())
                .stdout(log.try_clone()?)
                .stderr(log),
        )?;
        let mut server = Self {
            guardian,
            pid,
            port,
        };
        let deadline = Instant::now() + TIME_TO_START;
        while Instant::now() < deadline && server.guardian.exit_status(pid)?.is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(server);
            }

            sleep(Duration::from_millis(10));
        }

        bail!(
            "{} did not start:\n{}",
            Path::new(command.get_program()).display(),
            tail(&path)
        )
    }

    /// Starts the development server of this project on a database; all its other settings are the defaults.
    pub(crate) fn local(target: &Path, database_url: &str) -> Result<Self> {
        let mut command = bare(&target.join("release/local"));
        let server = Self::start(command.env("DATABASE_URL", database_url))?;

        // Its first sweep comes at once; it finds nothing to do here.
        sleep(Duration::from_secs(1));
        Ok(server)
    }
}

/// A command with an environment of its own: nothing of the developer's shell reaches a measurement.
pub(crate) fn bare(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env(
        "PATH",
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    );

    command
}

/// A built function with the settings of a deployment on a database.
pub(crate) fn function(program: &Path, database_url: &str) -> Command {
    let mut command = bare(program);
    command
        .env("DATABASE_URL", database_url)
        .env("PUBLIC_BASE_URL", "https://school.example")
        .env("NEXTAUTH_SECRET", NEXTAUTH_SECRET)
        .env("CRON_SECRET", CRON_SECRET)
        .env("SCHOOL_TIMEZONE", TIMEZONE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());

    command
}
