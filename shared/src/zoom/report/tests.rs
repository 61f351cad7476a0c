//! Reports in both forms, and files that are none.

use super::*;

fn report() -> Report {
    Report {
        meeting: "12345678901".into(),
        uuid: None,
        account: String::new(),
        host: "Teacher@school.example".into(),
        zone: "Africa/Addis_Ababa".parse().unwrap(),
    }
}

fn joined(events: &[MeetingEvent]) -> Vec<(i64, bool)> {
    let one = |heard: &MeetingEvent| match &heard.event.kind {
        ZoomKind::Joined(who) => Some((heard.event.at.timestamp(), who.is_host)),
        ZoomKind::Started | ZoomKind::Ended | ZoomKind::Left(_) | ZoomKind::Dropped(_) => None,
    };
    events.iter().filter_map(one).collect()
}

#[test]
fn both_forms_say_the_same() {
    let csv = "Meeting ID,Topic,User Email\n123 4567 8901,x,teacher@school.example\n\nName (original name),Email,Join time,Leave time,Duration (minutes),Guest\n\
        T,teacher@school.example,11/23/2026 06:00:05 PM,11/23/2026 06:45:00 PM,45,No\nAmina,,11/23/2026 06:02:00 PM,11/23/2026 06:44:00 PM,42,Yes\n";
    let json = r#"{"page_count":1,"participants":[
        {"id":"h1","user_email":"teacher@school.example","name":"T","join_time":"2026-11-23T15:00:05Z","leave_time":"2026-11-23T15:45:00Z"},
        {"id":"","user_email":"","name":"Amina","join_time":"2026-11-23T15:02:00Z","leave_time":"2026-11-23T15:44:00Z"}]}"#;
    let (from_csv, from_json) = (report().read(csv).unwrap(), report().read(json).unwrap());
    assert_eq!(
        joined(&from_csv),
        [(1_795_446_005, true), (1_795_446_120, false)]
    );
    assert_eq!(joined(&from_json), joined(&from_csv));
    assert_eq!(from_csv.len(), 6);
    let keys = |events: &[MeetingEvent]| {
        events
            .iter()
            .map(|one| one.dedupe_key.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&from_csv),
        keys(&report().read(csv).unwrap()),
        "the same report is the same evidence"
    );
}

#[test]
fn what_is_no_report_is_said_to_be_none() {
    for (text, error) in [
        ("{\"participants\": 1}", UnreadableReport::Json),
        ("{\"participants\": []}", UnreadableReport::Empty),
        ("a,b\nc,d\n", UnreadableReport::Columns),
        (
            "Email,Join time,Leave time\nx,yesterday,today\n",
            UnreadableReport::Time(2),
        ),
    ] {
        assert_eq!(report().read(text).err(), Some(error), "{text}");
    }
}
