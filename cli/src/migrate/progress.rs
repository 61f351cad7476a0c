//! Shows how far a long piece of work has come.

use std::io::{IsTerminal, Write};

use session_tracking::store::BackfillProgress;

/// Progress on one rewritten line of a terminal; elsewhere a line every 10 % (every 100 days).
pub(super) struct ProgressLines {
    terminal: bool,
    tenths_shown: i64,
    line_is_open: bool,
}

impl ProgressLines {
    pub(super) fn new() -> Self {
        Self {
            terminal: std::io::stdout().is_terminal(),
            tenths_shown: 0,
            line_is_open: false,
        }
    }

    /// Shows how many rows were backfilled.
    pub(super) fn show_backfill(&mut self, progress: BackfillProgress) {
        let percent = progress.id.saturating_mul(100) / progress.last_id.max(1);
        let line = format!(
            "Backfill: {percent:>3} %, {} rows changed",
            progress.changed
        );

        self.print(&line, percent / 10 > self.tenths_shown);
        self.tenths_shown = percent / 10;
    }

    /// Shows how many past days were summed up.
    pub(super) fn show_days(&mut self, done: usize) {
        if done > 0 {
            self.print(
                &format!("Summing up past days: {done}"),
                done.is_multiple_of(100),
            );
        }
    }

    fn print(&mut self, line: &str, worth_a_line: bool) {
        if self.terminal {
            print!("\r{line}");
            // A terminal that is gone is no reason to stop.
            let _ = std::io::stdout().flush();
            self.line_is_open = true;
        } else if worth_a_line {
            println!("{line}");
        }
    }

    /// Ends the rewritten line.
    pub(super) fn finish(&self) {
        if self.line_is_open {
            println!();
        }
    }
}
