//! Columns of other programs that a new row must fill and ours does not.

use crate::store::migrate::inspect::expected::{EXPECTED, SESSIONS};
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::{alter, literal, quoted};
use crate::store::migrate::inspect::rules::rights::may_see_triggers;
use crate::store::migrate::inspect::snapshot::{Column, Snapshot};

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    if snapshot.table(SESSIONS).is_none_or(|table| table.is_view) {
        return Vec::new();
    }

    required_columns(snapshot)
        .map(|column| finding(snapshot, column))
        .collect()
}

/// Returns the columns that a row must name and ours does not.
pub(crate) fn required_columns(snapshot: &Snapshot) -> impl Iterator<Item = &Column> {
    snapshot
        .columns_of(SESSIONS)
        .filter(|column| is_of_another_program(&column.name) && !column.has_default())
}

fn is_of_another_program(name: &str) -> bool {
    let mut ours = EXPECTED
        .iter()
        .filter(|expected| expected.table == SESSIONS)
        .map(|expected| expected.column)
        .chain(["id"]);

    !ours.any(|column| column.eq_ignore_ascii_case(name))
}

fn finding(snapshot: &Snapshot, column: &Column) -> InspectionFinding {
    let is_filled_by_trigger = snapshot.triggers.iter().any(|trigger| {
        trigger.table == SESSIONS && trigger.event == "INSERT" && trigger.timing == "BEFORE"
    });
    let (severity, why) = if is_filled_by_trigger {
        (
            Severity::Warns,
            "Unless its trigger fills it, no new link can be stored (error 1364)",
        )
    } else if snapshot.server.is_strict() && !may_see_triggers(snapshot) {
        (
            Severity::Warns,
            "Unless a trigger fills it, no new link can be stored (error 1364). This user may not see triggers: none of \
                its grants gives TRIGGER",
        )
    } else if snapshot.server.is_strict() {
        (
            Severity::Blocks,
            "Another program fills it and this one does not know it: no new link could be stored (error 1364)",
        )
    } else {
        (
            Severity::Warns,
            "This server fills it with an empty value, because its sql_mode is not strict; another one would refuse new links",
        )
    };

    let found = format!("{} NOT NULL without a default", column.column_type);
    let finding = InspectionFinding::of_column(severity, (SESSIONS, &column.name), found, why);
    let name = quoted(&column.name);

    if let Some(value) = default_of(snapshot, column) {
        let change = format!("ALTER COLUMN {name} SET DEFAULT {value}");
        return alter(finding, snapshot, &change, Cost::Instant);
    }

    let change = format!(
        "MODIFY {name} {}{} NULL",
        column.column_type,
        column.text_form()
    );
    alter(finding, snapshot, &change, Cost::Copy)
}

