//! How long a lesson was, how sure that is, and where it comes from.

use crate::domain::presence::page_document::longest_unseen;
use crate::domain::presence::{Presence, PresenceParameters};

/// Seconds of presence with the band in which the truth lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredTime {
    /// Seconds of presence as counted.
    pub seconds: i64,
    /// The least that the evidence allows.
    pub low_seconds: i64,
    /// The most that the evidence allows.
    pub high_seconds: i64,
    /// Where the end points come from; `None` for rows of older systems.
    pub source: Option<MeasurementSource>,
    /// How sure the figures are; `None` for rows of older systems.
    pub grade: Option<Confidence>,
}

/// What kind of evidence a duration rests on (`duration_source`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasurementSource {
    /// The student's page.
    Page,
    /// Zoom.
    Zoom,
    /// Zoom, and where it was silent the page.
    PageAndZoom,
    /// The student's page and the teacher's.
    PageAndTeacher,
}

impl MeasurementSource {
    /// All of them.
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
    /// Zoom saw it but for a gap, or both pages agree about it.
    B,
    /// One page alone, or a word that nothing bounds: the lesson may have been much longer or shorter.
    C,
}

impl Confidence {
    /// All of them.
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
}

impl Confidence {
    /// The widest band that a source may leave for this grade; `None`: it never has that grade.
    #[must_use]
    pub fn widest_band(self, source: MeasurementSource) -> Option<i64> {
        match (self, source) {
            (Self::A, MeasurementSource::Zoom | MeasurementSource::PageAndZoom) => Some(60),
            (Self::B, MeasurementSource::Zoom | MeasurementSource::PageAndZoom) => Some(300),
            // Times outside Zoom that no page saw.
            (Self::B, MeasurementSource::PageAndTeacher) => Some(900),
            // A page alone does not see the lesson.
            (Self::A | Self::B, MeasurementSource::Page)
            | (Self::A, MeasurementSource::PageAndTeacher) => None,
            (Self::C, _) => Some(i64::MAX),
        }
    }
}

impl MeasuredTime {
    /// A session without an end: after its last sign of life it may have gone on for a while.
    #[must_use]
    pub fn measured_so_far(presence: &Presence, rules: &PresenceParameters) -> Self {
        Self::measured_by_page(presence, None, rules)
    }

    /// What the student's page alone says. It does not see the lesson: who opened the page may have met nobody, and
    /// who went to Zoom may have stayed there long after the page was closed. `finished` is whether the student
    /// pressed "End session"; `None`: nobody told an end.
    #[must_use]
    pub fn measured_by_page(
        presence: &Presence,
        finished: Option<bool>,
        rules: &PresenceParameters,
    ) -> Self {
        let unseen = finished.map_or_else(
            || longest_unseen(&presence.documents, rules).num_seconds(),
            |_| 0,
        );
        let open_seconds = presence.span_seconds() + unseen;
        let in_zoom = presence
            .went_to_zoom()
            .filter(|_| finished != Some(true) && !presence.is_back());
        let zoom_seconds = in_zoom.map_or(0, |tap| {
            (tap + rules.away - presence.clicked_at).num_seconds()
        });

        let seconds = countable_seconds(presence.seconds(), rules);
        Self::with_band(
            seconds,
            0,
            open_seconds.max(zoom_seconds),
            MeasurementSource::Page,
        )
    }

    /// Tells whether Zoom saw the lesson.
    #[must_use]
    pub fn is_by_zoom(&self) -> bool {
        self.source.is_some_and(MeasurementSource::is_by_zoom)
    }

    /// Figures with the grade that follows: Zoom's are A with a narrow band and B with one that is not wide; the pages'
    /// are B where the teacher's agrees with the student's; all others are C.
    #[must_use]
    pub fn with_band(
        seconds: i64,
        low_seconds: i64,
        high_seconds: i64,
        source: MeasurementSource,
    ) -> Self {
        let certain = [Confidence::A, Confidence::B].into_iter().find(|grade| {
            grade
                .widest_band(source)
                .is_some_and(|widest| high_seconds - low_seconds <= widest)
        });
        let grade = certain.unwrap_or(Confidence::C);

        Self {
            seconds,
            low_seconds,
            high_seconds,
            source: Some(source),
            grade: Some(grade),
        }
    }

    /// A row of an older system: its own number, without evidence or grade.
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

    /// A row of an older system that has not even a number: what lies between its times, without a grade.
    #[must_use]
    pub fn from_bare_row(presence: &Presence) -> Self {
        Self::from_older_row(
            presence.seconds(),
            presence.seconds(),
            presence.span_seconds(),
        )
    }

    /// Returns `session_duration_minutes`.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        minutes(self.seconds)
    }
}

/// Caps the seconds of a page's presence: nobody has lessons so long, the page was left open.
#[must_use]
pub fn countable_seconds(seconds: i64, rules: &PresenceParameters) -> i64 {
    seconds.min(rules.away.num_seconds())
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
