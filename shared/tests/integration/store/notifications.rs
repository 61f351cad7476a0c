//! What became of messages: the statements that store, list and count it agree with the domain's type.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use session_tracking::clock::Clock;
use session_tracking::domain::{NotificationStatus, SessionId};

use crate::support::Site;

/// Two opened and one unopened link with each status, one by one, and links without a message.
async fn links_of_every_kind(site: &Site) -> Vec<Option<NotificationStatus>> {
    let known: Vec<NotificationStatus> = NotificationStatus::all().collect();
    let known = known
        .iter()
        .map(|status| (Some(status.as_str()), Some(status.clone())));
    let unknown = (
        Some("of a later version"),
        Some(NotificationStatus::Foreign("of a later version".to_owned())),
    );
    let mut links = Vec::new();
    let mut script = String::new();

    for (stored, status) in known.chain([unknown, (None, None), (Some(""), None)]) {
        let stored = stored.map_or("NULL".to_owned(), |name| format!("'{name}'"));
        for clicked in ["NULL", "'2026-11-23 14:30:00'", "'2026-11-23 14:40:00'"] {
            let number = links.len();
            script.push_str(&format!(
                "INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, sent_time, session_status,
                   clicked_at, last_activity_at, notification_status)
                 VALUES (1, 'ustaz1', 'https://zoom.us/j/1234567890', 'F{number:031X}', '2026-11-23 14:00:00', 'active',
                   {clicked}, {clicked}, {stored});\n"
            ));

            links.push(status.clone());
        }
    }

    site.store().execute_script(&script).await.unwrap();
    links
}

#[tokio::test]
async fn counted_and_listed_statuses_agree_with_the_type() {
    let site = Site::start().await;
    let links = links_of_every_kind(&site).await;

    let mut expected = BTreeMap::new();
    for status in links.iter().cloned().flatten() {
        *expected.entry(status).or_default() += 1;
    }

    let day = TimeDelta::hours(24);
    let counted = site
        .store()
        .count_deliveries(site.clock.now() - day)
        .await
        .unwrap();

    assert_eq!(counted, expected);
    assert_eq!(
        counted.len(),
        NotificationStatus::all().count() + 1,
        "there is a link of every kind"
    );

    for (number, status) in (1..).zip(&links) {
        let listed = site
            .store()
            .find_session(SessionId(number))
            .await
            .unwrap()
            .unwrap();

        assert_eq!(listed.notification, *status, "session {number}");
    }
}

#[tokio::test]
async fn only_a_pending_message_gets_another_status() {
    let site = Site::start().await;
    let links = links_of_every_kind(&site).await;
    let store = site.store();

    for (number, status) in (1..).zip(links) {
        let changed = store
            .record_notification(
                SessionId(number),
                &NotificationStatus::Sent,
                site.clock.now(),
            )
            .await;

        let is_pending = status == Some(NotificationStatus::Pending);
        assert_eq!(
            changed.unwrap(),
            u64::from(is_pending),
            "session {number} is {status:?}"
        );
    }

    let pending = store
        .count_deliveries(site.clock.now() - TimeDelta::hours(24))
        .await
        .unwrap();

    assert_eq!(pending.get(&NotificationStatus::Pending), None);
    assert_eq!(pending[&NotificationStatus::Sent], 6);
}
