//! `migrate --plan`: what would be run, what it costs, and what stands in the way.

use std::process::ExitCode;

use session_tracking::config::Config;
use session_tracking::store::{
    InspectionFinding, MigrationPlan, PlannedStatement, Severity, Store, StoreError,
};

use crate::environment;

/// Shows the plan. Changes nothing.
pub(super) async fn show(config: &Config) -> Result<ExitCode, StoreError> {
    let store = match environment::missing_file(config) {
        // An empty database stands in for the missing file, because connecting would create it.
        Some(_) => Store::connect_lazy("sqlite::memory:", 1)?,
        None => environment::open(config)?,
    };
    let findings = store.inspect().await?;
    let plan = store.plan_migrations().await?;
    println!("Database: {} {}", store.kind(), plan.version);
    store.close();

    if plan.rows > 0 {
        let mebibytes = plan.bytes / (1024 * 1024);
        println!(
            "wpos_zoom_links: about {} rows, {mebibytes} MiB with indexes",
            plan.rows
        );
    }

    let is_blocked = show_findings(&findings);
    show_statements(&plan);
    Ok(if is_blocked {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Returns whether something stands in the way.
fn show_findings(findings: &[InspectionFinding]) -> bool {
    let mut is_blocked = false;
    for finding in findings {
        let word = match finding.severity {
            Severity::Blocks => "FAIL",
            Severity::Warns => "warn",
        };
        println!("{word}  {finding}");
        is_blocked |= finding.severity == Severity::Blocks;
    }

    is_blocked
}

fn show_statements(plan: &MigrationPlan) {
    let same_script = |a: &PlannedStatement, b: &PlannedStatement| a.version == b.version;
    for statements in plan.statements.chunk_by(same_script) {
        let first = &statements[0];
        println!("{:04} {}", first.version, first.name);
        for statement in statements {
            println!("    {};", statement.sql.replace('\n', "\n    "));
            println!("        {}", statement.cost);
        }
    }

    if plan.statements.is_empty() {
        println!("No statement is pending.");
    } else {
        println!(
            "Then rows of older systems get a state, 10,000 at a time, and past days are summed up."
        );
    }
    println!("Nothing was changed.");
}
