//! A session as the list and the CSV file show it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::app::plan::SessionPlans;
use crate::clock::rfc3339;
use crate::domain::{
    Confidence, EndReason, MeasurementSource, NoShow, Presence, PresenceParameters,
};
use crate::store::SessionWithNames;

/// One row of the list; also one line of the CSV, in this order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionItem {
    id: i64,
    pub(super) teacher_id: String,
    pub(super) teacher_name: Option<String>,
    student_id: i64,
    pub(super) student_name: Option<String>,
    sent_time: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
    /// Minutes; `null` while the link was not opened.
    duration: Option<i64>,
    duration_seconds: Option<i64>,
    low_seconds: Option<i64>,
    high_seconds: Option<i64>,
    source: Option<&'static str>,
    grade: Option<&'static str>,
    status: &'static str,
    phase: &'static str,
    end_reason: Option<&'static str>,
    last_activity: Option<String>,
    pub(crate) notification: Option<String>,
    /// When the student opened the page, until when it showed activity, and for how long.
    page_start_time: Option<String>,
    page_end_time: Option<String>,
    page_seconds: Option<i64>,
    /// Seconds in which both were in the meeting, by Zoom.
    together_seconds: Option<i64>,
    /// `student_absent` or `teacher_absent`, where the evidence says so.
    no_show: Option<&'static str>,
    class_start_time: Option<String>,
    class_end_time: Option<String>,
    /// The seconds that count in sums: none if the teacher did not come.
    counted_seconds: Option<i64>,
    /// When the lesson was planned to begin.
    planned_time: Option<String>,
    /// Whole minutes from then to the link; negative: before. `null` if an earlier link was sent for the lesson.
    link_delay_minutes: Option<i64>,
    /// Whole minutes from then to the student's coming to class.
    class_delay_minutes: Option<i64>,
    late: Option<bool>,
    /// What `late` goes by: `timetable`, or `sent` where the school has none.
    late_rule: &'static str,
}

impl SessionItem {
    /// Shows the session settled as a sweep would settle it.
    pub(crate) fn new(
        listed: SessionWithNames,
        plans: &SessionPlans,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        let session = listed.session.settle(now, rules).session;
        let figures = session.figures(rules);
        let presence = session.presence();
        let plan = plans.find(session.id);
        let minutes = |delay: TimeDelta| delay.num_minutes();

        Self {
            id: session.id.0,
            teacher_id: session.teacher.0.clone(),
            teacher_name: listed.teacher_name,
            student_id: session.student.0,
            student_name: listed.student_name,
            sent_time: session.sent_at.map(rfc3339),
            start_time: session.began_at().map(rfc3339),
            end_time: session.ended_at().map(rfc3339),
            duration: figures.map(|figures| figures.minutes()),
            duration_seconds: figures.map(|figures| figures.seconds),
            low_seconds: figures.map(|figures| figures.low_seconds),
            high_seconds: figures.map(|figures| figures.high_seconds),
            source: figures
                .and_then(|figures| figures.source)
                .map(MeasurementSource::as_str),
            grade: figures
                .and_then(|figures| figures.grade)
                .map(Confidence::as_str),
            status: session.status().as_str(),
            phase: session.phase(now, rules).as_str(),
            end_reason: session.end_reason().map(EndReason::as_str),
            last_activity: presence.map(|presence| rfc3339(presence.last_sign_at)),
            notification: listed.notification.map(|status| status.as_str().to_owned()),
            page_start_time: presence.map(|presence| rfc3339(presence.clicked_at)),
            page_end_time: presence
                .filter(|_| session.ended_at().is_some())
                .map(|presence| rfc3339(presence.last_sign_at)),
            page_seconds: presence.map(Presence::seconds),
            together_seconds: session.together_seconds,
            no_show: session.no_show.map(NoShow::as_str),
            class_start_time: session.class_report.started_at.map(rfc3339),
            class_end_time: session.class_report.ended_at.map(rfc3339),
            counted_seconds: session.counted_seconds(rules),
            planned_time: plan.map(|plan| rfc3339(plan.planned_at)),
            link_delay_minutes: plan.and_then(|plan| plan.link_delay).map(minutes),
            class_delay_minutes: plan.and_then(|plan| plan.student_delay).map(minutes),
            late: plans.is_late(&session),
            late_rule: plans.rule().as_str(),
        }
    }
}
