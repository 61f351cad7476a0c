//! One stay of two, where both Zoom's events and one of its lists tell of it.
//!
//! Both are Zoom's word about one visit, but neither names it as the other does. A list says when an app that was killed
//! had gone up to two minutes later than the event of it, and joins differ by a second or two. So what is compared is the
//! person and both ends. Where they agree, the events' word stays, and the list fills in what they left out. Where one end
//! agrees and the other one does not, the person was there for the time that either of them tells. Whoever comes again
//! within those two minutes has another join, and therefore another stay.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::assumptions::{LISTED_LEAVE_DELAY, REPORT_TOLERANCE};
use super::meeting_event::REPORTED;
use super::meeting_stay::{ListedEnds, MeetingStay};

/// Makes one stay of two, where both the events and a list tell of it. The stays come in an order that does not depend
/// on that of the events.
pub(super) fn unite_reported(stays: &mut Vec<MeetingStay>) {
    let (mut reported, mut told): (Vec<MeetingStay>, Vec<MeetingStay>) = stays
        .drain(..)
        .partition(|stay| stay.participant.connection.starts_with(REPORTED));
    for stay in &mut reported {
        stay.listed = ListedEnds {
            from: stay.from.is_some(),
            to: stay.to.is_some(),
        };
    }

    let pairs = find_pairs(&reported, &told);
    let mut has_row: BTreeSet<usize> = pairs.values().copied().collect();
    for (report, stay) in &pairs {
        told[*stay].complete_from(&reported[*report]);
    }

    // Two stays of a list are two: whoever was there for a part of another's time was there as well. So a told stay that
    // is in the list itself says nothing of another one there.
    let mut added = Vec::new();
    for (number, report) in reported.iter().enumerate() {
        let is_held = told.iter().any(|stay| stay.holds(report));
        if pairs.contains_key(&number) || is_held || is_told_in_parts(&told, &has_row, report) {
            continue;
        }

        let part =
            (0..told.len()).find(|stay| !has_row.contains(stay) && told[*stay].is_part_of(report));
        match part {
            Some(stay) => {
                told[stay].extend_by(report);
                has_row.insert(stay);
            }
            None => added.push(report.clone()),
        }
    }

    absorb_halves(&mut told, &reported);
    told.extend(added);
    *stays = told;
}

/// Finds for each listed stay the told one that it is, where there is one: the pairs that fit best come first, and no
/// stay is two.
fn find_pairs(reported: &[MeetingStay], told: &[MeetingStay]) -> BTreeMap<usize, usize> {
    let mut fits = Vec::new();
    for (report_number, report) in reported.iter().enumerate() {
        for (number, stay) in told.iter().enumerate() {
            if stay.agrees_with(report) {
                fits.push((stay.distance_from(report), report_number, number));
            }
        }
    }
    fits.sort_unstable();

    let mut pairs = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (_, report, stay) in fits {
        if !pairs.contains_key(&report) && taken.insert(stay) {
            pairs.insert(report, stay);
        }
    }

    pairs
}

/// Tells whether the events have the join of a person's listed stay with one visit and the leave with another: a list
/// may make one of two visits, and then the events know more.
fn is_told_in_parts(told: &[MeetingStay], has_row: &BTreeSet<usize>, report: &MeetingStay) -> bool {
    let mut of_person = (0..told.len())
        .filter(|number| !has_row.contains(number))
        .map(|number| &told[number])
        .filter(|stay| stay.is_person_of(report));
    let has_join = of_person.clone().any(|stay| stay.has_join_of(report));

    has_join && of_person.any(|stay| stay.has_leave_of(report, LISTED_LEAVE_DELAY))
}

/// Removes stays of which only one end was told, where the list has one stay of that person instead of two: its other
/// end is then in a stay that the list completed.
fn absorb_halves(told: &mut Vec<MeetingStay>, reported: &[MeetingStay]) {
    told.retain(|stay| {
        let ((None, Some(at)) | (Some(at), None)) = (stay.from, stay.to) else {
            return true;
        };

        !reported
            .iter()
            .any(|report| stay.is_person_of(report) && report.lasts_at(at))
    });
}

