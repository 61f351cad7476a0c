//! The page about Zoom: of how many lessons it told, what may still be asked, and who is who.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::frame;
use super::link::Link;
use crate::app::zoom_overview::{CallsLeft, Proposal, UnknownUser, ZoomOverview};
use crate::config::Config;
use crate::domain::{CallWeight, FoundBy, SchoolCalendar, TeacherId};
use crate::error::Error;
use crate::pages::staff::labels::{count, number, percent};
use crate::pages::staff::{ShownInstant, names};
use crate::pages::{Frame, page};
use crate::store::{BrokenCause, ZoomConnection, ZoomShare};

/// Users of whom nothing is known that are listed.
const MAX_UNKNOWN: usize = 50;

#[derive(Debug, Template)]
#[template(path = "dashboard/zoom.html")]
struct ZoomPage<'a> {
    frame: &'a Frame,
    has_app: bool,
    has_teacher_app: bool,
    teachers: Vec<TeacherRow>,
    all: ShareCells,
    /// Lessons that were mended by asking Zoom; `None`: there was none.
    mended: Option<String>,
    calls: Vec<CallRow>,
    proposals: Vec<ProposalRow>,
    unknown: Vec<UserRow>,
    /// The number of all users of whom nothing is known.
    unknown_count: usize,
    users_read_at: Option<ShownInstant>,
    choices: Vec<TeacherChoice>,
    /// Why what an admin said was refused.
    refused: Option<Error>,
}

/// One teacher's lessons of the last week.
#[derive(Debug)]
struct TeacherRow {
    name: String,
    link: String,
    connection: ConnectionCell,
    share: ShareCells,
}

/// Whether a teacher connected Zoom.
#[derive(Debug)]
struct ConnectionCell {
    text: &'static str,
    since: Option<ShownInstant>,
    /// Why it is broken.
    why: Option<&'static str>,
}

#[derive(Debug)]
struct ShareCells {
    lessons: String,
    by_zoom: String,
    percent: String,
}

/// Calls of one weight.
#[derive(Debug)]
struct CallRow {
    what: &'static str,
    made: String,
    left: String,
}

/// A user who seems to be a teacher.
#[derive(Debug)]
struct ProposalRow {
    user: UserRow,
    teacher: TeacherChoice,
    why: &'static str,
}

/// A user of the account.
#[derive(Debug)]
struct UserRow {
    account: String,
    name: String,
}

#[derive(Debug)]
struct TeacherChoice {
    id: String,
    name: String,
}

/// Answers with the page, and with the refusal of what an admin said, if there was one.
pub(crate) fn zoom(config: &Config, overview: &ZoomOverview, refused: Option<Error>) -> Response {
    let days = &config.school_days;
    let status = refused.as_ref().map_or(StatusCode::OK, Error::status);

    let frame = frame(config, "Zoom");
    let zoom = ZoomPage {
        frame: &frame,
        has_app: overview.has_app,
        has_teacher_app: overview.has_teacher_app,
        teachers: overview
            .shares
            .iter()
            .map(|share| teacher_row(overview, share, days))
            .collect(),
        all: all_teachers(&overview.shares),
        mended: (overview.mended > 0).then(|| count(overview.mended, "lesson", "lessons")),
        calls: overview
            .calls
            .iter()
            .map(|calls| call_row(calls, days))
            .collect(),
        proposals: overview
            .proposals
            .iter()
            .map(|proposal| proposal_row(overview, proposal))
            .collect(),
        unknown: overview
            .unknown
            .iter()
            .take(MAX_UNKNOWN)
            .map(user_row)
            .collect(),
        unknown_count: overview.unknown.len(),
        users_read_at: overview.users_read_at.map(|at| ShownInstant::of(at, days)),
        choices: overview
            .teachers
            .iter()
            .map(|(teacher, _)| choice(overview, teacher))
            .collect(),
        refused,
    };

    page(status, &frame, &zoom)
}

fn teacher_row(overview: &ZoomOverview, share: &ZoomShare, days: &SchoolCalendar) -> TeacherRow {
    TeacherRow {
        name: names::teacher(overview.name_of(&share.teacher), &share.teacher),
        link: Link::home().for_teacher(&share.teacher).to_string(),
        connection: connection_cell(overview.connections.get(&share.teacher), days),
        share: share_cells(share.lessons, share.by_zoom),
    }
}

fn connection_cell(connection: Option<&ZoomConnection>, days: &SchoolCalendar) -> ConnectionCell {
    let Some(connection) = connection else {
        return ConnectionCell {
            text: "not connected",
            since: None,
            why: None,
        };
    };

    match connection.broken_at {
        None => ConnectionCell {
            text: "connected since",
            since: Some(ShownInstant::of(connection.connected_at, days)),
            why: None,
        },
        Some(at) => ConnectionCell {
            text: "broken since",
            since: Some(ShownInstant::of(at, days)),
            why: Some(why_broken(connection.broken_cause)),
        },
    }
}

fn why_broken(cause: Option<BrokenCause>) -> &'static str {
    match cause {
        Some(BrokenCause::Refused) => "Zoom takes it no longer",
        Some(BrokenCause::Deauthorized) => "removed at Zoom",
        Some(BrokenCause::Unreadable) => "the app’s secret was changed",
        None => "reason not known",
    }
}

fn all_teachers(shares: &[ZoomShare]) -> ShareCells {
    let lessons = shares.iter().map(|share| share.lessons).sum();
    let by_zoom = shares.iter().map(|share| share.by_zoom).sum();

    share_cells(lessons, by_zoom)
}

fn share_cells(lessons: i64, by_zoom: i64) -> ShareCells {
    ShareCells {
        lessons: number(lessons),
        by_zoom: number(by_zoom),
        percent: percent(by_zoom, lessons),
    }
}

fn call_row(calls: &CallsLeft, days: &SchoolCalendar) -> CallRow {
    let left = match (calls.stopped_until, calls.left) {
        (Some(until), _) => format!("none until {}", ShownInstant::of(until, days).text),
        (None, Some(left)) => number(left),
        (None, None) => "no limit".to_owned(),
    };

    CallRow {
        what: match calls.weight {
            CallWeight::Light => "Single meetings (light)",
            CallWeight::Medium => "Lists (medium)",
            CallWeight::Heavy => "Reports (heavy)",
            CallWeight::Creation => "Meetings created",
        },
        made: number(calls.made),
        left,
    }
}

fn proposal_row(overview: &ZoomOverview, proposal: &Proposal) -> ProposalRow {
    ProposalRow {
        user: user_row(&proposal.user),
        teacher: choice(overview, &proposal.teacher),
        why: match proposal.found_by {
            FoundBy::Address => "has the same e-mail address as",
            FoundBy::PersonalMeeting => "owns the personal meeting into which links were sent by",
        },
    }
}

fn user_row(user: &UnknownUser) -> UserRow {
    let name = user.name.trim();
    UserRow {
        account: format!("u:{}", user.id),
        name: if name.is_empty() { &user.id } else { name }.to_owned(),
    }
}

fn choice(overview: &ZoomOverview, teacher: &TeacherId) -> TeacherChoice {
    TeacherChoice {
        id: teacher.0.clone(),
        name: names::teacher(overview.name_of(teacher), teacher),
    }
}
