//! A lesson whose Zoom account is not connected: from the tap on the Zoom link to the end that the teacher gives,
//! bounded by what the student's page sees, because the teacher gains from a late end.

use chrono::{DateTime, TimeDelta, Utc};

use super::ClassReport;
use crate::domain::measured_time::{MeasuredTime, MeasurementSource};
use crate::domain::presence::{PageDocument, Presence, PresenceParameters, Visibility};
use crate::domain::session::{EndReason, Session, State};

/// From the tap on the link until somebody is in the meeting.
pub(crate) const TAP_TO_JOIN: TimeDelta = TimeDelta::seconds(15);
/// From the opening of the page, where the tap was not heard.
const OPENED_TO_JOIN: TimeDelta = TimeDelta::seconds(30);
/// From leaving the meeting until the page is in front again.
pub(crate) const BACK_FROM_ZOOM: TimeDelta = TimeDelta::seconds(10);
/// Whoever looks at the page again after class does so within this time.
pub(crate) const AFTER_CLASS: TimeDelta = TimeDelta::minutes(5);
/// A page that is looked at so soon after the tap is not back from a lesson.
const MIN_ZOOM_VISIT: TimeDelta = TimeDelta::minutes(3);
/// Both pages mean the same end.
const END_AGREEMENT: TimeDelta = TimeDelta::minutes(3);
/// Besides the times outside that the page saw: leaving Zoom and coming into it again.
const OUTING_SECONDS: i64 = 10;
/// From leaving Zoom until the link is opened again.
const LOOKS_FOR_LINK_SECONDS: i64 = 30;

/// Times in which the student had left Zoom that no page saw.
const UNSEEN_OUTINGS_SECONDS: i64 = 600;
/// An end that nobody bounds may be pressed so late.
const LATE_END_SECONDS: i64 = 1_800;
/// The start and the end may be off by so much together.
const EDGES_SECONDS: i64 = 120;

