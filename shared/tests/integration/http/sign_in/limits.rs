//! How often somebody may try to sign in.

use session_tracking::auth::keyed_hash;
use session_tracking::config::Secret;

use super::{school, sign_in};
use crate::support::{Answer, Platform, SECRET, Site};

const QUARTER: i64 = 15 * 60;

async fn statuses(site: &Site, username: &str, tries: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..tries {
        statuses.push(sign_in(site, username, "wrong").await.status.as_u16());
    }

    statuses
}

async fn count_tries(site: &Site) -> i64 {
    site.store()
        .read_number("SELECT COUNT(*) FROM sign_in_attempts")
        .await
        .unwrap()
}

/// Tries that were made before, by somebody else at the same address.
async fn insert_tries(site: &Site, text: &str, tried_at: &str, tries: usize) {
    let bucket = keyed_hash(&Secret::new(SECRET), text);
    let row = format!("('{bucket}', '{tried_at}')");
    let values = vec![row; tries].join(", ");
    let sql = format!("INSERT INTO sign_in_attempts (bucket, tried_at) VALUES {values}");

    site.store().execute_script(&sql).await.unwrap();
}

/// Counts the tries of an account or an address.
async fn tries_of(site: &Site, text: &str) -> i64 {
    let bucket = keyed_hash(&Secret::new(SECRET), text);
    let sql = format!("SELECT COUNT(*) FROM sign_in_attempts WHERE bucket = '{bucket}'");
    site.store().read_number(&sql).await.unwrap()
}

/// The seconds to wait, and whether the page says so.
fn wait_of(answer: &Answer) -> (u64, bool) {
    (
        answer.header("retry-after").parse().unwrap(),
        answer.text.contains("role=\"alert\""),
    )
}

#[tokio::test]
async fn ten_tries_for_an_account_are_enough_whether_it_exists_or_not() {
    let site = school(&[]).await;
    for name in ["admin1", "nobody"] {
        assert_eq!(statuses(&site, name, 5).await, [401; 5]);
        site.pass(60);
        assert_eq!(statuses(&site, &name.to_uppercase(), 5).await, [401; 5]);
        site.pass(60);

        // The right password does not help, and asking again does not make it longer.
        for _ in 0..3 {
            let answer = sign_in(&site, name, "right").await.expect(429);
            assert_eq!(wait_of(&answer), (780, true));

            assert!(
                answer.text.contains("try again in 13 minutes"),
                "{}",
                answer.text
            );

            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        }

        site.pass(779);
        assert_eq!(
            wait_of(&sign_in(&site, name, "right").await.expect(429)),
            (1, true)
        );

        site.pass(1);
        assert_eq!(
            statuses(&site, name, 6).await,
            [401, 401, 401, 401, 401, 429]
        );

        site.pass(QUARTER);
    }

    sign_in(&site, "admin1", "right").await.expect(303);
}

#[tokio::test]
async fn a_success_makes_the_account_start_anew() {
    let site = school(&[]).await;
    assert_eq!(statuses(&site, "ustaz1", 9).await, [401; 9]);
    assert_eq!(statuses(&site, "admin1", 1).await, [401]);
    sign_in(&site, "ustaz1", "right").await.expect(303);

    assert_eq!(tries_of(&site, "account:ustaz1").await, 0);
    assert_eq!(tries_of(&site, "account:admin1").await, 1);
    assert_eq!(statuses(&site, "ustaz1", 11).await[9..], [401, 429]);
}

#[tokio::test]
async fn many_at_once_cannot_exceed_the_limit() {
    let site = school(&[]).await;
    let all = (0..40).map(|_| sign_in(&site, "ustaz1", "wrong"));
    let answers = futures_util::future::join_all(all).await;
    let tried = answers.iter().filter(|answer| answer.status == 401).count();

    assert!(
        tried <= 10
            && answers
                .iter()
                .all(|answer| [401, 429].contains(&answer.status.as_u16()))
    );

    // Those who were refused unheard do not count.
    let rest = statuses(&site, "ustaz1", 40).await;
    assert_eq!(
        tried + rest.iter().filter(|status| **status == 401).count(),
        10
    );

    site.pass(QUARTER);
    sign_in(&site, "ustaz1", "right").await.expect(303);
}

#[tokio::test]
async fn a_hundred_failed_tries_from_an_address_are_enough() {
    let site = school(&[]).await;
    let before = count_tries(&site).await;
    sign_in(&site, "nobody", "x").await.expect(401);

    if count_tries(&site).await - before < 2 {
        assert!(
            Platform::of_this_run().is_some(),
            "the server in this process knows who asks"
        );

        return;
    }

    let address = "address:127.0.0.1";
    insert_tries(&site, address, "2026-11-23 14:50:00", 98).await;
    sign_in(&site, "ustaz1", "right").await.expect(303);
    sign_in(&site, "ustaz1", "right").await.expect(303);
    sign_in(&site, "ustaz1", "wrong").await.expect(401);

    for name in ["ustaz1", "nobody2"] {
        assert_eq!(
            wait_of(&sign_in(&site, name, "right").await.expect(429)),
            (300, true)
        );
    }

    site.pass(300);
    sign_in(&site, "ustaz1", "right").await.expect(303);
}

#[tokio::test]
async fn tries_of_yesterday_are_deleted_in_passing() {
    let site = school(&[]).await;
    insert_tries(&site, "account:x", "2026-11-22 14:59:59", 30).await;
    insert_tries(&site, "account:y", "2026-11-22 15:00:00", 7).await;
    sign_in(&site, "ustaz1", "right").await.expect(303);
    assert_eq!(count_tries(&site).await, 7);
}

#[tokio::test]
async fn what_is_stored_tells_neither_name_nor_address() {
    let site = school(&[]).await;
    sign_in(&site, "nobody", "hush").await.expect(401);
    let readable = "SELECT COUNT(*) FROM sign_in_attempts WHERE bucket LIKE '%nobody%' OR bucket LIKE '%127%0%0%1' OR LENGTH(bucket) <> 64";

    assert_eq!(site.store().read_number(readable).await.unwrap(), 0);
    assert!(count_tries(&site).await > 0);
}
