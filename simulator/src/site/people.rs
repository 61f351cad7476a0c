//! The school's own rows: admin, teachers and their students.

use std::fmt::Write as _;

use crate::school::School;

/// The statements that insert them.
pub(super) fn sql(school: &School) -> String {
    let mut sql = String::from(
        "INSERT INTO admin (id, name, username, role) VALUES ('admin1', 'Office', 'admin1', 'admin');",
    );
    let each = school.students.len() / school.teachers.len().max(1);

    for (number, teacher) in school.teachers.iter().enumerate() {
        let id = &teacher.id;
        let _ = writeln!(
            sql,
            "INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname) VALUES ('{id}', 'Teacher {id}');"
        );

        for student in &school.students[number * each..(number + 1) * each] {
            let (row, name) = (student.id, &student.name);
            let _ = writeln!(
                sql,
                "INSERT INTO wpos_wpdatatable_23 (wdt_ID, name, chat_id, ustaz) VALUES ({row}, '{name}', '{row}', '{id}');"
            );
        }
    }

    sql
}
