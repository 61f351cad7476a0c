//! What the indexes need: columns that fit into one, and tokens that are unique.

use crate::store::migrate::inspect::expected::{EXPECTED, Expected, Holds, SESSIONS};
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::{alter, quoted, text_of_length};
use crate::store::migrate::inspect::snapshot::{Column, Snapshot, Table};
use crate::store::migrate::needed::INDEXES;

/// The greatest number of bytes of a column in an index, by the form of the rows.
const OF_OLD_FORMS: i64 = 767;
/// Of all columns of an index, for pages of 16 KiB and more.
const OF_AN_INDEX: i64 = 3072;
/// A text of this length fits into every index of ours.
const FITTING: i64 = 191;

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    let Some(table) = snapshot.table(SESSIONS) else {
        return Vec::new();
    };
    if table.is_view {
        return Vec::new();
    }

    let mut findings = Vec::new();
    let mut is_old_form_named = false;
    for column in columns_to_index(snapshot) {
        if column.is_unlimited() {
            if is_text_expected(&column.name) {
                findings.push(unlimited(snapshot, column));
            }
            continue;
        }

        // A conversion to InnoDB gives the table the new form.
        let has_old_form = is_old_form(table);
        let bytes = column.octets.unwrap_or(0);
        if has_old_form && bytes > OF_OLD_FORMS && !is_old_form_named {
            is_old_form_named = true;
            findings.push(old_form(snapshot, table, column));
        }
        if bytes > limit(snapshot) {
            findings.push(too_long(snapshot, column));
        }
    }

    findings.extend(shared_tokens(snapshot));
    findings
}

/// Returns the columns of the indexes that are to be added.
pub(crate) fn columns_to_index(snapshot: &Snapshot) -> Vec<&Column> {
    let missing = INDEXES
        .iter()
        .chain([&"last_activity_at"])
        .filter(|columns| {
            !snapshot
                .indexes_of(SESSIONS)
                .any(|index| index.is_on(columns))
        });
    let mut names: Vec<&str> = missing.flat_map(|columns| columns.split(',')).collect();
    names.sort_unstable();
    names.dedup();

    names
        .into_iter()
        .filter_map(|name| snapshot.column(SESSIONS, name))
        .collect()
}

fn is_old_form(table: &Table) -> bool {
    let is_innodb = table.engine.eq_ignore_ascii_case("InnoDB");
    is_innodb
        && ["Compact", "Redundant"]
            .iter()
            .any(|form| table.row_format.eq_ignore_ascii_case(form))
}

fn limit(snapshot: &Snapshot) -> i64 {
    let limit = match snapshot.server.number("innodb_page_size") {
        Some(4096) => 768,
        Some(8192) => 1536,
        _ => OF_AN_INDEX,
    };

    // Two columns of a fixed length beside it.
    limit - 16
}

fn unlimited(snapshot: &Snapshot, column: &Column) -> InspectionFinding {
    let longest = snapshot.longest.get(&column.name).copied().unwrap_or(0);
    let mut why = "An index needs a type with a limit (error 1170)".to_owned();
    let mut characters = usual_length(&column.name);
    if longest > characters {
        if longest * 4 <= limit(snapshot) {
            characters = longest;
        } else {
            why = format!("{why}. Shorten the rows first: the longest has {longest} characters");
        }
    }

    let found = format!("its type is {}", column.column_type);
    let place = (SESSIONS, column.name.as_str());
    let finding = InspectionFinding::of_column(Severity::Blocks, place, found, &why);
    let definition = definition(column, characters);
    let change = format!("MODIFY {} {definition}", quoted(&column.name));
    alter(finding, snapshot, &change, Cost::Copy)
}

/// Returns a definition that fits into an index: a text of this length, or what the column is meant to be.
fn definition(column: &Column, characters: i64) -> String {
    match expected(&column.name) {
        Some(expected)
            if !expected.definition.starts_with("VARCHAR") && expected.column != "studentid" =>
        {
            expected.definition.to_owned()
        }
        _ => text_of_length(column, characters),
    }
}

/// A time or a number in the form of a text is named for its type already.
fn is_text_expected(name: &str) -> bool {
    expected(name)
        .is_none_or(|expected| !matches!(expected.holds, Holds::Time | Holds::Number { .. }))
}

fn usual_length(name: &str) -> i64 {
    let usual = expected(name)
        .and_then(|expected| expected.definition.strip_prefix("VARCHAR("))
        .and_then(|rest| rest.split(')').next())
        .and_then(|length| length.parse().ok());

    usual.unwrap_or(FITTING)
}

