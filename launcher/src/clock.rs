//! A clock that a test sets, around a program that knows nothing of it: libfaketime, loaded before the C
//! library, answers every question for the time from a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::Guardian;

/// The file that some processes take the time from.
#[derive(Clone, Debug)]
pub struct OutsideClock {
    library: PathBuf,
    file: PathBuf,
}

impl OutsideClock {
    /// A clock for processes of this guardian; it must be set before they start. `library` is libfaketime's
    /// file for programs with threads.
    #[must_use]
    pub fn new(library: &Path, guardian: &Guardian) -> Self {
        Self {
            library: library.to_owned(),
            file: guardian.folder().join("clock"),
        }
    }

    /// Sets the time, for example `2026-11-23 15:00:00` (UTC). It stands still until it is set again.
    pub fn set(&self, utc: &str) -> Result<()> {
        // Renamed into place: a process that reads meanwhile must not find half a time.
        let next = self.file.with_extension("next");
        fs::write(&next, utc)
            .and_then(|()| fs::rename(&next, &self.file))
            .context("cannot set the clock")
    }

    /// Has a command's process take its time from here. Its timers run on as ever.
    pub fn rule<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("TZ", "UTC")
    }

    /// Has the files removed that the library leaves behind when a signal stops its process.
    pub fn clean_up_after(&self, guardian: &mut Guardian, pid: u32) -> Result<()> {
        guardian.remove_in_the_end(Path::new(&format!("/dev/shm/faketime_shm_{pid}")))?;
        guardian.remove_in_the_end(Path::new(&format!("/dev/shm/sem.faketime_sem_{pid}")))
    }
}
