//! The tables themselves: engine, name, partitions, triggers, and what only has a table's name.

use crate::store::migrate::inspect::expected::{SCHOOL_TABLES, SESSIONS};
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::{alter, quoted};
use crate::store::migrate::inspect::snapshot::{Snapshot, Table};
use crate::store::migrate::needed::COLUMNS;

/// Columns of the program's own tables that a later migration adds.
const ADDED_LATER: [&str; 8] = [
    "host_id",
    "user_id",
    "name_key",
    "is_assistant",
    "import_id",
    "confirmed_by",
    "confirmed_in",
    "role",
];

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    let mut findings = Vec::new();
    for (name, columns) in COLUMNS {
        let Some(table) = snapshot.table(name) else {
            findings.extend(other_case(snapshot, name));
            continue;
        };

        findings.extend(view(table));
        findings.extend(engine(snapshot, table));
        if !SCHOOL_TABLES.contains(&name) && !snapshot.is_migrated {
            findings.extend(of_another_program(snapshot, table, columns));
        }
    }

    if let Some(sessions) = snapshot.table(SESSIONS) {
        findings.extend(partitions(snapshot, sessions));
        findings.extend(triggers(snapshot));
    }

    findings
}

/// Without the table, the migration would make an empty one beside that with the data.
fn other_case(snapshot: &Snapshot, name: &str) -> Option<InspectionFinding> {
    let other = snapshot
        .tables
        .iter()
        .find(|table| table.name.eq_ignore_ascii_case(name))?;
    let finding = InspectionFinding::of_table(
        Severity::Blocks,
        name,
        format!("the table is called {}", other.name),
        "This server tells capitals in names of tables apart",
    );

    let statement = format!("RENAME TABLE {} TO {}", quoted(&other.name), quoted(name));
    Some(finding.mended_by(statement, Cost::Instant))
}

/// The people's tables are only read, and may be views.
fn view(table: &Table) -> Option<InspectionFinding> {
    let may_be_view = SCHOOL_TABLES.contains(&table.name.as_str()) && table.name != SESSIONS;
    if !table.is_view || may_be_view {
        return None;
    }

    let finding = InspectionFinding::of_table(
        Severity::Blocks,
        &table.name,
        "it is a view",
        "A view can get no columns and no indexes. Give it another name, and the table behind it this one (RENAME TABLE)",
    );
    let other = quoted(&format!("{}_view", table.name));
    let statement = format!("RENAME TABLE {} TO {other}", quoted(&table.name));
    Some(finding.mended_by(statement, Cost::Instant))
}

fn engine(snapshot: &Snapshot, table: &Table) -> Option<InspectionFinding> {
    if table.is_view || table.engine.eq_ignore_ascii_case("InnoDB") {
        return None;
    }

    let finding = InspectionFinding::of_table(
        Severity::Blocks,
        &table.name,
        format!("its engine is {}", table.engine),
        "It has no transactions and no locks of single rows: lessons would be lost or counted twice. Convert it to InnoDB",
    );
    let change = "ENGINE=InnoDB, ROW_FORMAT=DYNAMIC";
    Some(alter(finding, snapshot, change, Cost::Copy))
}

fn of_another_program(
    snapshot: &Snapshot,
    table: &Table,
    needed: &[&str],
) -> Option<InspectionFinding> {
    let missing: Vec<&str> = needed
        .iter()
        .copied()
        .filter(|name| !ADDED_LATER.contains(name) && snapshot.column(&table.name, name).is_none())
        .collect();
    if missing.is_empty() {
        return None;
    }

    let finding = InspectionFinding::of_table(
        Severity::Blocks,
        &table.name,
        format!("it lacks {}", missing.join(", ")),
        "This is another program's table with the name of one of ours",
    );
    let other = quoted(&format!("{}_of_another_program", table.name));
    let statement = format!("RENAME TABLE {} TO {other}", quoted(&table.name));
    Some(finding.mended_by(statement, Cost::Instant))
}