fn expected(name: &str) -> Option<&'static Expected> {
    EXPECTED
        .iter()
        .find(|expected| expected.table == SESSIONS && expected.column == name)
}

fn old_form(snapshot: &Snapshot, table: &Table, column: &Column) -> InspectionFinding {
    let finding = InspectionFinding::of_table(
        Severity::Blocks,
        &table.name,
        format!("its rows have the form {}", table.row_format.to_uppercase()),
        &format!(
            "An index of such a table holds at most {OF_OLD_FORMS} bytes of a column (errors 1071 and 1709), and {} {} has up to {}",
            column.name,
            column.column_type,
            column.octets.unwrap_or(0)
        ),
    );
    alter(finding, snapshot, "ROW_FORMAT=DYNAMIC", Cost::InPlace)
}

fn too_long(snapshot: &Snapshot, column: &Column) -> InspectionFinding {
    let found = format!("its type is {}", column.column_type);
    let why = format!(
        "It is longer than an index of this server may be: {} bytes (error 1071)",
        limit(snapshot)
    );
    let place = (SESSIONS, column.name.as_str());
    let finding = InspectionFinding::of_column(Severity::Blocks, place, found, &why);
    let change = format!(
        "MODIFY {} {}",
        quoted(&column.name),
        text_of_length(column, usual_length(&column.name).min(limit(snapshot) / 4))
    );
    alter(finding, snapshot, &change, Cost::Copy)
}

fn shared_tokens(snapshot: &Snapshot) -> Option<InspectionFinding> {
    let rows = snapshot.shared_tokens;
    (rows > 0).then(|| {
        InspectionFinding::of_column(
            Severity::Warns,
            (SESSIONS, "tracking_token"),
            format!("{rows} rows have the token of a newer row"),
            "The migration gives each of them another one, and the ledger keeps the old text: their old links lead nowhere any more",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::{column, school};
    use crate::store::migrate::inspect::snapshot::Index;

    fn with(name: &str, column_type: &str, change: impl FnOnce(&mut Snapshot)) -> Vec<String> {
        let mut snapshot = school();
        snapshot
            .columns
            .retain(|column| column.table != SESSIONS || column.name != name);
        snapshot.columns.push(column(SESSIONS, name, column_type));
        change(&mut snapshot);
        check(&snapshot)
            .into_iter()
            .flat_map(|finding| finding.mend)
            .collect()
    }

    const FORM: &str = "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL";

    #[test]
    fn a_text_without_limit_gets_one_that_its_rows_fit_into() {
        let table = "ALTER TABLE `wpos_zoom_links` MODIFY";
        assert_eq!(
            with("tracking_token", "text", |_| ()),
            [format!("{table} `tracking_token` VARCHAR(64) {FORM}")]
        );
        let long = with("ustazid", "longtext", |snapshot| {
            snapshot.longest.insert("ustazid".to_owned(), 300);
        });
        assert_eq!(long, [format!("{table} `ustazid` VARCHAR(300) {FORM}")]);
        assert_eq!(with("clicked_at", "text", |_| ()), Vec::<String>::new());
    }

    #[test]
    fn an_index_that_exists_needs_nothing() {
        let mends = with("tracking_token", "varchar(1000)", |snapshot| {
            snapshot.indexes.push(Index {
                table: SESSIONS.to_owned(),
                name: "t".to_owned(),
                columns: vec!["tracking_token".to_owned()],
                ..Index::default()
            });
        });
        assert_eq!(mends, Vec::<String>::new());
    }

    #[test]
    fn long_columns_of_old_forms_need_the_new_one() {
        let old = |snapshot: &mut Snapshot| snapshot.tables[0].row_format = "Compact".to_owned();
        assert_eq!(
            with("ustazid", "varchar(255)", old),
            ["ALTER TABLE `wpos_zoom_links` ROW_FORMAT=DYNAMIC"]
        );
        assert_eq!(with("ustazid", "varchar(191)", old), Vec::<String>::new());
        assert_eq!(
            with("ustazid", "varchar(255)", |_| ()),
            Vec::<String>::new()
        );
    }

    #[test]
    fn small_pages_make_short_indexes() {
        let small = |snapshot: &mut Snapshot| {
            let variables = &mut snapshot.server.variables;
            variables.insert("innodb_page_size".to_owned(), "4096".to_owned());
        };
        assert_eq!(
            with("ustazid", "varchar(255)", small),
            [format!(
                "ALTER TABLE `wpos_zoom_links` MODIFY `ustazid` VARCHAR(188) {FORM}"
            )]
        );
        assert_eq!(with("ustazid", "varchar(1000)", |_| ()).len(), 1);
    }
}
