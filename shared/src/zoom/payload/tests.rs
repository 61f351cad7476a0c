//! Webhooks as Zoom documents them, and others.

mod odd_fields;

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

#[test]
fn events_that_are_not_needed_are_accepted_in_whatever_form_they_have() {
    for body in [
        r#"{"event":"app_deauthorized","payload":{"account_id":"A","user_id":"U","signature":"s","event_ts":"17954"}}"#,
        r#"{"event":"user.created","event_ts":"soon","payload":{"object":{"id":null,"email":""}}}"#,
        r#"{"event":"meeting.participant_joined_waiting_room","payload":{"object":"x"}}"#,
        r#"{"event":"meeting.alert","payload":[]}"#,
        r#"{"event":"something.new"}"#,
        // A name that was cut within a character.
        r#"{"event":"something.new","payload":{"name":"\ud83d"}}"#,
    ] {
        assert_eq!(
            Delivery::read(body.as_bytes()),
            Ok(Delivery::Other),
            "{body}"
        );
    }

    for body in [
        "[]",
        "1",
        r#"{"event":null}"#,
        r#"{"event":1}"#,
        r#"{"payload":{}}"#,
    ] {
        assert!(Delivery::read(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn the_key_of_a_lesson_is_read_in_every_form_and_costs_no_event() {
    let ours = json!([{ "key": "other", "value": "x" }, { "key": "lesson_key", "value": "key-1" }]);
    let found = Some("key-1".to_owned());

    for (custom_keys, expected) in [
        (ours, found.clone()),
        (json!({ "lesson_key": "key-1" }), found),
        (json!([{ "key": "lesson_key" }]), None),
        (json!([{ "key": "lesson_key", "value": "" }]), None),
        (
            json!([{ "key": "lesson_key", "value": "x".repeat(65) }]),
            None,
        ),
        (json!(["lesson_key", 7, null]), None),
        (json!("lesson_key"), None),
        (json!(null), None),
    ] {
        let mut object = json!({
            "uuid": "u==", "id": "1", "start_time": "2026-11-23T15:00:00Z",
        });
        object["custom_keys"] = custom_keys.clone();
        let event = heard("meeting.started", &object);
        assert_eq!(event.lesson_key, expected, "{custom_keys}");
    }
}

#[test]
fn who_removed_which_app_is_read_wherever_the_time_stands() {
    // The form of Zoom's example.
    let body = json!({
        "event": "app_deauthorized",
        "payload": {
            "account_id": "account-2", "user_id": "user-1", "signature": "abc", "client_id": "client-2",
            "deauthorization_time": "2026-11-23T15:00:01.512Z", "event_ts": "1795446001512",
        },
    });
    let read = |body: &serde_json::Value| Delivery::read(body.to_string().as_bytes());
    let removal = AppRemoval {
        client_id: "client-2".to_owned(),
        user: "user-1".to_owned(),
        at: "2026-11-23T15:00:01.512Z".parse().ok(),
    };
    assert_eq!(read(&body), Ok(Delivery::Removed(removal.clone())));

    let mut without_time = body.clone();
    without_time["payload"]["deauthorization_time"] = json!("17.11.2026");
    let removed = |at: Option<&str>| {
        let at = at.and_then(|at| at.parse().ok());
        let removal = removal.clone();
        Ok(Delivery::Removed(AppRemoval { at, ..removal }))
    };
    assert_eq!(
        read(&without_time),
        removed(Some("2026-11-23T15:00:01.512Z"))
    );
    without_time["payload"]["event_ts"] = json!(null);
    without_time["event_ts"] = json!(1_795_446_002_000_i64);
    assert_eq!(read(&without_time), removed(Some("2026-11-23T15:00:02Z")));
    without_time["event_ts"] = json!("soon");
    assert_eq!(read(&without_time), removed(None));

    let mut nobodys = body;
    nobodys["payload"]["user_id"] = json!(null);
    assert_eq!(read(&nobodys), Ok(Delivery::Other));
}
