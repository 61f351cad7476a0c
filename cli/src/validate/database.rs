//! Checks whether the database can be reached and is up to date.

use session_tracking::clock::{Clock, SystemClock};
use session_tracking::config::Config;
use session_tracking::store::{MigrationStatus, Store, StoreError};

use super::{
    clocks, inspection, odd_rows, plans, schema, timetable, zones, zoom_events, zoom_teacher_app,
};
use crate::environment;
use crate::finding::{Finding, MIGRATE};
use crate::trouble::Trouble;

/// Checks as much as can be checked: nothing more than the connection if there is none. `whole` has all settings; `None`:
/// they cannot all be read.
pub(super) async fn check(config: &Config, whole: Option<&Config>) -> Vec<Finding> {
    if let Some(file) = environment::missing_file(config) {
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

    if let Err(error) = inspect(&store, config, whole, &mut findings).await {
        let Trouble { what, remedy } = Trouble::of(&error);
        findings.push(Finding::fail(format!("database: {what}"), remedy));
    }

    store.close();
    findings
}

async fn inspect(
    store: &Store,
    config: &Config,
    whole: Option<&Config>,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let migrations = store.migration_status().await?;
    findings.push(Finding::ok(format!("database: {} answers", store.kind())));
    // Before what is only pending, because it keeps that from being applied.
    findings.extend(inspection::findings(&store.inspect().await?));
    let migrated = migrations.iter().all(|migration| migration.applied);

    findings.push(migration_finding(&migrations));
    if migrated {
        findings.extend(schema::findings(&store.inspect_schema().await?));
        let plans = store.explain_hot_statements(SystemClock.now(), &config.rules);
        findings.extend(plans::findings(&plans.await?));
        findings.push(backfill_finding(store.count_backfill().await?));
        findings.push(odd_rows::finding(&store.list_odd_rows().await?));
        findings.extend(clocks::check(store, config).await?);
        if let Some(whole) = whole {
            findings.extend(zoom_events::check(store, whole).await?);
            findings.extend(zoom_teacher_app::check_connections(store, whole).await?);
        }
    }

    findings.push(zones::check_database(store, config).await?);
    findings.push(timetable::finding(store.find_timetable().await?));
    if migrated {
        // Last, because a refusal ends the look at the database.
        store.check_writable(SystemClock.now()).await?;
        findings.push(Finding::ok("database: takes writes"));
    }

    Ok(())
}

fn migration_finding(migrations: &[MigrationStatus]) -> Finding {
    let pending: Vec<String> = migrations
        .iter()
        .filter(|migration| !migration.applied)
        .map(|migration| format!("{:04} {}", migration.version, migration.name))
        .collect();
    let all = migrations.len();

    if pending.is_empty() {
        Finding::ok(format!("migrations: all {all} applied"))
    } else {
        let what = format!(
            "migrations: {} of {all} are pending: {}",
            pending.len(),
            pending.join(", ")
        );
        Finding::fail(what, MIGRATE)
    }
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
