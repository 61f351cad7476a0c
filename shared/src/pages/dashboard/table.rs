//! The list of sessions as a table.

use chrono::{DateTime, Utc};

use super::columns::{ColumnHeader, SessionColumn, header};
use super::link::Link;
use super::measurement::{bounds, evidence};
use crate::app::session_selection::{AskedDays, SessionSelection};
use crate::config::Config;
use crate::domain::{Phase, Session};
use crate::pages::staff::instant::iso;
use crate::pages::staff::labels::{count, length};
use crate::pages::staff::{ShownInstant, labels, names};
use crate::store::{Page, PagePosition, SessionWithNames};

/// The table and where it leads.
#[derive(Debug)]
pub(crate) struct SessionTable {
    pub(crate) total: String,
    pub(crate) head: Vec<ColumnHeader>,
    pub(crate) rows: Vec<ListedSession>,
    pub(crate) first: Option<String>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) csv: String,
    /// The list without any filter.
    pub(crate) clear: String,
}

/// A session in the table.
#[derive(Debug)]
pub(crate) struct ListedSession {
    pub(crate) id: i64,
    pub(crate) link: String,
    /// When it was opened or, if nobody opened it, sent.
    pub(crate) time: Option<ShownInstant>,
    pub(crate) student: String,
    pub(crate) student_link: String,
    pub(crate) teacher: String,
    /// `None` for a session without a teacher.
    pub(crate) teacher_link: Option<String>,
    /// The phase's wire name, which is also its class in the style sheet.
    pub(crate) phase: &'static str,
    pub(crate) phase_title: &'static str,
    pub(crate) end_reason: &'static str,
    pub(crate) duration: String,
    /// The seconds of a live session, and as of when; its time goes on.
    pub(crate) live: Option<(i64, String)>,
    pub(crate) bounds: String,
    pub(crate) evidence: String,
    pub(crate) message: String,
}

/// Returns the table of one page of the list. `total` is the number of sessions on all pages.
pub(crate) fn table(
    config: &Config,
    selection: &SessionSelection,
    page: &Page,
    total: i64,
    now: DateTime<Utc>,
) -> SessionTable {
    let list = Link::to_list(selection);
    let page_link = |position| list.clone().at_page(&position).to_string();
    let previous = page.previous.clone().map(PagePosition::Before);
    let next = page.next.clone().map(PagePosition::After);
    let is_first = selection.position == PagePosition::First;

    SessionTable {
        total: count(total, "session", "sessions"),
        head: SessionColumn::ALL
            .map(|column| header(selection, column))
            .into(),
        first: (!is_first).then(|| list.to_string()),
        previous: previous.map(page_link),
        next: next.map(page_link),
        rows: page
            .sessions
            .iter()
            .map(|listed| row(config, selection, listed, now))
            .collect(),
        csv: list.clone().into_csv().to_string(),
        clear: Link::to_list(&without_filters(selection)).to_string(),
    }
}

fn without_filters(selection: &SessionSelection) -> SessionSelection {
    SessionSelection {
        days: AskedDays::Dates(None, None),
        teacher: None,
        student: None,
        status: None,
        text: None,
        ..selection.clone()
    }
}

fn row(
    config: &Config,
    selection: &SessionSelection,
    listed: &SessionWithNames,
    now: DateTime<Utc>,
) -> ListedSession {
    let rules = &config.rules;
    let session = listed.session.clone().settle(now, rules).session;
    let phase = session.phase(now, rules);
    let measured = session.figures(rules);
    // The time of a live session still grows, so that bounds of this moment would mislead.
    let bounded = measured.filter(|_| phase != Phase::Live);

    let list = Link::to_list(selection);
    // A filter by an empty teacher counts as none: the link would lead to everybody's sessions.
    let has_teacher = !session.teacher.0.is_empty();
    let teacher_link = has_teacher.then(|| list.clone().for_teacher(&session.teacher));

    ListedSession {
        id: session.id.0,
        link: Link::to_session(session.id).to_string(),
        time: session
            .time()
            .map(|at| ShownInstant::of(at, &config.school_days)),
        student: names::student(listed.student_name.as_deref(), session.student),
        student_link: list.for_student(session.student).to_string(),
        teacher: names::teacher(listed.teacher_name.as_deref(), &session.teacher),
        teacher_link: teacher_link.map(|link| link.to_string()),
        phase: phase.as_str(),
        phase_title: labels::phase(phase),
        end_reason: end_reason(&session),
        duration: measured.map_or_else(|| "–".to_owned(), |time| length(time.seconds)),
        live: live_time(&session, phase),
        bounds: bounded.map_or_else(String::new, bounds),
        evidence: measured.map_or_else(String::new, evidence),
        message: labels::delivery(listed.notification.as_ref()).to_owned(),
    }
}

fn end_reason(session: &Session) -> &'static str {
    let no_show = session.no_show.map(labels::no_show);
    let end_reason = session.end_reason().map(labels::end_reason);
    no_show.or(end_reason).unwrap_or_default()
}

fn live_time(session: &Session, phase: Phase) -> Option<(i64, String)> {
    if phase != Phase::Live {
        return None;
    }

    let presence = session.presence()?;
    // As of the last activity: a time up to now would change the ETag with every request. The page's script adds the
    // rest.
    Some((presence.seconds(), iso(presence.last_sign_at)))
}