/// Returns the value for new rows: what all rows have, else an empty one. `None`: the type has no empty value, or can
/// have no default.
fn default_of(snapshot: &Snapshot, column: &Column) -> Option<String> {
    if column.is_unlimited() {
        return None;
    }

    let only = snapshot.only_values.get(&column.name);
    match column.data_type.as_str() {
        "char" | "varchar" | "set" => Some(literal(only.map_or("", String::as_str))),
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "float"
        | "double" => Some(only.cloned().unwrap_or_else(|| "0".to_owned())),
        "date" | "datetime" | "time" | "timestamp" | "year" => only.map(|value| literal(value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::{column, school};
    use crate::store::migrate::inspect::snapshot::Trigger;

    fn with(extra: Column, change: impl FnOnce(&mut Snapshot)) -> Vec<InspectionFinding> {
        let mut snapshot = school();
        snapshot.columns.push(extra);
        let grant = "GRANT ALL PRIVILEGES ON `school`.* TO `app`@`%`";
        snapshot.server.grants = vec![grant.to_owned()];
        change(&mut snapshot);
        check(&snapshot)
    }

    fn required(name: &str, column_type: &str) -> Column {
        Column {
            is_nullable: false,
            default: None,
            ..column(SESSIONS, name, column_type)
        }
    }

    fn mend(column_type: &str) -> String {
        with(required("schoolId", column_type), |_| ())[0].mend[0].clone()
    }

    #[test]
    fn a_required_column_of_another_program_blocks_and_gets_a_default() {
        let table = "ALTER TABLE `wpos_zoom_links`";
        assert_eq!(
            mend("varchar(191)"),
            format!("{table} ALTER COLUMN `schoolId` SET DEFAULT ''")
        );
        assert_eq!(
            mend("int"),
            format!("{table} ALTER COLUMN `schoolId` SET DEFAULT 0")
        );
        assert_eq!(
            mend("datetime"),
            format!("{table} MODIFY `schoolId` datetime NULL")
        );
        assert_eq!(
            mend("text"),
            format!(
                "{table} MODIFY `schoolId` text CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL"
            )
        );
    }

    #[test]
    fn a_trigger_that_this_user_may_not_see_may_fill_it() {
        let with_grants = |grants: &[&str]| {
            let grants = grants.iter().map(|line| (*line).to_owned()).collect();
            let mut findings = with(required("a", "int"), |snapshot| {
                snapshot.server.grants = grants;
            });
            findings.remove(0)
        };

        for grants in [
            &[][..],
            &["GRANT SELECT, INSERT, UPDATE, CREATE, ALTER ON `school`.* TO `app`@`%`"],
            &["GRANT TRIGGER ON `other`.* TO `app`@`%`"],
        ] {
            let finding = with_grants(grants);
            assert_eq!(finding.severity, Severity::Warns, "{grants:?}");
            assert!(finding.why.contains("TRIGGER"), "{}", finding.why);
        }

        for grant in [
            "GRANT SELECT, TRIGGER ON `school`.* TO `app`@`%`",
            "GRANT TRIGGER ON `school`.`wpos_zoom_links` TO `app`@`%`",
            "GRANT ALL PRIVILEGES ON *.* TO `root`@`%`",
        ] {
            assert_eq!(with_grants(&[grant]).severity, Severity::Blocks, "{grant}");
        }
    }

    #[test]
    fn the_value_that_all_rows_have_becomes_the_default() {
        let findings = with(required("schoolId", "varchar(191)"), |snapshot| {
            let values = &mut snapshot.only_values;
            values.insert("schoolId".to_owned(), "o'school".to_owned());
        });
        assert_eq!(
            findings[0].mend,
            ["ALTER TABLE `wpos_zoom_links` ALTER COLUMN `schoolId` SET DEFAULT 'o''school'"]
        );
    }

    #[test]
    fn columns_that_the_server_or_this_program_fills_are_not_named() {
        let filled = Column {
            extra: "STORED GENERATED".to_owned(),
            ..required("day", "date")
        };
        assert_eq!(with(filled, |_| ()), []);
        let counted = Column {
            extra: "auto_increment".to_owned(),
            ..required("n", "int")
        };
        assert_eq!(with(counted, |_| ()), []);
        assert_eq!(with(required("kind", "enum('a','b')"), |_| ()), []);
        assert_eq!(with(required("documents", "varchar(9)"), |_| ()), []);
    }

    #[test]
    fn a_trigger_that_may_fill_it_and_a_lenient_server_make_it_a_warning() {
        let trigger = Trigger {
            table: SESSIONS.to_owned(),
            event: "INSERT".to_owned(),
            timing: "BEFORE".to_owned(),
            ..Trigger::default()
        };
        let findings = with(required("a", "int"), |snapshot| {
            snapshot.triggers.push(trigger);
        });
        assert_eq!(findings[0].severity, Severity::Warns);

        let findings = with(required("a", "int"), |snapshot| {
            snapshot.server.variables.clear();
        });
        assert_eq!(findings[0].severity, Severity::Warns);
    }
}
