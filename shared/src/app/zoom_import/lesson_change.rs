//! What an import, or taking one back, makes of a lesson.

use chrono::{DateTime, Utc};

use crate::domain::{
    MeasuredTime, NoShow, PresenceParameters, Session, SessionId, StudentId, TeacherId,
};

/// A lesson before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonChange {
    /// The session.
    pub session: SessionId,
    /// Its student.
    pub student: StudentId,
    /// Its teacher.
    pub teacher: TeacherId,
    /// When its link was opened, or, if it never was, sent.
    pub at: Option<DateTime<Utc>>,
    /// What was recorded before.
    pub before: LessonFigures,
    /// What is recorded afterwards.
    pub after: LessonFigures,
}

/// What a lesson has of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonFigures {
    /// Its link was never opened, and nothing else tells of it.
    NotOpened,
    /// It goes on.
    GoesOn,
    /// It is over.
    Over {
        /// Its time; `None` for rows of older systems.
        time: Option<MeasuredTime>,
        /// Who did not come.
        no_show: Option<NoShow>,
    },
}

impl LessonFigures {
    fn of(session: &Session, now: DateTime<Utc>, rules: &PresenceParameters) -> Self {
        // Whoever looks at the session sees it settled, too.
        let session = session.clone().settle(now, rules).session;
        if session.is_open() {
            return Self::GoesOn;
        }

        match session.ended_at() {
            None => Self::NotOpened,
            Some(_) => Self::Over {
                time: session.figures(rules),
                no_show: session.no_show,
            },
        }
    }
}

impl LessonChange {
    /// Compares a session with what became of it.
    pub(crate) fn between(
        before: &Session,
        after: &Session,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        Self {
            session: before.id,
            student: before.student,
            teacher: before.teacher.clone(),
            at: before.time(),
            before: LessonFigures::of(before, now, rules),
            after: LessonFigures::of(after, now, rules),
        }
    }

    /// Tells whether the figures differ.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }
}
