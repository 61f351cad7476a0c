//! How a report is imported, and what becomes of it.

use chrono::TimeDelta;

use super::{LessonChange, NearLessons};
use crate::domain::Day;
use crate::error::Error;
use crate::store::ZoomImport;

/// How a report is imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportMode {
    /// Shows only what would change.
    pub is_dry_run: bool,
    /// Believes the report's times, though its stays are known ones at other times.
    pub believes_times: bool,
    /// Leaves a day alone that was imported from a file: nobody is there to be told what is replaced.
    pub spares_files: bool,
}

/// What became of a report.
#[derive(Debug)]
pub enum ImportOutcome {
    /// The same file, read in the same way, is read already. The lessons are those that an interrupted import left
    /// over.
    AlreadyRead {
        /// The imports of it.
        imports: Vec<ZoomImport>,
        /// What was counted only now.
        lessons: Vec<LessonChange>,
    },
    /// Its stays are known ones, so much later: its times are of another zone. Nothing was stored.
    Shifted(TimeDelta),
    /// No lesson is about it. Nothing was stored.
    NothingMatched(NearLessons),
    /// It would be imported.
    Foreseen {
        /// The imports that it would replace.
        replaced: Vec<ZoomImport>,
        /// Its days that no lesson is about.
        unmatched: Vec<Day>,
        /// The lessons that it is about, as they would be.
        lessons: Vec<LessonChange>,
    },
    /// It was imported.
    Imported {
        /// One for each day.
        imports: Vec<ZoomImport>,
        /// The imports that it replaces.
        replaced: Vec<ZoomImport>,
        /// Its days that no lesson is about.
        unmatched: Vec<Day>,
        /// The lessons that it is about, as they are now.
        lessons: Vec<LessonChange>,
    },
    /// It was stored, and the lessons could not be counted: the next sweep, or the same import again, does it.
    NotCounted {
        /// One for each day.
        imports: Vec<ZoomImport>,
        /// Why not.
        error: Error,
    },
}
