//! The minutes of a lesson from all evidence there is: Zoom's where it speaks, the page's where Zoom is silent.
//!
//! Pure: the same evidence in any order gives the same estimate, so that it can be made anew whenever more arrives.

use chrono::{DateTime, TimeDelta, Utc};

use super::meeting::{Stay, shared_seconds, union};
use super::{Figures, Segment, Source, Timeline};

/// What is known about one lesson.
#[derive(Clone, Copy, Debug)]
pub struct Lesson<'a> {
    /// Everybody's stays in the meeting, of other lessons too.
    pub stays: &'a [Stay],
    /// The stays that begin within this belong to this lesson's student.
    pub window: Segment,
    /// What the student's page saw.
    pub page: Option<&'a Timeline>,
    /// When the student tapped the link to Zoom, first and later.
    pub taps: &'a [DateTime<Utc>],
    /// Now.
    pub now: DateTime<Utc>,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Seconds of the student in class, with the band.
    pub figures: Figures,
    /// Seconds in which the teacher was there, too.
    pub together_seconds: i64,
    /// When the student came.
    pub from: DateTime<Utc>,
    /// When the student left for good; while `is_running`, the last that is known.
    pub to: DateTime<Utc>,
    /// Whether the student is in the meeting now, as far as Zoom says.
    pub is_running: bool,
    /// What could not be told, in words.
    pub doubts: Vec<&'static str>,
}

/// A stay with both ends: the likeliest, the least and the most that the evidence allows.
#[derive(Clone, Copy, Debug)]
struct Bounded {
    likely: Segment,
    least: Segment,
    most: Segment,
    /// Whether an end comes from the page.
    by_page: bool,
    open: bool,
}

/// From the tap on the link until somebody is in the meeting.
const TAP_TO_JOIN: TimeDelta = TimeDelta::seconds(20);
const TAP_TO_JOIN_AT_MOST: TimeDelta = TimeDelta::seconds(120);
/// Nobody stays in a meeting for longer without Zoom telling of an end that was lost.
pub const LONGEST_STAY: TimeDelta = TimeDelta::hours(6);
/// The last to leave and the meeting's end, as Zoom dates them.
const SAME_MOMENT: TimeDelta = TimeDelta::seconds(5);
/// An app that is killed is missed after this time at most.
const NOTICED_WITHIN: TimeDelta = TimeDelta::seconds(90);

const LOST_JOIN: &str = "Zoom did not tell when the student came";
const LOST_LEAVE: &str = "Zoom did not tell when the student left";
const SEVERAL: &str = "several people besides the host were in the meeting at once";
const NO_HOST: &str = "Zoom did not tell who the host is";

impl Estimate {
    /// Estimates a lesson; `None` where Zoom says nothing about its student.
    #[must_use]
    pub fn of(lesson: &Lesson<'_>) -> Option<Self> {
        // Whose coming was lost has left within it: the meeting may have begun long before.
        let own = |stay: &&Stay| {
            let known = stay.from.or(stay.to).unwrap_or_default();
            !stay.who.is_host && lesson.window.from <= known && known < lesson.window.to
        };
        let students: Vec<&Stay> = lesson.stays.iter().filter(own).collect();
        let hosts: Vec<&Stay> = lesson.stays.iter().filter(|stay| stay.who.is_host).collect();
        if students.is_empty() {
            return None;
        }
        let mut doubts = Vec::new();
        let bounded: Vec<Bounded> =
            students.iter().map(|stay| lesson.bound(stay, &hosts, &mut doubts)).collect();
        let several = are_several(&students, &bounded);
        if several {
            doubts.push(SEVERAL);
        }
        if hosts.is_empty() {
            doubts.push(NO_HOST);
        }
        let total = |pick: fn(&Bounded) -> Segment| {
            union(bounded.iter().map(pick)).into_iter().map(Segment::seconds).sum::<i64>()
        };
        let likely = union(bounded.iter().map(|one| one.likely));
        let seconds = likely.iter().copied().map(Segment::seconds).sum();
        let shortest = bounded.iter().map(|one| one.least.seconds()).min().unwrap_or_default();
        let low_seconds = if several || hosts.is_empty() { shortest } else { total(|one| one.least) };
        let high_seconds = total(|one| one.most);
        let teacher = union(hosts.iter().map(|stay| lesson.bound(stay, &hosts, &mut Vec::new()).likely));
        let by_page = bounded.iter().any(|one| one.by_page);
        let source = if by_page { Source::PageAndZoom } else { Source::Zoom };
        doubts.sort_unstable();
        doubts.dedup();
        Some(Self {
            figures: Figures::banded(seconds, low_seconds, high_seconds, source),
            together_seconds: shared_seconds(&likely, &teacher),
            from: likely.first()?.from,
            to: likely.last()?.to,
            is_running: bounded.iter().any(|one| one.open),
            doubts,
        })
    }
}

