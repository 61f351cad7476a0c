//! The scale of a session's timeline: which instant lies where.

use chrono::{DateTime, Utc};

use super::timeline_drawing::{SpanKind, TimelineMark, TimelineSpan};
use crate::app::session_record::SessionRecord;
use crate::domain::MeetingPresence;
use crate::domain::{Interval, Party, SchoolCalendar};
use crate::pages::staff::labels::length;

/// Maps instants to places in the drawing.
pub(crate) struct TimelineScale<'a> {
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    /// When the session ended, or now.
    end: DateTime<Utc>,
    days: &'a SchoolCalendar,
}

impl<'a> TimelineScale<'a> {
    /// Makes the scale of a session; `None` if there is nothing to draw.
    pub(crate) fn of(
        record: &SessionRecord,
        days: &'a SchoolCalendar,
        now: DateTime<Utc>,
    ) -> Option<Self> {
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

    /// Returns a party's time in the meeting. Where Zoom did not say when it began or ended, it reaches to the drawing's or
    /// the session's end.
    pub(crate) fn stays(&self, record: &SessionRecord, party: Party) -> Vec<Interval> {
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

    /// Returns the time after the page's last activity.
    pub(crate) fn silence(&self, record: &SessionRecord) -> Option<Interval> {
        let last_activity = record.listed.session.presence()?.last_sign_at;
        let silence = Interval {
            from: last_activity,
            to: self.end.max(last_activity),
        };

        (silence.seconds() > 0).then_some(silence)
    }

    /// Draws an interval.
    pub(crate) fn span(&self, kind: SpanKind, interval: Interval) -> TimelineSpan {
        let x = self.tenths(interval.from);
        // A shorter span could not be seen.
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

    /// Draws an instant.
    pub(crate) fn mark(&self, name: &str, at: DateTime<Utc>) -> TimelineMark {
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
