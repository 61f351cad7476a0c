//! What is found of columns.

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
    let renamed =
        format!("{TABLE} RENAME COLUMN `session_status` TO `session_status_of_another_program`");
    assert_eq!(mends("session_status", "int"), [renamed]);

    let renamed = format!("{TABLE} RENAME COLUMN `clicked_at` TO `clicked_at_of_another_program`");
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
            "UPDATE `wpos_zoom_links` SET `clicked_at` = NULL WHERE `clicked_at` = 0".to_owned()
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
            "ALTER TABLE `wpos_wpdatatable_24` ADD COLUMN `password` VARCHAR(255) NULL".to_owned()
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
