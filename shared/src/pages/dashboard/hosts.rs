//! Lessons whose host is not known, and the accounts that admins confirmed as a teacher's.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::frame::frame;
use super::link::Link;
use crate::app::host_questions::{HostQuestions, LessonInQuestion};
use crate::config::Config;
use crate::domain::{AccountInMeeting, SchoolCalendar, TeacherId, account_id};
use crate::error::Error;
use crate::pages::staff::{ShownInstant, names};
use crate::pages::{Frame, page};
use crate::store::ConfirmedAccount;

/// The page.
#[derive(Debug, Template)]
#[template(path = "dashboard/hosts.html")]
struct HostsPage<'a> {
    frame: &'a Frame,
    lessons: Vec<LessonRow>,
    /// The number of all lessons that are asked about.
    count: i64,
    confirmed: Vec<ConfirmedRow>,
    /// Why what an admin said was refused.
    refused: Option<Error>,
}

/// A lesson whose host is not known.
#[derive(Debug)]
struct LessonRow {
    id: i64,
    link: String,
    title: String,
    at: Option<ShownInstant>,
    meeting: String,
    why: &'static str,
    accounts: Vec<AccountRow>,
    teachers: Vec<TeacherChoice>,
}

/// An account that was around the lesson.
#[derive(Debug)]
struct AccountRow {
    account: String,
    /// As Zoom writes it.
    id: String,
    presence: String,
}

/// A teacher whose account it may be.
#[derive(Debug)]
struct TeacherChoice {
    id: String,
    name: String,
}

/// A confirmed account.
#[derive(Debug)]
struct ConfirmedRow {
    account: String,
    id: String,
    teacher: TeacherChoice,
    admin: String,
    at: ShownInstant,
    /// The session whose evidence tells of it, if it was said about one.
    link: Option<String>,
}

/// Answers with the page, and with the refusal of what an admin said, if there was one.
pub(crate) fn hosts(
    config: &Config,
    questions: &HostQuestions,
    refused: Option<Error>,
) -> Response {
    let days = &config.school_days;
    let status = refused.as_ref().map_or(StatusCode::OK, Error::status);

    let frame = frame(config, "Hosts of Zoom meetings");
    let hosts = HostsPage {
        frame: &frame,
        lessons: questions
            .lessons
            .iter()
            .map(|lesson| lesson_row(questions, lesson, days))
            .collect(),
        count: questions.count,
        confirmed: questions
            .confirmed
            .iter()
            .map(|confirmed| confirmed_row(questions, confirmed, days))
            .collect(),
        refused,
    };

    page(status, &frame, &hosts)
}

fn lesson_row(
    questions: &HostQuestions,
    lesson: &LessonInQuestion,
    days: &SchoolCalendar,
) -> LessonRow {
    let session = &lesson.session;
    let student = questions.students.get(&session.student.0);
    let student = names::student(student.map(String::as_str), session.student);
    let teacher = choice(questions, &session.teacher);
    let at = session.began_at().or(session.sent_at);

    LessonRow {
        id: session.id.0,
        link: Link::to_session(session.id).to_string(),
        title: format!("{student} with {}", teacher.name),
        at: at.map(|at| ShownInstant::of(at, days)),
        meeting: lesson.meeting.clone(),
        why: if lesson.is_contested {
            "Another teacher’s lesson has an equal claim to this meeting, so it is not sure whose minutes they are."
        } else {
            "Nobody in the meeting is known to be the teacher."
        },
        accounts: lesson
            .accounts
            .iter()
            .map(|account| account_row(account, days))
            .collect(),
        teachers: lesson
            .teachers
            .iter()
            .map(|teacher| choice(questions, teacher))
            .collect(),
    }
}

fn account_row(account: &AccountInMeeting, days: &SchoolCalendar) -> AccountRow {
    let times = match (account.from, account.to) {
        (None, None) => "nobody was in the meeting with it".to_owned(),
        (Some(from), None) => format!("in the meeting from {}", days.show_time(from)),
        (None, Some(to)) => format!("in the meeting until {}", days.show_time(to)),
        (Some(from), Some(to)) => format!(
            "in the meeting from {} to {}",
            days.show_time(from),
            days.show_time(to)
        ),
    };
    let presence = if account.holds_meeting {
        format!("the meeting belongs to it; {times}.")
    } else {
        format!("{times}.")
    };

    AccountRow {
        account: account.account.clone(),
        id: account_id(&account.account).to_owned(),
        presence,
    }
}

fn confirmed_row(
    questions: &HostQuestions,
    confirmed: &ConfirmedAccount,
    days: &SchoolCalendar,
) -> ConfirmedRow {
    let owner = &confirmed.owner;

    ConfirmedRow {
        account: owner.account.clone(),
        id: account_id(&owner.account).to_owned(),
        teacher: choice(questions, &owner.teacher),
        admin: owner.admin.clone(),
        at: ShownInstant::of(confirmed.at, days),
        link: confirmed
            .session
            .map(|session| Link::to_session(session).to_string()),
    }
}

fn choice(questions: &HostQuestions, teacher: &TeacherId) -> TeacherChoice {
    let name = questions.teachers.get(&teacher.0);

    TeacherChoice {
        id: teacher.0.clone(),
        name: names::teacher(name.map(String::as_str), teacher),
    }
}
