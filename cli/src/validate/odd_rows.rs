//! Names the rows of the school's tables that this system leaves out.

use session_tracking::store::UnreadableRow;

use crate::finding::{Finding, named};

/// Returns the finding about rows that lists and pages leave out.
pub(super) fn finding(rows: &[UnreadableRow]) -> Finding {
    if rows.is_empty() {
        return Finding::ok("rows of the school's tables: none is left out");
    }

    let texts = rows
        .iter()
        .map(|row| format!("{}: {}", row.key, row.reason));
    Finding::warn(
        format!(
            "rows of the school's tables: {} left out: {}",
            rows.len(),
            named(texts)
        ),
        "Correct them in the school's application: until then no list and no page shows them, and all others work",
    )
}