/// What the two pages make of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PageEstimate {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    figures: MeasuredTime,
}

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
        self.looks().min()
    }

    /// The first and the last look at each page that led to Zoom, after all taps.
    fn looks(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let trips = || self.documents.iter().map(|document| document.zoom_visit);
        let last_tap = trips().filter_map(|trip| trip.last_tap_at).max();
        let looks = trips()
            .flat_map(|trip| [trip.back_at, trip.looked_at])
            .flatten();

        looks.filter(move |look| last_tap.is_some_and(|tap| *look - tap >= MIN_ZOOM_VISIT))
    }

    /// The look that goes with the teacher's end: the last one before it, or the first one after it.
    fn back_by(&self, end: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let before = end.and_then(|end| {
            self.looks()
                .filter(|look| *look <= end + END_AGREEMENT)
                .max()
        });
        before.or_else(|| self.back_from_zoom())
    }

    /// Whether the student is known to have left Zoom and not to have gone back.
    pub(crate) fn is_back(&self) -> bool {
        let away = self
            .documents
            .iter()
            .any(|document| document.visibility == Visibility::Away);
        self.back_from_zoom().is_some() && !away
    }

    /// Seconds between two trips to Zoom.
    fn outside_seconds(&self) -> i64 {
        let trips = self.documents.iter().map(|document| document.zoom_visit);
        let seen: i64 = trips
            .map(|trip| trip.outside_seconds + OUTING_SECONDS * i64::from(trip.returns))
            .sum();

        seen + self.reopened_seconds()
    }

    /// Seconds from the opening of a page to its tap, where another page on such a device had led to Zoom before:
    /// the student had left Zoom, and looked for the link.
    fn reopened_seconds(&self) -> i64 {
        let again = self.documents.iter().filter_map(|document| {
            let (opened, tap) = document.opened_at.zip(document.zoom_visit.first_tap_at)?;
            let led_there = |other: &&PageDocument| {
                other.id != document.id
                    && other.phone == document.phone
                    && other
                        .zoom_visit
                        .first_tap_at
                        .is_some_and(|first| first < opened)
                    && other.zoom_visit.back_at.is_none_or(|back| back > tap)
            };

            let looks = (tap - opened).num_seconds() + LOOKS_FOR_LINK_SECONDS + OUTING_SECONDS;
            self.documents.iter().find(led_there).map(|_| looks)
        });

        again.sum()
    }

    /// `None` where the teacher says nothing, or nobody knows an end.
    fn with_teacher(
        &self,
        class: ClassReport,
        finished_at: Option<DateTime<Utc>>,
        rules: &PresenceParameters,
    ) -> Option<PageEstimate> {
        class.started_at.or(class.ended_at)?;
        let from = self
            .went_to_zoom()
            .map_or(self.clicked_at + OPENED_TO_JOIN, |tap| tap + TAP_TO_JOIN);

        if class.ended_at.is_some_and(|ended| ended <= from) {
            // The class was over when this student came.
            return None;
        }

        let after_start = |at: &DateTime<Utc>| *at > from;
        let student = [self.back_by(class.ended_at), finished_at]
            .into_iter()
            .flatten()
            .filter(after_start)
            .min();
        let student = student.map(|at| at - BACK_FROM_ZOOM);
        let teacher = class.ended_at.filter(after_start);

        let longest = from + rules.away;
        let end = [student, teacher].into_iter().flatten().min()?.max(from);
        // Nobody has lessons so long: whoever said so forgot to.
        let (to, too_long) = (end.min(longest), end > longest);
        let seconds = ((to - from).num_seconds() - self.outside_seconds()).max(0);

        let latest = teacher
            .max(student)
            .map_or(seconds, |at| (at - from).num_seconds());
        // A look at the page before the one that is taken for the end may have been the end.
        let first_look = self
            .back_from_zoom()
            .map(|look| look - BACK_FROM_ZOOM)
            .filter(|look| *look < to);
        let earlier = first_look.map_or(0, |look| (to - look).num_seconds());
        let (less, high_seconds) = match (student, teacher) {
            _ if too_long => (seconds, latest),
            // The teacher's end may be late, and the student bounds it.
            (Some(student), Some(teacher)) if teacher - student > END_AGREEMENT => {
                (UNSEEN_OUTINGS_SECONDS, latest)
            }
            (Some(student), Some(teacher)) if student - teacher <= END_AGREEMENT => {
                (UNSEEN_OUTINGS_SECONDS, seconds)
            }
            // A page that is looked at long after the teacher's end bears witness to nothing.
            (Some(_), _) => (UNSEEN_OUTINGS_SECONDS + LATE_END_SECONDS, seconds),
            (None, _) => (UNSEEN_OUTINGS_SECONDS + LATE_END_SECONDS, latest),
        };

        let low_seconds = (seconds - less.max(earlier) - EDGES_SECONDS).max(0);
        let high_seconds = high_seconds.max(seconds) + EDGES_SECONDS;
        let figures = MeasuredTime::with_band(
            seconds,
            low_seconds,
            high_seconds,
            MeasurementSource::PageAndTeacher,
        );

        Some(PageEstimate { from, to, figures })
    }
}

impl Session {
    /// Counts a session that is over by what the pages say. Zoom's figures, an admin's and an earlier system's stand.
    pub(crate) fn measure_by_pages(&mut self, rules: &PresenceParameters) {
        let class = self.class_report;
        let (presence, ended_at, finished, figures) = match &mut self.state {
            State::Ended {
                presence: Some(presence),
                ended_at,
                reason: reason @ (EndReason::Closed | EndReason::Finished),
                figures,
            } => (
                presence,
                ended_at,
                Some(*reason == EndReason::Finished),
                figures,
            ),
            State::TimedOut {
                presence: Some(presence),
                ended_at,
                figures,
            } => (presence, ended_at, None, figures),
            State::Sent | State::Active(_) => {
                if self.meeting_until.is_none() {
                    self.lesson_started_at = None;
                }

                return;
            }
            State::Ended { .. } | State::TimedOut { .. } => return,
        };

        if figures.is_some_and(|figures| figures.is_by_zoom()) {
            return;
        }

        let finished_at = (finished == Some(true)).then_some(presence.last_sign_at);
        if self.no_show.is_some() {
            let most = MeasuredTime::measured_by_page(presence, finished, rules).high_seconds;
            (self.lesson_started_at, *ended_at) = (None, presence.last_sign_at);

            *figures = Some(MeasuredTime::with_band(
                0,
                0,
                most,
                MeasurementSource::PageAndTeacher,
            ));

            return;
        }

        let lesson = presence.with_teacher(class, finished_at, rules);
        self.lesson_started_at = lesson.map(|lesson| lesson.from);
        *ended_at = lesson.map_or(presence.last_sign_at, |lesson| lesson.to);

        *figures = Some(lesson.map_or_else(
            || MeasuredTime::measured_by_page(presence, finished, rules),
            |lesson| lesson.figures,
        ));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::measured_time::Confidence;
    use crate::domain::presence::{PageMessage, ZoomVisit};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
    }

