//! The package and the day's rate of a new lesson, by the rule of the school's application.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::domain::{LessonPackage, StudentId, daily_rate};
use crate::store::{Store, StoreError, StudentPackage};

/// Returns the package that a lesson of this student is stored with, now.
pub(crate) async fn find_lesson_package(
    app: &App,
    store: &Store,
    student: StudentId,
    now: DateTime<Utc>,
) -> Result<LessonPackage, StoreError> {
    let package = match store.find_student_package(student).await {
        Ok(package) => package,
        // A table of another program that cannot be read must not stop a lesson.
        Err(StoreError::Database(error)) => {
            tracing::warn!(%error, student.id = student.0, "The package of a student could not be read");
            StudentPackage::default()
        }
        Err(error) => return Err(error),
    };

    let working_days = app.calendar().working_days(now, package.counts_sundays);
    Ok(LessonPackage {
        name: package.name,
        rate: package
            .monthly_salary
            .and_then(|salary| daily_rate(salary, working_days)),
    })
}
