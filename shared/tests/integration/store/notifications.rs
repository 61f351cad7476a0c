//! What became of messages: the statements that store, list and count it agree with the domain's type.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use session_tracking::clock::Clock;
use session_tracking::domain::{NotificationStatus, SessionId};

use crate::support::{Row, Site, insert};

/// Two opened and one unopened link with each status, one by one, and links without a message.
async fn links_of_every_kind(site: &Site) -> Vec<Option<NotificationStatus>> {
    let known: Vec<NotificationStatus> = NotificationStatus::all().collect();
    let known = known
        .iter()
        .map(|status| (Some(status.as_str()), Some(status.clone())));
    let new_chat = (
        Some("sent:-1001"),
        NotificationStatus::sent_to_new_chat(-1001),
    );
    let postponed = (
        Some("too_many:1795543240"),
        NotificationStatus::from_stored("too_many:1795543240"),
    );
    let again = (
        Some("pending:1795543240"),
        NotificationStatus::from_stored("pending:1795543240"),
    );
    let unknown = (
        Some("of a later version"),
        Some(NotificationStatus::Foreign("of a later version".to_owned())),
    );
    let (mut links, mut rows) = (Vec::new(), Vec::new());

    for (stored, status) in known.chain([
        new_chat,
        postponed,
        again,
        unknown,
        (None, None),
        (Some(""), None),
    ]) {
        for opened in [
            None,
            Some("2026-11-23 14:30:00"),
            Some("2026-11-23 14:40:00"),
        ] {
            let row = Row::new(&format!("F{:031X}", links.len()))
                .sent_at("2026-11-23 14:00:00")
                .status("active")
                .set_or_null("clicked_at", opened)
                .set_or_null("last_activity_at", opened)
                .set_or_null("notification_status", stored);

            rows.push(row);
            links.push(status.clone());
        }
    }

    insert(site.store(), rows).await;
    links
}

#[tokio::test]
async fn counted_and_listed_statuses_agree_with_the_type() {
    let site = Site::start().await;
    let links = links_of_every_kind(&site).await;

    let mut expected = BTreeMap::new();
    for status in links.iter().flatten().cloned() {
        *expected.entry(status.without_number()).or_default() += 1;
    }

    let day = TimeDelta::hours(24);
    let deliveries = site
        .store()
        .count_deliveries(site.clock.now() - day)
        .await
        .unwrap();

    assert_eq!(deliveries, expected);
    assert_eq!(
        deliveries.len(),
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
                &NotificationStatus::Pending,
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

    // What is sent again is another message's.
    assert_eq!(pending[&NotificationStatus::Pending], 3);
    assert_eq!(pending[&NotificationStatus::Sent], 9);
}

#[tokio::test]
async fn a_message_is_taken_for_sending_again_once_and_only_as_it_was_read() {
    let site = Site::start().await;
    let row = Row::new("F")
        .sent_at("2026-11-23 14:00:00")
        .set("notification_status", "too_many:1795543240");
    insert(site.store(), [row]).await;

    let id = SessionId(1);
    let stored = NotificationStatus::from_stored("too_many:1795543240").unwrap();
    let other = NotificationStatus::from_stored("too_many").unwrap();
    let again = NotificationStatus::PendingAgain(site.clock.now());
    for (status, changed) in [(&other, 0), (&stored, 1), (&stored, 0)] {
        let rows = site.store().record_sending_again(id, status, &again).await;
        assert_eq!(rows.unwrap(), changed, "{status:?}");
    }

    let listed = site.store().find_session(id).await.unwrap().unwrap();
    assert_eq!(listed.notification.as_ref(), Some(&again));

    // The outcome of the first message, if it comes only now, is not the second one's.
    let now = site.clock.now();
    for (pending, changed) in [(&NotificationStatus::Pending, 0), (&again, 1), (&again, 0)] {
        let sent = NotificationStatus::Sent;
        let rows = site.store().record_notification(id, pending, &sent, now);
        assert_eq!(rows.await.unwrap(), changed, "{pending:?}");
    }
}
