//! How the server reads the statements that run most.

use session_tracking::store::StatementPlan;

use crate::finding::Finding;

/// A server may read a smaller table as a whole, and be right: seen with 3,600 rows, on MySQL 9.7 and MariaDB 10.11.
const FEW: i64 = 10_000;
const REMEDY: &str = "Each of them would read every session. See that the indexes of migrations/mysql/0004_indexes.sql are \
    there, then run `ANALYZE TABLE wpos_zoom_links`";

/// Returns one finding a statement that reads too much, else one for all.
pub(super) fn findings(plans: &[StatementPlan]) -> Vec<Finding> {
    let slow: Vec<Finding> = plans.iter().filter_map(slow).collect();
    if !slow.is_empty() || plans.is_empty() {
        return slow;
    }

    let texts: Vec<String> = plans.iter().map(text).collect();
    vec![Finding::ok(format!("plans: {}", texts.join("; ")))]
}

fn slow(plan: &StatementPlan) -> Option<Finding> {
    let is_slow = (plan.indexes.is_empty() || plan.finds_one) && plan.rows > FEW;
    is_slow.then(|| {
        let what = format!(
            "plan: the {} reads {}, about {} rows",
            plan.statement,
            path(plan),
            plan.rows
        );
        Finding::fail(what, REMEDY)
    })
}

fn path(plan: &StatementPlan) -> String {
    if plan.indexes.is_empty() {
        return "the whole table".to_owned();
    }

    plan.indexes.join(" and ")
}

fn text(plan: &StatementPlan) -> String {
    if plan.indexes.is_empty() {
        return format!("{} all {} rows", plan.statement, plan.rows);
    }

    format!("{} by {}", plan.statement, path(plan))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(indexes: &[&str], rows: i64, finds_one: bool) -> StatementPlan {
        StatementPlan {
            statement: "statement",
            indexes: indexes.iter().map(ToString::to_string).collect(),
            rows,
            finds_one,
        }
    }

    #[test]
    fn one_row_is_not_looked_for_among_many_whatever_the_index() {
        assert!(slow(&plan(&["idx_last_activity"], 900_000, true)).is_some());
        assert!(slow(&plan(&["uq_tracking_token"], 1, true)).is_none());
        // A list may walk a long index and stop early.
        assert!(slow(&plan(&["idx_clicked"], 900_000, false)).is_none());
        assert!(slow(&plan(&[], 900_000, false)).is_some());
        assert!(slow(&plan(&[], 3_600, true)).is_none());
    }
}
