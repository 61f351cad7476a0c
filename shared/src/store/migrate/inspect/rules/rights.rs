//! What this user may do, as `SHOW GRANTS` tells.

use crate::store::migrate::inspect::expected::SESSIONS;
use crate::store::migrate::inspect::finding::{Cost, InspectionFinding, Severity};
use crate::store::migrate::inspect::rules::grants::Grant;
use crate::store::migrate::inspect::rules::mend::quoted;
use crate::store::migrate::inspect::snapshot::Snapshot;

/// What a request needs, by table; for all of the program's own tables under `*`.
const TO_WORK: [(&str, &[&str]); 5] = [
    ("*", &["SELECT", "INSERT", "UPDATE", "DELETE"]),
    (SESSIONS, &["SELECT", "INSERT", "UPDATE"]),
    ("wpos_wpdatatable_23", &["SELECT", "UPDATE"]),
    ("wpos_wpdatatable_24", &["SELECT", "UPDATE"]),
    ("admin", &["SELECT"]),
];
/// What the migrations need besides: of the whole database, because their tables do not exist yet.
const TO_MIGRATE: [&str; 2] = ["CREATE", "ALTER"];

pub(crate) fn check(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    let grants = read_grants(snapshot);
    // Rights that come from a role alone cannot be told from missing ones.
    let has_roles = grants.len() < snapshot.server.grants.len();
    if grants.is_empty() {
        return Vec::new();
    }

    let mut findings = Vec::new();
    for (table, rights) in TO_WORK {
        // Table by table, rights are given after the tables exist.
        if table == "*" && snapshot.is_migrated {
            continue;
        }

        let mut needed = rights.to_vec();
        if table == "*" {
            needed.extend(TO_MIGRATE);
        }
        if table == SESSIONS && !snapshot.is_migrated {
            needed.push("ALTER");
        }

        let missing: Vec<&str> = needed
            .into_iter()
            .filter(|right| !may(&grants, &snapshot.server.database, table, right))
            .collect();
        if !missing.is_empty() {
            findings.push(finding(snapshot, table, &missing, has_roles));
        }
    }

    // The rights of the whole database hold for each table, so these say nothing new.
    if findings
        .first()
        .is_some_and(|finding| finding.table.is_empty())
    {
        findings.truncate(1);
    }

    findings
}

/// Tells whether a grant lets this user see the triggers of the sessions' table. Without one, the server hides them.
pub(crate) fn may_see_triggers(snapshot: &Snapshot) -> bool {
    let database = &snapshot.server.database;
    may(&read_grants(snapshot), database, SESSIONS, "TRIGGER")
}

fn read_grants(snapshot: &Snapshot) -> Vec<Grant> {
    let lines = snapshot.server.grants.iter();
    lines.filter_map(|line| Grant::read(line)).collect()
}

fn finding(
    snapshot: &Snapshot,
    table: &str,
    missing: &[&str],
    has_roles: bool,
) -> InspectionFinding {
    let server = &snapshot.server;
    let severity = if has_roles {
        Severity::Warns
    } else {
        Severity::Blocks
    };
    let missing = missing.join(", ");
    let why = "An administrator of the server gives them";
    let found = format!("the user {} lacks the rights {missing}", server.user);
    let (finding, object) = if table == "*" {
        let finding = InspectionFinding::of_server(severity, found, why);
        (finding, "*".to_owned())
    } else {
        (
            InspectionFinding::of_table(severity, table, found, why),
            quoted(table),
        )
    };

    let statement = format!(
        "GRANT {missing} ON {}.{object} TO {}",
        quoted(&server.database),
        account(&server.user)
    );
    finding.mended_by(statement, Cost::None)
}

/// Returns `user@host` as SQL.
fn account(user: &str) -> String {
    let (name, host) = user.rsplit_once('@').unwrap_or((user, "%"));
    format!("'{name}'@'{host}'")
}