impl Lesson<'_> {
    fn bound(&self, stay: &Stay, hosts: &[&Stay], doubts: &mut Vec<&'static str>) -> Bounded {
        let (from, least_from, most_from, tapped) = self.beginning(stay, doubts);
        let (to, least_to, most_to, seen, open) = self.end(stay, hosts, from, doubts);
        let segment = |from: DateTime<Utc>, to: DateTime<Utc>| Segment { from, to: to.max(from) };
        Bounded {
            likely: segment(from, to),
            least: segment(least_from, least_to),
            most: segment(most_from, most_to),
            by_page: tapped || seen,
            open,
        }
    }

    /// The beginning of a stay: likeliest, latest, earliest, and whether the page told it.
    fn beginning(
        &self,
        stay: &Stay,
        doubts: &mut Vec<&'static str>,
    ) -> (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>, bool) {
        if let Some(from) = stay.from {
            return (from, from, from, false);
        }
        let left = stay.to.unwrap_or(self.now);
        let started = stay.instance.started_at;
        // Somebody came first: if it was nobody whose coming is known, it was this one.
        if let Some(started) = started
            && self.is_only(stay, |one| one.from, started)
        {
            return (started, started, started, false);
        }
        if !stay.who.is_host {
            doubts.push(LOST_JOIN);
        }
        let earliest = started.unwrap_or(self.window.from).max(self.window.from).min(left);
        let tap = self.taps.iter().copied().filter(|tap| *tap <= left).max();
        match tap.filter(|_| !stay.who.is_host) {
            Some(tap) => {
                let within = |at: DateTime<Utc>| at.max(earliest).min(left);
                (within(tap + TAP_TO_JOIN), within(tap + TAP_TO_JOIN_AT_MOST), within(tap), true)
            }
            None => (earliest, left, earliest, false),
        }
    }

    /// The end of a stay: likeliest, earliest, latest, whether the page told it, and whether there is none yet.
    fn end(
        &self,
        stay: &Stay,
        hosts: &[&Stay],
        from: DateTime<Utc>,
        doubts: &mut Vec<&'static str>,
    ) -> (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>, bool, bool) {
        if let Some(to) = stay.to {
            return (to, to, to, false, false);
        }
        let Some(over) = stay.instance.ended_at else {
            let longest = from + LONGEST_STAY;
            if self.now < longest {
                return (self.now, self.now, self.now, false, true);
            }
            doubts.push(LOST_LEAVE);
            let host =
                hosts.iter().filter(|host| host.instance == stay.instance).filter_map(|host| host.to).max();
            let likely = host.unwrap_or(from).max(from);
            return (likely, from, longest, false, false);
        };
        // Somebody left last: if it was nobody whose leaving is known, it was this one.
        if self.is_only(stay, |one| one.to, over) {
            return (over, over, over, false, false);
        }
        if !stay.who.is_host {
            doubts.push(LOST_LEAVE);
        }
        match self.seen_again(from, over).filter(|_| !stay.who.is_host) {
            Some(back) => (back, back - NOTICED_WITHIN, over.min(back), true, false),
            // Who comes again has left before.
            None => (self.comes_again(stay, from).unwrap_or(over).min(over), from, over, false, false),
        }
    }

    /// Tells whether this is the only stay of its instance that lacks an end, and no other one has it at `edge`: then
    /// the meeting's own edge is that end.
    fn is_only(
        &self,
        stay: &Stay,
        end: impl Fn(&Stay) -> Option<DateTime<Utc>>,
        edge: DateTime<Utc>,
    ) -> bool {
        let mut others = self.stays.iter().filter(|one| one.instance == stay.instance && *one != stay);
        others.all(|one| end(one).is_some_and(|at| (at - edge).abs() > SAME_MOMENT))
    }

    /// When somebody who is not the host comes next.
    fn comes_again(&self, stay: &Stay, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let others = self.stays.iter().filter(|one| !one.who.is_host && *one != stay);
        others.filter_map(|one| one.from).filter(|at| *at > from).min()
    }

    /// When the page was looked at again after the student had gone to Zoom.
    fn seen_again(&self, from: DateTime<Utc>, over: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let timeline = self.page?;
        let hidden = timeline.hidden.iter().chain(&timeline.away).map(|one| one.to);
        hidden.filter(|back| *back > from && *back <= over + NOTICED_WITHIN).max().map(|back| back.min(over))
    }
}

/// Whether these stays are of more than one person: two known ones, or two at the same time.
fn are_several(stays: &[&Stay], bounded: &[Bounded]) -> bool {
    let mut known: Vec<&str> = stays.iter().filter_map(|stay| stay.who.person.as_deref()).collect();
    known.sort_unstable();
    known.dedup();
    if known.len() > 1 {
        return true;
    }
    let is_known = |stay: &Stay| stay.who.person.is_some();
    stays.iter().zip(bounded).enumerate().any(|(index, (one, a))| {
        stays.iter().zip(bounded).skip(index + 1).any(|(other, b)| {
            let both_known = is_known(one) && is_known(other);
            // An app that was killed is missed only after a while: coming again may overlap that long.
            !both_known
                && a.least
                    .common(b.least)
                    .is_some_and(|common| TimeDelta::seconds(common.seconds()) > NOTICED_WITHIN)
        })
    })
}

#[cfg(test)]
mod tests;
