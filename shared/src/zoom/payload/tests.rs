//! Webhooks as Zoom documents them, and others.

use serde_json::json;

use super::*;

fn read(event: &str, object: &serde_json::Value) -> Result<Delivery, MalformedEvent> {
    let body = json!({ "event": event, "event_ts": 1_764_000_000_123_i64,
        "payload": { "account_id": "acc", "object": object } });
    Delivery::read(body.to_string().as_bytes())
}

fn heard(event: &str, object: &serde_json::Value) -> MeetingEvent {
    match read(event, object) {
        Ok(Delivery::Event(heard)) => *heard,
        other => panic!("{other:?}"),
    }
}

fn object(participant: &serde_json::Value) -> serde_json::Value {
    json!({ "uuid": "u==", "id": "12345678901", "host_id": "h1", "topic": "x", "type": 2, "duration": 60,
        "start_time": "2026-11-23T15:00:00Z", "participant": participant })
}

#[test]
fn the_host_is_known_by_id_and_nobody_by_name() {
    let person = |id: &str, name: &str| {
        json!({ "user_id": "167", "user_name": name, "id": id, "participant_uuid": "P1",
            "join_time": "2026-11-23T15:00:05Z", "email": "" })
    };
    let joined = |id, name| match heard("meeting.participant_joined", &object(&person(id, name)))
        .event
        .kind
    {
        ZoomKind::Joined(participant) => participant,
        other => panic!("{other:?}"),
    };

    assert!(
        joined("h1", "Amina").is_host && !joined("", "Host").is_host && !joined("h2", "h1").is_host
    );

    assert_eq!(joined("", "Amina").person, None);
    assert_eq!(joined("h2", "x").person.as_deref(), Some("u:h2"));
}

#[test]
fn the_same_event_has_the_same_key_whatever_else_changes() {
    let person =
        json!({ "user_id": 167, "participant_uuid": "P1", "leave_time": "2026-11-23T15:40:05Z" });
    let left = heard("meeting.participant_left", &object(&person));
    let renamed = json!({ "user_id": 168, "user_name": "other", "participant_uuid": "P1",
        "leave_time": "2026-11-23T15:40:05Z", "leave_reason": "x" });

    assert_eq!(
        heard("meeting.participant_left", &object(&renamed)).dedupe_key,
        left.dedupe_key
    );

    let later =
        json!({ "user_id": 167, "participant_uuid": "P1", "leave_time": "2026-11-23T15:40:06Z" });
    assert_ne!(
        heard("meeting.participant_left", &object(&later)).dedupe_key,
        left.dedupe_key
    );

    let left_by = |reason: &str| {
        let mut gone = later.clone();
        gone["leave_reason"] = json!(reason);
        heard("meeting.participant_left", &object(&gone)).event.kind
    };

    for reason in [
        "got disconnected from the meeting. Reason : Client Close.",
        "Network connection error.",
    ] {
        assert!(matches!(left_by(reason), ZoomKind::Dropped(_)), "{reason}");
    }

    assert!(matches!(
        left_by("left the meeting. Reason : left the meeting"),
        ZoomKind::Left(_)
    ));

    assert_eq!(
        (left.meeting.as_str(), left.account.as_str()),
        ("12345678901", "acc")
    );
}

#[test]
fn other_events_are_passed_over_and_other_forms_are_refused() {
    assert_eq!(
        read("recording.completed", &json!({ "uuid": "u", "id": 1 })),
        Ok(Delivery::Other)
    );

    assert!(read("meeting.started", &json!({ "id": "1" })).is_err());
    assert!(
        read(
            "meeting.participant_joined",
            &json!({ "uuid": "u", "id": "1" })
        )
        .is_err()
    );

    assert!(Delivery::read(b"{").is_err());
    let question =
        json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "abc" } });
    let plain_token = "abc".to_owned();

    assert_eq!(
        Delivery::read(question.to_string().as_bytes()),
        Ok(Delivery::Validation { plain_token })
    );

    // Without a time of its own, an event has that of its delivery.
    let started = heard(
        "meeting.started",
        &json!({ "uuid": "u", "id": 98_765_432_101_i64 }),
    );

    assert_eq!(
        (
            started.event.at.timestamp_subsec_millis(),
            started.meeting.as_str()
        ),
        (123, "98765432101")
    );
}
