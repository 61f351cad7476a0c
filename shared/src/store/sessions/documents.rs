//! The column `documents`: a JSON object, one member for each of a session's pages.
//!
//! ```json
//! {"3f2b8c1e-...": {"seq": 12, "ticks": 40, "seen": 1764068400, "phone": true}, "_gaps": [[1764066000, 1764066300]]}
//! ```
//! Times are seconds since 1970. A heartbeat changes `seq`, `ticks` and `seen` in place. Its conditions
//! (`sessions/heartbeat.rs`) rely on this form: a closed page has `closed_seq` instead of `seq`, a member that does
//! not apply is absent (never `false` or `null`), and the newest gap is the last one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{DocumentId, Interval, PageDocument, Presence, Visibility, ZoomVisit};

/// The member of the pages that do not name themselves. No document may have this name.
const UNNAMED: &str = "_";

#[derive(Debug, Default, Deserialize, Serialize)]
struct Member {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_seq: Option<u32>,
    ticks: u32,
    /// The page's first activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<i64>,
    seen: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    phone: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    zoom: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    covered: Option<Covered>,
    /// The first and the last tap on the Zoom link.
    #[serde(skip_serializing_if = "Option::is_none")]
    taps: Option<(i64, i64)>,
    /// The first and the last look after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    back: Option<(i64, i64)>,
    /// How often the student was back before the last tap, and for how many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outside: Option<(u32, i64)>,
    /// From when to when its computer slept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asleep: Option<(i64, i64)>,
}

/// Why a page that is open is not in front.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Covered {
    Hidden,
    Away,
}

/// Returns the name of a document's member.
pub(crate) fn name(document: Option<&DocumentId>) -> &str {
    document.map_or(UNNAMED, DocumentId::as_str)
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Column {
    /// Uncounted time that one of the pages may yet account for.
    #[serde(rename = "_gaps", default, skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<(i64, i64)>,
    #[serde(flatten)]
    members: BTreeMap<String, Member>,
}

/// Reads the column into `presence`. A text that is not of this form was not written by this system, and is ignored.
pub(crate) fn read(text: &str, presence: &mut Presence) {
    let column: Column = serde_json::from_str(text).unwrap_or_default();

    presence.gaps = column.gaps.into_iter().filter_map(interval).collect();
    presence.documents = column
        .members
        .into_iter()
        .filter_map(|(name, member)| member.into_document(&name))
        .collect();
}

/// Writes the column; `None` for no documents.
pub(crate) fn write(presence: &Presence) -> Option<String> {
    // Gaps go, too: without a document, no page is left that could account for them.
    if presence.documents.is_empty() {
        return None;
    }

    let mut column = Column::default();
    for gap in &presence.gaps {
        column.gaps.push((gap.from.timestamp(), gap.to.timestamp()));
    }

    for document in &presence.documents {
        let name = name(document.id.as_ref()).to_owned();
        column.members.insert(name, Member::of(document));
    }

    serde_json::to_string(&column).ok()
}

fn interval((from, to): (i64, i64)) -> Option<Interval> {
    Some(Interval {
        from: instant(from)?,
        to: instant(to)?,
    })
}

fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

/// Returns two instants as seconds, if both are known.
fn pair(first: Option<DateTime<Utc>>, last: Option<DateTime<Utc>>) -> Option<(i64, i64)> {
    first
        .zip(last)
        .map(|(first, last)| (first.timestamp(), last.timestamp()))
}

impl Member {
    fn of(document: &PageDocument) -> Self {
        let closed = document.visibility == Visibility::Closed;
        let visit = document.zoom_visit;

        Self {
            seq: (!closed).then_some(document.sequence),
            closed_seq: closed.then_some(document.sequence),
            ticks: document.ticks,
            opened: document.opened_at.map(|at| at.timestamp()),
            seen: document.seen_at.timestamp(),
            phone: document.phone,
            zoom: document.zoom_tapped,
            covered: match document.visibility {
                Visibility::Hidden => Some(Covered::Hidden),
                Visibility::Away => Some(Covered::Away),
                Visibility::Visible | Visibility::Closed => None,
            },
            taps: pair(visit.first_tap_at, visit.last_tap_at),
            back: pair(visit.back_at, visit.looked_at),
            outside: (visit.returns > 0).then_some((visit.returns, visit.outside_seconds)),
            asleep: visit
                .asleep
                .map(|asleep| (asleep.from.timestamp(), asleep.to.timestamp())),
        }
    }

    fn into_document(self, name: &str) -> Option<PageDocument> {
        let id = if name == UNNAMED {
            None
        } else {
            Some(name.parse().ok()?)
        };

        Some(PageDocument {
            id,
            sequence: self.closed_seq.or(self.seq).unwrap_or(0),
            ticks: self.ticks,
            opened_at: self.opened.and_then(instant),
            seen_at: instant(self.seen)?,
            phone: self.phone,
            zoom_tapped: self.zoom,
            visibility: self.visibility(),
            zoom_visit: self.zoom_visit(),
        })
    }

    fn visibility(&self) -> Visibility {
        match (self.closed_seq, self.covered) {
            (Some(_), _) => Visibility::Closed,
            (None, Some(Covered::Away)) => Visibility::Away,
            (None, Some(Covered::Hidden)) => Visibility::Hidden,
            (None, None) => Visibility::Visible,
        }
    }

    fn zoom_visit(&self) -> ZoomVisit {
        let (returns, outside_seconds) = self.outside.unwrap_or_default();

        ZoomVisit {
            first_tap_at: self.taps.and_then(|(first, _)| instant(first)),
            last_tap_at: self.taps.and_then(|(_, last)| instant(last)),
            back_at: self.back.and_then(|(first, _)| instant(first)),
            looked_at: self.back.and_then(|(_, last)| instant(last)),
            returns,
            outside_seconds,
            asleep: self.asleep.and_then(interval),
        }
    }
}

#[cfg(test)]
mod tests;