    fn rules() -> PresenceParameters {
        let seconds = |count| std::time::Duration::from_secs(count);
        PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800))
    }

    /// Opened at 0, tapped at 30, seen again at `back`.
    fn presence(back: Option<i64>) -> Presence {
        let tap = Some(at(30));
        let trip = ZoomVisit {
            first_tap_at: tap,
            last_tap_at: tap,
            back_at: back.map(at),
            looked_at: back.map(at),
            ..ZoomVisit::default()
        };

        let document = PageDocument {
            zoom_visit: trip,
            ..PageDocument::new(&PageMessage::default(), at(0))
        };

        Presence {
            documents: vec![document],
            last_sign_at: at(3000),
            ..Presence::from(at(0))
        }
    }

    fn ended(seconds: i64) -> ClassReport {
        ClassReport {
            started_at: Some(at(60)),
            ended_at: Some(at(seconds - 20)),
            seen_at: None,
        }
    }

    fn lesson(back: Option<i64>, end: i64) -> (i64, i64, i64, Option<Confidence>) {
        let MeasuredTime {
            seconds,
            low_seconds,
            high_seconds,
            grade,
            ..
        } = presence(back)
            .with_teacher(ended(end), None, &rules())
            .unwrap()
            .figures;

        (seconds, low_seconds, high_seconds, grade)
    }

    #[test]
    fn two_pages_that_agree_are_better_than_one() {
        assert_eq!(
            lesson(Some(2710), 2760),
            (2655, 1935, 2775, Some(Confidence::B))
        );

        assert_eq!(lesson(None, 2720), (2655, 135, 2775, Some(Confidence::C)));
    }

    #[test]
    fn a_late_end_is_bounded_by_the_students_page() {
        let (seconds, _, high, grade) = lesson(Some(2710), 4600);
        assert_eq!((seconds, high, grade), (2655, 4655, Some(Confidence::C)));
    }

    #[test]
    fn a_page_that_is_looked_at_long_after_class_confirms_no_end() {
        assert_eq!(
            lesson(Some(4600), 2720),
            (2655, 135, 2775, Some(Confidence::C))
        );
    }

    #[test]
    fn a_page_that_is_closed_as_soon_as_zoom_opens_bounds_nothing() {
        assert_eq!(lesson(Some(60), 2720).0, 2655);
    }

    #[test]
    fn a_look_at_the_page_during_class_is_no_end() {
        let mut looked = presence(Some(1200));
        looked.documents[0].zoom_visit.looked_at = Some(at(2710));

        let lesson = |presence: &Presence, end| {
            presence
                .with_teacher(ended(end), None, &rules())
                .unwrap()
                .figures
                .seconds
        };

        assert_eq!(lesson(&looked, 2760), 2655);
        // Nobody looks at the page for an hour after class: then the first look is the better witness.
        assert_eq!(lesson(&looked, 2000), 1145);
    }

    #[test]
    fn a_late_end_that_meets_a_late_look_is_not_sure() {
        let mut looked = presence(Some(2710));
        looked.documents[0].zoom_visit.looked_at = Some(at(5400));

        let figures = looked
            .with_teacher(ended(5300), None, &rules())
            .unwrap()
            .figures;

        assert_eq!(
            (figures.grade, figures.low_seconds <= 2655),
            (Some(Confidence::C), true)
        );
    }

    #[test]
    fn nobody_is_paid_for_more_than_a_lesson_can_last() {
        let figures = presence(None)
            .with_teacher(ended(36_000), None, &rules())
            .unwrap()
            .figures;

        assert_eq!(
            (figures.seconds, figures.low_seconds, figures.grade),
            (10_800, 0, Some(Confidence::C))
        );

        assert!(figures.high_seconds > 35_000);
    }

    #[test]
    fn a_class_that_was_over_before_the_student_came_is_no_lesson() {
        assert_eq!(
            presence(Some(2710)).with_teacher(ended(50), None, &rules()),
            None
        );
    }

    #[test]
    fn without_the_teacher_or_an_end_the_page_stands_alone() {
        assert_eq!(
            presence(Some(2710)).with_teacher(ClassReport::default(), None, &rules()),
            None
        );

        let started = ClassReport {
            started_at: Some(at(60)),
            ..ClassReport::default()
        };

        assert_eq!(presence(None).with_teacher(started, None, &rules()), None);
        assert_eq!(
            presence(Some(2710))
                .with_teacher(started, None, &rules())
                .unwrap()
                .to,
            at(2700)
        );
    }

    #[test]
    fn times_outside_zoom_do_not_count() {
        let mut presence = presence(Some(2710));
        (
            presence.documents[0].zoom_visit.returns,
            presence.documents[0].zoom_visit.outside_seconds,
        ) = (1, 50);

        assert_eq!(
            presence
                .with_teacher(ended(2760), None, &rules())
                .unwrap()
                .figures
                .seconds,
            2595
        );
    }

    /// One page of a phone: taps, with a look at it after some of them.
    fn trips() -> impl Strategy<Value = Vec<PageDocument>> {
        let page = (
            0..600_i64,
            prop::collection::vec((30..1800_i64, prop::option::of(1..900_i64)), 1..4),
        );
        let document = |(opened, steps): (i64, Vec<(i64, Option<i64>)>)| {
            let mut trip = ZoomVisit::default();
            let mut now = opened;

            for (goes, looks) in steps {
                now += goes;
                trip.record_tap(at(now));

                if let Some(after) = looks {
                    now += after;
                    trip.record_look(at(now));
                }
            }

            PageDocument {
                zoom_visit: trip,
                phone: true,
                ..PageDocument::new(&PageMessage::default(), at(opened))
            }
        };

        prop::collection::vec(page.prop_map(document), 1..4)
    }

    proptest! {
        /// Whatever the pages saw and the teacher says: the figure lies in its band, no second is counted before the
        /// first tap or after the teacher's end, and the order of the pages does not matter.
        #[test]
        fn no_end_pays_more_than_the_pages_allow(mut documents in trips(), end in 0..20_000_i64) {
            let seen = |documents: &[PageDocument]| Presence { documents: documents.to_vec(), ..presence(None) };
            let class = ClassReport { ended_at: Some(at(end)), ..ClassReport::default() };
            let lesson = seen(&documents).with_teacher(class, None, &rules());

            documents.reverse();
            prop_assert_eq!(lesson, seen(&documents).with_teacher(class, None, &rules()));
            let first_tap = seen(&documents).went_to_zoom().unwrap();

            if let Some(PageEstimate { from, to, figures }) = lesson {
                prop_assert!(0 <= figures.low_seconds && figures.low_seconds <= figures.seconds);
                prop_assert!(figures.seconds <= figures.high_seconds);
                prop_assert!(from > first_tap && (to <= at(end).max(from) || at(end) <= from));
                prop_assert!(figures.seconds <= (to - from).num_seconds());
            }
        }

        /// A teacher who ends ever later gains nothing once the student has been back.
        #[test]
        fn a_later_end_gains_nothing(documents in trips(), end in 0..20_000_i64, later in 0..20_000_i64) {
            let presence = Presence { documents, ..presence(None) };
            let seconds = |end: i64| {
                let class = ClassReport { ended_at: Some(at(end)), ..ClassReport::default() };
                presence.with_teacher(class, None, &rules()).map(|lesson| lesson.figures.seconds)
            };
            let looks: Vec<_> = presence.looks().collect();
            if let Some(last) = looks.iter().max()
                && at(end) >= *last
            {
                prop_assert_eq!(seconds(end + later), seconds(end));
            }
        }
    }
}
