//! How long a lesson was, how sure that is, and where it comes from.

use super::document::unseen_at_most;
use super::{Presence, Rules};

/// Seconds of presence with the band in which the truth lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Seconds of presence as counted.
    pub seconds: i64,
    /// The least that the evidence allows.
    pub low_seconds: i64,
    /// The most that the evidence allows.
    pub high_seconds: i64,
    /// Where the end points come from; `None` for rows of older systems.
    pub source: Option<Source>,
    /// How sure the figures are; `None` for rows of older systems.
    pub grade: Option<Grade>,
}

/// What kind of evidence a duration rests on (`duration_source`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The student's page.
    Page,
    /// Zoom.
    Zoom,
    /// Zoom, and where it was silent the page.
    PageAndZoom,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Page, Self::Zoom, Self::PageAndZoom];

    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Zoom => "zoom",
            Self::PageAndZoom => "page+zoom",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// How sure a duration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Zoom saw the student come and leave.
    A,
    /// The page was there from the start to an end that it reported itself.
    B,
    /// The page fell silent somewhere: the lesson may have gone on unseen.
    C,
}

impl Grade {
    /// Returns the letter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// A band no wider than this is as good as none: it is also how closely a lesson's times must be known.
pub const NARROW_SECONDS: i64 = 60;
/// A band wider than this says little about a lesson.
pub const WIDE_SECONDS: i64 = 300;

impl Figures {
    /// A session whose end the page reported: unsure only about what was not counted, and about time away.
    #[must_use]
    pub fn of_ended(presence: &Presence) -> Self {
        Self::of(presence, 0)
    }

    /// A session without an end: after its last sign of life it may have gone on for a while.
    #[must_use]
    pub fn of_open(presence: &Presence, rules: &Rules) -> Self {
        Self::of(presence, unseen_at_most(&presence.documents, rules).num_seconds())
    }

    fn of(presence: &Presence, unseen_seconds: i64) -> Self {
        let seconds = presence.seconds();
        let low_seconds = (seconds - presence.away_seconds).max(0);
        Self::banded(seconds, low_seconds, presence.span_seconds() + unseen_seconds, Source::Page)
    }

    /// Figures with the grade that follows: Zoom's are A with a narrow band and B with one that is not wide, the
    /// page's are B with a narrow one; all others are C.
    #[must_use]
    pub fn banded(seconds: i64, low_seconds: i64, high_seconds: i64, source: Source) -> Self {
        let grade = match (source, high_seconds - low_seconds) {
            (Source::Zoom | Source::PageAndZoom, ..=NARROW_SECONDS) => Grade::A,
            (Source::Zoom | Source::PageAndZoom, ..=WIDE_SECONDS) | (Source::Page, ..=NARROW_SECONDS) => {
                Grade::B
            }
            (Source::Zoom | Source::PageAndZoom | Source::Page, _) => Grade::C,
        };
        Self { seconds, low_seconds, high_seconds, source: Some(source), grade: Some(grade) }
    }

    /// A row of an older system: its own number, without evidence or grade.
    #[must_use]
    pub fn of_older_row(seconds: i64, low_seconds: i64, high_seconds: i64) -> Self {
        Self { seconds, low_seconds, high_seconds, source: None, grade: None }
    }

    /// A row of an older system that has not even a number: what lies between its times, without a grade.
    #[must_use]
    pub fn of_bare_row(presence: &Presence) -> Self {
        Self::of_older_row(presence.seconds(), presence.seconds(), presence.span_seconds())
    }

    /// Returns `session_duration_minutes`.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        minutes(self.seconds)
    }
}

/// Rounds seconds to the nearest minute, halves up. There is no minimum.
#[must_use]
pub fn minutes(seconds: i64) -> i64 {
    (seconds + 30).div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_rounded_to_the_nearest_and_have_no_minimum() {
        for (seconds, expected) in
            [(0, 0), (2, 0), (20, 0), (29, 0), (30, 1), (60, 1), (89, 1), (90, 2), (3600, 60)]
        {
            assert_eq!(minutes(seconds), expected, "{seconds} s");
        }
    }
}
