//! How many statements a heartbeat takes, and what a statement that was given up leaves.

use std::time::Duration;

use serde_json::{Value, json};
use session_tracking::store::Store;
use tokio::time::timeout;

use crate::support::Inside;

/// Counts statements where the server counts them, else rows written; both of the pool's one connection.
struct Meter<'a> {
    store: &'a Store,
    question: &'static str,
    /// What a look at the meter adds to it.
    own: i64,
}

impl<'a> Meter<'a> {
    async fn new(site: &'a Inside) -> Self {
        let question = if !site.database.is_mysql() {
            "SELECT total_changes()"
        } else if site.database.is_mariadb().await {
            "SELECT CAST(variable_value AS SIGNED) FROM information_schema.session_status WHERE variable_name = 'QUESTIONS'"
        } else {
            "SELECT CAST(variable_value AS SIGNED) FROM performance_schema.session_status WHERE variable_name = 'Questions'"
        };
        let store = site.app.unchecked_store();
        let mut meter = Self {
            store,
            question,
            own: 0,
        };

        meter.read().await;
        let before = meter.read().await;
        meter.own = meter.read().await - before;
        meter
    }

    async fn read(&self) -> i64 {
        self.store.read_number(self.question).await.unwrap()
    }

    /// Counts what came after a look that showed `before`.
    async fn since(&self, before: i64) -> i64 {
        self.read().await - before - self.own
    }
}

/// A message of a page that names itself. The Zoom link was tapped with the twelfth.
fn message(token: &str, phone: bool, seq: u32) -> Value {
    let doc = if phone { "phone" } else { "computer" };
    json!({
        "token": token, "doc": doc, "seq": seq, "ticks": seq, "phone": phone, "zoom": seq >= 12,
    })
}

#[tokio::test]
async fn a_heartbeat_of_a_live_session_is_one_statement() {
    let site = Inside::with(&[("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let token = site.session().await;
    site.join(&token).await.expect(200);
    site.attend(&token, 60).await;

    let meter = Meter::new(&site).await;
    let before = meter.read().await;
    site.attend(&token, 300).await;
    assert_eq!(meter.since(before).await, 10);

    // The same for pages that name themselves and number their messages, before and after the tap on the Zoom link.
    for phone in [false, true] {
        let joined = message(&token, phone, 1);
        site.post("/api/zoom/track", &joined).await.expect(200);
        let mut tap = message(&token, phone, 12);
        tap["kind"] = json!("zoom");

        for seqs in [2..12, 13..23] {
            let before = meter.read().await;
            for seq in seqs {
                site.pass(30);
                let beat = message(&token, phone, seq);
                site.post("/api/zoom/heartbeat", &beat).await.expect(200);
            }

            assert_eq!(meter.since(before).await, 10);
            site.post("/api/zoom/heartbeat", &tap).await.expect(200);
        }
    }
}

#[tokio::test]
async fn a_request_given_up_in_the_middle_leaves_the_pool_whole() {
    let site = Inside::with(&[("DATABASE_MAX_CONNECTIONS", "1")]).await;
    let store = site.app.unchecked_store();
    let slow = if site.database.is_mysql() {
        "SELECT CAST(SLEEP(60) AS SIGNED) + 40"
    } else {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT COUNT(*) + 40 FROM n"
    };

    for _ in 0..3 {
        let interrupted = timeout(Duration::from_millis(50), store.read_number(slow));
        assert!(interrupted.await.is_err(), "it takes longer");

        // Neither the answer to what was given up, nor a wait for it.
        let next = timeout(Duration::from_secs(20), store.read_number("SELECT 7"));
        assert_eq!(next.await.unwrap().unwrap(), 7);
    }
}
