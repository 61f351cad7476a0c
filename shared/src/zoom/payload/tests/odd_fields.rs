//! Fields that Zoom leaves out, empties, or writes in another type.

use super::*;

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
fn a_name_that_was_cut_in_the_middle_of_a_character_costs_no_event() {
    let body = br#"{"event": "meeting.participant_joined", "payload": {"account_id": "a", "object": {
        "uuid": "u==", "id": "12345678901", "host_id": "h", "participant": {
        "user_id": "1", "participant_uuid": "p", "user_name": "Student \ud83d", "join_time": "2026-11-23T15:02:00Z"}}}}"#;
    let Ok(Delivery::Event(event)) = Delivery::read(body) else {
        panic!("the event is lost");
    };
    assert!(matches!(event.event.kind, ZoomKind::Joined(who) if who.name_key.is_none()));
}
