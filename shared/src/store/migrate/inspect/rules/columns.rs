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
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::{column, school};

    const TABLE: &str = "ALTER TABLE `wpos_zoom_links`";

    fn with(changed: Column) -> Vec<InspectionFinding> {
        let mut snapshot = school();
        let is_same = |other: &Column| other.table == changed.table && other.name == changed.name;
        snapshot.columns.retain(|other| !is_same(other));
        snapshot.columns.push(changed);
        check(&snapshot)
    }

    fn mends(name: &str, column_type: &str) -> Vec<String> {
        let findings = with(column(SESSIONS, name, column_type));
        findings
            .into_iter()
            .flat_map(|finding| finding.mend)
            .collect()
    }

    #[test]
    fn a_usual_school_has_no_findings() {
        assert_eq!(check(&school()), []);
    }

    #[test]
    fn types_that_hold_the_same_are_right() {
        for (name, column_type) in [
            ("clicked_at", "timestamp"),
            ("sent_time", "datetime(3)"),
            ("last_activity_at", "datetime(6)"),
            ("studentid", "int unsigned"),
            ("studentid", "varchar(191)"),
            ("ustazid", "int"),
            ("session_status", "varchar(16)"),
            ("session_status", "enum('new','active','ended','timeout')"),
            ("revision", "bigint"),
            ("session_duration_minutes", "smallint"),
            ("link", "text"),
            ("tracking_token", "char(36)"),
        ] {
            assert_eq!(
                mends(name, column_type),
                Vec::<String>::new(),
                "{name} {column_type}"
            );
        }
    }

    #[test]
    fn other_types_are_changed_where_their_values_may_fit() {
        for (name, column_type, definition) in [
            ("last_activity_at", "varchar(32)", "DATETIME NULL"),
            ("revision", "varchar(8)", "INT NOT NULL DEFAULT 0"),
            ("revision", "smallint", "INT NOT NULL DEFAULT 0"),
            (
                "uncounted_seconds",
                "int unsigned",
                "INT NOT NULL DEFAULT 0",
            ),
            ("session_duration_seconds", "tinyint", "INT NULL"),
            (
                "tracking_token",
                "varchar(20)",
                "VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL",
            ),
            (
                "session_status",
                "enum('open','ended')",
                "ENUM('open','ended','active','timeout') CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL DEFAULT 'active'",
            ),
        ] {
            assert_eq!(
                mends(name, column_type),
                [format!("{TABLE} MODIFY `{name}` {definition}")],
                "{column_type}"
            );
        }
    }

    #[test]
    fn what_means_something_else_gets_another_name() {
        let renamed = format!(
            "{TABLE} RENAME COLUMN `session_status` TO `session_status_of_another_program`"
        );
        assert_eq!(mends("session_status", "int"), [renamed]);

        let renamed =
            format!("{TABLE} RENAME COLUMN `clicked_at` TO `clicked_at_of_another_program`");
        let added = format!("{TABLE} ADD COLUMN `clicked_at` DATETIME NULL");
        assert_eq!(mends("clicked_at", "int"), [renamed, added]);
    }

    #[test]
    fn a_generated_column_and_a_time_that_moves_by_itself_block() {
        let generated = Column {
            extra: "VIRTUAL GENERATED".to_owned(),
            ..column(SESSIONS, "session_duration_minutes", "int")
        };
        assert_eq!(with(generated)[0].found, "it is a generated column");

        let moving = Column {
            extra: "DEFAULT_GENERATED on update CURRENT_TIMESTAMP".to_owned(),
            ..column(SESSIONS, "sent_time", "timestamp")
        };
        assert_eq!(
            with(moving)[0].mend,
            [format!(
                "{TABLE} MODIFY `sent_time` timestamp NULL DEFAULT NULL"
            )]
        );
    }

    #[test]
    fn a_time_that_cannot_be_null_blocks_where_the_program_stores_null() {
        let required = |name: &str| Column {
            is_nullable: false,
            default: Some("0000-00-00 00:00:00".to_owned()),
            ..column(SESSIONS, name, "datetime")
        };

        assert_eq!(with(required("sent_time")), []);
        assert_eq!(
            with(required("clicked_at"))[0].mend,
            [
                format!("{TABLE} MODIFY `clicked_at` datetime NULL DEFAULT NULL"),
                "UPDATE `wpos_zoom_links` SET `clicked_at` = NULL WHERE `clicked_at` = 0"
                    .to_owned()
            ]
        );
    }

    #[test]
    fn the_mode_that_refuses_zero_dates_is_left_out_for_the_change() {
        let mut snapshot = school();
        let variables = &mut snapshot.server.variables;
        variables.insert(
            "sql_mode".to_owned(),
            "STRICT_TRANS_TABLES,NO_ZERO_DATE".to_owned(),
        );
        snapshot
            .columns
            .push(column(SESSIONS, "revision", "varchar(8)"));
        assert_eq!(
            check(&snapshot)[0].mend[0],
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES'"
        );
    }

    #[test]
    fn a_missing_column_of_the_school_is_named_and_one_of_ours_is_not() {
        let mut snapshot = school();
        snapshot
            .columns
            .retain(|column| column.name != "password" && column.name != "report");
        let mends: Vec<String> = check(&snapshot)
            .into_iter()
            .flat_map(|finding| finding.mend)
            .collect();
        assert_eq!(
            mends,
            [
                format!("{TABLE} ADD COLUMN `report` INT NULL"),
                "ALTER TABLE `wpos_wpdatatable_24` ADD COLUMN `password` VARCHAR(255) NULL"
                    .to_owned()
            ]
        );
    }

    #[test]
    fn timestamps_of_a_server_in_another_zone_warn() {
        let mut snapshot = school();
        snapshot.columns.retain(|column| column.name != "sent_time");
        snapshot
            .columns
            .push(column(SESSIONS, "sent_time", "timestamp"));
        assert_eq!(check(&snapshot), []);

        let variables = &mut snapshot.server.variables;
        variables.insert("time_zone".to_owned(), "SYSTEM".to_owned());
        variables.insert("system_time_zone".to_owned(), "EAT".to_owned());
        assert_eq!(check(&snapshot)[0].severity, Severity::Warns);
    }
}
