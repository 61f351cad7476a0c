//! How long a lesson was, how sure that is, and what it rests on.

/// Seconds of presence with the band in which the truth lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredTime {
    /// Seconds of presence as counted.
    pub seconds: i64,
    /// The least that the evidence allows.
    pub low_seconds: i64,
    /// The most that the evidence allows.
    pub high_seconds: i64,
    /// What the figures rest on; `None` for rows of older systems.
    pub source: Option<MeasurementSource>,
    /// How sure the figures are; `None` for rows of older systems.
    pub grade: Option<Confidence>,
}

/// The kind of evidence that a duration rests on (`duration_source`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasurementSource {
    /// The student's page.
    Page,
    /// Zoom.
    Zoom,
    /// Zoom, and the student's page for the part that Zoom did not report.
    PageAndZoom,
    /// The student's page and the teacher's.
    PageAndTeacher,
}

impl MeasurementSource {
    /// All sources.
    pub const ALL: [Self; 4] = [
        Self::Page,
        Self::Zoom,
        Self::PageAndZoom,
        Self::PageAndTeacher,
    ];

    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Zoom => "zoom",
            Self::PageAndZoom => "page+zoom",
            Self::PageAndTeacher => "page+teacher",
        }
    }

    /// Tells whether Zoom saw the lesson.
    #[must_use]
    pub fn is_by_zoom(self) -> bool {
        match self {
            Self::Zoom | Self::PageAndZoom => true,
            Self::Page | Self::PageAndTeacher => false,
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
pub enum Confidence {
    /// Zoom saw the student come and leave.
    A,
    /// Zoom saw the lesson except for a gap, or the student's page and the teacher's agree about it.
    B,
    /// One page alone saw it, or nothing bounds what somebody said: the lesson may have been much longer or shorter.
    C,
}

impl Confidence {
    /// All grades.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// Reads the letter.
    #[must_use]
    pub fn from_stored(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == letter)
    }

    /// Returns the letter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    /// Returns the widest band, in seconds, with which figures of a source still have this grade. `None`: figures of
    /// this source never have it.
    #[must_use]
    pub fn widest_band(self, source: MeasurementSource) -> Option<i64> {
        match (self, source) {
            (Self::A, MeasurementSource::Zoom | MeasurementSource::PageAndZoom) => Some(60),
            (Self::B, MeasurementSource::Zoom | MeasurementSource::PageAndZoom) => Some(300),
            // Wide enough for the times outside Zoom that no page saw.
            (Self::B, MeasurementSource::PageAndTeacher) => Some(900),
            // A page alone does not see the lesson.
            (Self::A | Self::B, MeasurementSource::Page)
            | (Self::A, MeasurementSource::PageAndTeacher) => None,
            (Self::C, _) => Some(i64::MAX),
        }
    }
}

impl MeasuredTime {
    /// Tells whether Zoom saw the lesson.
    #[must_use]
    pub fn is_by_zoom(&self) -> bool {
        self.source.is_some_and(MeasurementSource::is_by_zoom)
    }

    /// Builds figures with the best grade that their source and the width of their band allow.
    #[must_use]
    pub fn with_band(
        seconds: i64,
        low_seconds: i64,
        high_seconds: i64,
        source: MeasurementSource,
    ) -> Self {
        let width = high_seconds - low_seconds;
        let grade = [Confidence::A, Confidence::B].into_iter().find(|grade| {
            grade
                .widest_band(source)
                .is_some_and(|widest| width <= widest)
        });

        Self {
            seconds,
            low_seconds,
            high_seconds,
            source: Some(source),
            grade: Some(grade.unwrap_or(Confidence::C)),
        }
    }

    /// Builds the figures of an older system's row, which has neither evidence nor a grade.
    #[must_use]
    pub fn from_older_row(seconds: i64, low_seconds: i64, high_seconds: i64) -> Self {
        Self {
            seconds,
            low_seconds,
            high_seconds,
            source: None,
            grade: None,
        }
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
        for (seconds, expected) in [
            (0, 0),
            (2, 0),
            (20, 0),
            (29, 0),
            (30, 1),
            (60, 1),
            (89, 1),
            (90, 2),
            (3600, 60),
        ] {
            assert_eq!(minutes(seconds), expected, "{seconds} s");
        }
    }
}
