//! What the store closes.

use std::collections::{BTreeMap, BTreeSet};

use session_tracking::domain::{Session, Status};
use session_tracking::store::{DueBatch, Filter, SortKey};

use super::case::Case;
use super::rows::now;

impl Case<'_> {
    /// `is_due`, and that a sweep writes what `settle` says.
    pub(super) async fn check_sweep(&self) {
        let due = DueBatch {
            limit: 1_000,
            excluded: &[],
            since: None,
        };
        let batch = self
            .store
            .close_due_batch(now(), &self.rules, due)
            .await
            .unwrap();
        let closed: BTreeSet<i64> = batch
            .closed
            .iter()
            .map(|change| change.session.id.0)
            .collect();

        assert_eq!(closed, self.due(), "closed by the sweep");

        for session in self.list(&Filter::default(), SortKey::Time).await {
            let (_, before) = self
                .sessions
                .iter()
                .find(|(_, before)| before.id == session.id)
                .unwrap();
            if closed.contains(&session.id.0) {
                let settled = self.settled(before);
                assert_eq!(
                    session,
                    Session {
                        revision: settled.revision + 1,
                        ..settled
                    }
                );
            } else {
                assert_eq!(session, *before);
            }
        }
    }

    /// `is_timed_out` of rows without activity. What is over stays so, and what has timed out is then over.
    pub(super) async fn check_backfill(&self) {
        self.store
            .backfill(now(), &self.rules, |_| ())
            .await
            .unwrap();

        let after = self.list(&Filter::default(), SortKey::Time).await;
        let after: BTreeMap<i64, Status> = after
            .iter()
            .map(|session| (session.id.0, session.status()))
            .collect();

        for (row, before) in &self.sessions {
            let has_no_sign = row.times.last_activity.is_none();
            let is_left_to_sweep = !has_no_sign && row.status.is_none();
            let expected = if is_left_to_sweep {
                before.status()
            } else {
                self.settled(before).status()
            };

            assert_eq!(
                after[&before.id.0], expected,
                "after the backfill: {before:#?}"
            );
        }
    }
}
