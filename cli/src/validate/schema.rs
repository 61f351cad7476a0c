//! Tables, columns and indexes: one finding a table, and one for the indexes.

use session_tracking::store::SchemaFinding;

use crate::finding::Finding;

/// The migrations add columns to this table alone; the other tables they only create.
const EXTENDED: &str = "wpos_zoom_links";
const UNDONE: &str = "It was removed after the migration. Run `DELETE FROM _sqlx_migrations` in this database, then \
    `session-tracking migrate`: every script adds only what is missing";
const BY_HAND: &str = "No migration alters this table once it exists. Add the columns as in the repository's \
    migrations/, or rename the table if it is another program's and run `session-tracking migrate`";

/// Groups the store's findings, where every migration counts as applied: before that, all that is missing is pending.
pub(super) fn findings(found: &[SchemaFinding]) -> Vec<Finding> {
    let columns: Vec<Column<'_>> = found.iter().filter_map(Column::read).collect();
    let mut findings: Vec<Finding> = columns
        .chunk_by(|a, b| a.table == b.table)
        .map(|table| table_finding(table))
        .collect();
    let indexes: Vec<&SchemaFinding> = found
        .iter()
        .filter(|item| Column::read(item).is_none())
        .collect();

    findings.extend(index_findings(&indexes));
    findings
}

struct Column<'a> {
    table: &'a str,
    name: &'a str,
    present: bool,
}

impl<'a> Column<'a> {
    fn read(finding: &'a SchemaFinding) -> Option<Self> {
        let (table, name) = finding.what.strip_prefix("column ")?.split_once('.')?;
        Some(Self {
            table,
            name,
            present: finding.present,
        })
    }
}

fn table_finding(columns: &[Column<'_>]) -> Finding {
    let table = columns.first().map_or("", |column| column.table);
    let missing: Vec<&str> = columns
        .iter()
        .filter(|column| !column.present)
        .map(|column| column.name)
        .collect();

    if missing.is_empty() {
        return Finding::ok(format!("table {table}: {} columns", columns.len()));
    }

    if missing.len() == columns.len() {
        return Finding::fail(format!("table {table} is missing"), UNDONE);
    }

    let remedy = if table == EXTENDED { UNDONE } else { BY_HAND };
    Finding::fail(
        format!("table {table} lacks {}", missing.join(", ")),
        remedy,
    )
}

fn index_findings(indexes: &[&SchemaFinding]) -> Vec<Finding> {
    let missing = indexes.iter().filter(|index| !index.present);
    let findings: Vec<Finding> = missing
        .map(|index| Finding::fail(format!("{} is missing", index.what), UNDONE))
        .collect();

    if findings.is_empty() {
        return vec![Finding::ok(format!(
            "indexes of {EXTENDED}: {}",
            indexes.len()
        ))];
    }

    findings
}
