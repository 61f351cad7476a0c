//! The school's tables as other programs made and filled them: every kind of column and row, and every endpoint on it.

mod kinds;
mod odd_rows;
mod refusals;
mod tour;

use crate::support::Site;

/// Runs SQL of another program, which lets any date in.
async fn execute(site: &Site, sql: &str) {
    let mode = if site.database.is_mysql() {
        "SET SESSION sql_mode = '', time_zone = '+00:00';\n"
    } else {
        ""
    };

    site.store()
        .execute_script(&format!("{mode}{sql}"))
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
}
