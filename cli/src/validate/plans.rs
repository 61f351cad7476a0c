//! How the server reads the statements that run most.

use session_tracking::store::StatementPlan;

use crate::finding::Finding;

/// A server may read a smaller table as a whole, and be right: seen with 3,600 rows, on MySQL 9.7 and MariaDB 10.11.
const FEW: i64 = 10_000;
const REMEDY: &str = "Each of them would read every session. See that the indexes of migrations/mysql/0004_indexes.sql are \
    there, then run `ANALYZE TABLE wpos_zoom_links`";

/// Returns one finding a statement that reads the whole table, else one for all.
pub(super) fn findings(plans: &[StatementPlan]) -> Vec<Finding> {
    let slow: Vec<Finding> = plans.iter().filter_map(slow).collect();
    if !slow.is_empty() || plans.is_empty() {
        return slow;
    }

    let texts: Vec<String> = plans.iter().map(text).collect();
    vec![Finding::ok(format!("plans: {}", texts.join("; ")))]
}

fn slow(plan: &StatementPlan) -> Option<Finding> {
    let is_slow = plan.indexes.is_empty() && plan.rows > FEW;
    is_slow.then(|| {
        let what = format!(
            "plan: the {} reads the whole table, about {} rows",
            plan.statement, plan.rows
        );
        Finding::fail(what, REMEDY)
    })
}

fn text(plan: &StatementPlan) -> String {
    if plan.indexes.is_empty() {
        return format!("{} all {} rows", plan.statement, plan.rows);
    }

    format!("{} by {}", plan.statement, plan.indexes.join(" and "))
}
