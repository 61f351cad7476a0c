//! What the drawing of a session's time is made of.

/// The drawing. Its numbers are percent of its width.
#[derive(Debug)]
pub(crate) struct TimelineDrawing {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) spans: Vec<TimelineSpan>,
    pub(crate) marks: Vec<TimelineMark>,
    /// Classes of the style sheet and what they mean.
    pub(crate) legend: Vec<(&'static str, &'static str)>,
}

/// A stretch of time.
#[derive(Debug)]
pub(crate) struct TimelineSpan {
    pub(crate) class: &'static str,
    pub(crate) band: Band,
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) title: String,
}

/// An instant.
#[derive(Debug)]
pub(crate) struct TimelineMark {
    pub(crate) x: String,
    pub(crate) title: String,
}

/// Where a span lies in the height of the drawing, which is twelve.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    pub(crate) top: u8,
    pub(crate) height: u8,
}

const STUDENT: Band = Band { top: 0, height: 2 };
const PAGE: Band = Band { top: 3, height: 6 };
const INSIDE_PAGE: Band = Band { top: 4, height: 4 };
const TEACHER: Band = Band { top: 10, height: 2 };

/// A kind of span.
#[derive(Clone, Copy)]
pub(crate) struct SpanKind {
    pub(crate) class: &'static str,
    pub(crate) band: Band,
    pub(crate) name: &'static str,
}

const fn kind(class: &'static str, band: Band, name: &'static str) -> SpanKind {
    SpanKind { class, band, name }
}

pub(crate) const OPEN: SpanKind = kind("open", PAGE, "Page open");
pub(crate) const COVERED: SpanKind = kind("hidden", INSIDE_PAGE, "Covered");
pub(crate) const AWAY: SpanKind = kind("away", INSIDE_PAGE, "In Zoom on a phone, counted");
pub(crate) const OFFLINE: SpanKind = kind("offline", INSIDE_PAGE, "Without network, counted");
pub(crate) const STUDENT_STAY: SpanKind =
    kind("student", STUDENT, "Student in the meeting, by Zoom");
pub(crate) const TEACHER_STAY: SpanKind =
    kind("teacher", TEACHER, "Teacher in the meeting, by Zoom");
pub(crate) const SILENT: SpanKind = kind("silent", PAGE, "Page silent");
