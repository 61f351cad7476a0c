//! The overview of the sessions that are asked for: one page of their list, and figures over all of them.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::session_selection::SessionSelection;
use crate::app::system_status::SystemStatus;
use crate::domain::{StudentId, TeacherId};
use crate::error::Error;
use crate::store::{Filter, GroupBy, Page, Statistics, Store, StoreError};

/// The longest list of teachers to choose from. A larger school searches by name.
const MAX_TEACHERS: i64 = 500;
/// The longest list of students to choose from. Of more students none is listed.
const MAX_STUDENTS: i64 = 300;

/// What was read for one selection.
#[derive(Debug)]
pub(crate) struct Overview {
    pub(crate) page: Page,
    pub(crate) by_day: Statistics,
    pub(crate) by_teacher: Statistics,
    /// The figures of the days before, if the selection's days have both ends.
    pub(crate) before: Option<Statistics>,
    pub(crate) people: People,
    pub(crate) system: SystemStatus,
}

/// Teachers and students to choose from, with their names (empty: not known).
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) teachers: Vec<(TeacherId, String)>,
    /// Empty where there are too many.
    pub(crate) students: Vec<(StudentId, String)>,
}

impl Overview {
    /// Reads the overview. `filter` is the one that follows from the selection.
    pub(crate) async fn read(
        app: &App,
        selection: &SessionSelection,
        filter: &Filter,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let store = app.store().await?;
        let (rules, days) = (&app.config.rules, app.calendar());

        // Boxed, because the futures of the statements are large and would all lie on the stack together.
        let list = Box::pin(store.list_sessions(
            filter,
            selection.order,
            selection.position.clone(),
            selection.limit,
            now,
            rules,
        ));
        let by_day = Box::pin(store.compute_statistics(filter, GroupBy::Day, days, now, rules));
        let by_teacher =
            Box::pin(store.compute_statistics(filter, GroupBy::Teacher, days, now, rules));
        let before = Box::pin(read_days_before(app, selection, filter, now));

        let (page, by_day, by_teacher, before) =
            tokio::try_join!(list, by_day, by_teacher, before)?;
        let (people, system) = tokio::try_join!(
            Box::pin(People::read(store, selection)),
            Box::pin(SystemStatus::read(app, store, now))
        )?;

        Ok(Self {
            page,
            by_day,
            by_teacher,
            before,
            people,
            system,
        })
    }
}

/// Reads the same figures for the days that the selection's days are compared with.
async fn read_days_before(
    app: &App,
    selection: &SessionSelection,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<Option<Statistics>, StoreError> {
    let days = app.calendar();
    let Some((_, before)) = selection.days.periods(days.day_of(now)) else {
        return Ok(None);
    };
    let filter = filter
        .clone()
        .within(days, Some(before.first), Some(before.last));

    let statistics = app
        .store()
        .await?
        .compute_statistics(&filter, GroupBy::Total, days, now, &app.config.rules)
        .await?;

    Ok(Some(statistics))
}

impl People {
    /// Reads who can be chosen. The teacher and the student of the selection are always among them.
    async fn read(store: &Store, selection: &SessionSelection) -> Result<Self, StoreError> {
        // One student more than the longest list tells whether there are too many. A list that is cut off would look
        // complete.
        let (teachers, mut students) = tokio::try_join!(
            store.list_teachers(MAX_TEACHERS),
            store.list_students(MAX_STUDENTS + 1)
        )?;

        if i64::try_from(students.len()).is_ok_and(|count| count > MAX_STUDENTS) {
            students.clear();
        }

        let mut people = Self { teachers, students };
        people
            .add_teacher(store, selection.teacher.as_ref())
            .await?;
        people.add_student(store, selection.student).await?;

        Ok(people)
    }

    async fn add_teacher(
        &mut self,
        store: &Store,
        teacher: Option<&TeacherId>,
    ) -> Result<(), StoreError> {
        let Some(teacher) = teacher else {
            return Ok(());
        };
        if self.teachers.iter().any(|(id, _)| id == teacher) {
            return Ok(());
        }

        let mut names = store.teacher_names([teacher.0.as_str()]).await?;
        let name = names.remove(&teacher.0).unwrap_or_default();
        self.teachers.push((teacher.clone(), name));

        Ok(())
    }

    async fn add_student(
        &mut self,
        store: &Store,
        student: Option<StudentId>,
    ) -> Result<(), StoreError> {
        let Some(student) = student else {
            return Ok(());
        };
        if self.students.iter().any(|(id, _)| *id == student) {
            return Ok(());
        }

        let mut names = store.student_names([student]).await?;
        let name = names.remove(&student.0).unwrap_or_default();
        self.students.push((student, name));

        Ok(())
    }
}
