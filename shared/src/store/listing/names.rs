//! Sessions with the names of their people.

use std::collections::BTreeSet;

use crate::domain::{NotificationStatus, Session, SessionId};
use crate::store::sessions::row::{SessionRow, select_sessions};
use crate::store::{Store, StoreError};

/// A session with what the list shows beside it.
#[derive(Clone, Debug)]
pub struct SessionWithNames {
    /// The session, not settled.
    pub session: Session,
    /// The student's name, if there is such a student.
    pub student_name: Option<String>,
    /// The teacher's name, if there is such a teacher.
    pub teacher_name: Option<String>,
    /// What became of the message; `None` for rows of older systems.
    pub notification: Option<NotificationStatus>,
}

impl SessionWithNames {
    fn without_names(row: SessionRow) -> Self {
        let notification = row.notification();

        Self {
            session: row.into_session(),
            student_name: None,
            teacher_name: None,
            notification,
        }
    }
}

impl Store {
    /// Returns one session by the id of its row.
    pub async fn find_session(
        &self,
        id: SessionId,
    ) -> Result<Option<SessionWithNames>, StoreError> {
        let sql = select_sessions(self.dialect(), "WHERE id = ?").bind(id);
        let row: Option<SessionRow> = self.db.fetch_optional(sql).await?;

        Ok(self.with_names(row).await?.pop())
    }

    /// Adds names by two more reads: a join would list a session twice where the school has a teacher twice.
    pub(crate) async fn with_names(
        &self,
        rows: impl IntoIterator<Item = SessionRow>,
    ) -> Result<Vec<SessionWithNames>, StoreError> {
        let mut sessions: Vec<SessionWithNames> = rows
            .into_iter()
            .map(SessionWithNames::without_names)
            .collect();
        if sessions.is_empty() {
            return Ok(sessions);
        }

        // Sorted and each once, so that the same page makes the same statement.
        let students: BTreeSet<_> = sessions
            .iter()
            .map(|listed| listed.session.student)
            .collect();
        let students = self.student_names(students).await?;
        let teachers: BTreeSet<&str> = sessions
            .iter()
            .map(|listed| listed.session.teacher.0.as_str())
            .collect();
        let teachers = self.teacher_names(teachers).await?;

        for listed in &mut sessions {
            listed.student_name = students.get(&listed.session.student.0).cloned();
            listed.teacher_name = teachers.get(&listed.session.teacher.0).cloned();
        }

        Ok(sessions)
    }
}
