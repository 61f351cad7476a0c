//! What the system asked Zoom, as a table.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::zoom_api::{HEAVY_CALLS_A_DAY, Weight};

/// A day of a big school.
const LESSONS_OF_DAY: f64 = 10_000.0;

/// The figures of what was asked.
#[derive(Clone, Copy, Debug)]
pub struct CallFigures {
    /// Calls about meetings for each lesson: light, medium, heavy.
    pub a_lesson: [f64; 3],
    /// Calls about meetings all of whose lessons were told whole.
    pub needless: u64,
    /// Calls of the busiest day, if the school had 10,000 lessons a day.
    pub on_busiest_day: f64,
    /// The heavy ones of an average day of such a school.
    pub heavy_a_day: f64,
    /// Calls to read the log of events.
    pub of_log: u64,
    /// Calls that Zoom did not answer at first.
    pub failed: u64,
    /// Lessons that are right only because Zoom was asked.
    pub mended: usize,
    /// Lessons that are wrong because Zoom was asked.
    pub harmed: usize,
}

impl CallFigures {
    /// Sums up a run of schools that each have so many days.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of calls and lessons")]
    pub fn of(outcome: &Outcome, days: i64) -> Self {
        let lessons = outcome.judged.len().max(1) as f64;
        let calls = &outcome.calls;
        let weights = [Weight::Light, Weight::Medium, Weight::Heavy];
        let a_lesson = weights.map(|weight| calls.of_weight(weight) as f64 / lessons);
        let lessons_a_day = lessons / days.max(1) as f64;
        let (mended, harmed) = outcome.mended_and_harmed();

        Self {
            a_lesson,
            needless: calls.needless,
            on_busiest_day: calls.busiest_day() as f64 * LESSONS_OF_DAY / lessons_a_day,
            heavy_a_day: a_lesson[2] * LESSONS_OF_DAY,
            of_log: calls.of_log,
            failed: calls.failed,
            mended,
            harmed,
        }
    }

    fn total(&self) -> f64 {
        self.a_lesson.iter().sum()
    }

    /// Writes them as a table.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::from("| asked of Zoom | |\n|---|---|\n");
        let [light, medium, heavy] = self.a_lesson;
        let total = self.total();

        let rows = [
            (
                "calls a lesson",
                format!("{total:.3} ({light:.3} light, {medium:.3} medium, {heavy:.3} heavy)"),
            ),
            ("calls for complete lessons", self.needless.to_string()),
            (
                "busiest day, 10,000 lessons a day",
                format!("{:.0} calls", self.on_busiest_day),
            ),
            (
                "heavy calls, 10,000 lessons a day",
                format!("{:.0} of {HEAVY_CALLS_A_DAY}", self.heavy_a_day),
            ),
            ("calls to read the log", self.of_log.to_string()),
            ("calls that failed", self.failed.to_string()),
            ("lessons mended", self.mended.to_string()),
            ("lessons made wrong", self.harmed.to_string()),
        ];
        for (name, value) in rows {
            let _ = writeln!(text, "| {name} | {value} |");
        }

        text
    }

    /// Returns them as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let [light, medium, heavy] = self.a_lesson;
        json!({
            "a_lesson": self.total(),
            "light_a_lesson": light,
            "medium_a_lesson": medium,
            "heavy_a_lesson": heavy,
            "needless": self.needless,
            "on_busiest_day_of_10000_lessons": self.on_busiest_day,
            "of_log": self.of_log,
            "failed": self.failed,
            "mended": self.mended,
            "harmed": self.harmed,
        })
    }
}
