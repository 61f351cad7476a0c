//! Whether the database can be reached and is up to date.

use session_tracking::config::Config;
use session_tracking::store::{MigrationStatus, Store, StoreError};

use super::schema;
use crate::environment;
use crate::finding::{Finding, MIGRATE};
use crate::trouble::Trouble;

/// Checks what can be checked: without a connection that is nothing.
pub(super) async fn check(config: &Config) -> Vec<Finding> {
    if let Some(file) = environment::absent_file(config) {
        let what = format!("database: the file {} does not exist", file.display());
        return vec![Finding::fail(
            what,
            format!("{MIGRATE}: it creates the file"),
        )];
    }

    let mut findings = Vec::new();
    // An unusable URL has its finding already.
    let Ok(store) = environment::open(config) else {
        return findings;
    };

    if let Err(error) = inspect(&store, &mut findings).await {
        let Trouble { what, remedy } = Trouble::of(&error);
        findings.push(Finding::fail(format!("database: {what}"), remedy));
    }

    store.close();
    findings
}

async fn inspect(store: &Store, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let migrations = store.migration_status().await?;
    findings.push(Finding::ok(format!("database: {} answers", store.kind())));
    let migrated = migrations.iter().all(|migration| migration.applied);

    findings.extend(migration_findings(&migrations));
    findings.extend(schema::findings(&store.inspect_schema().await?, migrated));

    if migrated {
        findings.push(backfill_finding(store.count_backfill().await?));
    }

    Ok(())
}

fn migration_findings(migrations: &[MigrationStatus]) -> Vec<Finding> {
    let pending = migrations.iter().filter(|migration| !migration.applied);
    let fail = |migration: &MigrationStatus| {
        Finding::fail(
            format!(
                "migration {:04} {} is pending",
                migration.version, migration.name
            ),
            MIGRATE,
        )
    };

    let findings: Vec<Finding> = pending.map(fail).collect();
    if findings.is_empty() {
        return vec![Finding::ok(format!(
            "migrations: all {} applied",
            migrations.len()
        ))];
    }

    findings
}

fn backfill_finding(rows: i64) -> Finding {
    if rows == 0 {
        return Finding::ok("rows of older systems: none needs the backfill");
    }

    Finding::warn(
        format!("rows of older systems: {rows} still need the backfill"),
        MIGRATE,
    )
}
