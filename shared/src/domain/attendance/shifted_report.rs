//! A report whose times are of another zone: its stays are known ones, moved by whole or half hours.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::assumptions::{CLOCK_MINUTE, REPORT_TOLERANCE};
use super::meeting_event::{Participant, REPORTED, ZoomEvent, ZoomKind};
use super::meeting_stay::{earliest, latest};

/// No two zones are further apart than twice this number of half hours.
const MOST_HALF_HOURS: i32 = 28;
/// So many known ends may agree by chance where the report has whole minutes only.
const BY_CHANCE: usize = 2;

/// The beginning and the end of a visit, or of a run of the meeting.
#[derive(Default)]
struct Span {
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

/// Returns by how much later a report has the stays that Zoom's own events told. `None`: its times do not contradict
/// them, as far as they show.
#[must_use]
pub fn find_shift(told: &[ZoomEvent], reported: &[ZoomEvent]) -> Option<TimeDelta> {
    let known = spans(told.iter().filter(|event| !is_reported(event)));
    let reported = spans(reported);
    let ends: BTreeSet<DateTime<Utc>> = reported.iter().flat_map(Span::ends).collect();

    let has_seconds = ends.iter().any(|at| at.second() != 0);
    let (tolerance, needed) = if has_seconds {
        (REPORT_TOLERANCE, BY_CHANCE)
    } else {
        (CLOCK_MINUTE, BY_CHANCE + 1)
    };
    let agreeing = |half_hours: i32| {
        let shift = TimeDelta::minutes(30) * half_hours;
        agreeing_ends(&known, &reported, shift, tolerance)
    };

    let unmoved = agreeing(0);
    let best = (-MOST_HALF_HOURS..=MOST_HALF_HOURS)
        .map(|half_hours| (agreeing(half_hours), half_hours))
        .min_by_key(|(ends, half_hours)| (Reverse(*ends), half_hours.abs()))?;
    let (agreed, half_hours) = best;
    let is_shifted = agreed > unmoved && agreed >= needed && 2 * agreed >= ends.len();

    is_shifted.then(|| TimeDelta::minutes(30) * half_hours)
}

/// What a span is of. A report has a row for each part of a visit, or one for all of it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SpanOf<'a> {
    Run,
    Visit(&'a str),
    /// Between two moves from one room to another.
    Part(&'a str),
    /// Everybody of one name.
    Name(&'a str),
}

impl<'a> SpanOf<'a> {
    fn all(event: &'a ZoomEvent) -> Vec<Self> {
        let Some(who) = participant(event) else {
            return vec![Self::Run];
        };

        let part = who.user_id.as_deref().map(Self::Part);
        let name = who.name_key.as_deref().map(Self::Name);
        let visit = Self::Visit(&who.connection);
        [Some(visit), part, name].into_iter().flatten().collect()
    }
}

/// Returns from when to when somebody was there, and the runs of the meeting.
fn spans<'a>(events: impl IntoIterator<Item = &'a ZoomEvent>) -> Vec<Span> {
    let mut spans: BTreeMap<(&str, SpanOf<'_>), Span> = BTreeMap::new();
    for event in events {
        for of in SpanOf::all(event) {
            spans.entry((&event.uuid, of)).or_default().record(event);
        }
    }

    spans.into_values().collect()
}

fn participant(event: &ZoomEvent) -> Option<&Participant> {
    match &event.kind {
        ZoomKind::Started | ZoomKind::Ended => None,
        ZoomKind::Joined(who) | ZoomKind::Left(who) | ZoomKind::Dropped(who) => Some(who),
    }
}

/// Tells whether an earlier report told of an event: it may have been wrong as well.
fn is_reported(event: &ZoomEvent) -> bool {
    event.uuid.starts_with(REPORTED)
        || participant(event).is_some_and(|who| who.connection.starts_with(REPORTED))
}

/// Counts the different times at which, by both and with the report moved back, somebody came or left.
fn agreeing_ends(
    known: &[Span],
    reported: &[Span],
    shift: TimeDelta,
    tolerance: TimeDelta,
) -> usize {
    let (mut of_known, mut of_reported) = (BTreeSet::new(), BTreeSet::new());
    for report in reported {
        for span in known {
            for (known, reported) in span.common_ends(report, shift, tolerance) {
                of_known.insert(known);
                of_reported.insert(reported);
            }
        }
    }

    // Within the tolerance, one time may agree with two.
    of_known.len().min(of_reported.len())
}

impl Span {
    fn record(&mut self, event: &ZoomEvent) {
        match event.kind {
            ZoomKind::Started | ZoomKind::Joined(_) => {
                self.from = Some(earliest(self.from, event.at));
            }
            ZoomKind::Ended | ZoomKind::Left(_) | ZoomKind::Dropped(_) => {
                self.to = Some(latest(self.to, event.at));
            }
        }
    }

    fn ends(&self) -> impl Iterator<Item = DateTime<Utc>> {
        self.from.into_iter().chain(self.to)
    }

    /// Lists the ends of a report that are this one's, moved. None, if the other end contradicts that.
    fn common_ends(
        &self,
        report: &Self,
        shift: TimeDelta,
        tolerance: TimeDelta,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let mut common = Vec::new();
        for (known, reported) in [(self.from, report.from), (self.to, report.to)] {
            let Some((known, reported)) = known.zip(reported) else {
                continue;
            };
            if (reported - shift - known).abs() > tolerance {
                return Vec::new();
            }

            common.push((known, reported));
        }

        common
    }
}

#[cfg(test)]
mod tests;