fn may(grants: &[Grant], database: &str, table: &str, right: &str) -> bool {
    grants
        .iter()
        .any(|grant| grant.covers(database, table) && grant.gives(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::rules::school::school;

    fn with(grants: &[&str]) -> Vec<InspectionFinding> {
        let mut snapshot = school();
        snapshot.server.grants = grants.iter().map(|line| (*line).to_owned()).collect();
        check(&snapshot)
    }

    const USAGE: &str = "GRANT USAGE ON *.* TO `app`@`%`";

    #[test]
    fn rights_of_the_server_the_database_and_a_pattern_suffice() {
        for grant in [
            "GRANT ALL PRIVILEGES ON *.* TO `app`@`%` WITH GRANT OPTION",
            "GRANT ALL PRIVILEGES ON `school`.* TO `app`@`%`",
            "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX ON `school`.* TO `app`@`%`",
            "GRANT ALL PRIVILEGES ON `sch%`.* TO `app`@`%`",
            "GRANT ALL PRIVILEGES ON `s\\chool`.* TO `app`@`%`",
            "GRANT ALL PRIVILEGES ON `scho_l`.* TO `app`@`%`",
            // With ANSI_QUOTES.
            r#"GRANT ALL PRIVILEGES ON "school".* TO "app"@"%""#,
        ] {
            assert_eq!(with(&[USAGE, grant]), [], "{grant}");
        }

        let other = "GRANT ALL PRIVILEGES ON `other`.* TO `app`@`%`";
        assert_eq!(with(&[USAGE, other]).len(), 1);
        let escaped = "GRANT ALL PRIVILEGES ON `scho\\_l`.* TO `app`@`%`";
        assert_eq!(with(&[USAGE, escaped]).len(), 1);
    }

    #[test]
    fn rights_on_tables_in_double_quotes_are_read() {
        let mut snapshot = school();
        snapshot.is_migrated = true;
        let tables = [
            "wpos_zoom_links",
            "wpos_wpdatatable_23",
            "wpos_wpdatatable_24",
        ];
        snapshot.server.grants = tables
            .map(|table| {
                format!(r#"GRANT SELECT, INSERT, UPDATE ON "school"."{table}" TO "app"@"%""#)
            })
            .to_vec();

        let [finding] = &check(&snapshot)[..] else {
            panic!("one finding");
        };
        assert_eq!(finding.table, "admin");
    }

    #[test]
    fn missing_rights_are_named_with_the_grant() {
        let grant = "GRANT SELECT, INSERT, UPDATE, DELETE ON `school`.* TO `app`@`%`";
        let [finding] = &with(&[USAGE, grant])[..] else {
            panic!("one finding");
        };

        assert_eq!(finding.severity, Severity::Blocks);
        assert_eq!(
            finding.mend,
            ["GRANT CREATE, ALTER ON `school`.* TO 'app'@'%'"]
        );
    }

    #[test]
    fn a_migrated_database_needs_rights_on_each_table_only() {
        let mut snapshot = school();
        snapshot.is_migrated = true;
        snapshot.server.grants = vec![
            "GRANT SELECT, INSERT, UPDATE ON `school`.`wpos_zoom_links` TO `app`@`%`".to_owned(),
            "GRANT SELECT, UPDATE ON `school`.`wpos_wpdatatable_23` TO `app`@`%`".to_owned(),
            "GRANT SELECT (`ustazid`), UPDATE (`password`) ON `school`.`wpos_wpdatatable_24` TO `app`@`%`".to_owned(),
        ];

        let [finding] = &check(&snapshot)[..] else {
            panic!("one finding");
        };
        assert_eq!(
            finding.mend,
            ["GRANT SELECT ON `school`.`admin` TO 'app'@'%'"]
        );
    }

    #[test]
    fn rights_that_a_role_may_give_are_a_warning() {
        let found = with(&[USAGE, "GRANT `staff`@`%` TO `app`@`%`"]);
        assert_eq!(found[0].severity, Severity::Warns);
    }
}
