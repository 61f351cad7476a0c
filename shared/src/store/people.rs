//! The school's students and teachers: read, never written.

use std::collections::HashMap;

use super::{Store, StoreError, with_connection};
use crate::domain::{StudentId, TeacherId};
use crate::store::db::error::retrying;
use crate::store::db::statement::{Statement, Value};

/// One student.
#[derive(Clone, Debug)]
pub struct Student {
    /// `wdt_ID`.
    pub id: StudentId,
    /// As the school wrote it.
    pub name: String,
    /// Telegram chat of the student or a parent.
    pub chat_id: Option<String>,
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
    /// As the school wrote it.
    pub name: String,
    /// Whether there is a Telegram chat to send to.
    pub has_chat: bool,
}

/// Students that one teacher can have; a school's busiest ones have some dozens.
const MAX_STUDENTS: i64 = 500;
/// Names of one page are looked up in lists of this length, so that their statements are few.
const NAMES_STEP: usize = 50;
/// People whose name may match a search; more would not narrow anything.
const MAX_MATCHES: i64 = 200;

impl Store {
    /// Returns a student with the teacher's name.
    pub async fn find_student(&self, id: StudentId) -> Result<Option<Student>, StoreError> {
        // CAST: some deployments hold chat ids as numbers.
        const SQL: &str = "SELECT name, CAST(chat_id AS CHAR) AS chat_id, ustaz FROM wpos_wpdatatable_23 WHERE wdt_ID = ?";

        type Row = (Option<String>, Option<String>, Option<String>);
        let row: Option<Row> = retrying(|| async {
            with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(id.0).fetch_optional(connection).await)
        })
        .await?;
        let Some((name, chat_id, teacher)) = row else {
            return Ok(None);
        };
        let teacher_name = match &teacher {
            Some(teacher) => self
                .teacher_names([teacher.as_str()])
                .await?
                .remove(teacher),
            None => None,
        };

        let not_blank = |text: &String| !text.trim().is_empty();
        Ok(Some(Student {
            id,
            name: name.unwrap_or_default(),
            chat_id: chat_id.filter(not_blank),
            teacher: teacher.filter(not_blank).map(TeacherId),
            teacher_name,
        }))
    }

    /// Returns a teacher's own students by name, at most 500.
    pub async fn list_students_of(
        &self,
        teacher: &TeacherId,
    ) -> Result<Vec<OwnStudent>, StoreError> {
        // No index: this table has as many rows as the school has students.
        const SQL: &str = "SELECT wdt_ID, name, CAST(chat_id AS CHAR) AS chat_id, ustaz
            FROM wpos_wpdatatable_23
            WHERE ustaz = ?
            ORDER BY name, wdt_ID
            LIMIT ?";
        type Row = (i64, Option<String>, Option<String>, String);
        let rows: Vec<Row> = retrying(|| async {
            with_connection!(&self.db, connection =>
                sqlx::query_as(SQL).bind(&teacher.0).bind(MAX_STUDENTS).fetch_all(connection).await)
        })
        .await?;
        // Byte by byte: the collation of MySQL takes `USTAZ1` for `ustaz1`.
        let own = rows.into_iter().filter(|(.., ustaz)| *ustaz == teacher.0);
        let student = |(id, name, chat_id, _): Row| OwnStudent {
            id: StudentId(id),
            name: name.unwrap_or_default(),
            has_chat: chat_id.is_some_and(|chat_id| !chat_id.trim().is_empty()),
        };
        let mut students: Vec<OwnStudent> = own.map(student).collect();
        // The databases differ in where they put capitals.
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

        sql.list(ids.into_iter().map(|id| id.0.into()), NAMES_STEP);
        let rows: Vec<(i64, String)> =
            with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;

        Ok(rows.into_iter().collect())
    }

    /// Returns the names of those of these teachers who exist.
    pub async fn teacher_names(
        &self,
        ids: impl IntoIterator<Item = &str>,
    ) -> Result<HashMap<String, String>, StoreError> {
        let mut sql = Statement::new(
            "SELECT ustazid, COALESCE(ustazname, '') FROM wpos_wpdatatable_24 WHERE ustazid IN ",
        );

        sql.list(ids.into_iter().map(Value::from), NAMES_STEP);
        let rows: Vec<(String, String)> =
            with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;

        Ok(rows.into_iter().collect())
    }

    /// Lists teachers by name, at most `limit`.
    pub async fn list_teachers(&self, limit: i64) -> Result<Vec<(TeacherId, String)>, StoreError> {
        const SQL: &str = "SELECT ustazid, COALESCE(ustazname, '') FROM wpos_wpdatatable_24
            ORDER BY ustazname, ustazid LIMIT ?";
        let rows: Vec<(String, String)> = with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(limit).fetch_all(connection).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, name)| (TeacherId(id), name))
            .collect())
    }

    /// Lists students by name, at most `limit`.
    pub async fn list_students(&self, limit: i64) -> Result<Vec<(StudentId, String)>, StoreError> {
        const SQL: &str = "SELECT wdt_ID, COALESCE(name, '') FROM wpos_wpdatatable_23
            ORDER BY name, wdt_ID LIMIT ?";
        let rows: Vec<(i64, String)> = with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(limit).fetch_all(connection).await)?;
        Ok(rows
            .into_iter()
            .map(|(id, name)| (StudentId(id), name))
            .collect())
    }

    /// Returns the students and teachers whose name or id contains `text`; `None` if they are more than 200 of either:
    /// a part of them would be taken for all.
    pub async fn search_people(
        &self,
        text: &str,
    ) -> Result<Option<(Vec<StudentId>, Vec<TeacherId>)>, StoreError> {
        const STUDENTS: &str = "SELECT wdt_ID FROM wpos_wpdatatable_23
            WHERE name LIKE ? ESCAPE '!' OR wdt_ID = ?
            ORDER BY wdt_ID LIMIT ?";
        const TEACHERS: &str = "SELECT ustazid FROM wpos_wpdatatable_24
            WHERE ustazname LIKE ? ESCAPE '!' OR ustazid LIKE ? ESCAPE '!'
            ORDER BY ustazid LIMIT ?";
        let pattern = format!(
            "%{}%",
            text.replace('!', "!!")
                .replace('%', "!%")
                .replace('_', "!_")
        );
        let id = text.parse::<StudentId>().map_or(-1, |id| id.0);
        let students: Vec<(i64,)> = with_connection!(&self.db, connection =>
            sqlx::query_as(STUDENTS).bind(&pattern).bind(id).bind(MAX_MATCHES + 1).fetch_all(connection).await)?;
        let teachers: Vec<(String,)> = with_connection!(&self.db, connection =>
            sqlx::query_as(TEACHERS).bind(&pattern).bind(&pattern).bind(MAX_MATCHES + 1).fetch_all(connection).await)?;
        let too_many = |count: usize| i64::try_from(count).is_ok_and(|count| count > MAX_MATCHES);
        if too_many(students.len()) || too_many(teachers.len()) {
            return Ok(None);
        }
        let students = students.into_iter().map(|(id,)| StudentId(id)).collect();
        Ok(Some((
            students,
            teachers.into_iter().map(|(id,)| TeacherId(id)).collect(),
        )))
    }
}
