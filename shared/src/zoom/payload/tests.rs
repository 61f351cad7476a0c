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

/// The fields of an event that are read, and what becomes of the event without each.
const FIELDS: [(&str, Without); 15] = [
    ("/event_ts", Without::Same),
    ("/payload/account_id", Without::Account),
    ("/payload/object/uuid", Without::Refused),
    ("/payload/object/id", Without::Refused),
    ("/payload/object/host_id", Without::Host),
    ("/payload/object/topic", Without::Same),
    ("/payload/object/start_time", Without::Same),
    ("/payload/object/participant/user_id", Without::UserId),
    ("/payload/object/participant/user_name", Without::Name),
    ("/payload/object/participant/id", Without::Same),
    (
        "/payload/object/participant/participant_uuid",
        Without::Connection,
    ),
    (
        "/payload/object/participant/participant_user_id",
        Without::Same,
    ),
    ("/payload/object/participant/registrant_id", Without::Person),
    ("/payload/object/participant/leave_time", Without::Time),
    ("/payload/object/participant/leave_reason", Without::Same),
];

/// What an event is without a field.
#[derive(Clone, Copy, Debug)]
enum Without {
    Same,
    Refused,
    Account,
    Host,
    UserId,
    Name,
    /// The other number of the stay stands in.
    Connection,
    /// The id of somebody signed in stands in.
    Person,
    /// The delivery's time stands in.
    Time,
}

fn host_left() -> serde_json::Value {
    json!({ "event": "meeting.participant_left", "event_ts": 1_795_448_700_412_i64, "new": [1],
        "payload": { "account_id": "ACCOUNT1", "new": {}, "object": { "uuid": "u==", "id": "12345678901", "type": 2,
            "host_id": "H1", "topic": "Lesson", "start_time": "2026-11-23T15:01:00Z", "new": null,
            "participant": { "user_id": "16778240", "user_name": "Teacher 1", "id": "H1", "new": false,
                "participant_uuid": "P1", "participant_user_id": "H1", "registrant_id": "R1",
                "leave_time": "2026-11-23T15:45:00Z", "leave_reason": "left the meeting" } } } })
}

fn set(event: &mut serde_json::Value, field: &str, value: Option<&serde_json::Value>) {
    let (parent, name) = field.rsplit_once('/').unwrap();
    let parent = event.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    assert!(parent.contains_key(name), "{field} is not in the event");
    match value {
        Some(value) => parent.insert(name.to_owned(), value.clone()),
        None => parent.remove(name),
    };
}

fn deliver(event: &serde_json::Value) -> Result<MeetingEvent, MalformedEvent> {
    match Delivery::read(event.to_string().as_bytes())? {
        Delivery::Event(event) => Ok(*event),
        other => panic!("{other:?}"),
    }
}

fn participant_of(event: &mut MeetingEvent) -> &mut Participant {
    match &mut event.event.kind {
        ZoomKind::Left(participant) => participant,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_field_that_zoom_did_not_fill_costs_no_more_than_that_field() {
    let whole = deliver(&host_left()).unwrap();
    let [null, empty, blank] = [json!(null), json!(""), json!("  ")];
    let others = [json!(true), json!([]), json!({}), json!(1.5)];
    let mut unfilled = vec![None, Some(&null), Some(&empty), Some(&blank)];
    unfilled.extend(others.iter().map(Some));

    for (field, without) in FIELDS {
        for value in &unfilled {
            let mut event = host_left();
            set(&mut event, field, *value);
            let mut read = deliver(&event);

            let mut expected = whole.clone();
            match without {
                Without::Same => {}
                Without::Refused => assert!(read.is_err(), "{field}: {value:?}"),
                Without::Account => expected.account.clear(),
                Without::Host => {
                    participant_of(&mut expected).is_host = false;
                    expected.event.host = None;
                }
                Without::UserId => participant_of(&mut expected).user_id = None,
                Without::Name => participant_of(&mut expected).name_key = None,
                Without::Connection => {
                    let participant = participant_of(&mut expected);
                    participant.connection = participant.user_id.take().unwrap();
                }
                Without::Person => participant_of(&mut expected).person = Some("u:H1".to_owned()),
                Without::Time => expected.event.at += chrono::TimeDelta::milliseconds(412),
            }

            // The key follows from what was read.
            if let Ok(read) = &mut read {
                read.dedupe_key.clone_from(&expected.dedupe_key);
                assert_eq!(*read, expected, "{field}: {value:?}");
            }
        }
    }
}

#[test]
fn numbers_are_read_where_texts_are_documented_and_the_other_way_round() {
    for (field, _) in FIELDS {
        // A number is no time: the delivery's stands in, as without the field.
        if field.ends_with("_time") {
            continue;
        }

        let as_text = json!("1795448700412");
        let as_number = json!(1_795_448_700_412_i64);
        let read = [as_text, as_number].map(|value| {
            let mut event = host_left();
            set(&mut event, field, Some(&value));
            deliver(&event)
        });

        assert!(read[0].is_ok(), "{field}");
        assert_eq!(read[0], read[1], "{field}");
    }
}

#[test]
fn somebody_without_any_usable_id_was_there_as_well() {
    let long = json!("x".repeat(65));
    for value in [None, Some(&json!(null)), Some(&json!("")), Some(&long)] {
        let mut event = host_left();
        for id in ["user_id", "participant_uuid", "participant_user_id", "id"] {
            set(
                &mut event,
                &format!("/payload/object/participant/{id}"),
                value,
            );
        }

        // A registrant has no stay's id any more, but is known.
        let mut registered = deliver(&event).unwrap();
        assert_eq!(participant_of(&mut registered).connection, "r:R1");

        set(
            &mut event,
            "/payload/object/participant/registrant_id",
            value,
        );
        let mut unknown = deliver(&event).unwrap();
        let participant = participant_of(&mut unknown);
        assert_eq!(participant.connection, "unknown", "{value:?}");
        assert_eq!((&participant.person, participant.is_host), (&None, false));
    }
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
fn a_name_that_was_cut_in_the_middle_of_a_character_costs_no_event() {
    let body = br#"{"event": "meeting.participant_joined", "payload": {"account_id": "a", "object": {
        "uuid": "u==", "id": "12345678901", "host_id": "h", "participant": {
        "user_id": "1", "participant_uuid": "p", "user_name": "Student \ud83d", "join_time": "2026-11-23T15:02:00Z"}}}}"#;
    let Ok(Delivery::Event(event)) = Delivery::read(body) else {
        panic!("the event is lost");
    };
    assert!(matches!(event.event.kind, ZoomKind::Joined(who) if who.name_key.is_none()));
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
    let untimed = AppRemoval {
        at: None,
        ..removal
    };
    assert_eq!(read(&without_time), Ok(Delivery::Removed(untimed)));

    let mut nobodys = body;
    nobodys["payload"]["user_id"] = json!(null);
    assert_eq!(read(&nobodys), Ok(Delivery::Other));
}
