//! Lessons about which Zoom is asked, and when (`zoom_list_questions`). A row without `ask_at` is one that has had its last
//! answer, or that an answer mended.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::SessionId;
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// A lesson about which Zoom is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuestion {
    /// The lesson.
    pub session: SessionId,
    /// The number of its meeting.
    pub meeting: String,
    /// When Zoom is asked next; `None`: never.
    pub ask_at: Option<DateTime<Utc>>,
    /// How often Zoom was asked.
    pub asked: i64,
    /// What the last answer was made of: 64 hexadecimal digits.
    pub told: Option<String>,
}

/// What is to be asked later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NextQuestion<'a> {
    /// `None`: never.
    pub(crate) ask_at: Option<DateTime<Utc>>,
    /// What the answer was made of.
    pub(crate) told: Option<&'a str>,
}

/// Lessons of one meeting that are asked about at once, at most.
const MAX_AT_ONCE: i64 = 500;

type QuestionRow = (i64, String, Option<NaiveDateTime>, i64, Option<String>);

impl Store {
    /// Lists what is to be asked now, the oldest first.
    pub async fn list_due_list_questions(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<ListQuestion>, StoreError> {
        let sql = Statement::new(
            "SELECT session_id, meeting_id, ask_at, asked, told
            FROM zoom_list_questions
            WHERE ask_at <= ?
            ORDER BY ask_at, session_id
            LIMIT ?",
        );
        self.read_list_questions(sql.bind(now).bind(limit)).await
    }

    /// Lists the lessons of a meeting that are, or were, asked about.
    pub(crate) async fn list_list_questions_of(
        &self,
        meeting: &str,
    ) -> Result<Vec<ListQuestion>, StoreError> {
        let sql = Statement::new(
            "SELECT session_id, meeting_id, ask_at, asked, told
            FROM zoom_list_questions
            WHERE meeting_id = ?
            ORDER BY session_id DESC
            LIMIT ?",
        );
        self.read_list_questions(sql.bind(meeting).bind(MAX_AT_ONCE))
            .await
    }

    /// Returns what is asked about a lesson.
    pub async fn find_list_question(
        &self,
        session: SessionId,
    ) -> Result<Option<ListQuestion>, StoreError> {
        let sql = Statement::new(
            "SELECT session_id, meeting_id, ask_at, asked, told
            FROM zoom_list_questions
            WHERE session_id = ?",
        );
        Ok(self.read_list_questions(sql.bind(session)).await?.pop())
    }

    async fn read_list_questions(&self, sql: Statement) -> Result<Vec<ListQuestion>, StoreError> {
        let rows: Vec<QuestionRow> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(session, meeting, ask_at, asked, told)| ListQuestion {
                session: SessionId(session),
                meeting,
                ask_at: ask_at.map(|at| at.and_utc()),
                asked,
                told,
            })
            .collect())
    }

    /// Records that Zoom is to be asked about a lesson, unless that is recorded.
    pub(crate) async fn record_list_question(
        &self,
        session: SessionId,
        meeting: &str,
        ask_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(format!(
            "{}zoom_list_questions (session_id, meeting_id, ask_at, asked) VALUES (?, ?, ?, 0)",
            self.dialect().insert_ignore
        ));
        let sql = sql.bind(session).bind(meeting).bind(ask_at);

        self.db.execute(sql.repeatable()).await?;
        Ok(())
    }

    /// Moves a question that nobody has asked or taken.
    pub(crate) async fn move_list_question(
        &self,
        session: SessionId,
        ask_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_list_questions SET ask_at = ?
            WHERE session_id = ? AND asked = 0 AND ask_at IS NOT NULL",
        );

        self.db
            .execute(sql.bind(ask_at).bind(session).repeatable())
            .await?;
        Ok(())
    }

    /// Takes a question, so that no other process asks it: until then it is not due. Returns whether it was still there as
    /// it was read. Whoever is ended before the answer leaves a question that is due again at that time.
    pub(crate) async fn claim_list_question(
        &self,
        question: &ListQuestion,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_list_questions SET asked = asked + 1, ask_at = ?
            WHERE session_id = ? AND asked = ? AND ask_at <= ?",
        );
        let sql = sql
            .bind(until)
            .bind(question.session)
            .bind(question.asked)
            .bind(question.ask_at);

        Ok(self.db.execute(sql).await? > 0)
    }

    /// Gives a question back that was taken and not asked. It is due at once, after those that wait for longer: otherwise
    /// questions that nobody can ask would stand before all others.
    pub(crate) async fn release_list_question(
        &self,
        question: &ListQuestion,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_list_questions SET asked = ?, ask_at = ?
            WHERE session_id = ? AND asked = ?",
        );
        let sql = sql
            .bind(question.asked)
            .bind(now)
            .bind(question.session)
            .bind(question.asked + 1);

        self.db.execute(sql).await?;
        Ok(())
    }

    /// Records the answer to a question that was taken. What was removed or taken by somebody else meanwhile stays so.
    pub(crate) async fn record_list_answer(
        &self,
        question: &ListQuestion,
        next: NextQuestion<'_>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_list_questions SET ask_at = ?, told = ?
            WHERE session_id = ? AND asked = ?",
        );
        let sql = sql
            .bind(next.ask_at)
            .bind(next.told)
            .bind(question.session)
            .bind(question.asked + 1);

        self.db.execute(sql).await?;
        Ok(())
    }

    /// Removes the question about a lesson of which all is known. That an answer mended it stays known.
    pub(crate) async fn delete_list_question(&self, session: SessionId) -> Result<(), StoreError> {
        let delete = Statement::new(
            "DELETE FROM zoom_list_questions WHERE session_id = ? AND mended_at IS NULL",
        );
        let end =
            Statement::new("UPDATE zoom_list_questions SET ask_at = NULL WHERE session_id = ?");

        self.db.execute(delete.bind(session).repeatable()).await?;
        self.db.execute(end.bind(session).repeatable()).await?;
        Ok(())
    }

    /// Records that a lesson was measured by what Zoom was asked. If somebody takes that back, nobody but an admin asks
    /// again.
    pub(crate) async fn record_mended(
        &self,
        session: SessionId,
        meeting: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let insert = Statement::new(format!(
            "{}zoom_list_questions (session_id, meeting_id, asked) VALUES (?, ?, 0)",
            self.dialect().insert_ignore
        ));
        let insert = insert.bind(session).bind(meeting).repeatable();
        let update =
            Statement::new("UPDATE zoom_list_questions SET mended_at = ? WHERE session_id = ?");
        let update = update.bind(now).bind(session).repeatable();

        self.db.execute(insert).await?;
        self.db.execute(update).await?;
        Ok(())
    }

    /// Counts the lessons that were last measured by what Zoom was asked, within that time: by its lists of participants,
    /// or by events that its log of webhooks still had.
    pub async fn count_mended_lessons(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let sql = Statement::new(
            "SELECT COUNT(*) FROM zoom_list_questions WHERE mended_at >= ? AND mended_at < ?",
        );
        let sql = sql.bind(since).bind(until);
        let row: Option<(i64,)> = self.db.fetch_optional(sql).await?;

        Ok(row.map_or(0, |(count,)| count))
    }
}
