//! What the inspection of the database found: the same as before a migration.

use session_tracking::store::{InspectionFinding, Severity};

use crate::finding::Finding;

/// Returns one finding each, with the statements that mend it; one that says so if there are none.
pub(super) fn findings(found: &[InspectionFinding]) -> Vec<Finding> {
    if found.is_empty() {
        return vec![Finding::ok("inspection: nothing stands in the way")];
    }

    found.iter().map(finding).collect()
}

fn finding(found: &InspectionFinding) -> Finding {
    let check = format!("{}: {}", found.place(), found.found);
    let remedy = found.remedy().join("\n        ");
    match found.severity {
        Severity::Blocks => Finding::fail(check, remedy),
        Severity::Warns => Finding::warn(check, remedy),
    }
}
