//! The lessons of which nobody knows who their host was, with the accounts of which an administrator can say it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::App;
use crate::app::meeting::Meeting;
use crate::domain::{
    AccountInMeeting, Doubt, MEETING_SPAN, Session, SessionId, StudentId, TeacherId,
};
use crate::error::Error;
use crate::store::{ConfirmedAccount, HostQuestion, Store};

/// Lessons of this time are asked about, and measured anew by the answer. What is older has been paid.
pub(crate) const MEASURED_ANEW: TimeDelta = TimeDelta::days(31);
/// Lessons that are shown at once. An answer often settles several.
const MAX_QUESTIONS: i64 = 20;

/// What an administrator is asked, and what was answered before.
pub(crate) struct HostQuestions {
    pub(crate) lessons: Vec<LessonInQuestion>,
    /// The number of all lessons that are asked about.
    pub(crate) count: i64,
    pub(crate) confirmed: Vec<ConfirmedAccount>,
    /// The names of the students and teachers, where they are known.
    pub(crate) students: HashMap<i64, String>,
    pub(crate) teachers: HashMap<String, String>,
}

/// A lesson whose host is not known.
pub(crate) struct LessonInQuestion {
    pub(crate) session: Session,
    /// The meeting's number.
    pub(crate) meeting: String,
    /// Whether another lesson lays claim to what happened in the meeting.
    pub(crate) is_contested: bool,
    pub(crate) accounts: Vec<AccountInMeeting>,
    /// Those who sent links into the meeting around the lesson: its own teacher first.
    pub(crate) teachers: Vec<TeacherId>,
}

impl HostQuestions {
    /// Reads the questions of the last month as of `now`.
    pub(crate) async fn read(app: &App, now: DateTime<Utc>) -> Result<Self, Error> {
        let store = app.store().await?;
        let since = now - MEASURED_ANEW;
        let count = store.count_host_questions(since).await?;

        let mut lessons = Vec::new();
        for question in store.list_host_questions(since, MAX_QUESTIONS).await? {
            lessons.extend(LessonInQuestion::read(store, question, now).await?);
        }

        let confirmed = store.list_confirmed_accounts().await?;
        let teachers: BTreeSet<&str> = lessons
            .iter()
            .flat_map(|lesson| &lesson.teachers)
            .chain(confirmed.iter().map(|confirmed| &confirmed.owner.teacher))
            .map(|teacher| teacher.0.as_str())
            .collect();
        let students: BTreeMap<i64, StudentId> = lessons
            .iter()
            .map(|lesson| (lesson.session.student.0, lesson.session.student))
            .collect();

        Ok(Self {
            teachers: store.teacher_names(teachers).await?,
            students: store.student_names(students.into_values()).await?,
            lessons,
            count,
            confirmed,
        })
    }
}

impl LessonInQuestion {
    /// Reads what there is to ask about a lesson. `None`: nothing any more.
    async fn read(
        store: &Store,
        question: HostQuestion,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, Error> {
        let Some(session) = store.find_session_by_id(question.session).await? else {
            return Ok(None);
        };
        let since = session.sent_at.unwrap_or_default() - MEETING_SPAN;
        let meeting = Meeting::load(store, &question.meeting, since).await?;

        let in_doubt = meeting.accounts_in_doubt(session.id, now);
        Ok(in_doubt.map(|(doubts, accounts)| Self {
            is_contested: doubts.contains(&Doubt::Contested),
            teachers: teachers_of(&meeting, &session),
            session,
            meeting: question.meeting,
            accounts,
        }))
    }
}

fn teachers_of(meeting: &Meeting, session: &Session) -> Vec<TeacherId> {
    let mut teachers = vec![session.teacher.clone()];
    for lesson in &meeting.sessions {
        if !lesson.teacher.0.is_empty() && !teachers.contains(&lesson.teacher) {
            teachers.push(lesson.teacher.clone());
        }
    }

    teachers
}

/// Records which of a meeting's lessons an administrator is to be asked about, and removes what is settled.
pub(crate) async fn record_host_questions(
    store: &Store,
    meeting: &str,
    loaded: &Meeting,
    measured: &BTreeSet<SessionId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let known = store.list_host_questions_of(meeting).await?;
    for session in measured {
        let is_asked = known.contains(session);
        let has_question = loaded.accounts_in_doubt(*session, now).is_some();

        if has_question && !is_asked {
            let question = HostQuestion {
                session: *session,
                meeting: meeting.to_owned(),
            };
            store.record_host_question(&question, now).await?;
        } else if is_asked && !has_question {
            store.delete_host_question(*session).await?;
        }
    }

    Ok(())
}
