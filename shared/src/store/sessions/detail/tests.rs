use super::*;

fn figures(
    seconds: i64,
    source: Option<MeasurementSource>,
    grade: Option<Confidence>,
) -> MeasuredTime {
    MeasuredTime {
        seconds,
        low_seconds: 0,
        high_seconds: seconds + 60,
        source,
        grade,
    }
}

#[test]
fn every_count_reads_back_as_it_was_written() {
    let mut befores = vec![None, Some(figures(7, None, None))];
    for source in MeasurementSource::ALL {
        befores.extend(Confidence::ALL.map(|grade| Some(figures(1800, Some(source), Some(grade)))));
    }

    for before in befores {
        for doubts in [Vec::new(), vec![Doubt::LostLeave], Doubt::ALL.to_vec()] {
            let figures = figures(2560, Some(MeasurementSource::Zoom), Some(Confidence::C));
            let count = Detail::ZoomCount(ZoomCount::Counted {
                figures,
                before,
                doubts,
            });

            assert_eq!(
                from_text(EvidenceKind::CountedByZoom, to_text(&count).unwrap()),
                count
            );
        }

        if let Some(before) = before {
            let withdrawn = Detail::ZoomCount(ZoomCount::Withdrawn { before });
            assert_eq!(
                from_text(EvidenceKind::CountedByZoom, to_text(&withdrawn).unwrap()),
                withdrawn
            );
        }
    }
}

#[test]
fn a_count_is_stored_as_data() {
    let figures = figures(2560, Some(MeasurementSource::Zoom), Some(Confidence::C));
    let doubts = vec![Doubt::LostJoin, Doubt::LostLeave];
    let count = ZoomCount::Counted {
        figures,
        before: None,
        doubts,
    };

    assert_eq!(
        to_text(&Detail::ZoomCount(count)).unwrap(),
        r#"{"counted":{"seconds":2560,"low":0,"high":2620,"source":"zoom","grade":"C"},"doubts":["lost_join","lost_leave"]}"#
    );
}

#[test]
fn a_word_about_an_account_reads_back_as_it_was_written() {
    let owner = Detail::AccountOwner(AccountOwner {
        admin: "1".to_owned(),
        account: "u:a\"b".to_owned(),
        teacher: TeacherId("t1".to_owned()),
    });

    let text = to_text(&owner).unwrap();
    for kind in [
        EvidenceKind::AccountConfirmed,
        EvidenceKind::AccountWithdrawn,
    ] {
        assert_eq!(from_text(kind, text.clone()), owner);
    }
    assert_eq!(
        from_text(EvidenceKind::EndedByAdmin, text.clone()),
        Detail::words(text)
    );
}

#[test]
fn words_stay_words() {
    for text in [
        "2560 s (0 to 2581; zoom, C); Zoom did not tell when the student left",
        "",
        "{",
        "{}",
        "7",
    ] {
        assert_eq!(
            from_text(EvidenceKind::CountedByZoom, text.to_owned()),
            Detail::words(text)
        );
    }

    // What an admin types is never read as data.
    let typed = r#"{"withdrawn":{"seconds":1,"low":1,"high":1}}"#;
    assert_eq!(
        from_text(EvidenceKind::EndedByAdmin, typed.to_owned()),
        Detail::words(typed)
    );
}

#[test]
fn a_doubt_of_a_later_version_is_left_out() {
    let text = r#"{"counted":{"seconds":1,"low":1,"high":1},"doubts":["of_tomorrow","lost_join"]}"#;
    let expected = ZoomCount::Counted {
        figures: MeasuredTime {
            seconds: 1,
            low_seconds: 1,
            high_seconds: 1,
            source: None,
            grade: None,
        },
        before: None,
        doubts: vec![Doubt::LostJoin],
    };

    assert_eq!(
        from_text(EvidenceKind::CountedByZoom, text.to_owned()),
        Detail::ZoomCount(expected)
    );
}
