//! The parts of a run that every section uses: the database server, the built programs, and the scale.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::Result;
use launcher::Guardian;
use tokio::runtime::{Handle, Runtime};

use crate::report::BASELINE;
use crate::school::School;

/// The parts of a run.
pub(crate) struct Bench {
    pub(crate) runtime: Runtime,
    /// `mysql://...` without a database.
    pub(crate) server: String,
    /// That server's process.
    pub(crate) server_pid: u32,
    /// This checkout, built.
    pub(crate) ours: Build,
    /// Another revision, to measure both in one run.
    pub(crate) baseline: Option<Build>,
    /// Folder of the Node peer with its packages.
    pub(crate) peer: PathBuf,
    pub(crate) scale: Scale,
    guardian: Guardian,
    large: OnceCell<School>,
    small: OnceCell<School>,
}

/// A revision of the project, built.
pub(crate) struct Build {
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// What the paths of its figures begin with.
    pub(crate) prefix: &'static str,
}

/// The scale of a run.
pub(crate) struct Scale {
    /// Sessions in the large school, and in the small one.
    pub(crate) rows: u64,
    pub(crate) small_rows: u64,
    /// Live sessions under heartbeats.
    pub(crate) live: u64,
    /// Rounds of each measurement of throughput, and their length.
    pub(crate) rounds: usize,
    pub(crate) seconds: u64,
    /// Requests of each kind whose times are taken.
    pub(crate) requests: u64,
    /// Starts of each function.
    pub(crate) starts: usize,
    /// Sessions due at once.
    pub(crate) due: [u64; 3],
}

/// The measurements as they should be.
pub(crate) const FULL: Scale = Scale {
    rows: 1_000_000,
    small_rows: 100_000,
    live: 62_000,
    rounds: 5,
    seconds: 3,
    requests: 300,
    starts: 20,
    due: [1_000, 10_000, 100_000],
};

/// Shows in a minute or two whether everything works.
pub(crate) const QUICK: Scale = Scale {
    rows: 50_000,
    small_rows: 5_000,
    live: 20_000,
    rounds: 1,
    seconds: 1,
    requests: 30,
    starts: 3,
    due: [500, 1_000, 5_000],
};

impl Bench {
    pub(crate) fn new(
        (server, server_pid): (String, u32),
        (target, baseline): (PathBuf, Option<PathBuf>),
        peer: PathBuf,
        scale: Scale,
    ) -> Result<Self> {
        let guardian = Guardian::new("bench-")?;
        Ok(Self {
            runtime: Runtime::new()?,
            server,
            server_pid,
            ours: Build { target, prefix: "" },
            baseline: baseline.map(|target| Build {
                target,
                prefix: BASELINE,
            }),
            peer,
            scale,
            guardian,
            large: OnceCell::new(),
            small: OnceCell::new(),
        })
    }

    /// What is measured in turn: this checkout first.
    pub(crate) fn builds(&self) -> impl Iterator<Item = &Build> {
        std::iter::once(&self.ours).chain(&self.baseline)
    }

    /// The same with the checkout last. Figures that are kept in this order can be set beside those of the baseline, and
    /// the last table is the checkout's own.
    pub(crate) fn baseline_first(&self) -> impl Iterator<Item = &Build> {
        self.baseline.iter().chain([&self.ours])
    }

    /// The large school on MariaDB, filled when the first section asks.
    pub(crate) fn school(&self) -> Result<&School> {
        self.filled(&self.large, "large", self.scale.rows)
    }

    /// The small school on MariaDB, likewise.
    pub(crate) fn small_school(&self) -> Result<&School> {
        self.filled(&self.small, "small", self.scale.small_rows)
    }

    fn filled<'a>(&self, cell: &'a OnceCell<School>, name: &str, rows: u64) -> Result<&'a School> {
        if let Some(school) = cell.get() {
            return Ok(school);
        }

        let school = School::on_mariadb(self.handle(), &self.server, name, rows)?;
        Ok(cell.get_or_init(|| school))
    }

    /// The runtime, for what holds on to it.
    pub(crate) fn handle(&self) -> &Handle {
        self.runtime.handle()
    }

    /// A folder that goes away with the run.
    pub(crate) fn folder(&self) -> &Path {
        self.guardian.folder()
    }
}
