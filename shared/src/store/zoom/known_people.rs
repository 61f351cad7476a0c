//! The accounts of Zoom that lessons have shown to be a student's or a teacher's.

use chrono::{DateTime, Utc};

use crate::domain::{KnownPerson, PersonRole, SessionId, StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// Persons are looked up in lists of a multiple of this length, so that there are few statements.
const PERSONS_STEP: usize = 10;
/// More sightings than decide anything.
const MAX_SIGHTINGS: i64 = 2_000;
/// Stands in the key for an administrator's word, which belongs to no session.
pub(super) const NO_SESSION: i64 = 0;

#[derive(sqlx::FromRow)]
struct SightingRow {
    person: String,
    role: String,
    session_id: i64,
    student: i64,
    teacher: String,
}

impl SightingRow {
    /// Reads the row. `None`: this version does not know the role.
    fn into_known(self) -> Option<KnownPerson> {
        Some(KnownPerson {
            person: self.person,
            role: PersonRole::from_stored(&self.role)?,
            session: (self.session_id != NO_SESSION).then_some(SessionId(self.session_id)),
            student: StudentId(self.student),
            teacher: TeacherId(self.teacher),
        })
    }
}

impl Store {
    /// Lists what is known of these persons, and who is known to be one of these teachers.
    pub async fn list_known_people(
        &self,
        persons: &[&str],
        teachers: &[&TeacherId],
    ) -> Result<Vec<KnownPerson>, StoreError> {
        let mut sql = Statement::new(
            "SELECT person, role, session_id, student, teacher
            FROM zoom_known_people
            WHERE person IN ",
        );
        sql.list(persons.iter().copied(), PERSONS_STEP)
            .push(" OR (role = 'teacher' AND teacher IN ")
            .list(
                teachers.iter().map(|teacher| teacher.0.as_str()),
                PERSONS_STEP,
            )
            .push(") LIMIT ")
            .value(MAX_SIGHTINGS);
        let rows: Vec<SightingRow> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .filter_map(SightingRow::into_known)
            .collect())
    }

    /// Lists the sightings in these sessions.
    pub async fn list_people_seen_in(
        &self,
        sessions: &[SessionId],
    ) -> Result<Vec<KnownPerson>, StoreError> {
        let mut sql = Statement::new(
            "SELECT person, role, session_id, student, teacher
            FROM zoom_known_people
            WHERE session_id IN ",
        );
        sql.list(sessions.iter().copied(), PERSONS_STEP)
            .push(" LIMIT ")
            .value(MAX_SIGHTINGS);
        let rows: Vec<SightingRow> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .filter_map(SightingRow::into_known)
            .collect())
    }

    /// Records a sighting, once.
    pub async fn record_known_person(
        &self,
        seen: &KnownPerson,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(format!(
            "{}zoom_known_people (person, role, session_id, student, teacher, seen_at)
            VALUES (?, ?, ?, ?, ?, ?)",
            self.dialect().insert_ignore
        ));
        let sql = sql
            .bind(seen.person.as_str())
            .bind(seen.role.as_str())
            .bind(seen.session.map_or(NO_SESSION, |session| session.0))
            .bind(seen.student)
            .bind(seen.teacher.0.as_str())
            .bind(now);

        self.db.execute(sql.repeatable()).await?;
        Ok(())
    }
}

/// Forgets a sighting in a session, because what showed it is not believed any more.
pub(crate) fn forget(seen: &KnownPerson) -> Statement {
    Statement::new(
        "DELETE FROM zoom_known_people
        WHERE person = ? AND role = ? AND session_id = ? AND session_id <> 0 AND teacher = ?",
    )
    .bind(seen.person.as_str())
    .bind(seen.role.as_str())
    .bind(seen.session.map_or(NO_SESSION, |session| session.0))
    .bind(seen.teacher.0.as_str())
}
