//! By which rule a lesson counts as late.

/// What a lesson's start is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateRule {
    /// The timetable: the first link was sent long after the planned time.
    Timetable,
    /// The link: it was opened long after it was sent. The school has no timetable.
    Sent,
}

impl LateRule {
    /// Returns the wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Timetable => "timetable",
            Self::Sent => "sent",
        }
    }
}
