//! A lesson of which the student's page alone tells: how long it likely was, in the band that the page allows.

use super::assumptions::BACK_FROM_ZOOM;
use super::expected_lesson::ExpectedLesson;
use super::page_estimate::{PageEstimate, PageEvidence, seconds_in_zoom};
use crate::domain::measured_time::MeasuredTime;
use crate::domain::presence::PresenceParameters;

impl PageEstimate {
    /// Estimates a lesson by the student's page and by what was to be expected. `None` where nothing was expected.
    pub(crate) fn by_students_page(
        evidence: &PageEvidence<'_>,
        rules: &PresenceParameters,
    ) -> Option<Self> {
        let expected = evidence.expected?;
        let presence = evidence.presence;
        let by_page = MeasuredTime::measured_by_page(presence, evidence.finished, rules);

        if presence.went_to_zoom().is_none() {
            return Some(Self::without_zoom(evidence, expected, by_page));
        }

        let from = evidence.came_at();
        // A student who is back at the page, or ends the session on it, is out of the lesson.
        let left = [presence.back_from_zoom(), evidence.finished_at()]
            .into_iter()
            .flatten()
            .map(|at| (at - BACK_FROM_ZOOM).max(from))
            .min();
        let likely = expected.end_of(from);
        let to = left.map_or(likely, |left| expected.bound(left, from));

        let seconds = seconds_in_zoom(presence, from, to)
            .min(rules.away.num_seconds())
            .min(by_page.high_seconds);
        // By the teacher's word the class was over before this student came. That is no lesson to fill in, and a
        // teacher must not gain by a false end that lies so early.
        let is_told_over = evidence.class.ended_at.is_some();
        let seconds = if is_told_over {
            seconds.min(by_page.seconds)
        } else {
            seconds
        };

        Some(Self {
            from,
            to,
            figures: MeasuredTime { seconds, ..by_page },
            is_expected: left.is_none_or(|left| left != to),
        })
    }

    /// Nothing shows that the student went to Zoom, so there is no more than the page's own time; and no more than a
    /// lesson of it, if the page was left open.
    fn without_zoom(
        evidence: &PageEvidence<'_>,
        expected: ExpectedLesson,
        by_page: MeasuredTime,
    ) -> Self {
        let from = evidence.presence.clicked_at;
        let last_sign = evidence.presence.last_sign_at;
        let to = expected.bound(last_sign, from);
        let seconds = by_page.seconds.min((to - from).num_seconds());

        Self {
            from,
            to,
            figures: MeasuredTime { seconds, ..by_page },
            is_expected: to != last_sign,
        }
    }
}
