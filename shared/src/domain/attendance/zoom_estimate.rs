//! The minutes of a lesson from all evidence there is: Zoom's where it speaks, the pages' where Zoom is silent.
//!
//! Pure: the same evidence in any order gives the same estimate, so that it can be made anew whenever more arrives.

use chrono::{DateTime, TimeDelta, Utc};

use super::{ClassReport, NoShow};
use crate::domain::attendance::meeting_stay::{MeetingStay, shared_seconds};
use crate::domain::attendance::page_estimate::{AFTER_CLASS, BACK_FROM_ZOOM, TAP_TO_JOIN};
use crate::domain::attendance::stay_assignment::REJOIN_WINDOW;
use crate::domain::calendar::{Interval, union};
use crate::domain::ledger::Doubt;
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
use crate::domain::presence::Presence;

/// What is known about one lesson.
#[derive(Clone, Copy, Debug)]
pub struct LessonEvidence<'a> {
    /// The stays of this lesson's student.
    pub own: &'a [&'a MeetingStay],
    /// Everybody's stays in the meeting, of other lessons too.
    pub stays: &'a [MeetingStay],
    /// When the next lesson's student came.
    pub next_at: Option<DateTime<Utc>>,
    /// When the link was sent.
    pub sent_at: DateTime<Utc>,
    /// What the student's page saw.
    pub presence: Option<&'a Presence>,
    /// When the student tapped the link to Zoom, first and later.
    pub taps: &'a [DateTime<Utc>],
    /// When the student looked at the page again.
    pub looks: &'a [DateTime<Utc>],
    /// What the teacher says.
    pub class: ClassReport,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoomEstimate {
    /// Seconds of the student in class, with the band.
    pub figures: MeasuredTime,
    /// Seconds in which the teacher was there, too.
    pub together_seconds: i64,
    /// When the student came.
    pub from: DateTime<Utc>,
    /// When the student left for good; while it goes on, the last that is known.
    pub to: DateTime<Utc>,
    /// Until when it is taken to go on: the student is in the meeting now, as far as Zoom says, or left a moment ago
    /// and may come again. `None`: it is over.
    pub goes_on_until: Option<DateTime<Utc>>,
    /// Why it was no lesson.
    pub no_show: Option<NoShow>,
    /// What is not sure, in order and each once.
    pub doubts: Vec<Doubt>,
}

/// A stay with both ends: the likeliest, the least and the most that the evidence allows.
#[derive(Clone, Copy, Debug)]
struct BoundedStay {
    likely: Interval,
    least: Interval,
    most: Interval,
    /// Whether an end comes from a page.
    by_page: bool,
    open: bool,
}

/// One end of a stay.
#[derive(Clone, Copy, Debug)]
struct BoundedInstant {
    likely: DateTime<Utc>,
    /// That makes the stay the shortest.
    least: DateTime<Utc>,
    /// That makes it the longest.
    most: DateTime<Utc>,
    by_page: bool,
    open: bool,
}

impl BoundedInstant {
    /// As Zoom dates it.
    fn exact(at: DateTime<Utc>) -> Self {
        Self {
            likely: at,
            least: at,
            most: at,
            by_page: false,
            open: false,
        }
    }
}

const TAP_TO_JOIN_AT_MOST: TimeDelta = TimeDelta::seconds(120);
/// Nobody stays in a meeting for longer without Zoom telling of an end that was lost.
pub const LONGEST_STAY: TimeDelta = TimeDelta::hours(6);
/// The last to leave and the meeting's end, as Zoom dates them.
const SAME_MOMENT: TimeDelta = TimeDelta::seconds(5);
/// An app that is killed is missed after this time at most.
const NOTICED_WITHIN: TimeDelta = TimeDelta::seconds(90);
/// Mostly after this time.
const NOTICED_AFTER: TimeDelta = TimeDelta::seconds(75);
/// Who comes again was away for about so long.
const REJOINS_AFTER: TimeDelta = TimeDelta::seconds(120);
/// The host leaves some time after the student.
const HOSTS_STAY: TimeDelta = TimeDelta::seconds(20);
/// Zoom cuts its times to whole seconds: a stay is longer or shorter by less than this.
const CUT_SECONDS: i64 = 1;

