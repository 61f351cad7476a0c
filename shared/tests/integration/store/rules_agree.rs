//! Every rule that SQL repeats says the same as its twin in the domain, whatever a row holds.
//!
//! Random rows, most of their times at or beside a limit, go in by SQL. What the store then finds, counts, sorts and
//! closes must be what the domain says of each session as it is read from its row.

mod case;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use session_tracking::domain::{Session, SessionId, Status, Tally};
use session_tracking::store::{DueBatch, Filter, GroupBy, SilentLesson, SortKey, Statistics};

use self::case::Case;
use self::rows::{IDLE_TIMEOUT, UNHEARD_WITHIN, at, now, row};
use crate::support::Database;

impl Case<'_> {
    /// `is_timed_out`, `is_active`, `IS_SENT`.
    async fn check_list_of_each_status(&self) {
        for status in Status::ALL {
            let filter = Filter {
                status: Some(status),
                ..Filter::default()
            };
            let listed: BTreeSet<i64> = self
                .list(&filter, SortKey::Time)
                .await
                .iter()
                .map(|session| session.id.0)
                .collect();
            let expected = self.ids(|_, session| self.settled(session).status() == status);

            assert_eq!(listed, expected, "listed as {}", status.as_str());
        }

        for (_, session) in &self.sessions {
            let is_active = self.settled(session).status() == Status::Active;
            assert_eq!(session.is_active_at(now(), &self.rules), is_active);
        }
    }

    /// `TimeColumn::push_within`.
    async fn check_list_within_a_time(&self) {
        let (from, until) = (at(IDLE_TIMEOUT + 1), at(IDLE_TIMEOUT - 1));
        let filter = Filter {
            from: Some(from),
            until: Some(until),
            ..Filter::default()
        };
        let listed: BTreeSet<i64> = self
            .list(&filter, SortKey::Time)
            .await
            .iter()
            .map(|session| session.id.0)
            .collect();
        let is_within = |time: DateTime<Utc>| from <= time && time < until;

        assert_eq!(
            listed,
            self.ids(|_, session| session.time().is_some_and(is_within)),
            "listed by time"
        );
    }

    /// `TimeColumn`, `seconds`, `status_rank`.
    async fn check_order(&self) {
        let time = |session: &Session| session.time().map_or(i64::MIN, |time| time.timestamp());
        let seconds = |session: &Session| {
            session
                .figures(&self.rules)
                .map_or(0, |figures| figures.seconds)
        };
        let rank =
            |session: &Session| i64::try_from(self.settled(session).status().rank()).unwrap();

        self.check_order_by(SortKey::Time, time).await;
        self.check_order_by(SortKey::Duration, seconds).await;
        self.check_order_by(SortKey::Status, rank).await;
    }

    async fn check_order_by(&self, sort: SortKey, key: impl Fn(&Session) -> i64) {
        let listed = self.list(&Filter::default(), sort).await;
        let sorted: Vec<i64> = listed.iter().map(|session| session.id.0).collect();

        let mut expected: Vec<&Session> =
            self.sessions.iter().map(|(_, session)| session).collect();
        expected.sort_by_key(|session| (key(session), session.id.0));
        let expected: Vec<i64> = expected.into_iter().map(|session| session.id.0).collect();

        assert_eq!(sorted, expected, "sorted by {}", sort.as_str());
    }

    /// `IS_OPEN`, `IS_OVER`, `seconds_when_over`, `is_late`, `grade`, and whose time is where.
    async fn check_statistics(&self) {
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
    async fn check_health(&self) {
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

    /// `is_measured_by_pages`.
    async fn check_unheard_lessons(&self) {
        let listed = self.store.list_silent_lessons(now(), 1_000).await.unwrap();
        let listed: BTreeSet<i64> = listed.iter().map(|lesson| lesson.id.0).collect();
        let expected = self.ids(|row, session| {
            let is_recent = row.times.clicked.is_some_and(|ago| ago <= UNHEARD_WITHIN);
            let was_counted = row.times.sent.is_some() && row.recorded.together.is_some();
            is_recent && was_counted && session.is_measured_by_pages()
        });

        assert_eq!(listed, expected, "lessons that Zoom did not tell of");
    }

    /// `was_told_of_by_zoom`, of the lesson before: of the one after it, Zoom did tell.
    async fn check_neighbours(&self) {
        let mut sql = String::new();
        for number in 0..self.sessions.len() {
            sql.push_str(&format!(
                "INSERT INTO wpos_zoom_links (studentid, ustazid, clicked_at, session_status, session_duration_seconds,
                   duration_low_seconds, duration_high_seconds, duration_source)
                 VALUES (9999, 't{number}', '{}', 'ended', 60, 60, 60, 'zoom');",
                at(-2).format("%F %T")
            ));
        }

        self.store.execute_script(&sql).await.unwrap();

        for (row, session) in &self.sessions {
            let between = SilentLesson {
                id: SessionId(0),
                meeting: "123".to_owned(),
                sent_at: at(-1),
                teacher: session.teacher.0.clone(),
                clicked_at: at(-1),
            };

            let is_near = row.times.clicked.is_some_and(|ago| ago < 86_400);
            assert_eq!(
                self.store.zoom_told_of_neighbours(&between).await.unwrap(),
                is_near && session.was_told_of_by_zoom(),
                "told of {session:#?}"
            );
        }

        self.store
            .execute_script("DELETE FROM wpos_zoom_links WHERE studentid = 9999")
            .await
            .unwrap();
    }

    /// `is_due`, and that a sweep writes what `settle` says.
    async fn check_sweep(&self) {
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
        let closed: BTreeSet<i64> = batch.closed.iter().map(|one| one.session.id.0).collect();

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

    /// `is_timed_out` of rows without a sign of life. What is over stays so, and what has timed out is then over.
    async fn check_backfill(&self) {
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

#[test]
fn sql_and_the_domain_say_the_same_of_every_row() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(async {
        let database = Database::create().await;
        database
            .store()
            .migrate(Duration::from_mins(1))
            .await
            .unwrap();

        database
    });

    let config = ProptestConfig {
        cases: 100,
        rng_seed: RngSeed::Fixed(13),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };

    let rows = proptest::collection::vec(row(), 1..24);
    let outcome = TestRunner::new(config).run(&rows, |rows| {
        runtime.block_on(async {
            let case = Case::new(database.store(), rows).await;
            case.check_list_of_each_status().await;
            case.check_list_within_a_time().await;
            case.check_order().await;
            case.check_statistics().await;
            case.check_health().await;
            case.check_unheard_lessons().await;
            case.check_neighbours().await;
            case.check_sweep().await;
            case.check_backfill().await;
        });

        Ok(())
    });

    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
