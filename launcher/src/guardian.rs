//! Owns background processes and their folder, and sees to it that all are gone afterwards: after success,
//! after a failure or a panic, and also when this program itself is killed.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// Reads lines, each a process id or the full path of a file, then waits for the end of its input. That comes
/// when the guardian is dropped, and equally when this program is killed by a signal that no Rust code could
/// catch.
const WATCHER: &str = r#"
pids=
while read -r line; do
  case $line in
    /*) set -- "$@" "$line" ;;
    *) pids="$pids $line" ;;
  esac
done
[ -z "$pids" ] || kill $pids
tries=0
for pid in $pids; do
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 110 ]; do
    [ "$tries" -ne 100 ] || kill -KILL $pids
    tries=$((tries + 1))
    sleep 0.1
  done
done
rm -rf "$@"
"#;

/// A temporary folder and the processes that work in it; dropping it stops the processes (SIGTERM, then
/// SIGKILL after 10 s) and removes the folder.
#[derive(Debug)]
pub struct Guardian {
    watcher: Child,
    processes: Vec<Child>,
    folder: TempDir,
}

impl Guardian {
    /// Makes the folder, named by `prefix` and a random ending, and starts watching over it.
    pub fn new(prefix: &str) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix(prefix)
            .tempdir()
            .context("no temporary folder")?;
        let watcher = Command::new("sh")
            .args(["-c", WATCHER, "watcher"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0) // Ctrl-C in a terminal must not reach it.
            .spawn()
            .context("cannot start sh")?;

        Ok(Self {
            watcher,
            processes: Vec::new(),
            folder,
        })
    }

    /// The folder that goes away with the guardian.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a process, outside the reach of Ctrl-C. Returns its id.
    pub fn spawn(&mut self, command: &mut Command) -> Result<u32> {
        let process = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let pid = process.id();
        self.processes.push(process);
        self.tell(&pid.to_string())?;

        Ok(pid)
    }

    /// Has a process stopped in the end that a process of this guardian started.
    pub fn stop_in_the_end(&mut self, pid: u32) -> Result<()> {
        self.tell(&pid.to_string())
    }

    /// Has a file or folder removed in the end that lies elsewhere. Its path must be a full one.
    pub fn remove_in_the_end(&mut self, path: &Path) -> Result<()> {
        self.tell(path.to_str().context("a path that is no text")?)
    }

    fn tell(&mut self, line: &str) -> Result<()> {
        let pipe = self
            .watcher
            .stdin
            .as_mut()
            .context("the watcher has no input")?;
        pipe.write_all(format!("{line}\n").as_bytes())
            .context("the watcher is gone")
    }

    /// Returns the status of a process of this guardian that has ended.
    pub fn exit_status(&mut self, pid: u32) -> Result<Option<ExitStatus>> {
        let process = self
            .processes
            .iter_mut()
            .find(|process| process.id() == pid);
        Ok(process.context("no such process was started")?.try_wait()?)
    }
}

impl Drop for Guardian {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let watched = matches!(self.watcher.try_wait(), Ok(None));

        for process in &mut self.processes {
            if !watched {
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
    fn dropping_the_guardian_stops_its_processes_and_removes_the_folder() {
        let mut guardian = Guardian::new("guardian-test-").unwrap();
        let pids = [(); 3].map(|()| guardian.spawn(Command::new("sleep").arg("600")).unwrap());
        let folder = guardian.folder().to_owned();

        assert_eq!(guardian.exit_status(pids[0]).unwrap(), None);
        assert!(folder.is_dir());
        let elsewhere = tempfile::NamedTempFile::new().unwrap().into_temp_path();

        guardian.remove_in_the_end(&elsewhere).unwrap();

        drop(guardian);

        assert!(
            !pids
                .iter()
                .any(|pid| Path::new(&format!("/proc/{pid}")).exists())
        );

        assert!(!folder.exists() && !elsewhere.exists());
    }

    #[test]
    fn the_process_is_stopped_even_if_the_watcher_was_killed() {
        let mut guardian = Guardian::new("guardian-test-").unwrap();
        let pid = guardian.spawn(Command::new("sleep").arg("600")).unwrap();
        guardian.watcher.kill().unwrap();
        let _ = guardian.watcher.wait();

        drop(guardian);

        assert!(!Path::new(&format!("/proc/{pid}")).exists());
    }

    #[test]
    fn a_process_that_ended_by_itself_reports_its_status() {
        let mut guardian = Guardian::new("guardian-test-").unwrap();
        let pid = guardian
            .spawn(Command::new("sh").args(["-c", "exit 7"]))
            .unwrap();
        let status = guardian.processes[0].wait().unwrap();

        assert_eq!(guardian.exit_status(pid).unwrap(), Some(status));
        assert_eq!(status.code(), Some(7));
    }
}