impl ZoomEstimate {
    /// Estimates a lesson; `None` where Zoom says nothing about its student.
    #[must_use]
    pub fn of(lesson: &LessonEvidence<'_>) -> Option<Self> {
        if lesson.own.is_empty() {
            return None;
        }

        let mut doubts = Vec::new();
        let bounded: Vec<BoundedStay> = lesson
            .own
            .iter()
            .map(|stay| lesson.bound(stay, &mut doubts))
            .collect();
        let several = are_several(lesson.own, &bounded);
        if several {
            doubts.push(Doubt::SeveralPeople);
        }

        let total = |pick: fn(&BoundedStay) -> Interval| {
            union(bounded.iter().map(pick))
                .into_iter()
                .map(Interval::seconds)
                .sum::<i64>()
        };
        let cut = CUT_SECONDS * i64::try_from(bounded.len()).unwrap_or(i64::MAX);
        let likely = union(bounded.iter().map(|one| one.likely));
        let (from, to) = (likely.first()?.from, likely.last()?.to);

        let seconds = likely.iter().copied().map(Interval::seconds).sum();
        let teacher = union(
            lesson
                .hosts()
                .map(|stay| lesson.bound(stay, &mut Vec::new()).likely),
        );
        let is_running = bounded.iter().any(|one| one.open);
        let waits = !is_running
            && lesson.now < to + REJOIN_WINDOW
            && lesson.next_at.is_none()
            && lesson.is_open_at(to);

        let goes_on_until = match (is_running, waits) {
            (true, _) => Some(from + LONGEST_STAY),
            (false, true) => Some(to + REJOIN_WINDOW),
            (false, false) => None,
        };
        let no_host = !lesson.hosts().any(|_| true);
        // A lone stay without the host is a student who waited; two at once without one hide who is who.
        if no_host && several {
            doubts.push(Doubt::UnknownHost);
        }

        let was_there = teacher
            .iter()
            .any(|one| one.from < to + AFTER_CLASS && from - AFTER_CLASS < one.to);
        let no_show = (!was_there && !is_running && !several).then_some(NoShow::Teacher);
        let shortest = bounded
            .iter()
            .map(|one| one.least.seconds())
            .min()
            .unwrap_or_default();
        let low_seconds = (if several {
            shortest
        } else {
            total(|one| one.least)
        } - cut)
            .max(0);

        let high_seconds = total(|one| one.most) + cut;
        let by_page = bounded.iter().any(|one| one.by_page);
        let source = if by_page {
            MeasurementSource::PageAndZoom
        } else {
            MeasurementSource::Zoom
        };

        doubts.sort_unstable();
        doubts.dedup();

        Some(Self {
            figures: MeasuredTime::with_band(seconds, low_seconds, high_seconds, source),
            together_seconds: shared_seconds(&likely, &teacher),
            from,
            to,
            goes_on_until,
            no_show,
            doubts,
        })
    }
}

