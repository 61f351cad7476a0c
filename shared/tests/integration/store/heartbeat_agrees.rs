//! The statement that keeps a session alive does what the rules do with the same message, or nothing.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use session_tracking::domain::{PlainHeartbeat, Session, SessionChange, SessionId, TrackingToken};
use session_tracking::store::{Store, StoreError};

use super::random_sessions::{History, Next, histories};
use crate::support::Database;

/// A table of sessions, one for each case.
struct Table {
    database: Database,
    rows: Cell<i64>,
}

impl Table {
    async fn create() -> Self {
        let database = Database::create().await;
        database
            .store()
            .migrate(std::time::Duration::from_mins(1))
            .await
            .unwrap();
        let copy = "CREATE TABLE copy_of_row AS
            SELECT id, revision, documents, last_activity_at FROM wpos_zoom_links";
        database.store().execute_script(copy).await.unwrap();
        Self {
            database,
            rows: Cell::new(0),
        }
    }

    fn store(&self) -> &Store {
        self.database.store()
    }

    /// Stores the session of a history in a new row, as the system stores it.
    async fn insert(&self, history: History) -> (TrackingToken, Next) {
        let id = self.rows.get() + 1;
        self.rows.set(id);
        let token = format!("{id:032X}");
        let next = history.into_next(SessionId(id));

        let expires_at = next.session.expires_at.unwrap().naive_utc();
        let insert = format!(
            "INSERT INTO wpos_zoom_links
               (id, studentid, ustazid, link, tracking_token, sent_time, expiration_date, session_status)
             VALUES ({id}, 1, 'ustaz1', '', '{token}', '2026-11-23 12:00:00', '{expires_at}', 'active')"
        );

        self.store().execute_script(&insert).await.unwrap();

        let become_next = |stored: Session| {
            let session = Session {
                revision: stored.revision,
                ..next.session.clone()
            };
            Ok::<_, StoreError>(SessionChange {
                session,
                evidence: Vec::new(),
            })
        };

        self.store()
            .change_session(SessionId(id), next.now, become_next)
            .await
            .unwrap();

        let rest = format!(
            "UPDATE wpos_zoom_links SET revision = {} WHERE id = {id};
             DELETE FROM copy_of_row;
             INSERT INTO copy_of_row
               SELECT id, revision, documents, last_activity_at FROM wpos_zoom_links WHERE id = {id};",
            next.session.revision
        );

        self.store().execute_script(&rest).await.unwrap();
        (token.parse().unwrap(), next)
    }

    async fn read(&self, token: &TrackingToken) -> Session {
        self.store()
            .find_session_by_token(token)
            .await
            .unwrap()
            .unwrap()
    }

    /// Tells whether the columns that the statement writes are as they were inserted, to the byte.
    async fn is_untouched(&self) -> bool {
        let same = "SELECT COUNT(*) FROM wpos_zoom_links z JOIN copy_of_row c ON c.id = z.id
            WHERE z.revision = c.revision
              AND COALESCE(HEX(z.documents), '') = COALESCE(HEX(c.documents), '')
              AND COALESCE(HEX(z.last_activity_at), '') = COALESCE(HEX(c.last_activity_at), '')";
        self.store().read_number(same).await.unwrap() == 1
    }

    /// Sends one heartbeat the short way. Returns whether it went there.
    async fn check(&self, history: History) -> Result<bool, TestCaseError> {
        let (
            token,
            Next {
                message,
                now,
                rules,
                ..
            },
        ) = self.insert(history).await;

        let before = self.read(&token).await;

        let only_prolongs = PlainHeartbeat::of(&message)
            .is_some_and(|heartbeat| before.is_only_prolonged_by(&heartbeat, now, &rules));
        let seconds = self
            .store()
            .record_heartbeat(&token, &message, now, &rules)
            .await
            .unwrap();
        let after = self.read(&token).await;

        prop_assert_eq!(
            seconds.is_some(),
            only_prolongs,
            "the statement's conditions are those of the rule"
        );

        let Some(seconds) = seconds else {
            prop_assert_eq!(after, before);
            prop_assert!(self.is_untouched().await);
            return Ok(false);
        };

        let revision = before.revision;
        let applied = before.apply(&message, now, &rules);
        let expected = SessionChange {
            session: Session { revision, ..after },
            evidence: Vec::new(),
        };

        prop_assert_eq!(
            applied.as_ref(),
            Ok(&expected),
            "the rules, and the statement, after {:?}",
            message
        );

        let presence = expected.session.presence().unwrap();
        prop_assert_eq!(seconds, presence.seconds());

        Ok(true)
    }
}

#[test]
fn the_short_way_of_a_heartbeat_does_what_the_rules_do_or_nothing() {
    const CASES: u32 = 600;

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let table = runtime.block_on(Table::create());
    let short = Cell::new(0_u32);
    let config = ProptestConfig {
        rng_seed: RngSeed::Fixed(13),
        failure_persistence: None,
        ..ProptestConfig::with_cases(CASES)
    };

    let found = TestRunner::new(config).run(&histories(), |history| {
        let went_short = runtime.block_on(table.check(history))?;
        short.set(short.get() + u32::from(went_short));
        Ok(())
    });

    assert!(found.is_ok(), "{}", found.unwrap_err());
    assert!(
        short.get() >= CASES / 5,
        "only {} of {CASES} went the short way",
        short.get()
    );
}
