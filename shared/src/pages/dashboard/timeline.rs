//! The drawing of a session's time: when its page was open, and who was in the meeting.

use chrono::{DateTime, Utc};

use super::timeline_drawing::{
    AWAY, COVERED, OFFLINE, OPEN, SILENT, STUDENT_STAY, SpanKind, TEACHER_STAY, TimelineDrawing,
    TimelineMark,
};
use super::timeline_scale::TimelineScale;
use crate::app::session_record::SessionRecord;
use crate::domain::{Interval, Party, SchoolCalendar};

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
