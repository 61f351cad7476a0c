//! Lines that show that something long goes on.

use std::time::Instant;

/// One long piece of work.
pub(crate) struct Progress {
    what: String,
    started: Instant,
}

impl Progress {
    /// Says what begins.
    pub(crate) fn start(what: &str) -> Self {
        eprintln!("  .. {what}");
        Self {
            what: what.to_owned(),
            started: Instant::now(),
        }
    }

    /// Says how far it has come.
    pub(crate) fn say(&self, how_far: &str) {
        eprintln!(
            "     {:>5.0} s  {}: {how_far}",
            self.started.elapsed().as_secs_f64(),
            self.what
        );
    }

    /// Says that it is done.
    pub(crate) fn done(&self, result: &str) {
        eprintln!(
            "     {:>5.0} s  done: {result}",
            self.started.elapsed().as_secs_f64()
        );
    }
}
