//! Processor time and memory of a process, as Linux counts them.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Linux shows processor time to programs in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Memory of a process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Memory {
    /// Resident now, KiB.
    pub(crate) resident_kib: u64,
    /// The most that was ever resident, KiB.
    pub(crate) peak_kib: u64,
}

/// Processor time that a process's threads have used, in user mode and in the kernel.
pub(crate) fn processor_time(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the process is gone")?;
    ticks(&stat)
        .map(|ticks| TICK * ticks)
        .context("/proc/PID/stat cannot be read")
}

/// Memory that a process uses.
pub(crate) fn memory(pid: u32) -> Result<Memory> {
    let status =
        fs::read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    parse_memory(&status).context("/proc/PID/status cannot be read")
}

/// Processes that are running or ready to, on average over the last minute.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|load| load.parse().ok())
        .unwrap_or_default()
}

/// The 14th and 15th field. The second, the program's name, may hold blanks and parentheses itself.
fn ticks(stat: &str) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11).map(str::parse::<u32>);
    Some(fields.next()?.ok()? + fields.next()?.ok()?)
}

fn parse_memory(status: &str) -> Option<Memory> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    };
    Some(Memory {
        resident_kib: field("VmRSS:")?,
        peak_kib: field("VmHWM:")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let stat = "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 250 31 0 0 20 0 1 0";
        assert_eq!(ticks(stat), Some(281));
        assert_eq!(ticks("42 (cut"), None);
    }

    #[test]
    fn memory_is_read_in_kibibytes() {
        let status = "Name:\tx\nVmHWM:\t   9216 kB\nVmRSS:\t    512 kB\nThreads:\t3\n";
        assert_eq!(
            parse_memory(status),
            Some(Memory {
                resident_kib: 512,
                peak_kib: 9216
            })
        );

        assert_eq!(parse_memory("Name:\tx\n"), None);
    }

    #[test]
    fn this_process_has_both() {
        let pid = std::process::id();
        assert!(memory(pid).unwrap().resident_kib > 0);
        assert!(processor_time(pid).is_ok());
    }
}
