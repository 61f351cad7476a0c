//! Teachers who are known by `zoom_user_id` of the school's own table, which not every school has.

use serde_json::Value;

use super::cases::{Page, lesson};
use super::claims::{ALTERNATIVE_HOST, HOST, deliver_input, rival, session};
use super::school;
use crate::support::{Site, insert};

/// A school whose table of teachers has the column, with what stands beside each teacher; `None`: NULL.
async fn school_with_accounts(accounts: &[(&str, Option<&str>)]) -> Site {
    let site = school().await;
    execute(
        &site,
        "ALTER TABLE wpos_wpdatatable_24 ADD COLUMN zoom_user_id VARCHAR(255) NULL",
    )
    .await;

    for (teacher, account) in accounts {
        let account = account.map_or("NULL".to_owned(), |account| format!("'{account}'"));
        execute(
            &site,
            &format!(
                "UPDATE wpos_wpdatatable_24 SET zoom_user_id = {account} WHERE ustazid = '{teacher}'"
            ),
        )
        .await;
    }

    site
}

async fn execute(site: &Site, sql: &str) {
    site.store().execute_script(sql).await.unwrap();
}

/// Zoom's id of an account, as the school's table has it.
fn zoom_id(person: &str) -> &str {
    person.strip_prefix("u:").unwrap()
}

/// The lesson of a teacher who comes as an alternative host.
async fn lesson_of_alternative_host(site: &Site) -> Value {
    insert(site.store(), [lesson(Page::Opened)]).await;
    deliver_input(site, "31a").await;
    session(site, 1).await
}

#[tokio::test]
async fn a_teacher_whom_the_table_names_is_known_in_the_first_lesson() {
    let account = format!("  {} ", zoom_id(ALTERNATIVE_HOST));
    let site = school_with_accounts(&[("ustaz1", Some(&account))]).await;
    let session = lesson_of_alternative_host(&site).await;

    assert_eq!(session["durationSeconds"], 2520, "{session}");
    assert_eq!(session["grade"], "A", "{session}");
    assert_eq!(session["noShow"], Value::Null, "{session}");
}

#[tokio::test]
async fn an_account_beside_two_teachers_or_none_proves_nothing() {
    let account = Some(zoom_id(ALTERNATIVE_HOST));
    for accounts in [
        [("ustaz1", account), ("ustaz2", account)],
        [("ustaz1", None), ("ustaz2", None)],
        [("ustaz1", Some("")), ("ustaz2", Some("  "))],
    ] {
        let site = school_with_accounts(&accounts).await;
        let session = lesson_of_alternative_host(&site).await;

        assert_ne!(session["grade"], "A", "{accounts:?} {session}");
        assert_eq!(session["noShow"], Value::Null, "{accounts:?} {session}");
    }
}

#[tokio::test]
async fn the_table_gives_a_meeting_to_the_teacher_who_holds_it() {
    let site = school_with_accounts(&[("ustaz1", Some(zoom_id(HOST))), ("ustaz2", None)]).await;
    insert(site.store(), [lesson(Page::Opened), rival()]).await;
    deliver_input(&site, "20").await;

    let own = session(&site, 1).await;
    assert_eq!(own["durationSeconds"], 2520, "{own}");
    assert_eq!(own["grade"], "A", "{own}");

    let other = session(&site, 2).await;
    assert_eq!(other["source"], "page", "{other}");
}

#[tokio::test]
async fn a_column_that_goes_away_takes_no_lesson_with_it() {
    let site = school_with_accounts(&[("ustaz1", Some(zoom_id(ALTERNATIVE_HOST)))]).await;
    let known = lesson_of_alternative_host(&site).await;
    assert_eq!(known["grade"], "A", "{known}");

    execute(
        &site,
        "ALTER TABLE wpos_wpdatatable_24 DROP COLUMN zoom_user_id",
    )
    .await;
    execute(&site, "DELETE FROM zoom_events").await;
    deliver_input(&site, "31a").await;

    let session = session(&site, 1).await;
    assert_eq!(session["durationSeconds"], 2520, "{session}");
    assert_ne!(session["grade"], "A", "{session}");
}
