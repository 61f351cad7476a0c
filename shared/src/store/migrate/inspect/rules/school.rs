//! A school's database as every rule accepts it, for the tests of the rules.

use std::collections::BTreeMap;

use crate::store::migrate::inspect::expected::{EXPECTED, SCHOOL_TABLES, SESSIONS};
use crate::store::migrate::inspect::snapshot::{Column, Index, Server, Snapshot, Table};

/// The school's four tables on a usual server, before any migration.
pub(crate) fn school() -> Snapshot {
    let tables = SCHOOL_TABLES.map(|name| Table {
        name: name.to_owned(),
        engine: "InnoDB".to_owned(),
        row_format: "Dynamic".to_owned(),
        ..Table::default()
    });
    let id = Column {
        is_nullable: false,
        extra: "auto_increment".to_owned(),
        ..column(SESSIONS, "id", "int")
    };
    let mut columns = vec![id];
    for expected in EXPECTED.iter().filter(|expected| !expected.is_added) {
        let (column_type, _) = expected.definition.split_once(' ').unwrap();
        columns.push(column(
            expected.table,
            expected.column,
            &column_type.to_lowercase(),
        ));
    }

    Snapshot {
        server: server(),
        tables: tables.to_vec(),
        columns,
        indexes: vec![Index {
            table: SESSIONS.to_owned(),
            name: "PRIMARY".to_owned(),
            is_unique: true,
            columns: vec!["id".to_owned()],
            ..Index::default()
        }],
        ..Snapshot::default()
    }
}

fn server() -> Server {
    let variables = [
        ("sql_mode", "STRICT_TRANS_TABLES"),
        ("max_allowed_packet", "16777216"),
        ("innodb_page_size", "16384"),
        ("time_zone", "+00:00"),
    ];

    Server {
        version: "8.4.3".to_owned(),
        database: "school".to_owned(),
        user: "app@%".to_owned(),
        variables: BTreeMap::from(
            variables.map(|(name, value)| (name.to_owned(), value.to_owned())),
        ),
        grants: Vec::new(),
    }
}

/// A column that may be NULL, of a type as `varchar(255)`.
pub(crate) fn column(table: &str, name: &str, column_type: &str) -> Column {
    let (data_type, size) = column_type
        .split_once(['(', ' '])
        .unwrap_or((column_type, ""));
    let mut column = Column {
        table: table.to_owned(),
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        column_type: column_type.to_owned(),
        is_nullable: true,
        ..Column::default()
    };

    if data_type.ends_with("char") || data_type.ends_with("text") || data_type == "enum" {
        let characters = size.trim_end_matches(')').parse().unwrap_or(65_535);
        column.characters = Some(characters);
        column.octets = Some(characters * 4);
        column.character_set = "utf8mb4".to_owned();
        column.collation = "utf8mb4_general_ci".to_owned();
    }

    column
}