impl MeetingStay {
    /// Tells whether a listed stay is this one: what both know agrees, and there is something that both know.
    fn agrees_with(&self, report: &Self) -> bool {
        let is_person = self.is_person_of(report);
        let is_join = self.from.zip(report.from).map(|_| self.has_join_of(report));
        // Only of one person a later leave may be the same: others leave within two minutes, too.
        let may_lag = is_person || (is_join == Some(true) && self.may_be_of_person(report));
        let delay = if may_lag {
            LISTED_LEAVE_DELAY
        } else {
            REPORT_TOLERANCE
        };
        let is_leave = self
            .to
            .zip(report.to)
            .map(|_| self.has_leave_of(report, delay));
        let ends = [is_join, is_leave];

        // A list names its host by the school's word, the events only by the account that the meeting belongs to.
        let is_newly_host = report.participant.is_host && ends == [Some(true), Some(true)];

        (self.participant.is_host == report.participant.is_host || is_newly_host)
            && ends.contains(&Some(true))
            && !ends.contains(&Some(false))
            && self.begins_before_end_of(report)
            && report.begins_before_end_of(self)
    }

    /// The order of what may be the same stay: the same person first, then the nearest times.
    fn distance_from(&self, report: &Self) -> (bool, bool, TimeDelta) {
        let apart = |one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>| {
            one.zip(other)
                .map_or(TimeDelta::zero(), |(one, other)| (one - other).abs())
        };

        (
            !self.is_person_of(report),
            !self.has_number_of(report),
            apart(self.from, report.from) + apart(self.to, report.to),
        )
    }

    /// Tells whether this stay lies within what a list says of the same person, or reaches as far at one end, so that
    /// events of the rest were lost.
    fn is_part_of(&self, report: &Self) -> bool {
        let is_edge = self.has_join_of(report) || self.has_leave_of(report, LISTED_LEAVE_DELAY);
        let is_half = match (self.from, self.to) {
            (Some(at), None) | (None, Some(at)) => report.lasts_at(at),
            (Some(_), Some(_)) | (None, None) => false,
        };

        self.is_person_of(report)
            && self.participant.is_host == report.participant.is_host
            && (is_edge || is_half)
            && self.begins_before_end_of(report)
            && report.begins_before_end_of(self)
    }

    /// Tells whether a listed stay lies within this one: then it is a part of it, before or after a move.
    fn holds(&self, report: &Self) -> bool {
        let (Some(from), Some(to)) = (self.from, self.to) else {
            return false;
        };
        let (Some(report_from), Some(report_to)) = (report.from, report.to) else {
            return false;
        };

        self.participant.is_host == report.participant.is_host
            && !self.has_another_name(report)
            && from - REPORT_TOLERANCE <= report_from
            && report_to <= to + REPORT_TOLERANCE
    }

    /// Fills in what the events left out.
    fn complete_from(&mut self, report: &Self) {
        self.listed = ListedEnds {
            from: self.from.is_none(),
            to: self.to.is_none(),
        };
        self.from = self.from.or(report.from);
        self.to = self.to.or(report.to);
        self.participant.learn(&report.participant);
    }

    /// Takes in the time that only the list tells.
    fn extend_by(&mut self, report: &Self) {
        let from = [self.from, report.from].into_iter().flatten().min();
        self.listed.from = from != self.from;
        self.from = from;
        if report.to > self.to {
            self.listed.to = true;
            // Zoom saw the person after the drop, so that was not the end.
            self.dropped = false;
            self.to = report.to;
        }
        self.participant.learn(&report.participant);
    }

    /// Tells whether the same person is meant. That a list numbers the parts of visits as the events do is likely, but not
    /// sure, so an equal number counts only where no name and no account contradicts it.
    fn is_person_of(&self, report: &Self) -> bool {
        self.is_same_person(report) || (self.has_number_of(report) && self.may_be_of_person(report))
    }

    fn has_number_of(&self, report: &Self) -> bool {
        !self.user_ids.is_disjoint(&report.user_ids)
    }

    fn has_join_of(&self, report: &Self) -> bool {
        let joins = self.from.zip(report.from);
        joins.is_some_and(|(told, listed)| (told - listed).abs() <= REPORT_TOLERANCE)
    }

    /// Tells whether both have the same leave, which the list may have this much later.
    fn has_leave_of(&self, report: &Self, delay: TimeDelta) -> bool {
        let leaves = self.to.zip(report.to);
        leaves.is_some_and(|(told, listed)| (-REPORT_TOLERANCE..=delay).contains(&(listed - told)))
    }

    fn begins_before_end_of(&self, other: &Self) -> bool {
        let known = self.from.zip(other.to);
        known.is_none_or(|(from, to)| from <= to + REPORT_TOLERANCE)
    }

    fn lasts_at(&self, at: DateTime<Utc>) -> bool {
        let known = self.from.zip(self.to);
        known.is_some_and(|(from, to)| {
            (from - REPORT_TOLERANCE..=to + REPORT_TOLERANCE).contains(&at)
        })
    }
}

#[cfg(test)]
mod tests;
