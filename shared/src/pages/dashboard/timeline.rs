//! The drawing of a session's time: when its page was open, and who was in the meeting.

use chrono::{DateTime, Utc};

use super::timeline_scale::TimelineScale;
use crate::app::session_record::SessionRecord;
use crate::domain::{Interval, Party, SchoolCalendar};

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

const OPEN: SpanKind = kind("open", PAGE, "Page open");
const COVERED: SpanKind = kind("hidden", INSIDE_PAGE, "Covered");
const AWAY: SpanKind = kind("away", INSIDE_PAGE, "In Zoom on a phone, counted");
const OFFLINE: SpanKind = kind("offline", INSIDE_PAGE, "Without network, counted");
const STUDENT_STAY: SpanKind = kind("student", STUDENT, "Student in the meeting, by Zoom");
const TEACHER_STAY: SpanKind = kind("teacher", TEACHER, "Teacher in the meeting, by Zoom");
const SILENT: SpanKind = kind("silent", PAGE, "Page silent");

/// Draws a session from its first activity, of its page or in the meeting, to its last, or to `now` while it is open.
/// Returns `None` if there was none.
pub(crate) fn draw(
    record: &SessionRecord,
    days: &SchoolCalendar,
    now: DateTime<Utc>,
) -> Option<TimelineDrawing> {
    let scale = TimelineScale::of(record, days, now)?;
    let mut spans = Vec::new();
    let mut legend = Vec::new();

    for (kind, intervals) in intervals(record, &scale) {
        if !intervals.is_empty() {
            legend.push((kind.class, kind.name));
        }

        for interval in intervals {
            spans.push(scale.span(kind, interval));
        }
    }

    Some(TimelineDrawing {
        from: days.show_time(scale.from),
        to: days.show_time(scale.to),
        spans,
        marks: marks(record, &scale),
        legend,
    })
}

/// Returns what is drawn, from the back to the front.
fn intervals(record: &SessionRecord, scale: &TimelineScale<'_>) -> [(SpanKind, Vec<Interval>); 7] {
    let timeline = &record.timeline;
    [
        (OPEN, timeline.segments.clone()),
        (COVERED, timeline.hidden.clone()),
        (AWAY, timeline.away.clone()),
        (OFFLINE, timeline.offline.clone()),
        (STUDENT_STAY, scale.stays(record, Party::Student)),
        (TEACHER_STAY, scale.stays(record, Party::Teacher)),
        (SILENT, scale.silence(record).into_iter().collect()),
    ]
}

fn marks(record: &SessionRecord, scale: &TimelineScale<'_>) -> Vec<TimelineMark> {
    let Some(presence) = record.listed.session.presence() else {
        return Vec::new();
    };

    vec![
        scale.mark("Opened", presence.clicked_at),
        scale.mark("Last activity", presence.last_sign_at),
    ]
}
