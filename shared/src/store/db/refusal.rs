//! What a database refuses to store, in words that say what to do. Keys, columns and checks of the school's other
//! programs refuse what this system knows nothing of.

use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::mysql::MySqlDatabaseError;

/// Returns why a row was refused, for people; `None`: the failure is of another kind.
pub(crate) fn refusal(error: &sqlx::Error) -> Option<String> {
    let error = error.as_database_error()?;

    match error.try_downcast_ref::<MySqlDatabaseError>() {
        Some(mysql) => of_mysql(mysql.number(), error.message()),
        None => of_other(error),
    }
}

fn of_mysql(number: u16, message: &str) -> Option<String> {
    let quoted = quoted_name(message).unwrap_or("?");

    Some(match number {
        1216 | 1452 => missing_row(message),
        1217 | 1451 => {
            "Another table refers to this row. Remove or change that row first.".to_owned()
        }
        1364 => format!(
            "The column {quoted} of the lessons' table has no default, and this system does not know it. Give it a default: \
             ALTER TABLE ... ALTER COLUMN {quoted} SET DEFAULT ..."
        ),
        1048 => format!(
            "The column {quoted} of the lessons' table may not be NULL, and this system has no value for it. Allow NULL."
        ),
        1366 | 3988 => format!(
            "The column {quoted} of the lessons' table cannot hold this text: its character set lacks some of the \
             characters. Convert the table to utf8mb4."
        ),
        1406 | 1265 => format!(
            "The column {quoted} of the lessons' table is too short or of a type that does not fit. Make it longer."
        ),
        1264 => format!(
            "The column {quoted} of the lessons' table is too small for this number. Make it BIGINT."
        ),
        3819 | 4025 => format!(
            "The check {quoted} of the lessons' table refuses this lesson. Change the check, or what it asks for."
        ),
        1644 => format!("A trigger of the lessons' table refuses this lesson: {message}"),
        _ => return None,
    })
}

fn missing_row(message: &str) -> String {
    let column = between(message, "FOREIGN KEY (`", "`)");
    let table = between(message, "REFERENCES `", "`");

    match (column, table) {
        (Some(column), Some(table)) => format!(
            "The column {column} of the lessons' table refers to a row of {} that does not exist. Add it there, or \
             correct the student or teacher.",
            in_words(table)
        ),
        _ => "The lesson refers to a row of another table that does not exist. Add it there."
            .to_owned(),
    }
}

/// Answers name no table of the school's but by what it holds.
fn in_words(table: &str) -> &str {
    match table {
        "wpos_wpdatatable_23" => "the students' table",
        "wpos_wpdatatable_24" => "the teachers' table",
        other => other,
    }
}

/// SQLite tells kinds, and names in its own words.
fn of_other(error: &dyn DatabaseError) -> Option<String> {
    match error.kind() {
        ErrorKind::ForeignKeyViolation => Some(missing_row("")),
        ErrorKind::NotNullViolation | ErrorKind::CheckViolation => Some(format!(
            "The lessons' table refuses this lesson: {}. Give the column a default, or change the check.",
            error.message()
        )),
        _ => None,
    }
}

/// Returns the name that a message quotes: the last one of `column 'x'`, `` `school`.`table`.`x` `` and the like.
fn quoted_name(message: &str) -> Option<&str> {
    let named = ["column ", "Column ", "Field ", "constraint ", "CONSTRAINT "]
        .iter()
        .find_map(|word| message.split_once(word))?
        .1;
    let name = named.split([' ', ',']).next()?;

    name.split('.')
        .next_back()
        .map(|last| last.trim_matches(['\'', '`']))
}

fn between<'m>(message: &'m str, before: &str, after: &str) -> Option<&'m str> {
    let (_, rest) = message.split_once(before)?;
    rest.split(after).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_row_is_named_by_column_and_table() {
        let message = "Cannot add or update a child row: a foreign key constraint fails (`school`.`wpos_zoom_links`, \
            CONSTRAINT `zl_student` FOREIGN KEY (`studentid`) REFERENCES `wpos_wpdatatable_23` (`wdt_ID`))";
        let text = of_mysql(1452, message).unwrap();

        assert!(text.contains("studentid"), "{text}");
        assert!(text.contains("a row of the students' table"), "{text}");
    }

    #[test]
    fn columns_and_checks_are_named_as_each_server_quotes_them() {
        for (number, message, name) in [
            (
                1364,
                "Field 'schoolId' doesn't have a default value",
                "schoolId",
            ),
            (1048, "Column 'schoolId' cannot be null", "schoolId"),
            (1406, "Data too long for column 'link' at row 1", "link"),
            (
                3819,
                "Check constraint 'only_mine' is violated.",
                "only_mine",
            ),
            (
                4025,
                "CONSTRAINT `only_mine` failed for `school`.`wpos_zoom_links`",
                "only_mine",
            ),
            (
                1366,
                "Incorrect string value: '\\xE1' for column `school`.`wpos_zoom_links`.`ustazid` at row 1",
                "ustazid",
            ),
        ] {
            let text = of_mysql(number, message).unwrap();
            assert!(text.contains(name), "{text}");
        }
    }

    #[test]
    fn other_failures_are_no_refusals() {
        assert_eq!(of_mysql(1064, "You have an error in your SQL syntax"), None);
    }
}
