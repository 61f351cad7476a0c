//! What the store counts and sums up.

use session_tracking::domain::Tally;
use session_tracking::store::{Filter, GroupBy, Statistics};

use super::case::Case;
use super::rows::now;

impl Case<'_> {
    /// `IS_OPEN`, `IS_OVER`, `seconds_when_over`, `is_late`, `grade`, and whose time is where.
    pub(super) async fn check_statistics(&self) {
        for by in [GroupBy::Day, GroupBy::Teacher] {
            let mut expected = Statistics::default();
            for (_, session) in &self.sessions {
                let settled = self.settled(session);
                let tally = Tally::of(&settled, &self.rules);
                expected.total.add(settled.status(), tally);
                expected.open.add(&settled, now(), &self.rules);

                let group = match by {
                    GroupBy::Total => None,
                    GroupBy::Day => settled
                        .time()
                        .map(|at| expected.days.entry(self.days.day_of(at)).or_default()),
                    GroupBy::Teacher => Some(
                        expected
                            .teachers
                            .entry(settled.teacher.clone())
                            .or_default(),
                    ),
                };

                if let Some(group) = group {
                    group.add(settled.status(), tally);
                }
            }

            let filter = Filter::default();
            let summed = self
                .store
                .compute_statistics(&filter, by, &self.days, now(), &self.rules)
                .await
                .unwrap();

            assert_eq!(summed, expected, "summed up by {by:?}");
        }
    }

    /// `is_due`, `is_open_and_heard_of`, `is_open_and_silent`, `is_held_open`.
    pub(super) async fn check_health(&self) {
        let health = self.store.read_health(now(), &self.rules).await.unwrap();
        let active = self
            .ids(|row, session| row.is_backfilled() && session.is_active_at(now(), &self.rules));
        let due = self.due();

        assert_eq!(
            health.counts.active,
            i64::try_from(active.len()).unwrap(),
            "active"
        );

        assert_eq!(health.counts.due, i64::try_from(due.len()).unwrap(), "due");
        assert_eq!(
            self.store
                .count_due(now(), &self.rules, 1_000)
                .await
                .unwrap(),
            health.counts.due
        );

        let of_due = self
            .sessions
            .iter()
            .filter(|(_, session)| due.contains(&session.id.0));
        let last_signs = of_due.map(|(_, session)| session.presence().unwrap().last_sign_at);

        assert_eq!(
            health.oldest_due_at,
            last_signs.min().map(|at| at + self.rules.idle_timeout)
        );
    }
}
