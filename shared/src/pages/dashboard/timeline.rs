//! The drawing of a session's time: when its page was open, and who was in the meeting.

use chrono::{DateTime, Utc};

use crate::app::reconcile_meeting::MeetingPresence;
use crate::app::session_record::SessionRecord;
use crate::domain::{Interval, Party, SchoolCalendar};
use crate::pages::staff::labels::length;

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
struct SpanKind {
    class: &'static str,
    band: Band,
    name: &'static str,
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
    let scale = Scale::of(record, days, now)?;
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
fn intervals(record: &SessionRecord, scale: &Scale<'_>) -> [(SpanKind, Vec<Interval>); 7] {
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

fn marks(record: &SessionRecord, scale: &Scale<'_>) -> Vec<TimelineMark> {
    let Some(presence) = record.listed.session.presence() else {
        return Vec::new();
    };

    vec![
        scale.mark("Opened", presence.clicked_at),
        scale.mark("Last activity", presence.last_sign_at),
    ]
}

/// Maps instants to places in the drawing.
struct Scale<'a> {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// When the session ended, or now.
    end: DateTime<Utc>,
    days: &'a SchoolCalendar,
}

impl<'a> Scale<'a> {
    fn of(record: &SessionRecord, days: &'a SchoolCalendar, now: DateTime<Utc>) -> Option<Self> {
        let session = &record.listed.session;
        let presence = session.presence();
        let end = session.ended_at().unwrap_or(now);

        let mut beginnings: Vec<DateTime<Utc>> = Vec::new();
        let mut ends = vec![end];
        if let Some(presence) = presence {
            beginnings.push(presence.clicked_at);
            ends.push(presence.last_sign_at);
        }

        for MeetingPresence { from, to, .. } in &record.in_meeting {
            beginnings.extend(*from);
            ends.extend(*to);
        }

        Some(Self {
            from: beginnings.into_iter().min()?,
            to: ends.into_iter().max()?,
            end,
            days,
        })
    }

    /// A party's time in the meeting. Where Zoom did not say when it began or ended, it reaches to the drawing's or
    /// the session's end.
    fn stays(&self, record: &SessionRecord, party: Party) -> Vec<Interval> {
        let mut stays = Vec::new();
        for presence in &record.in_meeting {
            if presence.party == party {
                stays.push(Interval {
                    from: presence.from.unwrap_or(self.from),
                    to: presence.to.unwrap_or(self.end),
                });
            }
        }

        stays
    }

    /// The time after the page's last activity.
    fn silence(&self, record: &SessionRecord) -> Option<Interval> {
        let last_activity = record.listed.session.presence()?.last_sign_at;
        let silence = Interval {
            from: last_activity,
            to: self.end.max(last_activity),
        };

        (silence.seconds() > 0).then_some(silence)
    }

    fn span(&self, kind: SpanKind, interval: Interval) -> TimelineSpan {
        let x = self.tenths(interval.from);
        // A short span is still seen.
        let width = (self.tenths(interval.to) - x).max(3);
        let title = format!(
            "{} {} to {}, {}",
            kind.name,
            self.days.show_time(interval.from),
            self.days.show_time(interval.to),
            length(interval.seconds())
        );

        TimelineSpan {
            class: kind.class,
            band: kind.band,
            x: percent(x),
            width: percent(width),
            title,
        }
    }

    fn mark(&self, name: &str, at: DateTime<Utc>) -> TimelineMark {
        TimelineMark {
            // A mark is three tenths wide; at the very end it would lie outside.
            x: percent(self.tenths(at).min(997)),
            title: format!("{name} {}", self.days.show_time(at)),
        }
    }

    /// Returns the place of an instant in tenths of a percent.
    fn tenths(&self, at: DateTime<Utc>) -> i64 {
        let whole = (self.to - self.from).num_seconds().max(1);
        let passed = (at - self.from).num_seconds().clamp(0, whole);

        passed * 1000 / whole
    }
}

/// Writes tenths of a percent.
fn percent(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
