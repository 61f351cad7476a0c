//! The results of a run: the figures of the system and of the original, judged for each lesson.

use std::collections::{BTreeMap, HashMap};

use crate::baseline;
use crate::judge::{Case, Judged, judge};
use crate::list::Row;
use crate::play::Played;
use crate::shared_minutes::{SharedBy, shared_minutes};
use crate::story::{self, Story};
use crate::zoom_api::Calls;

/// The results, in the order of the lessons.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The system's lessons.
    pub judged: Vec<Judged>,
    /// The same of a system that asks Zoom nothing, if it was played, too.
    pub unasked: Vec<Judged>,
    /// The original's.
    pub baseline: Vec<Judged>,
    /// Each lesson in words.
    pub stories: Vec<Story>,
    /// Requests made.
    pub requests: u64,
    /// Answers that were no success.
    pub refusals: BTreeMap<(&'static str, u16), u64>,
    /// What the system asked Zoom.
    pub calls: Calls,
    /// The calls for complete lessons, by the scenarios of the lessons.
    pub needless_calls: BTreeMap<&'static str, u64>,
}

impl Outcome {
    /// Judges the lessons of a part. With `traced`, tells those that are wrong, and those about which Zoom was asked in vain.
    #[must_use]
    pub fn of(played: &Played, traced: bool) -> Self {
        let school = &played.school;
        let rows = rows_of_lessons(played);
        let mut outcome = Self {
            requests: played.requests,
            refusals: played.refusals.iter().copied().collect(),
            calls: played.calls.clone(),
            ..Self::default()
        };

        for (number, (lesson, log)) in school.lessons.iter().zip(&played.logs).enumerate() {
            let teacher_id = school.teachers[lesson.teacher].id.as_str();
            let case = Case {
                lesson,
                log,
                row: rows[number],
                teacher_id,
                banded: true,
            };

            outcome.add_needless_calls(played, number);
            let shared = shared_minutes(school, &rows, number);
            let double = log.posted_double || shared == Some(SharedBy::Zoom);
            let judged = Judged {
                overlaps: shared.is_some(),
                ..judge(case, lesson.teacher, double)
            };

            let needless = played.calls.needless_by_lesson.get(&number);
            let needless = needless.copied().unwrap_or(0);
            if traced && (needless > 0 || !judged.is_as_it_should_be()) {
                outcome.stories.push(story::tell(case, &judged, needless));
            }

            outcome.judged.push(judged);
            outcome.baseline.push(judge_original(case));
        }

        outcome
    }

    fn add_needless_calls(&mut self, played: &Played, number: usize) {
        let Some(calls) = played.calls.needless_by_lesson.get(&number) else {
            return;
        };

        let flags = &played.school.lessons[number].flags;
        let none = flags.is_empty().then_some("none");
        for flag in flags.iter().copied().chain(none) {
            *self.needless_calls.entry(flag).or_default() += calls;
        }
    }

    /// Sets the same lessons beside it, as a system has them that asks Zoom nothing.
    #[must_use]
    pub fn beside(self, unasked: Self) -> Self {
        Self {
            unasked: unasked.judged,
            ..self
        }
    }

    /// Counts the lessons that are right only because Zoom was asked, and those that are wrong for it.
    #[must_use]
    pub fn mended_and_harmed(&self) -> (usize, usize) {
        let pairs = || self.unasked.iter().zip(&self.judged);
        let mended = pairs().filter(|(before, after)| !before.right(0) && after.right(0));
        let harmed = pairs().filter(|(before, after)| before.right(0) && !after.right(0));

        (mended.count(), harmed.count())
    }

    /// Adds another part or seed, with teachers of its own.
    pub fn add(&mut self, other: Self) {
        let highest = self.judged.iter().map(|judged| judged.teacher).max();
        let offset = highest.map_or(0, |highest| highest + 1);

        add_judged(&mut self.judged, other.judged, offset);
        add_judged(&mut self.unasked, other.unasked, offset);
        add_judged(&mut self.baseline, other.baseline, offset);
        self.calls.add(other.calls);
        for (flag, calls) in other.needless_calls {
            *self.needless_calls.entry(flag).or_default() += calls;
        }
        self.stories.extend(other.stories);
        self.requests += other.requests;

        for (key, count) in other.refusals {
            *self.refusals.entry(key).or_default() += count;
        }
    }
}

fn add_judged(all: &mut Vec<Judged>, more: Vec<Judged>, offset: usize) {
    all.extend(more.into_iter().map(|judged| Judged {
        teacher: judged.teacher + offset,
        ..judged
    }));
}

/// Returns the admin's row of each lesson, where there is one.
fn rows_of_lessons(played: &Played) -> Vec<Option<&Row>> {
    let by_id: HashMap<i64, &Row> = played.rows.iter().map(|row| (row.id, row)).collect();
    played
        .logs
        .iter()
        .map(|log| by_id.get(&log.id?).copied())
        .collect()
}

/// Judges what the original system would tell of the same lesson.
fn judge_original(case: Case<'_>) -> Judged {
    let row = baseline::row(case.lesson, case.teacher_id);
    let case = Case {
        row: Some(&row),
        banded: false,
        ..case
    };

    judge(case, case.lesson.teacher, false)
}
