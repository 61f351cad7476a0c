//! The student's trips to Zoom and back, as the pages saw them.

use chrono::{DateTime, Utc};

use super::assumptions::{END_AGREEMENT, LEAVE_AND_REJOIN, LINK_SEARCH, MIN_ZOOM_VISIT};
use crate::domain::calendar::Interval;
use crate::domain::presence::{PageDocument, Presence, Visibility};

impl Presence {
    /// When the student first left the page for Zoom.
    #[must_use]
    pub fn went_to_zoom(&self) -> Option<DateTime<Utc>> {
        self.documents
            .iter()
            .filter_map(|document| document.zoom_visit.first_tap_at)
            .min()
    }

    /// When the student first came back from Zoom after the last tap, on any page.
    #[must_use]
    pub fn back_from_zoom(&self) -> Option<DateTime<Utc>> {
        self.looks_after_zoom().min()
    }

    /// Lists the first and the last look at each page that led to Zoom, after all taps.
    pub(super) fn looks_after_zoom(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let visits = || self.documents.iter().map(|document| document.zoom_visit);
        // The student may have gone to Zoom again from another page, so the last tap of all pages decides.
        let last_tap = visits().filter_map(|visit| visit.last_tap_at).max();

        visits()
            .flat_map(|visit| [visit.back_at, visit.looked_at])
            .flatten()
            .filter(move |look| last_tap.is_some_and(|tap| *look - tap >= MIN_ZOOM_VISIT))
    }

    /// Returns the look that goes with the teacher's end: the last one before it, or the first one after it.
    pub(super) fn back_by(&self, end: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        // A student may look at the page while the class goes on, so the last look before the teacher's end is the
        // return.
        let before = end.and_then(|end| {
            self.looks_after_zoom()
                .filter(|look| *look <= end + END_AGREEMENT)
                .max()
        });

        before.or_else(|| self.back_from_zoom())
    }

    /// Tells whether the student is known to have left Zoom and not to have gone back.
    pub(crate) fn is_back(&self) -> bool {
        let is_away = self
            .documents
            .iter()
            .any(|document| document.visibility == Visibility::Away);

        self.back_from_zoom().is_some() && !is_away
    }

    /// When the computer slept that the student was in Zoom with; `None`: it did not, or a phone led there, too.
    pub(crate) fn asleep(&self) -> Option<Interval> {
        let visits = || {
            self.documents
                .iter()
                .filter(|document| document.zoom_visit.is_known())
        };
        if visits().any(|document| document.phone) {
            return None;
        }

        visits()
            .filter_map(|document| document.zoom_visit.asleep)
            .max_by_key(|asleep| asleep.seconds())
    }

    /// Returns an end of the lesson, or when the computer fell asleep that did not wake before it.
    pub(super) fn awake_until(&self, end: DateTime<Utc>) -> DateTime<Utc> {
        self.asleep()
            .filter(|asleep| asleep.from < end && end <= asleep.to)
            .map_or(end, |asleep| asleep.from)
    }

    /// Returns the seconds between two times in which the computer slept.
    pub(super) fn seconds_asleep(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        self.asleep()
            .and_then(|asleep| asleep.intersection(Interval { from, to }))
            .map_or(0, Interval::seconds)
    }

    /// Returns the seconds between trips to Zoom, as far as the pages saw them.
    pub(super) fn seconds_outside_zoom(&self) -> i64 {
        let mut seconds = 0;
        for document in &self.documents {
            let visit = document.zoom_visit;
            let rejoining = LEAVE_AND_REJOIN.num_seconds() * i64::from(visit.returns);

            seconds += visit.outside_seconds + rejoining;
            seconds += self.reopening_seconds(document).unwrap_or_default();
        }

        seconds
    }

    /// Returns the seconds from leaving Zoom to the tap on a page that was opened for it: another page on such a
    /// device had led to Zoom before, and the student looked for the link. `None`: it was not opened for that.
    fn reopening_seconds(&self, document: &PageDocument) -> Option<i64> {
        let opened_at = document.opened_at?;
        let tapped_at = document.zoom_visit.first_tap_at?;

        let is_for_zoom = self.documents.iter().any(|other| {
            let visit = other.zoom_visit;
            other.id != document.id
                && other.phone == document.phone
                && visit.first_tap_at.is_some_and(|first| first < opened_at)
                && visit.back_at.is_none_or(|back| back > tapped_at)
        });

        let looking = (tapped_at - opened_at).num_seconds() + LINK_SEARCH.num_seconds();
        is_for_zoom.then_some(looking + LEAVE_AND_REJOIN.num_seconds())
    }
}
