//! The column `documents`: a JSON object, one member for each of a session's pages.
//!
//! ```json
//! {"3f2b8c1e-...": {"seq": 12, "ticks": 40, "seen": 1764068400, "phone": true}, "_gaps": [[1764066000, 1764066300]]}
//! ```
//! Times are seconds since 1970. A heartbeat changes `seq`, `ticks` and `seen` in place, by conditions on this form
//! (`store/heartbeat.rs`): a closed page has `closed_seq` instead of `seq`, what is not so is absent (never `false`
//! or `null`), and the newest gap is the last one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{DocumentId, Interval, PageDocument, Presence, Visibility, ZoomVisit};

/// The member of the pages that do not name themselves. No document may be called so.
const UNNAMED: &str = "_";

#[derive(Debug, Default, Deserialize, Serialize)]
struct Member {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_seq: Option<u32>,
    ticks: u32,
    /// Its first sign of life.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<i64>,
    seen: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    phone: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    zoom: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    covered: Option<Covered>,
    /// First and last tap on the Zoom link.
    #[serde(skip_serializing_if = "Option::is_none")]
    taps: Option<(i64, i64)>,
    /// First and last look after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    back: Option<(i64, i64)>,
    /// How often, and for how many seconds, the student was back before the last tap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outside: Option<(u32, i64)>,
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

/// Reads the column into `presence`. What is not of this form was not written by this system, and says nothing.
pub(crate) fn read(text: &str, presence: &mut Presence) {
    let column: Column = serde_json::from_str(text).unwrap_or_default();
    let gap = |(from, to)| {
        Some(Interval {
            from: instant(from)?,
            to: instant(to)?,
        })
    };

    presence.gaps = column.gaps.into_iter().filter_map(gap).collect();
    let members = column.members.into_iter();
    presence.documents = members
        .filter_map(|(name, member)| member.into_document(&name))
        .collect();
}

/// Writes the column; `None` for no documents.
pub(crate) fn write(presence: &Presence) -> Option<String> {
    if presence.documents.is_empty() {
        return None;
    }

    let member =
        |document: &PageDocument| (name(document.id.as_ref()).to_owned(), Member::of(document));
    let column = Column {
        gaps: presence
            .gaps
            .iter()
            .map(|gap| (gap.from.timestamp(), gap.to.timestamp()))
            .collect(),
        members: presence.documents.iter().map(member).collect(),
    };

    serde_json::to_string(&column).ok()
}

fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

fn both(first: Option<DateTime<Utc>>, last: Option<DateTime<Utc>>) -> Option<(i64, i64)> {
    first
        .zip(last)
        .map(|(first, last)| (first.timestamp(), last.timestamp()))
}

impl Member {
    fn of(document: &PageDocument) -> Self {
        let (closed, trip) = (
            document.visibility == Visibility::Closed,
            document.zoom_visit,
        );
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
            taps: both(trip.first_tap_at, trip.last_tap_at),
            back: both(trip.back_at, trip.looked_at),
            outside: (trip.returns > 0).then_some((trip.returns, trip.outside_seconds)),
        }
    }

    fn into_document(self, name: &str) -> Option<PageDocument> {
        let id = if name == UNNAMED {
            None
        } else {
            Some(name.parse().ok()?)
        };
        let standing = match (self.closed_seq, self.covered) {
            (Some(_), _) => Visibility::Closed,
            (None, Some(Covered::Away)) => Visibility::Away,
            (None, Some(Covered::Hidden)) => Visibility::Hidden,
            (None, None) => Visibility::Visible,
        };
        let (outings, outside_seconds) = self.outside.unwrap_or_default();
        let trip = ZoomVisit {
            first_tap_at: self.taps.and_then(|(first, _)| instant(first)),
            last_tap_at: self.taps.and_then(|(_, last)| instant(last)),
            back_at: self.back.and_then(|(first, _)| instant(first)),
            looked_at: self.back.and_then(|(_, last)| instant(last)),
            returns: outings,
            outside_seconds,
        };

        Some(PageDocument {
            id,
            sequence: self.closed_seq.or(self.seq).unwrap_or(0),
            ticks: self.ticks,
            opened_at: self.opened.and_then(instant),
            seen_at: instant(self.seen)?,
            phone: self.phone,
            zoom_tapped: self.zoom,
            visibility: standing,
            zoom_visit: trip,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_as_they_were_written() {
        let at = DateTime::from_timestamp(1_764_068_400, 0).unwrap();
        let later = at + chrono::TimeDelta::seconds(60);
        let trip = ZoomVisit {
            first_tap_at: Some(at),
            last_tap_at: Some(later),
            back_at: Some(later),
            looked_at: Some(later),
            returns: 1,
            outside_seconds: 20,
        };

        let standings = [
            Visibility::Visible,
            Visibility::Hidden,
            Visibility::Away,
            Visibility::Closed,
        ];
        let mut documents: Vec<PageDocument> = (0..)
            .zip(standings)
            .map(|(number, standing)| PageDocument {
                id: Some(format!("doc-{number}").parse().unwrap()),
                sequence: 7 + number,
                ticks: 3,
                opened_at: (number > 0).then_some(at),
                seen_at: at,
                phone: number == 2,
                zoom_tapped: number > 1,
                visibility: standing,
                zoom_visit: if number > 1 {
                    trip
                } else {
                    ZoomVisit::default()
                },
            })
            .collect();

        documents.insert(
            0,
            PageDocument {
                id: None,
                sequence: 0,
                ..documents[0].clone()
            },
        );

        let gaps = vec![Interval {
            from: at,
            to: at + chrono::TimeDelta::seconds(300),
        }];
        let presence = Presence {
            documents,
            gaps,
            ..Presence::from(at)
        };
        let text = write(&presence).unwrap();

        assert!(text.is_ascii() && !text.contains('?'));
        let mut back = Presence::from(at);
        read(&text, &mut back);
        assert_eq!(back, presence);
        assert_eq!(write(&Presence::from(at)), None);
    }

    #[test]
    fn what_somebody_else_wrote_says_nothing() {
        let nothing = Presence::from(DateTime::UNIX_EPOCH);
        for text in [
            "",
            "null",
            "[]",
            "{",
            "{\"a b\": {\"ticks\": 1, \"seen\": 0}}",
            "{\"a\": 5}",
        ] {
            let mut presence = nothing.clone();
            read(text, &mut presence);
            assert_eq!(presence, nothing);
        }
    }
}
