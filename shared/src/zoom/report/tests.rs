//! Files as Zoom exports them, in all the forms that it has, and files that are none.

use std::collections::BTreeMap;
use std::fs;

use super::headers::{Column, HEADERS, column, is_waiting_room, normalized};
use super::*;

fn report() -> Report {
    Report {
        meeting: "12345678901".into(),
        uuid: None,
        account: String::new(),
        host: Some("Teacher1@school.example".into()),
        zone: "Africa/Addis_Ababa".parse().unwrap(),
        date_order: None,
    }
}

fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/zoom");
    fs::read(format!("{folder}/{name}")).unwrap()
}

/// The stays: begin, end, whether it is the host; times of day in UTC on 23 November.
fn stays(events: &[MeetingEvent]) -> Vec<(String, String, bool)> {
    let mut joined = BTreeMap::new();
    let mut stays = Vec::new();
    for heard in events {
        let time = heard.event.at.format("%d %H:%M").to_string();
        match &heard.event.kind {
            ZoomKind::Joined(who) => {
                joined.insert(who.connection.clone(), time);
            }
            ZoomKind::Left(who) | ZoomKind::Dropped(who) => {
                stays.push((joined.remove(&who.connection).unwrap(), time, who.is_host));
            }
            ZoomKind::Started | ZoomKind::Ended => {}
        }
    }

    assert!(joined.is_empty());
    stays
}

fn read(report: &Report, bytes: &[u8]) -> String {
    match report.read(bytes) {
        Ok(events) => stays(&events)
            .iter()
            .map(|(from, to, is_host)| format!("{from}-{} {is_host}", &to[3..]))
            .collect::<Vec<_>>()
            .join(", "),
        Err(error) => error.to_string(),
    }
}

const LESSON: &str = "23 15:01-15:45 true, 23 15:02-15:44 false";

#[test]
fn files_as_people_have_them_give_their_stays() {
    let late = "23 15:01-15:45 true, 23 15:10-15:44 false";
    for (name, right) in [
        ("00-plain-good.csv", LESSON),
        ("01-csv-waiting-room-row.csv", late),
        ("02-json-waiting-room-row.json", late),
        ("03-csv-wide-two-user-email-columns.csv", LESSON),
        ("04a-csv-wide-two-meetings.csv", LESSON),
        (
            "05-csv-day-first-am-pm-ambiguous.csv",
            "11 May 2026 (month first) or as 5 November 2026",
        ),
        ("06a-csv-other-time-layout.csv", LESSON),
        ("06c-csv-other-time-layout.csv", LESSON),
        ("06e-csv-other-time-layout.csv", LESSON),
        ("07a-csv-header-italian.csv", LESSON),
        ("07c-csv-header-spanish.csv", LESSON),
        ("08a-csv-semicolons.csv", LESSON),
        ("10a-csv-blank-comma-row-at-end.csv", LESSON),
        (
            "13-csv-of-another-meeting.csv",
            "meeting 98765432109, not of 12345678901",
        ),
        ("14-csv-bom-crlf-quotes.csv", LESSON),
        ("16-json-first-page-only.json", "there are more pages"),
        (
            "18-json-breakout-and-overlap.json",
            "23 15:01-15:45 true, 23 15:02-15:10 false, 23 15:10-15:40 false, 23 15:40-15:44 false",
        ),
        (
            "50b-guest-rows-overlap-by-30-minutes.json",
            "23 15:00-17:00 true, 23 15:00-16:00 false",
        ),
    ] {
        let found = read(&report(), &file(name));
        assert!(found.contains(right), "{name}: {found}");
    }

    let day_first = Report {
        date_order: Some(DateOrder::DayFirst),
        ..report()
    };
    let found = read(&day_first, &file("05-csv-day-first-am-pm-ambiguous.csv"));
    assert_eq!(found, LESSON.replace("23 ", "05 "));

    let no_host = Report {
        host: None,
        ..report()
    };
    for name in [
        "03-csv-wide-two-user-email-columns.csv",
        "04a-csv-wide-two-meetings.csv",
    ] {
        assert_eq!(read(&no_host, &file(name)), LESSON, "{name}");
    }
    assert_eq!(
        read(&no_host, &file("00-plain-good.csv")),
        LESSON.replace("true", "false")
    );
}

