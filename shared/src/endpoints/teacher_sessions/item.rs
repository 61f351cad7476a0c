//! A session, its evidence and its segments as the wire shows them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json as object};

use crate::domain::{
    Confidence, DocumentId, EndReason, Evidence, Interval, MeasurementSource, MeetingPresence,
    NoShow, NotificationStatus, Presence, PresenceParameters, detail_in_words,
};
use crate::http::rfc3339;
use crate::store::SessionWithNames;

/// One row of the list; also one line of the CSV, in this order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionItem {
    id: i64,
    pub(crate) teacher_id: String,
    pub(crate) teacher_name: Option<String>,
    student_id: i64,
    pub(crate) student_name: Option<String>,
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
    notification: Option<&'static str>,
    /// When the student opened the page, until when it showed signs of life, and for how long.
    page_start_time: Option<String>,
    page_end_time: Option<String>,
    page_seconds: Option<i64>,
    /// Seconds in which both were in the meeting, by Zoom.
    together_seconds: Option<i64>,
    /// `student_absent` or `teacher_absent`, where the evidence says so.
    no_show: Option<&'static str>,
    class_start_time: Option<String>,
    class_end_time: Option<String>,
}

impl SessionItem {
    /// Shows the session settled as a sweep would settle it.
    pub(crate) fn new(
        listed: SessionWithNames,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        let session = listed.session.settle(now, rules).session;
        let figures = session.figures(rules);
        let presence = session.presence();

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
            notification: listed.notification.map(NotificationStatus::as_str),
            page_start_time: presence.map(|presence| rfc3339(presence.clicked_at)),
            page_end_time: presence
                .filter(|_| session.ended_at().is_some())
                .map(|presence| rfc3339(presence.last_sign_at)),
            page_seconds: presence.map(Presence::seconds),
            together_seconds: session.together_seconds,
            no_show: session.no_show.map(NoShow::as_str),
            class_start_time: session.class_report.started_at.map(rfc3339),
            class_end_time: session.class_report.ended_at.map(rfc3339),
        }
    }
}

pub(crate) fn evidence(evidence: &Evidence) -> Value {
    object!({
        "at": rfc3339(evidence.at),
        "receivedAt": rfc3339(evidence.received_at),
        "party": evidence.party.as_str(),
        "source": evidence.source.as_str(),
        "kind": evidence.kind.as_str(),
        "document": evidence.document.as_ref().map(DocumentId::as_str),
        "sequence": evidence.sequence,
        "detail": evidence.detail.as_ref().map(detail_in_words),
    })
}

pub(crate) fn segment(segment: &Interval) -> Value {
    object!({
        "from": rfc3339(segment.from),
        "to": rfc3339(segment.to),
        "seconds": (segment.to - segment.from).num_seconds(),
    })
}

pub(crate) fn in_meeting(stay: &MeetingPresence) -> Value {
    object!({
        "party": stay.party.as_str(),
        "from": stay.from.map(rfc3339),
        "to": stay.to.map(rfc3339),
    })
}
