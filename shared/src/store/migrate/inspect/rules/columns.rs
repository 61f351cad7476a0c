//! The columns that the program reads and writes: that they are there, and can hold what it stores.

use crate::store::migrate::inspect::expected::{EXPECTED, Expected, Holds, SESSIONS};
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::{alter, quoted, rename};
use crate::store::migrate::inspect::rules::types::wrong_type;
use crate::store::migrate::inspect::snapshot::{Column, Snapshot};

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    let mut findings = Vec::new();
    for expected in &EXPECTED {
        let Some(table) = snapshot.table(expected.table) else {
            continue;
        };
        match snapshot.column(expected.table, expected.column) {
            None if !expected.is_added => findings.push(missing(snapshot, expected, table.is_view)),
            Some(column) if !table.is_view => findings.extend(present(snapshot, expected, column)),
            _ => {}
        }
    }

    findings.extend(zone_of_timestamps(snapshot));
    findings
}

fn missing(snapshot: &Snapshot, expected: &Expected, is_view: bool) -> InspectionFinding {
    let why = if is_view {
        "The program reads it: add it to the view"
    } else {
        "The program reads it, and no migration adds columns to tables that were there before"
    };
    let place = (expected.table, expected.column);
    let finding = InspectionFinding::of_column(Severity::Blocks, place, "it is missing", why);
    if is_view {
        return finding;
    }

    let change = format!(
        "ADD COLUMN {} {}",
        quoted(expected.column),
        expected.definition
    );
    alter(finding, snapshot, &change, Cost::Instant)
}

/// Names the first of a column's faults: what mends it gives the column its right form.
fn present(snapshot: &Snapshot, expected: &Expected, column: &Column) -> Option<InspectionFinding> {
    if expected.holds == Holds::Any {
        return None;
    }

    generated(snapshot, expected, column)
        .or_else(|| wrong_type(snapshot, expected, column))
        .or_else(|| updates_itself(snapshot, expected, column))
        .or_else(|| without_null(snapshot, expected, column))
}

fn finding(expected: &Expected, found: String, why: &str) -> InspectionFinding {
    let place = (expected.table, expected.column);
    InspectionFinding::of_column(Severity::Blocks, place, found, why)
}

fn generated(
    snapshot: &Snapshot,
    expected: &Expected,
    column: &Column,
) -> Option<InspectionFinding> {
    if !column.is_generated() {
        return None;
    }

    let why = "The program writes it, and the server refuses to (error 3105 or 1906)";
    let finding = finding(expected, "it is a generated column".to_owned(), why);
    Some(rename(finding, snapshot, expected))
}

/// Each heartbeat is an UPDATE, and would move such a time.
fn updates_itself(
    snapshot: &Snapshot,
    expected: &Expected,
    column: &Column,
) -> Option<InspectionFinding> {
    let extra = column.extra.to_ascii_lowercase();
    if expected.holds != Holds::Time || !extra.contains("on update") {
        return None;
    }

    let why = "Every heartbeat would set it to the present: the server does so with each UPDATE of the row";
    let finding = finding(
        expected,
        "it has ON UPDATE CURRENT_TIMESTAMP".to_owned(),
        why,
    );
    let change = format!(
        "MODIFY {} {} NULL DEFAULT NULL",
        quoted(&column.name),
        column.column_type
    );
    Some(alter(finding, snapshot, &change, Cost::Copy))
}

fn without_null(
    snapshot: &Snapshot,
    expected: &Expected,
    column: &Column,
) -> Option<InspectionFinding> {
    if !expected.gets_null || column.is_nullable {
        return None;
    }

    let why = "The program stores NULL there, for what did not happen or is not known";
    let finding = finding(expected, format!("{} NOT NULL", column.column_type), why);
    let form = column.text_form();
    let change = format!(
        "MODIFY {} {}{form} NULL DEFAULT NULL",
        quoted(&column.name),
        column.column_type
    );
    let finding = alter(finding, snapshot, &change, Cost::Copy);

    if expected.holds != Holds::Time {
        return Some(finding);
    }

    let name = quoted(&column.name);
    let zeros = format!(
        "UPDATE {} SET {name} = NULL WHERE {name} = 0",
        quoted(SESSIONS)
    );
    Some(finding.mended_by(zeros, Cost::Copy))
}

/// A TIMESTAMP is read and written in the zone of the connection, which is the server's.
fn zone_of_timestamps(snapshot: &Snapshot) -> Option<InspectionFinding> {
    let server = &snapshot.server;
    let zone = match server.variable("time_zone") {
        "SYSTEM" => server.variable("system_time_zone"),
        zone => zone,
    };
    let is_utc = matches!(zone, "" | "UTC" | "+00:00" | "GMT" | "Etc/UTC");
    let is_time = |column: &Column| {
        EXPECTED.iter().any(|expected| {
            let is_same = expected.column == column.name && expected.table == column.table;
            is_same && expected.holds == Holds::Time
        })
    };
    let columns: Vec<&Column> = snapshot
        .columns_of(SESSIONS)
        .filter(|column| column.data_type == "timestamp" && is_time(column))
        .collect();
    if is_utc || columns.is_empty() {
        return None;
    }

    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let finding = InspectionFinding::of_table(
        Severity::Warns,
        SESSIONS,
        format!(
            "{} of type TIMESTAMP, and the server's zone is {zone}",
            names.join(", ")
        ),
        "Other programs with another zone of their connection read these times shifted, and an hour of the year does not \
            exist in a zone with summer time. In UTC, or as DATETIME, they are what was stored",
    );
    Some(finding.mended_by("SET GLOBAL time_zone = '+00:00'", Cost::None))
}

#[cfg(test)]
mod tests;