impl LessonEvidence<'_> {
    fn hosts(&self) -> impl Iterator<Item = &MeetingStay> {
        self.stays.iter().filter(|stay| stay.participant.is_host)
    }

    /// Whether the meeting that the student left then has not ended, as far as Zoom says.
    fn is_open_at(&self, left: DateTime<Utc>) -> bool {
        let last = self.own.iter().filter(|stay| stay.to == Some(left));
        last.into_iter()
            .any(|stay| stay.instance.ended_at.is_none())
    }

    fn bound(&self, stay: &MeetingStay, doubts: &mut Vec<Doubt>) -> BoundedStay {
        let from = self.beginning(stay, doubts);
        let to = self.end(stay, from.likely, doubts);
        let segment = |from: DateTime<Utc>, to: DateTime<Utc>| Interval {
            from,
            to: to.max(from),
        };

        BoundedStay {
            likely: segment(from.likely, to.likely),
            least: segment(from.least, to.least),
            most: segment(from.most, to.most),
            by_page: from.by_page || to.by_page,
            open: to.open,
        }
    }

    fn beginning(&self, stay: &MeetingStay, doubts: &mut Vec<Doubt>) -> BoundedInstant {
        if let Some(from) = stay.from {
            return BoundedInstant::exact(from);
        }
        let left = stay.to.unwrap_or(self.now);
        let started = stay.instance.started_at;
        // Somebody came first: if it was nobody whose coming is known, it was this one.
        if let Some(started) = started
            && self.is_only(stay, |one| one.from, started)
        {
            return BoundedInstant::exact(started);
        }
        if stay.participant.is_host {
            let from = started.unwrap_or(self.sent_at).min(left);
            return BoundedInstant::exact(from);
        }
        doubts.push(Doubt::LostJoin);
        let others = self.own.iter().filter(|one| ***one != *stay);
        let left_before = others
            .filter_map(|one| one.to)
            .filter(|to| *to < left)
            .max();
        let earliest = started.unwrap_or(self.sent_at).max(self.sent_at).min(left);
        let earliest = left_before.map_or(earliest, |before| before.max(earliest));
        let within = |at: DateTime<Utc>| at.max(earliest).min(left);
        let taps = || {
            self.taps
                .iter()
                .copied()
                .filter(|tap| earliest <= *tap && *tap <= left)
        };
        let unanswered = taps().find(|tap| !self.own.iter().any(|one| one.continues(*tap)));
        match unanswered.or(taps().max()) {
            Some(tap) => BoundedInstant {
                likely: within(tap + TAP_TO_JOIN),
                least: within(tap + TAP_TO_JOIN_AT_MOST),
                most: within(tap),
                by_page: true,
                open: false,
            },
            None => BoundedInstant {
                likely: left_before.map_or(earliest, |before| within(before + REJOINS_AFTER)),
                least: left,
                most: earliest,
                by_page: false,
                open: false,
            },
        }
    }

    fn end(
        &self,
        stay: &MeetingStay,
        from: DateTime<Utc>,
        doubts: &mut Vec<Doubt>,
    ) -> BoundedInstant {
        if let Some(to) = stay.to {
            if !stay.dropped {
                return BoundedInstant::exact(to);
            }

            doubts.push(Doubt::NoticedLate);
            let earlier = |time: TimeDelta| (to - time).max(from);

            return BoundedInstant {
                likely: earlier(NOTICED_AFTER),
                least: earlier(NOTICED_WITHIN),
                ..BoundedInstant::exact(to)
            };
        }
        let over = stay.instance.ended_at;
        if stay.participant.is_host {
            return BoundedInstant::exact(over.unwrap_or(self.now).max(from));
        }
        let others = self.own.iter().filter(|one| ***one != *stay);
        let again = others
            .filter_map(|one| one.from.or(one.to))
            .filter(|at| *at > from)
            .min();
        let next = self.next_at.filter(|at| *at > from);
        let Some(bound) = [over, again, next].into_iter().flatten().min() else {
            let longest = from + LONGEST_STAY;
            if self.now < longest {
                return BoundedInstant {
                    open: true,
                    ..BoundedInstant::exact(self.now)
                };
            }

            doubts.push(Doubt::LostLeave);
            let likely = self
                .seen_leaving(from, longest)
                .or(self.host_left(stay, longest));
            let (likely, by_page) = likely.map_or((from, false), |at| (at.max(from), true));

            return BoundedInstant {
                likely,
                least: from,
                most: longest,
                by_page,
                open: false,
            };
        };
        // Somebody left last: if it was nobody whose leaving is known, it was this one.
        if over == Some(bound) && self.is_only(stay, |one| one.to, bound) {
            return BoundedInstant::exact(bound);
        }
        doubts.push(Doubt::LostLeave);
        let (bounded, earlier) = (
            |at: DateTime<Utc>| at.min(bound).max(from),
            self.host_left(stay, bound).unwrap_or(bound),
        );
        if let Some(seen) = self
            .seen_leaving(from, bound)
            .filter(|_| again != Some(bound))
        {
            // The teacher alone gains from a late end: that leaves the least open.
            let by_student = self.presence.and_then(Presence::back_from_zoom).is_some();
            let least = if by_student {
                bounded(seen - AFTER_CLASS)
            } else {
                from
            };

            return BoundedInstant {
                likely: bounded(seen),
                least,
                most: bound,
                by_page: true,
                open: false,
            };
        }
        let likely = match again {
            Some(again) if again == bound => {
                self.looked(from, bound).unwrap_or(bound - REJOINS_AFTER)
            }
            _ => earlier - HOSTS_STAY,
        };
        BoundedInstant {
            likely: bounded(likely),
            least: from,
            most: bound,
            by_page: false,
            open: false,
        }
    }

    /// Tells whether this is the only stay of its instance that lacks an end, and no other one has it at `edge`: then
    /// the meeting's own edge is that end.
    fn is_only(
        &self,
        stay: &MeetingStay,
        end: impl Fn(&MeetingStay) -> Option<DateTime<Utc>>,
        edge: DateTime<Utc>,
    ) -> bool {
        let mut others = self
            .stays
            .iter()
            .filter(|one| one.instance == stay.instance && *one != stay);
        others.all(|one| end(one).is_some_and(|at| (at - edge).abs() > SAME_MOMENT))
    }

    /// When the host of the same instance left, if that was before.
    fn host_left(&self, stay: &MeetingStay, before: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let begins = stay.begins_at();
        let hosts = self.hosts().filter(|host| host.instance == stay.instance);

        hosts
            .filter_map(|host| host.to)
            .filter(|at| *at > begins && *at <= before)
            .max()
    }

    /// When the student, who came again then, looked at the page in between.
    fn looked(&self, from: DateTime<Utc>, before: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let within = |at: &&DateTime<Utc>| **at > from + NOTICED_WITHIN && **at < before;
        self.looks.iter().filter(within).max().copied()
    }

    /// When the pages say that the student left: the student's was looked at again, or the teacher ended the class.
    fn seen_leaving(&self, from: DateTime<Utc>, before: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let within = |at: &DateTime<Utc>| *at > from && *at <= before + NOTICED_WITHIN;
        let back = self
            .presence
            .and_then(Presence::back_from_zoom)
            .filter(within);
        let ended = self.class.ended_at.filter(within);

        [back.map(|at| at - BACK_FROM_ZOOM), ended]
            .into_iter()
            .flatten()
            .min()
    }
}

/// Whether these stays are of more than one person: two known ones, or two at the same time.
fn are_several(stays: &[&MeetingStay], bounded: &[BoundedStay]) -> bool {
    let mut known: Vec<&str> = stays
        .iter()
        .filter_map(|stay| stay.participant.person.as_deref())
        .collect();

    known.sort_unstable();
    known.dedup();

    if known.len() > 1 {
        return true;
    }

    let is_known = |stay: &MeetingStay| stay.participant.person.is_some();
    stays
        .iter()
        .zip(bounded)
        .enumerate()
        .any(|(index, (one, a))| {
            stays.iter().zip(bounded).skip(index + 1).any(|(other, b)| {
                let both_known = is_known(one) && is_known(other);
                // An app that was killed is missed only after a while: coming again may overlap that long.
                !both_known
                    && a.least
                        .intersection(b.least)
                        .is_some_and(|common| TimeDelta::seconds(common.seconds()) > NOTICED_WITHIN)
            })
        })
}

#[cfg(test)]
mod tests;