/// The texts of a column, in the order of the table.
fn texts(wanted: Column) -> impl Iterator<Item = &'static str> {
    let of_column = HEADERS.iter().filter(move |(column, _)| *column == wanted);
    of_column.flat_map(|(_, texts)| texts.split('|'))
}

#[test]
fn every_header_stands_for_one_column() {
    let mut columns = BTreeMap::new();
    for (column, texts) in HEADERS {
        for text in texts.split('|') {
            let earlier = columns.insert(normalized(text), column);
            assert!(earlier.is_none_or(|earlier| earlier == column), "{text}");
            assert!(!is_waiting_room(text), "{text}");
        }
    }
}

#[test]
fn every_language_separator_layout_and_encoding_is_read() {
    let layouts = [
        ("11/23/2026 06:", "PM"),
        ("23.11.2026 18:", ""),
        ("2026/11/23 18:", ""),
        ("2026-11-23 18:", ":00"),
        ("23/11/2026 06:", "p. m."),
        ("2026. 11. 23. 오후 6:", ""),
        ("Nov 23, 2026 18:", ":00"),
    ];
    for joined in texts(Column::Joined) {
        for left in texts(Column::Left) {
            for (separator, (date, end)) in [",", ";", "\t"].iter().cycle().zip(layouts) {
                let time = |minute: &str| {
                    format!(
                        "\"{date}{minute}{}{end}\"",
                        if end.starts_with(':') { "" } else { " " }
                    )
                };
                let text = [
                    ["Name", "Email", joined, left],
                    ["T", "teacher1@school.example", &time("01"), &time("45")],
                    ["Ünal", "", &time("02"), &time("44")],
                    ["", "", "", ""],
                ]
                .map(|cells| cells.join(separator))
                .join("\r\n");
                assert_eq!(read(&report(), text.as_bytes()), LESSON, "{text}");

                let wide: Vec<u8> = "\u{feff}"
                    .encode_utf16()
                    .chain(text.encode_utf16())
                    .flat_map(u16::to_le_bytes)
                    .collect();
                assert_eq!(read(&report(), &wide), LESSON, "{text}");
            }
        }
    }

    for (encoding, joined, left) in [
        (
            encoding_rs::WINDOWS_1252,
            "Hora de entrada",
            "Hora de saída",
        ),
        (encoding_rs::WINDOWS_1251, "Время входа", "Время выхода"),
        (encoding_rs::SHIFT_JIS, "参加時刻", "退出時刻"),
    ] {
        let text = format!(
            "{joined},{left},Email\n23.11.2026 18:01,23.11.2026 18:45,teacher1@school.example\n"
        );
        assert_eq!(
            read(&report(), &encoding.encode(&text).0),
            "23 15:01-15:45 true"
        );
    }
}

#[test]
fn whoever_waited_only_is_no_student_in_any_language() {
    for (header, yes) in [
        ("In Waiting Room", "Yes"),
        ("In sala d’attesa", "Sì"),
        ("En salle d’attente", "oui"),
        ("Na sala de espera", "sim"),
        ("В зале ожидания", "да"),
        ("待機室", "はい"),
        ("대기실", "예"),
        ("في غرفة الانتظار", "نعم"),
    ] {
        let row = |answer| {
            format!(
                "Email,Join time,Leave time,{header}\nx,2026-11-23 18:01,2026-11-23 18:45,{answer}\n"
            )
        };
        assert_eq!(
            report().read(row(yes).as_bytes()),
            Err(UnreadableReport::Empty)
        );
        assert_eq!(
            read(&report(), row("No").as_bytes()),
            "23 15:01-15:45 false"
        );
        let unknown = report().read(row("perhaps").as_bytes());
        assert_eq!(unknown, Err(UnreadableReport::WaitingRoom(2)));
    }
}

