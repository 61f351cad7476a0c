//! The calls that an account of Zoom may have on one day: counted in the database, for all processes together.

use futures_util::future::join_all;
use session_tracking::app::ZoomCalls;
use session_tracking::domain::{AccountPlan, CallWeight};
use session_tracking::zoom::{CallCounter, ZoomApiError};

use crate::support::Inside;

fn account<'a>(site: &'a Inside, name: &str) -> ZoomCalls<'a> {
    ZoomCalls::of_account(&site.app, name.to_owned(), AccountPlan::Free)
}

#[tokio::test]
async fn no_two_processes_take_the_same_last_call() {
    let site = Inside::with(&[]).await;
    // Half of the 1,000 that Zoom gives to a free account.
    let share = AccountPlan::Free.daily_share(CallWeight::Heavy);
    assert_eq!(share, 500);
    let statement = "INSERT INTO zoom_api_calls (account_id, day, weight, calls)
        VALUES ('a', '2026-11-23', 'heavy', 497)";
    site.store().execute_script(statement).await.unwrap();

    let calls = account(&site, "a");
    let counted = join_all((0..8).map(|_| calls.count(CallWeight::Heavy))).await;
    let granted = counted.iter().filter(|counted| counted.is_ok()).count();

    assert_eq!(granted, 3, "{counted:?}");
    assert!(counted.contains(&Err(ZoomApiError::DailyLimit(None))));
    // Lighter calls and other accounts have limits of their own.
    assert_eq!(calls.count(CallWeight::Medium).await, Ok(()));
    let other = account(&site, "A");
    assert_eq!(other.count(CallWeight::Heavy).await, Ok(()));
}

#[tokio::test]
async fn what_zoom_says_holds_for_everybody_until_the_day_of_utc_is_over() {
    let site = Inside::with(&[]).await;
    let (calls, other) = (account(&site, "a"), account(&site, "a"));

    calls.stop(CallWeight::Light, None).await;
    let end = "2026-11-24T00:00:00Z".parse().ok();
    assert_eq!(
        other.count(CallWeight::Light).await,
        Err(ZoomApiError::DailyLimit(end))
    );

    site.clock.set("2026-11-23T23:59:59Z");
    assert!(other.count(CallWeight::Light).await.is_err());
    site.clock.set("2026-11-24T00:00:00Z");
    assert_eq!(other.count(CallWeight::Light).await, Ok(()));
}

#[tokio::test]
async fn days_that_are_long_over_are_not_kept() {
    let site = Inside::with(&[]).await;
    let statement = "INSERT INTO zoom_api_calls (account_id, day, weight, calls)
        VALUES ('a', '2026-09-23', 'light', 1), ('a', '2026-09-24', 'light', 1), ('b', '2026-09-23', 'light', 1)";
    site.store().execute_script(statement).await.unwrap();

    let calls = account(&site, "a");
    for _ in 0..2 {
        assert_eq!(calls.count(CallWeight::Light).await, Ok(()));
    }

    let count = "SELECT COUNT(*) FROM zoom_api_calls WHERE account_id = 'a'";
    assert_eq!(site.store().read_number(count).await.unwrap(), 2);
    let gone = "SELECT COUNT(*) FROM zoom_api_calls WHERE account_id = 'a' AND day < '2026-09-24'";
    assert_eq!(site.store().read_number(gone).await.unwrap(), 0);
    let today = "SELECT calls FROM zoom_api_calls WHERE account_id = 'a' AND day = '2026-11-23'";
    assert_eq!(site.store().read_number(today).await.unwrap(), 2);
}

#[tokio::test]
async fn a_call_that_cannot_be_counted_is_not_made() {
    let site = Inside::with(&[]).await;
    site.store()
        .execute_script("DROP TABLE zoom_api_calls")
        .await
        .unwrap();

    assert_eq!(
        account(&site, "a").count(CallWeight::Light).await,
        Err(ZoomApiError::NotCounted)
    );
}
