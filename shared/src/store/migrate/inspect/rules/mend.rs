//! The statements that mend a finding.

use crate::store::migrate::inspect::expected::Expected;
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding};
use crate::store::migrate::inspect::snapshot::{Column, Snapshot};

/// Rows and defaults may hold the zero date, which other modes refuse to copy. What does not fit is an error: without
/// it, the server would store another value.
const ONLY_ZERO_DATES_FIT: &str = "SET SESSION sql_mode = 'STRICT_ALL_TABLES'";

/// Adds an `ALTER TABLE` to a finding, with the session's mode before it where the server would refuse it otherwise.
pub(crate) fn alter(
    finding: InspectionFinding,
    snapshot: &Snapshot,
    change: &str,
    cost: Cost,
) -> InspectionFinding {
    let table = finding.table.clone();
    let statement = format!("ALTER TABLE {} {change}", quoted(&table));
    let has_dates = snapshot
        .columns_of(&table)
        .any(|column| matches!(column.data_type.as_str(), "date" | "datetime" | "timestamp"));
    let refuses_zero = snapshot.server.variable("sql_mode").contains("NO_ZERO");

    let needs_mode = has_dates && refuses_zero || !snapshot.server.is_strict();
    if needs_mode && !finding.mend.iter().any(|sql| sql == ONLY_ZERO_DATES_FIT) {
        return finding
            .mended_by(ONLY_ZERO_DATES_FIT, cost)
            .mended_by(statement, cost);
    }

    finding.mended_by(statement, cost)
}

/// Gives the column another name, so that the program gets its own.
pub(crate) fn rename(
    finding: InspectionFinding,
    snapshot: &Snapshot,
    expected: &Expected,
) -> InspectionFinding {
    let name = expected.column;
    let change = format!(
        "RENAME COLUMN {} TO {}",
        quoted(name),
        quoted(&format!("{name}_of_another_program"))
    );
    let mut finding = alter(finding, snapshot, &change, Cost::Instant);
    // A new row does not fill it any more.
    let column = snapshot.column(expected.table, name);
    if let Some(column) = column.filter(|column| !column.has_default()) {
        let optional = format!("{}{} NULL", column.column_type, column.text_form());
        let other = quoted(&format!("{name}_of_another_program"));
        finding = alter(
            finding,
            snapshot,
            &format!("MODIFY {other} {optional}"),
            Cost::Copy,
        );
    }
    if expected.is_added {
        return finding;
    }

    let change = format!("ADD COLUMN {} {}", quoted(name), expected.definition);
    alter(finding, snapshot, &change, Cost::Instant)
}

/// Returns a name as SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Returns a text as SQL.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// Returns the definition of a text column with another length, everything else as it is.
pub(crate) fn text_of_length(column: &Column, characters: i64) -> String {
    let null = if column.is_nullable {
        "NULL"
    } else {
        "NOT NULL"
    };
    format!("VARCHAR({characters}){} {null}", column.text_form())
}
