//! The students' packages and what teachers are paid for them, where the school's application keeps them.

use crate::domain::StudentId;
use crate::store::application::schema::ApplicationSchema;
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// The package of a student.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StudentPackage {
    /// Its name.
    pub name: Option<String>,
    /// What a teacher is paid for such a student in a month, 0 for a package of which nothing is said. `None`: the
    /// application keeps no such table.
    pub monthly_salary: Option<f64>,
    /// Whether Sundays are working days.
    pub counts_sundays: bool,
}

const STUDENTS: &str = "wpos_wpdatatable_23";
const SESSIONS: &str = "wpos_zoom_links";

impl Store {
    /// Returns a student's package, as far as a lesson's row has columns for it. One statement where the application
    /// keeps packages, none where it does not.
    pub async fn find_student_package(
        &self,
        student: StudentId,
    ) -> Result<StudentPackage, StoreError> {
        let schema = self.application_schema().await?;
        if !schema.has(STUDENTS, "package") || !schema.has(SESSIONS, "packageId") {
            return Ok(StudentPackage::default());
        }

        let sql = select_package(self.dialect(), schema).bind(student);
        let row: Result<Option<Row>, StoreError> = self.db.fetch_optional(sql.repeatable()).await;

        match row {
            Ok(row) => Ok(row.map_or_else(StudentPackage::default, |row| read(row, schema))),
            Err(error) if error.names_missing() => Ok(StudentPackage::default()),
            Err(error) => Err(error),
        }
    }
}

/// Package, monthly salary, and whether Sundays count.
type Row = (Option<String>, Option<String>, Option<String>);

fn select_package(dialect: Dialect, schema: &ApplicationSchema) -> Statement {
    let salary = salaries(schema).map(|table| {
        let is_this_package = (dialect.same_text)("p.packageName", "s.package");
        format!(
            "(SELECT CAST(p.salaryPerStudent AS CHAR) FROM {table} p WHERE {is_this_package} LIMIT 1)"
        )
    });
    let sundays = schema
        .find_table("setting", &["key", "value"])
        .map(|table| {
            format!(
                "(SELECT CAST(t.`value` AS CHAR) FROM {table} t
              WHERE t.`key` = 'include_sundays_in_salary' LIMIT 1)"
            )
        });

    // CAST: the types are the application's.
    Statement::new(format!(
        "SELECT CAST(s.package AS CHAR), {}, {} FROM {STUDENTS} s WHERE s.wdt_ID = ?",
        salary.as_deref().unwrap_or("CAST(NULL AS CHAR)"),
        sundays.as_deref().unwrap_or("CAST(NULL AS CHAR)"),
    ))
}

fn salaries(schema: &ApplicationSchema) -> Option<&str> {
    schema.find_table("PackageSalary", &["packageName", "salaryPerStudent"])
}

fn read((name, salary, sundays): Row, schema: &ApplicationSchema) -> StudentPackage {
    let has_rates = salaries(schema).is_some() && schema.has(SESSIONS, "packageRate");
    let salary = salary.map_or(Some(0.0), |text| text.trim().parse().ok());
    // A column of another type, or a shorter one, would refuse the whole lesson.
    let longest = schema.text_length(SESSIONS, "packageId").unwrap_or(0);

    StudentPackage {
        name: name.filter(|name| i64::try_from(name.chars().count()).is_ok_and(|n| n <= longest)),
        monthly_salary: salary.filter(|_| has_rates),
        counts_sundays: sundays.as_deref() == Some("true"),
    }
}
