//! The types of columns: which hold what the program stores, and what makes another one right.

use crate::store::migrate::inspect::expected::{Expected, Holds};
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::{alter, literal, quoted, rename, text_of_length};
use crate::store::migrate::inspect::snapshot::{Column, Snapshot};

const STATUSES: [&str; 3] = ["active", "ended", "timeout"];
/// Of the longest of them.
const STATUS_LENGTH: i64 = 7;

pub(crate) fn wrong_type(
    snapshot: &Snapshot,
    expected: &Expected,
    column: &Column,
) -> Option<InspectionFinding> {
    let change = match expected.holds {
        Holds::Any => return None,
        Holds::Time => time_change(expected, column)?,
        Holds::Number { bytes, is_signed } => number_change(expected, column, bytes, is_signed)?,
        Holds::Text(characters) => text_change(expected, column, characters)?,
        Holds::Person => person_change(column)?,
        Holds::Status => status_change(column)?,
    };

    let found = format!("its type is {}", column.column_type);
    match change {
        Change::To(definition, cost) => {
            let why = "It cannot hold what the program stores there. The statement fails, and changes nothing, where a \
                row's value has not the form of the new type";
            let change = format!("MODIFY {} {definition}", quoted(&column.name));
            Some(alter(
                finding(expected, found, why),
                snapshot,
                &change,
                cost,
            ))
        }
        Change::Rename => {
            let why = "This is something else than what the program stores under this name";
            Some(rename(finding(expected, found, why), snapshot, expected))
        }
    }
}

/// What makes a column right.
enum Change {
    To(String, Cost),
    Rename,
}

fn time_change(expected: &Expected, column: &Column) -> Option<Change> {
    match column.data_type.as_str() {
        "datetime" | "timestamp" => None,
        "date" | "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => {
            Some(Change::To(expected.definition.to_owned(), Cost::Copy))
        }
        _ => Some(Change::Rename),
    }
}

fn number_change(
    expected: &Expected,
    column: &Column,
    bytes: u8,
    is_signed: bool,
) -> Option<Change> {
    let size = match column.data_type.as_str() {
        "tinyint" => 1,
        "smallint" => 2,
        "mediumint" => 3,
        "int" => 4,
        "bigint" => 8,
        "decimal" | "float" | "double" | "char" | "varchar" => 0,
        _ => return Some(Change::Rename),
    };
    let is_unsigned = column.column_type.contains("unsigned");
    let is_right = size >= bytes && !(is_signed && is_unsigned);

    (!is_right).then(|| Change::To(expected.definition.to_owned(), Cost::Copy))
}

fn text_change(expected: &Expected, column: &Column, characters: i64) -> Option<Change> {
    if !column.is_text() {
        return Some(Change::Rename);
    }
    if column.characters.is_some_and(|found| found >= characters) {
        return None;
    }

    // A text of 64 KiB has no length of its own.
    let definition = if characters > i64::from(u16::MAX) / 4 {
        expected.definition.to_owned()
    } else {
        text_of_length(column, characters)
    };
    Some(Change::To(definition, Cost::Copy))
}

fn person_change(column: &Column) -> Option<Change> {
    const NUMBERS: [&str; 5] = ["tinyint", "smallint", "mediumint", "int", "bigint"];
    let is_number = NUMBERS.contains(&column.data_type.as_str());
    if is_number || column.is_text() || column.data_type == "decimal" {
        return None;
    }

    Some(Change::Rename)
}

fn status_change(column: &Column) -> Option<Change> {
    if column.is_text() {
        let fits = column
            .characters
            .is_some_and(|found| found >= STATUS_LENGTH);
        return (!fits).then(|| Change::To(text_of_length(column, 16), Cost::Copy));
    }
    if !column.has_values() {
        return Some(Change::Rename);
    }

    let mut values = values_of(&column.column_type);
    let missing: Vec<String> = STATUSES
        .iter()
        .filter(|status| {
            !values
                .iter()
                .any(|value| value.eq_ignore_ascii_case(status))
        })
        .map(|status| (*status).to_owned())
        .collect();
    if missing.is_empty() && column.data_type == "enum" {
        return None;
    }

    let cost = if column.data_type == "enum" {
        Cost::Instant
    } else {
        Cost::Copy
    };
    values.extend(missing);
    let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
    let null = if column.is_nullable {
        "NULL"
    } else {
        "NOT NULL"
    };
    let form = column.text_form();
    Some(Change::To(
        format!("ENUM({}){form} {null} DEFAULT 'active'", values.join(",")),
        cost,
    ))
}

/// Reads the values of a type as `enum('a','b')`.
fn values_of(column_type: &str) -> Vec<String> {
    let list = column_type
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .unwrap_or_default();

    list.split("','")
        .map(|value| value.trim_matches('\'').replace("''", "'"))
        .filter(|value| !value.is_empty())
        .collect()
}

fn finding(expected: &Expected, found: String, why: &str) -> InspectionFinding {
    let place = (expected.table, expected.column);
    InspectionFinding::of_column(Severity::Blocks, place, found, why)
}