#[test]
fn what_is_no_report_is_said_to_be_none() {
    let row = "{\"join_time\":\"2026-11-23T15:00:00Z\",\"leave_time\":null}";
    let open = format!("{{\"participants\":[{row}],\"next_page_token\":null}}");
    for (text, error) in [
        ("{\"participants\": 1}", UnreadableReport::Json),
        ("{\"participants\": []}", UnreadableReport::Empty),
        (&open, UnreadableReport::OpenStay(1)),
        ("a,b@c\nc,d\n", UnreadableReport::Columns("a".into())),
        ("\n \n", UnreadableReport::EmptyFile),
        ("PK\u{3}\u{4}", UnreadableReport::Spreadsheet),
        ("<!doctype html>", UnreadableReport::WebPage),
        (
            "Name,Email,Total duration (minutes)\nx,,4\n",
            UnreadableReport::UniqueUsers,
        ),
        (
            "Attended,Email,Join time,Leave time\nYes,x,,\n",
            UnreadableReport::Webinar,
        ),
        (
            "First name,Email,Registration time\nx,,\n",
            UnreadableReport::Registration,
        ),
        (
            "Topic,ID,Start time\nx,123 4567 8901,\n",
            UnreadableReport::MeetingList,
        ),
        (
            "Join time,Leave time\nyesterday,today\n",
            UnreadableReport::Time(2),
        ),
        (
            "Join time,Leave time\n2026-11-23 18:01,\n",
            UnreadableReport::OpenStay(2),
        ),
        (
            "ID,Join time,Leave time\n1.2E+10,2026-11-23 18:01,2026-11-23 18:02\n",
            UnreadableReport::MeetingNumber(2),
        ),
        (
            "Join time,Leave time\n11/23/2026 18:01,11/23/2026 18:02\n23.11.2026 18:01,23.11.2026 18:02\n",
            UnreadableReport::Time(3),
        ),
    ] {
        assert_eq!(report().read(text.as_bytes()), Err(error), "{text}");
    }
    assert_eq!(column(""), None);
}

#[test]
fn numbers_and_nulls_in_json_are_read() {
    let row = "{\"id\":77,\"user_id\":16778240,\"name\":null,\"user_email\":null,\"registrant_id\":null,\"status\":null,
        \"join_time\":\"2026-11-23T15:00:00Z\",\"leave_time\":\"2026-11-23T15:30:00Z\"}";
    let text = format!(
        "[{{\"participants\":[{row}],\"next_page_token\":\"a\"}},{{\"participants\":[{row}]}}]"
    );
    let events = report().read(text.as_bytes()).unwrap();
    let who: Vec<_> = events
        .iter()
        .filter_map(|heard| match &heard.event.kind {
            ZoomKind::Joined(who) => Some((who.connection.as_str(), who.person.as_deref())),
            ZoomKind::Started | ZoomKind::Ended | ZoomKind::Left(_) | ZoomKind::Dropped(_) => None,
        })
        .collect();
    assert_eq!(who, [("report:77", Some("u:77"))]);
    assert_eq!(events, report().read(text.as_bytes()).unwrap());
}

/// A list has an app that was killed for up to two minutes more.
#[test]
fn rows_that_touch_are_one_stay_and_a_rejoin_within_two_minutes_is_another() {
    let row = |user_id: u32, from: &str, to: &str| {
        format!(
            r#"{{"id":"a","user_id":{user_id},"name":"A","join_time":"2026-11-23T{from}Z","leave_time":"2026-11-23T{to}Z"}}"#
        )
    };
    let read = |rows: [String; 2]| {
        let list = format!(r#"{{"participants":[{}]}}"#, rows.join(","));
        read(&report(), list.as_bytes())
    };

    let moved = [
        row(1, "15:02:00", "15:20:00"),
        row(2, "15:20:00", "15:44:00"),
    ];
    assert_eq!(read(moved), "23 15:02-15:44 false");
    let other_device = [
        row(1, "15:02:00", "15:30:00"),
        row(2, "15:10:00", "15:44:00"),
    ];
    assert_eq!(read(other_device), "23 15:02-15:44 false");

    let rejoined = [
        row(1, "15:02:00", "15:22:00"),
        row(2, "15:20:30", "15:44:00"),
    ];
    assert_eq!(read(rejoined), "23 15:02-15:22 false, 23 15:20-15:44 false");
}
