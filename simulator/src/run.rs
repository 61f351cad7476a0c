//! A whole run: parts of the school, each with its own database and its own chance, a few at a time.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use sqlx::migrate::MigrateDatabase;

use crate::mix::Mix;
use crate::outcome::Outcome;
use crate::play::{EvidenceSet, PlaySettings, Played, play};
use crate::school::{Draw, School};

/// Lessons of a part.
const PART: usize = 250;

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct RunOrder {
    /// The probabilities.
    pub mix: Mix,
    /// The seed.
    pub seed: u64,
    /// The number of lessons.
    pub lessons: usize,
    /// The share of connected accounts.
    pub connected: f64,
    /// The evidence that is sent.
    pub evidence: EvidenceSet,
    /// Plays it all once more, with a system that asks Zoom's API.
    pub reconciles: bool,
    /// A database server.
    pub database: Option<String>,
    /// Parts at a time.
    pub threads: usize,
    /// Keeps every message for the stories of the worst lessons.
    pub traced: bool,
}

/// Runs the parts. `progress` gets the number of lessons that are done.
pub fn run(order: &RunOrder, progress: &(dyn Fn(usize) + Sync)) -> anyhow::Result<Outcome> {
    let parts = order.lessons.div_ceil(PART);
    let queue = Queue {
        order,
        next: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        results: Mutex::new((0..parts).map(|_| None).collect()),
    };

    std::thread::scope(|scope| {
        for _ in 0..order.threads.clamp(1, parts.max(1)) {
            scope.spawn(|| queue.run_parts(parts, progress));
        }
    });

    let results = queue
        .results
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);

    // In the order of the parts, whichever was done first: a run must repeat itself.
    let mut outcome = Outcome::default();
    for result in results {
        outcome.add(result.context("a part did not run")??);
    }

    Ok(outcome)
}

/// Parts that threads take one after the other.
struct Queue<'a> {
    order: &'a RunOrder,
    next: AtomicUsize,
    /// Lessons that are done.
    done: AtomicUsize,
    results: Mutex<Vec<Option<anyhow::Result<Outcome>>>>,
}

impl Queue<'_> {
    /// Runs parts until none is left.
    fn run_parts(&self, parts: usize, progress: &(dyn Fn(usize) + Sync)) {
        loop {
            let part = self.next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                return;
            }

            let lessons = PART.min(self.order.lessons - part * PART);
            let result = run_part(self.order, part, lessons);

            self.results.lock().unwrap_or_else(PoisonError::into_inner)[part] = Some(result);
            progress(self.done.fetch_add(lessons, Ordering::Relaxed) + lessons);
        }
    }
}

fn run_part(order: &RunOrder, part: usize, lessons: usize) -> anyhow::Result<Outcome> {
    let RunOrder {
        mix,
        seed,
        connected,
        ..
    } = order;
    let school = School::draw(Draw {
        mix,
        seed: *seed,
        shard: part,
        lessons,
        connected: *connected,
    });

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let database = order
        .database
        .as_ref()
        .map(|url| format!("{}_{seed}_{part}", url.trim_end_matches('/')));
    let settings = PlaySettings {
        mix,
        evidence: order.evidence,
        reconciles: false,
        seed: seed ^ (part as u64) << 32,
        database: database.as_deref(),
        traced: order.traced,
    };

    let folder = folder()?;
    let played = runtime.block_on(play_on_database(school.clone(), settings, folder.path()))?;
    let outcome = Outcome::of(&played, order.traced);
    if !order.reconciles {
        return Ok(outcome);
    }

    let settings = PlaySettings {
        reconciles: true,
        ..settings
    };
    let folder = self::folder()?;
    let played = runtime.block_on(play_on_database(school, settings, folder.path()))?;

    Ok(Outcome::of(&played, order.traced).beside(outcome))
}

/// Makes a folder for a database: in memory, where the system has such a folder, because the disk is not what is
/// measured.
fn folder() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

/// Plays on a database that exists for this part alone.
async fn play_on_database(
    school: School,
    settings: PlaySettings<'_>,
    folder: &Path,
) -> anyhow::Result<Played> {
    if let Some(url) = settings.database {
        sqlx::MySql::create_database(url)
            .await
            .context("the database cannot be created")?;
    }

    let played = play(school, settings, folder).await;

    if let Some(url) = settings.database {
        sqlx::MySql::drop_database(url)
            .await
            .context("the database cannot be dropped")?;
    }

    played
}
