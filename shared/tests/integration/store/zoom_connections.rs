//! Connections of teachers with Zoom: one user of Zoom is one teacher's, and one process at a time has the tokens.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use session_tracking::clock::Clock;
use session_tracking::config::Secret;
use session_tracking::domain::TeacherId;
use session_tracking::store::{
    BrokenCause, ConnectOutcome, NewCreatedMeeting, NewZoomConnection, Store, StoredTokens,
    ZoomConnection,
};

use crate::support::Inside;

fn connection(teacher: &str, user: &str, now: DateTime<Utc>) -> NewZoomConnection {
    NewZoomConnection {
        teacher: TeacherId(teacher.to_owned()),
        zoom_user: user.to_owned(),
        account: "account-2".to_owned(),
        plan: Some(2),
        scopes: "meeting:write:meeting user:read:user".to_owned(),
        sealed_tokens: Secret::new("sealed-1"),
        token_until: now + TimeDelta::hours(1),
    }
}

async fn find(store: &Store, teacher: &str) -> Option<ZoomConnection> {
    let teacher = TeacherId(teacher.to_owned());
    store.find_zoom_connection(&teacher).await.unwrap()
}

fn tokens(sealed: &str, until: DateTime<Utc>) -> StoredTokens {
    StoredTokens {
        sealed: Secret::new(sealed),
        scopes: "user:read:user".to_owned(),
        until,
    }
}

#[tokio::test]
async fn a_user_of_zoom_is_connected_by_one_teacher() {
    let site = Inside::start().await;
    let (store, now) = (site.store(), site.clock.now());

    let mine = connection("ustaz1", "user-1", now);
    for _ in 0..2 {
        let outcome = store.record_zoom_connection(&mine, now).await.unwrap();
        assert_eq!(outcome, ConnectOutcome::Connected);
    }

    // A failed try takes nothing from anybody: not from the first teacher, nor the second one's own connection.
    let own = connection("ustaz2", "user-2", now);
    store.record_zoom_connection(&own, now).await.unwrap();
    let outcome = store
        .record_zoom_connection(&connection("ustaz2", "user-1", now), now)
        .await
        .unwrap();
    let first = find(store, "ustaz1").await.unwrap();
    assert_eq!(outcome, ConnectOutcome::OfAnother(Box::new(first)));
    assert_eq!(find(store, "ustaz2").await.unwrap().zoom_user, "user-2");

    // Ids differ by case, of teachers as of users of Zoom.
    for (teacher, user) in [("USTAZ1", "user-3"), ("ustaz3", "USER-1")] {
        let other = connection(teacher, user, now);
        let outcome = store.record_zoom_connection(&other, now).await.unwrap();
        assert_eq!(outcome, ConnectOutcome::Connected, "{teacher} {user}");
    }
    assert_eq!(store.list_zoom_connections().await.unwrap().len(), 4);

    // A broken one holds the user no longer.
    let broken = find(store, "ustaz1").await.unwrap();
    assert!(
        store
            .break_zoom_connection(&broken, BrokenCause::Refused, now)
            .await
            .unwrap()
    );
    let outcome = store
        .record_zoom_connection(&connection("ustaz2", "user-1", now), now)
        .await
        .unwrap();
    assert_eq!(outcome, ConnectOutcome::Connected);
    assert_eq!(find(store, "ustaz1").await, None);
}

#[tokio::test]
async fn of_two_teachers_at_the_same_moment_one_is_connected() {
    let site = Inside::start().await;
    let (store, now) = (site.store(), site.clock.now());

    for round in 0..4 {
        let user = format!("user-{round}");
        let rivals = ["a", "b", "c"].map(|teacher| connection(teacher, &user, now));
        let outcomes = join_all(
            rivals
                .iter()
                .map(|rival| store.record_zoom_connection(rival, now)),
        )
        .await;

        let connected = outcomes
            .into_iter()
            .filter(|outcome| matches!(outcome, Ok(ConnectOutcome::Connected)))
            .count();
        assert_eq!(connected, 1);
        for teacher in ["a", "b", "c"] {
            let teacher = TeacherId(teacher.to_owned());
            store.delete_zoom_connection(&teacher).await.unwrap();
        }
    }
}

#[tokio::test]
async fn one_process_at_a_time_has_the_tokens_until_its_time_is_over() {
    let site = Inside::start().await;
    let (store, now) = (site.store(), site.clock.now());
    let mine = connection("ustaz1", "user-1", now);
    store.record_zoom_connection(&mine, now).await.unwrap();
    let read = find(store, "ustaz1").await.unwrap();

    let until = now + TimeDelta::seconds(10);
    let leases = join_all((0..5).map(|_| store.lease_zoom_tokens(&read, until, now))).await;
    let taken = leases.iter().filter(|lease| matches!(lease, Ok(true)));
    assert_eq!(taken.count(), 1);

    // Whoever was killed does not hold it for ever.
    assert!(
        store
            .lease_zoom_tokens(&read, until + TimeDelta::seconds(10), until)
            .await
            .unwrap()
    );
    store.release_zoom_tokens(&read).await.unwrap();
    assert!(store.lease_zoom_tokens(&read, until, now).await.unwrap());

    // The first pair that follows is stored, and none that followed the same one.
    let next = tokens("sealed-2", until);
    assert!(store.record_zoom_tokens(&read, &next).await.unwrap());
    let late = tokens("sealed-late", until);
    assert!(!store.record_zoom_tokens(&read, &late).await.unwrap());
    assert!(!store.lease_zoom_tokens(&read, until, now).await.unwrap());
    assert!(
        !store
            .break_zoom_connection(&read, BrokenCause::Refused, now)
            .await
            .unwrap()
    );

    let stored = find(store, "ustaz1").await.unwrap();
    assert_eq!(stored.sealed_tokens.expose(), "sealed-2");
    assert_eq!(
        (stored.generation, stored.scopes.as_str()),
        (2, "user:read:user")
    );
    assert!(store.lease_zoom_tokens(&stored, until, now).await.unwrap());
}

