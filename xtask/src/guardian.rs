//! Owns a background process and its folder, and sees to it that both are gone afterwards: after success,
//! after a failure or a panic, and also when this program itself is killed.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// Reads the process id, then waits for the end of its input. That comes when the guardian is dropped, and
/// equally when this program is killed by a signal that no Rust code could catch.
const WATCHER: &str = r#"
pid=
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
  kill "$pid"
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 110 ]; do
    [ "$tries" -ne 100 ] || kill -KILL "$pid"
    tries=$((tries + 1))
    sleep 0.1
  done
fi
rm -rf "$1"
"#;

/// A temporary folder and at most one process that works in it; dropping it stops the process (SIGTERM, then
/// SIGKILL after 10 s) and removes the folder.
pub(crate) struct Guardian {
    watcher: Child,
    process: Option<Child>,
    folder: TempDir,
}

impl Guardian {
    /// Makes the folder, named by `prefix` and a random ending, and starts watching over it.
    pub(crate) fn new(prefix: &str) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix(prefix).tempdir().context("no temporary folder")?;
        let watcher = Command::new("sh")
            .args(["-c", WATCHER, "watcher"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0) // Ctrl-C in a terminal must not reach it.
            .spawn()
            .context("cannot start sh")?;
        Ok(Self { watcher, process: None, folder })
    }

    /// The folder that goes away with the guardian.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the process, outside the reach of Ctrl-C.
    pub(crate) fn spawn(&mut self, command: &mut Command) -> Result<()> {
        let process =
            command.process_group(0).spawn().with_context(|| format!("cannot start {command:?}"))?;
        let line = format!("{}\n", process.id());
        self.process = Some(process);
        let pipe = self.watcher.stdin.as_mut().context("the watcher has no input")?;
        pipe.write_all(line.as_bytes()).context("the watcher is gone")
    }

    /// How the process ended, if it has.
    pub(crate) fn exit_status(&mut self) -> Result<Option<ExitStatus>> {
        let process = self.process.as_mut().context("no process was started")?;
        Ok(process.try_wait()?)
    }
}

impl Drop for Guardian {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        if let Some(process) = &mut self.process {
            if !matches!(self.watcher.try_wait(), Ok(None)) {
                // Someone ended the watcher: nobody else would stop the process.
                let _ = process.kill();
            }
            // The watcher sees the process as alive until it is waited for.
            let _ = process.wait();
        }
        let _ = self.watcher.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_the_guardian_stops_the_process_and_removes_the_folder() {
        let mut guardian = Guardian::new("guardian-test-").unwrap();
        guardian.spawn(Command::new("sleep").arg("600")).unwrap();
        let pid = guardian.process.as_ref().unwrap().id();
        let folder = guardian.folder().to_owned();
        assert_eq!(guardian.exit_status().unwrap(), None);
        assert!(folder.is_dir());

        drop(guardian);

        assert!(!Path::new(&format!("/proc/{pid}")).exists());
        assert!(!folder.exists());
    }

    #[test]
    fn the_process_is_stopped_even_if_the_watcher_was_killed() {
        let mut guardian = Guardian::new("guardian-test-").unwrap();
        guardian.spawn(Command::new("sleep").arg("600")).unwrap();
        let pid = guardian.process.as_ref().unwrap().id();
        guardian.watcher.kill().unwrap();
        let _ = guardian.watcher.wait();

        drop(guardian);

        assert!(!Path::new(&format!("/proc/{pid}")).exists());
    }

    #[test]
    fn a_process_that_ended_by_itself_reports_its_status() {
        let mut guardian = Guardian::new("guardian-test-").unwrap();
        guardian.spawn(Command::new("sh").args(["-c", "exit 7"])).unwrap();
        let status = guardian.process.as_mut().unwrap().wait().unwrap();
        assert_eq!(guardian.exit_status().unwrap(), Some(status));
        assert_eq!(status.code(), Some(7));
    }
}
