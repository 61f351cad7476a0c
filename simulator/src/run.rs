//! A whole run: parts of the school, each with its own database and its own chance, a few at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use sqlx::migrate::MigrateDatabase;

use crate::baseline;
use crate::judge::{Case, Judged, judge};
use crate::list::Row;
use crate::mix::Mix;
use crate::play::{Evidence, Played, Rules, play};
use crate::school::{Draw, School};
use crate::spans::{MINUTE, SECOND, Spans};
use crate::story::{self, Story};

/// Lessons of a part.
const PART: usize = 250;

/// What to run.
#[derive(Clone, Debug)]
pub struct Order {
    /// The probabilities.
    pub mix: Mix,
    /// The seed.
    pub seed: u64,
    /// How many lessons.
    pub lessons: usize,
    /// The share of connected accounts.
    pub connected: f64,
    /// Which evidence.
    pub evidence: Evidence,
    /// A database server.
    pub database: Option<String>,
    /// Parts at a time.
    pub threads: usize,
    /// Whether to keep what was sent.
    pub traced: bool,
}

/// What came of it, in the order of the lessons.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The system's lessons.
    pub judged: Vec<Judged>,
    /// The original's.
    pub baseline: Vec<Judged>,
    /// Each lesson in words.
    pub stories: Vec<Story>,
    /// Requests made.
    pub requests: u64,
    /// Answers that were no success.
    pub refusals: std::collections::BTreeMap<(&'static str, u16), u64>,
}

/// Runs the parts and tells how many lessons are done.
pub fn run(order: &Order, progress: &(dyn Fn(usize) + Sync)) -> anyhow::Result<Outcome> {
    let parts = order.lessons.div_ceil(PART);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results: Mutex<Vec<Option<anyhow::Result<Outcome>>>> =
        Mutex::new((0..parts).map(|_| None).collect());

    std::thread::scope(|scope| {
        for _ in 0..order.threads.clamp(1, parts.max(1)) {
            scope.spawn(|| {
                loop {
                    let part = next.fetch_add(1, Ordering::Relaxed);
                    if part >= parts {
                        return;
                    }

                    let lessons = PART.min(order.lessons - part * PART);
                    let result = one_part(order, part, lessons);
                    results.lock().unwrap_or_else(PoisonError::into_inner)[part] = Some(result);
                    progress(done.fetch_add(lessons, Ordering::Relaxed) + lessons);
                }
            });
        }
    });

    let mut outcome = Outcome::default();
    for part in results.into_inner().unwrap_or_else(PoisonError::into_inner) {
        outcome.add(part.context("a part did not run")??);
    }

    Ok(outcome)
}

impl Outcome {
    /// Adds another part or seed.
    pub fn add(&mut self, other: Self) {
        let offset = self
            .judged
            .iter()
            .map(|one| one.teacher + 1)
            .max()
            .unwrap_or(0);

        for (own, more) in [
            (&mut self.judged, other.judged),
            (&mut self.baseline, other.baseline),
        ] {
            own.extend(more.into_iter().map(|one| Judged {
                teacher: one.teacher + offset,
                ..one
            }));
        }

        self.stories.extend(other.stories);
        self.requests += other.requests;

        for (key, count) in other.refusals {
            *self.refusals.entry(key).or_default() += count;
        }
    }
}

fn one_part(order: &Order, part: usize, lessons: usize) -> anyhow::Result<Outcome> {
    let Order {
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
    // A file in memory, where the system has such a folder: the disk is not what is measured.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
    let database = order
        .database
        .as_ref()
        .map(|url| format!("{}_{seed}_{part}", url.trim_end_matches('/')));
    let rules = Rules {
        mix,
        evidence: order.evidence,
        seed: seed ^ (part as u64) << 32,
        database: database.as_deref(),
        traced: order.traced,
    };

    let played = runtime.block_on(async {
        if let Some(url) = &database {
            sqlx::MySql::create_database(url)
                .await
                .context("the database cannot be created")?;
        }

        let played = play(school, rules, folder.path()).await;
        if let Some(url) = &database {
            sqlx::MySql::drop_database(url)
                .await
                .context("the database cannot be dropped")?;
        }

        played
    })?;

    Ok(judged(&played, order.traced))
}

fn judged(played: &Played, traced: bool) -> Outcome {
    let Played {
        school, logs, rows, ..
    } = played;
    let known: std::collections::HashMap<i64, &Row> =
        rows.iter().map(|row| (row.id, row)).collect();
    let told: Vec<Option<&Row>> = logs
        .iter()
        .map(|log| log.id.and_then(|id| known.get(&id).copied()))
        .collect();
    let mut outcome = Outcome {
        requests: played.requests,
        ..Outcome::default()
    };

    outcome.refusals.extend(played.refusals.iter().copied());
    for (number, (lesson, log)) in school.lessons.iter().zip(logs).enumerate() {
        let teacher_id = school.teachers[lesson.teacher].id.as_str();
        let case = Case {
            lesson,
            log,
            row: told[number],
            teacher_id,
            banded: true,
        };

        let shared = shares_minutes(school, &told, number);
        let double = log.posted_double || shared == Some(Shared::ByZoom);
        let one = Judged {
            overlaps: shared.is_some(),
            ..judge(case, lesson.teacher, double)
        };
        let original = baseline::row(lesson, teacher_id);

        let as_original = Case {
            row: Some(&original),
            banded: false,
            ..case
        };

        outcome
            .baseline
            .push(judge(as_original, lesson.teacher, false));

        if traced && !(one.page_right() && one.right(0)) {
            outcome.stories.push(story::tell(case, &one));
        }

        outcome.judged.push(one);
    }

    outcome
}

/// What made a lesson reach into the one before or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    /// The same stay in the meeting was counted in both.
    ByZoom,
    /// The teacher ended it late.
    ByTeacher,
}

/// Minutes of the lesson before or after that are counted in this one, too.
fn shares_minutes(school: &School, told: &[Option<&Row>], number: usize) -> Option<Shared> {
    let counted = |number: usize| {
        let row = told
            .get(number)?
            .filter(|row| row.source.as_deref().is_some_and(|source| source != "page"))?;
        // The seconds told, up to the end: before them the page may have been open without being counted.
        let (end, length) = (row.times().1?, row.duration_seconds? * SECOND);
        Some((Spans::one(end - length, end), length))
    };

    let (lessons, own) = (&school.lessons, school.lessons[number].attended());
    let (minutes, length) = counted(number)?;
    // Of two that overlap, the one that is too long has the other's minutes.
    let too_long = length > own.length() + MINUTE;
    let neighbours = [number.checked_sub(1), Some(number + 1)]
        .into_iter()
        .flatten();

    let overlaps = |other: usize| {
        let same_teacher = lessons
            .get(other)
            .is_some_and(|one| one.teacher == lessons[number].teacher);
        let truly = || lessons[other].attended().common(&own).length();
        same_teacher
            && counted(other)
                .is_some_and(|(one, _)| one.common(&minutes).length() > truly() + 2 * MINUTE)
    };

    if !too_long || !neighbours.into_iter().any(overlaps) {
        return None;
    }

    let by_teacher = told[number].is_some_and(|row| row.source.as_deref() == Some("page+teacher"));
    Some(if by_teacher {
        Shared::ByTeacher
    } else {
        Shared::ByZoom
    })
}