#[tokio::test]
async fn a_question_about_an_earlier_connection_leaves_a_later_one_alone() {
    let site = Inside::start().await;
    let (store, now) = (site.store(), site.clock.now());
    let mine = connection("ustaz1", "user-1", now);
    store.record_zoom_connection(&mine, now).await.unwrap();
    let earlier = find(store, "ustaz1").await.unwrap();
    let until = now + TimeDelta::seconds(10);
    assert!(store.lease_zoom_tokens(&earlier, until, now).await.unwrap());

    // Meanwhile the teacher connects again, and Zoom ends the pair that is asked for.
    let later = now + TimeDelta::seconds(1);
    store.record_zoom_connection(&mine, later).await.unwrap();
    let again = find(store, "ustaz1").await.unwrap();
    assert!(store.lease_zoom_tokens(&again, until, now).await.unwrap());

    let ended = tokens("sealed-ended", until);
    assert!(!store.record_zoom_tokens(&earlier, &ended).await.unwrap());
    let broken = store.break_zoom_connection(&earlier, BrokenCause::Refused, now);
    assert!(!broken.await.unwrap());
    store.release_zoom_tokens(&earlier).await.unwrap();
    assert!(
        !store
            .lease_zoom_tokens(&earlier, until, until)
            .await
            .unwrap()
    );
    assert!(!store.lease_zoom_tokens(&again, until, now).await.unwrap());
    assert_eq!(find(store, "ustaz1").await, Some(again));
}

#[tokio::test]
async fn a_user_who_removed_the_app_has_no_tokens_here_unless_connected_again() {
    let site = Inside::start().await;
    let (store, now) = (site.store(), site.clock.now());
    let mine = connection("ustaz1", "user-1", now);
    store.record_zoom_connection(&mine, now).await.unwrap();
    let before = now - TimeDelta::seconds(1);

    let of_earlier = store.break_connection_of_user("user-1", before, now);
    assert!(!of_earlier.await.unwrap());
    assert!(
        !store
            .break_connection_of_user("USER-1", now, now)
            .await
            .unwrap()
    );
    assert!(
        store
            .break_connection_of_user("user-1", now, now)
            .await
            .unwrap()
    );

    let broken = find(store, "ustaz1").await.unwrap();
    assert_eq!(broken.sealed_tokens.expose(), "");
    assert_eq!(
        (broken.broken_at, broken.broken_cause),
        (Some(now), Some(BrokenCause::Deauthorized))
    );
    // Who the user is has been shown all the same.
    let users = store.list_connected_users().await.unwrap();
    assert_eq!(users, [(broken.teacher.clone(), "user-1".to_owned())]);
    assert!(!store.lease_zoom_tokens(&broken, now, now).await.unwrap());

    assert!(store.delete_zoom_connection(&broken.teacher).await.unwrap());
    assert!(!store.delete_zoom_connection(&broken.teacher).await.unwrap());
}

#[tokio::test]
async fn one_request_at_a_time_creates_a_meeting_for_a_teacher() {
    let site = Inside::start().await;
    let (store, now) = (site.store(), site.clock.now());
    let mine = connection("ustaz1", "user-1", now);
    store.record_zoom_connection(&mine, now).await.unwrap();
    let until = now + TimeDelta::seconds(15);

    let leases =
        join_all((0..5).map(|_| store.lease_meeting_creation(&mine.teacher, until, now))).await;
    assert_eq!(
        leases
            .iter()
            .filter(|lease| matches!(lease, Ok(true)))
            .count(),
        1
    );

    store.release_meeting_creation(&mine.teacher).await.unwrap();
    assert!(
        store
            .lease_meeting_creation(&mine.teacher, until, now)
            .await
            .unwrap()
    );
    assert!(
        store
            .lease_meeting_creation(&mine.teacher, until, until)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_created_meeting_is_found_by_its_key_and_by_its_lesson() {
    let site = Inside::start().await;
    let (store, now) = (site.store(), site.clock.now());
    site.session().await;
    let teacher = TeacherId("ustaz1".to_owned());
    let (session, student) = {
        let listed = store
            .find_session(session_tracking::domain::SessionId(1))
            .await;
        let session = listed.unwrap().unwrap().session;
        (session.id, session.student)
    };
    let new = NewCreatedMeeting {
        key: "key-1",
        meeting: "81234567890",
        teacher: &teacher,
        zoom_user: "user-1",
        registrant: Some("reg-1"),
    };
    let since = now - TimeDelta::seconds(30);

    store.insert_created_meeting(new, now).await.unwrap();
    let found = store.find_created_meeting("key-1").await.unwrap().unwrap();
    assert_eq!(
        (found.meeting.as_str(), found.session),
        ("81234567890", None)
    );
    let lesson = |since| store.find_lesson_created_since(&teacher, student, since);
    assert_eq!(lesson(since).await.unwrap(), None);

    store
        .record_session_of_meeting("key-1", session)
        .await
        .unwrap();
    assert_eq!(lesson(since).await.unwrap(), Some(session));
    assert_eq!(lesson(now).await.unwrap(), None);
    let of_lesson = store.list_created_meetings_of(&[session]).await.unwrap();
    assert_eq!(of_lesson[0].registrant.as_deref(), Some("reg-1"));
    assert_eq!(store.find_created_meeting("KEY-1").await.unwrap(), None);
}
