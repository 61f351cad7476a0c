//! The number of a session: the database must give it, and find its row by it.

use crate::store::migrate::inspect::expected::SESSIONS;
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::mend::{alter, quoted};
use crate::store::migrate::inspect::snapshot::{Column, Index, Snapshot};

const WHY: &str = "Each session needs a number that the database gives, in an index of its own";

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    let Some(table) = snapshot.table(SESSIONS) else {
        return Vec::new();
    };
    if table.is_view {
        return Vec::new();
    }

    let primary = snapshot
        .indexes_of(SESSIONS)
        .find(|index| index.name == "PRIMARY");
    let Some(id) = snapshot.column(SESSIONS, "id") else {
        return vec![add_id(snapshot, "there is none", primary)];
    };

    if !is_whole_number(id) {
        return vec![replace_id(snapshot, id, primary)];
    }

    let counts = id.extra.to_ascii_lowercase().contains("auto_increment");
    let is_key = snapshot
        .indexes_of(SESSIONS)
        .any(|index| index.is_unique && index.is_on("id"));
    if counts && is_key {
        return Vec::new();
    }

    vec![make_key(snapshot, id, is_key, primary)]
}

fn is_whole_number(column: &Column) -> bool {
    matches!(column.data_type.as_str(), "int" | "bigint" | "mediumint")
}

fn add_id(snapshot: &Snapshot, found: &str, primary: Option<&Index>) -> InspectionFinding {
    let key = if primary.is_some() {
        "UNIQUE"
    } else {
        "PRIMARY KEY"
    };
    let finding = InspectionFinding::of_column(Severity::Blocks, (SESSIONS, "id"), found, WHY);
    let change = format!("ADD COLUMN `id` INT NOT NULL AUTO_INCREMENT {key} FIRST");
    alter(finding, snapshot, &change, Cost::Copy)
}

/// The other program's key stays unique, but new rows need not have it.
fn replace_id(snapshot: &Snapshot, id: &Column, primary: Option<&Index>) -> InspectionFinding {
    const OTHER: &str = "`id_of_another_program`";
    let found = format!("its type is {}", id.column_type);
    let finding = InspectionFinding::of_column(Severity::Blocks, (SESSIONS, "id"), found, WHY);
    // In one statement with the new column, the servers take the one for the other (error 1089).
    let change = format!("RENAME COLUMN `id` TO {OTHER}");
    let finding = alter(finding, snapshot, &change, Cost::Instant);

    let optional = format!("{}{} NULL", id.column_type, id.text_form());
    let mut change =
        format!("ADD COLUMN `id` INT NOT NULL AUTO_INCREMENT FIRST, MODIFY {OTHER} {optional}");
    if primary.is_some() {
        change.push_str(", DROP PRIMARY KEY, ADD UNIQUE KEY `uq_id_of_another_program` (");
        change.push_str(OTHER);
        change.push(')');
    }
    change.push_str(", ADD PRIMARY KEY (`id`)");
    alter(finding, snapshot, &change, Cost::Copy)
}

fn make_key(
    snapshot: &Snapshot,
    id: &Column,
    is_key: bool,
    primary: Option<&Index>,
) -> InspectionFinding {
    let found = match (is_key, primary) {
        (true, _) => "it has no AUTO_INCREMENT",
        (false, Some(_)) => "it is not the primary key",
        (false, None) => "the table has no primary key",
    };
    let finding = InspectionFinding::of_column(Severity::Blocks, (SESSIONS, "id"), found, WHY);
    let mut change = format!("MODIFY `id` {} NOT NULL AUTO_INCREMENT", id.column_type);

    match primary {
        _ if is_key => {}
        // A key that the server made by itself, and nobody sees.
        Some(primary) if is_generated(snapshot, primary) => {
            let hidden = quoted(&primary.columns[0]);
            change =
                format!("DROP PRIMARY KEY, DROP COLUMN {hidden}, {change}, ADD PRIMARY KEY (`id`)");
        }
        Some(_) => change.push_str(", ADD UNIQUE KEY `uq_id` (`id`)"),
        None => change.push_str(", ADD PRIMARY KEY (`id`)"),
    }

    alter(finding, snapshot, &change, Cost::Copy)
}

fn is_generated(snapshot: &Snapshot, primary: &Index) -> bool {
    let [name] = &primary.columns[..] else {
        return false;
    };

    snapshot
        .column(SESSIONS, name)
        .is_some_and(|column| column.name == "my_row_id" && column.extra.contains("INVISIBLE"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::school;

    fn id(snapshot: &mut Snapshot) -> &mut Column {
        let is_id = |column: &&mut Column| column.table == SESSIONS && column.name == "id";
        snapshot.columns.iter_mut().find(is_id).unwrap()
    }

    fn mend(change: impl FnOnce(&mut Snapshot)) -> String {
        let mut snapshot = school();
        change(&mut snapshot);
        let findings = check(&snapshot);
        findings
            .last()
            .map(|finding| finding.mend.last().unwrap().clone())
            .unwrap_or_default()
    }

    #[test]
    fn a_counting_primary_key_is_right_whatever_its_size() {
        assert_eq!(mend(|_| ()), "");
        assert_eq!(
            mend(|snapshot| id(snapshot).data_type = "bigint".to_owned()),
            ""
        );
    }

    #[test]
    fn without_a_key_one_is_added() {
        let mend = mend(|snapshot| {
            snapshot.indexes.retain(|index| index.name != "PRIMARY");
            id(snapshot).extra.clear();
        });
        assert_eq!(
            mend,
            "ALTER TABLE `wpos_zoom_links` MODIFY `id` int NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (`id`)"
        );
    }

    #[test]
    fn a_key_that_does_not_count_gets_auto_increment_alone() {
        let mend = mend(|snapshot| id(snapshot).extra.clear());
        assert_eq!(
            mend,
            "ALTER TABLE `wpos_zoom_links` MODIFY `id` int NOT NULL AUTO_INCREMENT"
        );
    }

    #[test]
    fn a_key_that_the_server_made_is_replaced() {
        let mend = mend(|snapshot| {
            id(snapshot).extra.clear();
            let hidden = Column {
                name: "my_row_id".to_owned(),
                extra: "auto_increment INVISIBLE".to_owned(),
                ..id(snapshot).clone()
            };
            snapshot.columns.push(hidden);
            snapshot.indexes[0].columns = vec!["my_row_id".to_owned()];
        });
        assert_eq!(
            mend,
            "ALTER TABLE `wpos_zoom_links` DROP PRIMARY KEY, DROP COLUMN `my_row_id`, \
             MODIFY `id` int NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (`id`)"
        );
    }

    #[test]
    fn a_text_in_the_place_of_the_number_is_renamed() {
        let mend = mend(|snapshot| {
            id(snapshot).data_type = "varchar".to_owned();
            id(snapshot).column_type = "varchar(36)".to_owned();
        });
        assert_eq!(
            mend,
            "ALTER TABLE `wpos_zoom_links` ADD COLUMN `id` INT NOT NULL AUTO_INCREMENT FIRST, \
             MODIFY `id_of_another_program` varchar(36) NULL, DROP PRIMARY KEY, \
             ADD UNIQUE KEY `uq_id_of_another_program` (`id_of_another_program`), ADD PRIMARY KEY (`id`)"
        );
    }
}
