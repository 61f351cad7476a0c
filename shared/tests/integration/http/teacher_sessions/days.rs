//! Days and ranges by the school's clock.

use crate::http::rows::insert_every_kind;
use crate::support::Site;

#[tokio::test]
async fn a_range_is_counted_from_the_schools_today() {
    let site = Site::start().await;
    insert_every_kind(&site, 60).await;

    // 23:30 UTC is already the next day in Addis Ababa.
    site.clock.set("2026-11-19T23:30:00Z");
    for (range, days) in [
        ("today", "from=2026-11-20&to=2026-11-20"),
        ("yesterday", "date=2026-11-19"),
        ("7d", "from=2026-11-14&to=2026-11-20"),
        ("30d", "from=2026-10-22&to=2026-11-20"),
        ("month", "from=2026-11-01&to=2026-11-20"),
        ("last-month", "from=2026-10-01&to=2026-10-31"),
    ] {
        let by_name = site.list(&format!("range={range}")).await;
        let by_days = site.list(days).await;
        assert_eq!(by_name["sessions"], by_days["sessions"], "{range}");
        assert_eq!(by_name["statistics"], by_days["statistics"], "{range}");
    }
}

#[tokio::test]
async fn a_day_is_the_schools_day() {
    let site = Site::start().await;
    for (clock, day) in [
        ("2026-11-22T20:59:59Z", "2026-11-22"),
        ("2026-11-22T21:00:00Z", "2026-11-23"),
        ("2026-11-23T20:59:59Z", "2026-11-23"),
    ] {
        site.clock.set(clock);
        let token = site.session().await;
        site.join(&token).await.expect(200);

        let list = site.list(&format!("date={day}&limit=1")).await;
        assert_eq!(list["sessions"][0]["startTime"], clock);
    }

    let list = site.list("date=2026-11-23").await;
    assert_eq!(list["statistics"]["totalSessions"], 2);
}
