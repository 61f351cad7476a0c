//! The inspection: one reading, and every rule over it.

use crate::store::migrate::inspect::finding::InspectionFinding;
use crate::store::migrate::inspect::rules::{
    columns, identity, inserts, keys, numbers, rights, server, tables,
};
use crate::store::migrate::inspect::snapshot::Snapshot;
use crate::store::{Store, StoreError};

impl Store {
    /// Returns everything that stands in the way of the migrations or of requests; what blocks comes first. Changes
    /// nothing. A file of SQLite has no such surprises: nothing is found there.
    pub async fn inspect(&self) -> Result<Vec<InspectionFinding>, StoreError> {
        if !self.is_mysql() {
            return Ok(Vec::new());
        }

        let snapshot = self.read_snapshot().await?;
        Ok(apply_rules(&snapshot))
    }
}

fn apply_rules(snapshot: &Snapshot) -> Vec<InspectionFinding> {
    let rules = [
        server::check,
        rights::check,
        tables::check,
        identity::check,
        columns::check,
        keys::check,
        numbers::check,
        inserts::check,
    ];
    let mut findings: Vec<InspectionFinding> =
        rules.iter().flat_map(|rule| rule(snapshot)).collect();
    findings.sort_by_key(|finding| finding.severity);

    findings
}
