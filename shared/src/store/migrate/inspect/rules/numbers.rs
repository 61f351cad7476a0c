//! The numbers of students: that they are stored as numbers. In a text they are found, but without an index.

use crate::store::TIMETABLE;
use crate::store::migrate::inspect::expected::SESSIONS;
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::{alter, literal, quoted};
use crate::store::migrate::inspect::snapshot::{Column, Snapshot};

/// The columns that statements compare with a student's number, and what then reads every row where they are texts.
const COMPARED: [(&str, &str, &str); 3] = [
    (
        SESSIONS,
        "studentid",
        "a student's list, and each new link and opened page",
    ),
    (
        "wpos_wpdatatable_23",
        "wdt_ID",
        "the names in every list, and each new link",
    ),
    (TIMETABLE, "student_id", "each opened page and every list"),
];

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    COMPARED
        .iter()
        .filter_map(|&(table, column, readers)| {
            let column = snapshot.column(table, column)?;
            column.is_text().then(|| text(snapshot, column, readers))
        })
        .collect()
}

fn text(snapshot: &Snapshot, column: &Column, readers: &str) -> InspectionFinding {
    let place = (column.table.as_str(), column.name.as_str());
    let found = format!("its type is {}", column.column_type);
    let why = format!(
        "It is compared with numbers, and no index finds a number among texts: {readers} read the whole table, and get \
        slower with every row"
    );
    let is_view = snapshot
        .table(&column.table)
        .is_some_and(|table| table.is_view);
    if is_view {
        let why = format!("{why}. Make it an INT in the table behind this view");
        return InspectionFinding::of_column(Severity::Warns, place, found, &why);
    }

    let why = format!(
        "{why}. See first that the school's other programs take a number there. The statement fails, and changes \
        nothing, where a row has another text than a number"
    );
    let finding = InspectionFinding::of_column(Severity::Warns, place, found, &why);
    let change = format!("MODIFY {} {}", quoted(&column.name), definition(column));
    alter(finding, snapshot, &change, Cost::Copy)
}

/// Everything but the type stays as it is.
fn definition(column: &Column) -> String {
    let null = if column.is_nullable {
        "NULL"
    } else {
        "NOT NULL"
    };
    let default = column.default.as_deref().map_or_else(String::new, |text| {
        format!(" DEFAULT {}", literal(text.trim_matches('\'')))
    });

    format!("INT {null}{default}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::{column, school};

    fn with(changed: Column, change: impl FnOnce(&mut Snapshot)) -> Vec<InspectionFinding> {
        let mut snapshot = school();
        let is_same = |other: &Column| other.table == changed.table && other.name == changed.name;
        snapshot.columns.retain(|other| !is_same(other));
        snapshot.columns.push(changed);
        change(&mut snapshot);
        check(&snapshot)
    }

    #[test]
    fn numbers_of_every_size_are_right() {
        assert_eq!(check(&school()), []);
        for number in ["bigint unsigned", "mediumint", "decimal(10,0)"] {
            assert_eq!(with(column(SESSIONS, "studentid", number), |_| ()), []);
        }
    }

    #[test]
    fn a_text_warns_with_what_reads_every_row_and_its_alter() {
        for (table, name, column_type) in [
            (SESSIONS, "studentid", "varchar(191)"),
            ("wpos_wpdatatable_23", "wdt_ID", "char(20)"),
            (TIMETABLE, "student_id", "varchar(50)"),
        ] {
            let [finding] = &with(column(table, name, column_type), |_| ())[..] else {
                panic!("one finding of {name}");
            };

            assert_eq!(finding.severity, Severity::Warns);
            assert_eq!(finding.place(), format!("{table}.{name}"));
            assert_eq!(finding.found, format!("its type is {column_type}"));
            assert!(finding.why.contains("read the whole table"));
            assert_eq!(
                finding.mend,
                [format!("ALTER TABLE `{table}` MODIFY `{name}` INT NULL")]
            );
            assert_eq!(finding.cost, Cost::Copy);
        }
    }

    #[test]
    fn the_alter_keeps_what_new_rows_get() {
        let required = Column {
            is_nullable: false,
            default: Some("'0'".to_owned()),
            ..column(SESSIONS, "studentid", "varchar(191)")
        };
        assert_eq!(
            with(required, |_| ())[0].mend,
            ["ALTER TABLE `wpos_zoom_links` MODIFY `studentid` INT NOT NULL DEFAULT '0'"]
        );
    }

    #[test]
    fn a_server_that_would_store_0_for_a_name_is_made_strict_first() {
        let findings = with(column(SESSIONS, "studentid", "varchar(191)"), |snapshot| {
            let variables = &mut snapshot.server.variables;
            variables.insert("sql_mode".to_owned(), String::new());
        });
        assert_eq!(
            findings[0].mend,
            [
                "SET SESSION sql_mode = 'STRICT_ALL_TABLES'",
                "ALTER TABLE `wpos_zoom_links` MODIFY `studentid` INT NULL"
            ]
        );
    }

    #[test]
    fn a_view_is_mended_behind_it() {
        let number = column("wpos_wpdatatable_23", "wdt_ID", "varchar(20)");
        let findings = with(number, |snapshot| snapshot.tables[1].is_view = true);
        assert!(findings[0].why.ends_with("in the table behind this view"));
        assert_eq!(findings[0].mend, Vec::<String>::new());
    }
}
