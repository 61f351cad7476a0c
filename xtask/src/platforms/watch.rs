//! `cargo lambda watch`: the functions of AWS Lambda from source, as a developer runs them.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use launcher::{Guardian, free_port, tail};
use serde_json::Value;

use super::plain_http::{Answer, PATIENCE, get, post_json};
use crate::bootstraps;
use crate::command::{elapsed, forget_own_package, run_command, workspace};
use crate::server::Server;

/// The first answer waits for the build of everything.
const TIME_TO_BUILD: Duration = Duration::from_mins(20);
const PAUSE: Duration = Duration::from_millis(500);

const HEALTH: &str = "/api/health/session-tracking";
const HEARTBEAT: &str = "/api/zoom/heartbeat";
const SCHEDULE: &str = "session-timeout-schedule";

/// Asks functions that `cargo lambda watch` builds and starts: one that is healthy, one that refuses, and the
/// schedule's.
pub(super) fn check(server: &Server) -> Result<()> {
    let database_url = server.database_url();
    run_command(
        Command::new("cargo")
            .args(["run", "--package", "cli", "--", "migrate"])
            .env("DATABASE_URL", &database_url),
    )?;

    let started = Instant::now();
    let mut watch = Watch::start(&database_url)?;

    let health = watch.ask_until_answered(|port| get(port, HEALTH))?;
    ensure!(health.status == 200, "{HEALTH}: {health:?}");
    println!("    {HEALTH} answered after {}", elapsed(started));

    let unknown = r#"{"token":"0123456789ABCDEF0123456789ABCDEF"}"#;
    let refusal = watch.ask_until_answered(|port| post_json(port, HEARTBEAT, unknown))?;
    ensure!(
        refusal.status == 404 && refusal.is_problem(),
        "{HEARTBEAT} with an unknown token: {refusal:?}"
    );

    watch.invoke_schedule()?;
    watch.stop()?;

    println!(
        "    cargo lambda watch: health 200, heartbeat of an unknown token 404, schedule invoked, all stopped"
    );

    Ok(())
}

/// A running `cargo lambda watch`.
struct Watch {
    guardian: Guardian,
    pid: u32,
    port: u16,
    log: PathBuf,
}

impl Watch {
    fn start(database_url: &str) -> Result<Self> {
        let mut guardian = Guardian::new("session-tracking-watch-")?;
        let port = free_port()?;
        let log = guardian.folder().join("log");
        let settings = guardian.folder().join("settings.env");
        fs::write(&settings, settings_file(database_url, port))?;

        let output = File::create(&log)?;
        let mut command = Command::new("cargo-lambda");
        command
            .args(["lambda", "watch", "--ignore-changes"])
            .args(["-A", "127.0.0.1", "-P", &port.to_string()])
            .arg("--env-file")
            .arg(&settings)
            .current_dir(workspace())
            .env("PATH", bootstraps::path()?)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        forget_own_package(&mut command);

        println!("\n==> cargo lambda watch --ignore-changes -A 127.0.0.1 -P {port}");
        let pid = guardian.spawn(&mut command)?;

        Ok(Self {
            guardian,
            pid,
            port,
            log,
        })
    }

    /// Repeats a request until the function is built and answers it.
    fn ask_until_answered(
        &mut self,
        ask: impl Fn(u16) -> std::io::Result<Answer>,
    ) -> Result<Answer> {
        let started = Instant::now();
        while started.elapsed() < TIME_TO_BUILD {
            if let Ok(answer) = ask(self.port) {
                return Ok(answer);
            }

            if let Some(status) = self.guardian.exit_status(self.pid)? {
                bail!(
                    "`cargo lambda watch` ended with {status}:\n{}",
                    tail(&self.log)
                );
            }

            // At first the emulator itself is not there yet.
            if started.elapsed() > PATIENCE {
                println!("    still building after {}", elapsed(started));
            }

            sleep(PAUSE);
        }

        bail!("no answer:\n{}", tail(&self.log))
    }

    /// Sends an event to the function of the schedule, which has no address.
    fn invoke_schedule(&self) -> Result<()> {
        let mut command = Command::new("cargo-lambda");
        command
            .args(["lambda", "invoke", SCHEDULE])
            .args(["-A", "127.0.0.1", "-P", &self.port.to_string()])
            .args(["--data-ascii", r#"{"source":"by hand"}"#])
            .current_dir(workspace())
            .env("PATH", bootstraps::path()?);

        let output = command.output().context("cannot run cargo lambda invoke")?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let report: Value = serde_json::from_str(&printed).unwrap_or_default();
        ensure!(
            output.status.success() && report["success"] == true,
            "cargo lambda invoke {SCHEDULE}: {printed}{}\n{}",
            String::from_utf8_lossy(&output.stderr),
            tail(&self.log)
        );

        Ok(())
    }

    /// Stops the emulator and the functions that it started, each by its process id.
    fn stop(mut self) -> Result<()> {
        let functions = children(self.pid);
        for function in &functions {
            self.guardian.stop_in_the_end(*function)?;
        }

        drop(self.guardian);

        for function in functions {
            let folder = PathBuf::from(format!("/proc/{function}"));
            ensure!(!folder.exists(), "process {function} goes on");
        }

        Ok(())
    }
}

/// The settings of a developer, as README has them.
fn settings_file(database_url: &str, port: u16) -> String {
    format!(
        "NODE_ENV=development\n\
         DATABASE_URL={database_url}\n\
         PUBLIC_BASE_URL=http://127.0.0.1:{port}\n\
         NEXTAUTH_SECRET=development-only-secret-never-for-production\n\
         CRON_SECRET=development-only-cron-secret\n"
    )
}

/// The processes that a process has started, as Linux lists them. Elsewhere none: the emulator stops its own.
fn children(pid: u32) -> Vec<u32> {
    let list = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    list.split_whitespace()
        .filter_map(|id| id.parse().ok())
        .collect()
}