/// A unique key of a partitioned table must contain the columns that it is partitioned by.
fn partitions(snapshot: &Snapshot, table: &Table) -> Option<InspectionFinding> {
    if !table.is_partitioned() {
        return None;
    }

    let finding = InspectionFinding::of_table(
        Severity::Blocks,
        &table.name,
        "it is partitioned",
        "Then tokens cannot be kept unique by themselves (error 1503)",
    );
    Some(alter(finding, snapshot, "REMOVE PARTITIONING", Cost::Copy))
}

fn triggers(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    snapshot
        .triggers
        .iter()
        .filter(|trigger| trigger.table == SESSIONS && trigger.event != "DELETE")
        .map(|trigger| {
            let why = if trigger.event == "UPDATE" {
                "It runs within each heartbeat, twice a minute for each open page: what it costs or refuses, they do. \
                    See that it is quick and leaves our columns alone"
            } else {
                "It runs within each new link: what it refuses is refused. See that it leaves our columns alone"
            };
            InspectionFinding::of_table(
                Severity::Warns,
                SESSIONS,
                format!("the trigger {} runs {} {}", trigger.name, trigger.timing, trigger.event),
                why,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::school;
    use crate::store::migrate::inspect::snapshot::{Column, Trigger};

    fn found(change: impl FnOnce(&mut Snapshot)) -> Vec<InspectionFinding> {
        let mut snapshot = school();
        change(&mut snapshot);
        check(&snapshot)
    }

    #[test]
    fn a_usual_school_has_no_findings() {
        assert_eq!(found(|_| ()), []);
    }

    #[test]
    fn every_table_that_is_not_innodb_is_named_with_its_alter() {
        let findings = found(|snapshot| {
            snapshot.tables[0].engine = "MyISAM".to_owned();
            snapshot.tables[3].engine = "Aria".to_owned();
        });

        let mends: Vec<&str> = findings
            .iter()
            .map(|finding| finding.mend[0].as_str())
            .collect();
        assert_eq!(
            mends,
            [
                "ALTER TABLE `wpos_zoom_links` ENGINE=InnoDB, ROW_FORMAT=DYNAMIC",
                "ALTER TABLE `admin` ENGINE=InnoDB, ROW_FORMAT=DYNAMIC"
            ]
        );
    }

    #[test]
    fn a_table_in_capitals_is_not_missing() {
        let findings = found(|snapshot| snapshot.tables[0].name = "WPOS_Zoom_Links".to_owned());
        assert_eq!(
            findings[0].mend,
            ["RENAME TABLE `WPOS_Zoom_Links` TO `wpos_zoom_links`"]
        );
    }

    #[test]
    fn a_view_of_the_sessions_blocks_and_one_of_the_people_does_not() {
        let findings = found(|snapshot| {
            snapshot.tables[0].is_view = true;
            snapshot.tables[1].is_view = true;
        });
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].found, "it is a view");
    }

    #[test]
    fn another_programs_table_is_to_be_renamed() {
        let findings = found(|snapshot| {
            let table = Table {
                name: "sweep_runs".to_owned(),
                engine: "InnoDB".to_owned(),
                ..Table::default()
            };
            snapshot.tables.push(table);
            snapshot.columns.push(Column {
                table: "sweep_runs".to_owned(),
                name: "id".to_owned(),
                ..Column::default()
            });
        });

        assert_eq!(
            findings[0].mend,
            ["RENAME TABLE `sweep_runs` TO `sweep_runs_of_another_program`"]
        );
    }

    #[test]
    fn partitions_block_and_triggers_warn() {
        let findings = found(|snapshot| {
            snapshot.tables[0].options = "partitioned".to_owned();
            for event in ["UPDATE", "INSERT", "DELETE"] {
                snapshot.triggers.push(Trigger {
                    table: SESSIONS.to_owned(),
                    name: "t".to_owned(),
                    timing: "BEFORE".to_owned(),
                    event: event.to_owned(),
                });
            }
        });

        let severities: Vec<Severity> = findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(
            severities,
            [Severity::Blocks, Severity::Warns, Severity::Warns]
        );
    }
}
