use super::*;

#[test]
fn documents_are_read_as_they_were_written() {
    let at = DateTime::from_timestamp(1_764_068_400, 0).unwrap();
    let later = at + chrono::TimeDelta::seconds(60);
    let visit = ZoomVisit {
        first_tap_at: Some(at),
        last_tap_at: Some(later),
        back_at: Some(later),
        looked_at: Some(later),
        returns: 1,
        outside_seconds: 20,
        asleep: Some(Interval {
            from: at,
            to: later,
        }),
    };

    let visibilities = [
        Visibility::Visible,
        Visibility::Hidden,
        Visibility::Away,
        Visibility::Closed,
    ];
    let mut documents: Vec<PageDocument> = (0..)
        .zip(visibilities)
        .map(|(number, visibility)| PageDocument {
            id: Some(format!("doc-{number}").parse().unwrap()),
            sequence: 7 + number,
            ticks: 3,
            opened_at: (number > 0).then_some(at),
            seen_at: at,
            phone: number == 2,
            zoom_tapped: number > 1,
            visibility,
            zoom_visit: if number > 1 {
                visit
            } else {
                ZoomVisit::default()
            },
        })
        .collect();

    documents.insert(
        0,
        PageDocument {
            id: None,
            sequence: 0,
            ..documents[0].clone()
        },
    );

    let gaps = vec![Interval {
        from: at,
        to: at + chrono::TimeDelta::seconds(300),
    }];
    let presence = Presence {
        documents,
        gaps,
        ..Presence::from(at)
    };
    let text = write(&presence).unwrap();

    assert!(text.is_ascii() && !text.contains('?'));
    let mut back = Presence::from(at);
    read(&text, &mut back);
    assert_eq!(back, presence);
    assert_eq!(write(&Presence::from(at)), None);
}

#[test]
fn what_somebody_else_wrote_says_nothing() {
    let nothing = Presence::from(DateTime::UNIX_EPOCH);
    for text in [
        "",
        "null",
        "[]",
        "{",
        "{\"a b\": {\"ticks\": 1, \"seen\": 0}}",
        "{\"a\": 5}",
    ] {
        let mut presence = nothing.clone();
        read(text, &mut presence);
        assert_eq!(presence, nothing);
    }
}
