//! The school's students and teachers: read, never written.

use std::collections::HashMap;

use crate::domain::{Cause, ChatId, StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::{Store, StoreError};

/// One student.
#[derive(Clone, Debug)]
pub struct Student {
    /// `wdt_ID`.
    pub id: StudentId,
    /// The name as the school wrote it.
    pub name: String,
    /// The Telegram chat of the student or a parent, or why there is none.
    pub chat: Result<ChatId, Cause>,
    /// The teacher (`ustaz`).
    pub teacher: Option<TeacherId>,
    /// The teacher's name.
    pub teacher_name: Option<String>,
}

/// One of a teacher's own students.
#[derive(Clone, Debug)]
pub struct OwnStudent {
    /// `wdt_ID`.
    pub id: StudentId,
    /// The name as the school wrote it.
    pub name: String,
    /// Why there is no Telegram chat to send to. `None`: there is one.
    pub chat_problem: Option<Cause>,
}

/// Students that one teacher can have; a school's busiest ones have some dozens.
const MAX_STUDENTS: i64 = 500;
/// Names of one page are looked up in lists of a multiple of this length, so that there are few statements.
const NAMES_STEP: usize = 50;

#[derive(sqlx::FromRow)]
struct StudentRow {
    #[sqlx(rename = "wdt_ID")]
    id: StoredInteger,
    name: Option<StoredText>,
    chat_id: Option<StoredText>,
    ustaz: Option<StoredText>,
}

impl Store {
    /// Returns a student with the teacher's name.
    pub async fn find_student(&self, id: StudentId) -> Result<Option<Student>, StoreError> {
        // CAST: some deployments hold chat ids as numbers.
        let sql = Statement::new(
            "SELECT wdt_ID, name, CAST(chat_id AS CHAR) AS chat_id, ustaz
            FROM wpos_wpdatatable_23
            WHERE wdt_ID = ?",
        );
        let row: Option<StudentRow> = self.db.fetch_optional(sql.bind(id).repeatable()).await?;
        let Some(row) = row else {
            return Ok(None);
        };

        let teacher_name = match &row.ustaz {
            Some(teacher) => self
                .teacher_names([teacher.trim()])
                .await?
                .remove(teacher.trim()),
            None => None,
        };

        Ok(Some(Student {
            id,
            name: row.name.unwrap_or_default().0,
            chat: ChatId::from_column(row.chat_id.as_deref()),
            teacher: row
                .ustaz
                .filter(|text| !is_blank(text))
                .map(|text| TeacherId(text.trim().to_owned())),
            teacher_name,
        }))
    }

    /// Returns a teacher's own students by name, at most 500.
    pub async fn list_students_of(
        &self,
        teacher: &TeacherId,
    ) -> Result<Vec<OwnStudent>, StoreError> {
        // No index: this table has as many rows as the school has students.
        let sql = Statement::new(
            "SELECT wdt_ID, name, CAST(chat_id AS CHAR) AS chat_id, ustaz
            FROM wpos_wpdatatable_23
            WHERE TRIM(ustaz) = ?
            ORDER BY name, wdt_ID
            LIMIT ?",
        );
        let sql = sql.bind(teacher.0.trim()).bind(MAX_STUDENTS);
        let mut rows: Vec<StudentRow> = self.db.fetch_all(sql.repeatable()).await?;

        // Byte by byte: the collation of MySQL takes `USTAZ1` for `ustaz1`.
        rows.retain(|row| row.ustaz.as_deref().map(str::trim) == Some(teacher.0.trim()));
        let mut students: Vec<OwnStudent> =
            rows.into_iter().map(StudentRow::into_own_student).collect();

        // The databases differ in the place that they give to capitals.
        students.sort_by_cached_key(|student| (student.name.to_lowercase(), student.id));
        Ok(students)
    }

    /// Returns the names of those of these students who exist.
    pub async fn student_names(
        &self,
        ids: impl IntoIterator<Item = StudentId>,
    ) -> Result<HashMap<i64, String>, StoreError> {
        let mut sql = Statement::new(
            "SELECT wdt_ID, COALESCE(name, '') FROM wpos_wpdatatable_23 WHERE wdt_ID IN ",
        );
        sql.list(ids, NAMES_STEP);
        let rows: Vec<(StoredInteger, StoredText)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(StoredInteger(id), StoredText(name))| (id, name))
            .collect())
    }

    /// Returns the names of those of these teachers who exist.
    pub async fn teacher_names(
        &self,
        ids: impl IntoIterator<Item = &str>,
    ) -> Result<HashMap<String, String>, StoreError> {
        let mut sql = Statement::new(
            "SELECT ustazid, COALESCE(ustazname, '') FROM wpos_wpdatatable_24 WHERE ustazid IN ",
        );
        sql.list(ids, NAMES_STEP);
        let rows: Vec<(StoredText, StoredText)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(StoredText(id), StoredText(name))| (id, name))
            .collect())
    }

    /// Lists teachers by name, at most `limit`.
    pub async fn list_teachers(&self, limit: i64) -> Result<Vec<(TeacherId, String)>, StoreError> {
        let sql = Statement::new(
            "SELECT ustazid, COALESCE(ustazname, '')
            FROM wpos_wpdatatable_24
            ORDER BY ustazname, ustazid
            LIMIT ?",
        );
        let rows: Vec<(StoredText, StoredText)> = self.db.fetch_all(sql.bind(limit)).await?;

        Ok(rows
            .into_iter()
            .map(|(StoredText(id), StoredText(name))| (TeacherId(id), name))
            .collect())
    }

    /// Lists students by name, at most `limit`.
    pub async fn list_students(&self, limit: i64) -> Result<Vec<(StudentId, String)>, StoreError> {
        let sql = Statement::new(
            "SELECT wdt_ID, COALESCE(name, '')
            FROM wpos_wpdatatable_23
            ORDER BY name, wdt_ID
            LIMIT ?",
        );
        let rows: Vec<(StoredInteger, StoredText)> = self.db.fetch_all(sql.bind(limit)).await?;

        Ok(rows
            .into_iter()
            .map(|(StoredInteger(id), StoredText(name))| (StudentId(id), name))
            .collect())
    }
}

impl StudentRow {
    fn into_own_student(self) -> OwnStudent {
        OwnStudent {
            id: StudentId(self.id.0),
            name: self.name.unwrap_or_default().0,
            chat_problem: ChatId::from_column(self.chat_id.as_deref()).err(),
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
