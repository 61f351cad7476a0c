//! Reports of Zoom's, imported as the command line does it.

use std::sync::atomic::Ordering;

use session_tracking::app::{ImportMode, ImportOutcome, import_report};
use session_tracking::zoom::{DateOrder, Report};

use super::Site;
use crate::spans::Millis;

impl Site {
    /// Imports a report with times in UTC. Returns what became of it; a refusal counts as an endpoint's would.
    pub async fn import(
        &mut self,
        at: Millis,
        meeting: &str,
        host: &str,
        csv: &str,
    ) -> anyhow::Result<String> {
        self.clock.0.store(at, Ordering::Relaxed);
        let report = Report {
            meeting: meeting.to_owned(),
            uuid: None,
            account: String::new(),
            host: Some(host.to_owned()),
            zone: "UTC".parse()?,
            // Zoom writes the month first, and days up to the twelfth do not show that.
            date_order: Some(DateOrder::MonthFirst),
        };
        let file = report.read_file("report.csv", csv.as_bytes(), self.app.calendar())?;

        let outcome = Box::pin(import_report(&self.app, &file, ImportMode::default())).await?;
        if matches!(outcome, ImportOutcome::Shifted(_)) {
            *self.refusals.entry(("report", 422)).or_default() += 1;
        }

        Ok(format!("{outcome:?}"))
    }
}
