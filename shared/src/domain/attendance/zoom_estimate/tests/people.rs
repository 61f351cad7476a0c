//! Whose the stays of a lesson are.

use super::*;

/// A lesson with one more guest, and the student known by a name. The student tapped at 100 s.
fn with_guest(name: Option<&str>, from: i64, to: i64) -> ZoomEstimate {
    let named = |connection: &str, name: Option<&str>| Participant {
        name_key: name.map(str::to_owned),
        ..person(connection, false)
    };
    let student = || named("s", Some("student"));
    let guest = || named("x", name);

    let mut events = lesson();
    events.retain(
        |one| !matches!(&one.kind, ZoomKind::Joined(who) | ZoomKind::Left(who) if !who.is_host),
    );
    events.extend([
        event(120, ZoomKind::Joined(student())),
        event(1500, ZoomKind::Left(student())),
        event(from, ZoomKind::Joined(guest())),
        event(to, ZoomKind::Left(guest())),
    ]);

    estimate_with(&events, None, &[100]).unwrap()
}

#[test]
fn a_later_stay_is_the_students_for_sure_only_under_the_same_name() {
    let again = with_guest(Some("student"), 1560, 2640);
    assert_eq!(figures(&again), (2460, 2458, 2462, Some(Confidence::A)));

    // From another device, say: likely, but nothing shows it.
    for name in [Some("other"), None] {
        let other = with_guest(name, 1560, 2640);
        assert_eq!(figures(&other), (2460, 1378, 2462, Some(Confidence::C)));
        assert_eq!(other.doubts, [Doubt::UnknownGuest]);
    }
}

#[test]
fn of_two_who_followed_the_tap_the_first_is_likely_the_student() {
    let program = with_guest(Some("other"), 150, 2640);
    assert_eq!(figures(&program), (1380, 0, 2521, Some(Confidence::C)));
    assert_eq!(program.doubts, [Doubt::SeveralPeople]);

    // But the one who was there for a moment only is less likely.
    let sibling = with_guest(Some("other"), 105, 500);
    assert_eq!(figures(&sibling), (1380, 0, 1396, Some(Confidence::C)));
}

#[test]
fn somebody_who_was_there_before_the_student_is_somebody_else() {
    let tablet = with_guest(None, 65, 300);
    assert_eq!(tablet.figures.seconds, 1380);
    assert_eq!(tablet.figures.low_seconds, 1379);
    assert_eq!(tablet.doubts, [Doubt::SeveralPeople]);
}

#[test]
fn a_short_stay_of_which_nobody_knows_whose_it_was_has_the_lowest_grade() {
    let events = [
        event(60, ZoomKind::Started),
        event(60, ZoomKind::Joined(person("x", false))),
        event(90, ZoomKind::Left(person("x", false))),
        event(90, ZoomKind::Ended),
    ];
    let estimate = estimate(&events);
    assert_eq!(figures(&estimate), (30, 0, 301, Some(Confidence::C)));
}

#[test]
fn somebody_with_another_account_adds_nothing_to_the_students_minutes() {
    let signed_in = |connection: &str, account: &str| Participant {
        person: Some(account.to_owned()),
        ..person(connection, false)
    };
    let mut events = lesson();
    for (at, kind) in [
        (115, ZoomKind::Joined(signed_in("s", "u:student"))),
        (70, ZoomKind::Joined(signed_in("x", "u:colleague"))),
        (200, ZoomKind::Left(signed_in("x", "u:colleague"))),
    ] {
        events.push(event(at, kind));
    }

    let estimate = estimate_with(&events, None, &[100]).unwrap();
    assert_eq!(estimate.figures.seconds, 2640 - 115);
    // The colleague may have been the student all the same.
    assert_eq!(estimate.figures.high_seconds, 2640 - 70 + 1);
}

#[test]
fn a_guest_of_yesterday_whose_leave_got_lost_is_not_around_today() {
    let yesterday = |seconds: i64, kind| ZoomEvent {
        uuid: "u0".to_owned(),
        ..event(seconds - 86_400, kind)
    };
    let mut events = lesson();
    events.push(yesterday(0, ZoomKind::Started));
    events.push(yesterday(0, ZoomKind::Joined(person("x", false))));

    let estimate = estimate(&events);
    assert_eq!(figures(&estimate), (2520, 2519, 2521, Some(Confidence::A)));
}

#[test]
fn a_tap_that_led_a_known_student_to_zoom_led_nobody_else() {
    let registrant = |connection: &str| Participant {
        person: Some("r:one".to_owned()),
        name_key: Some("student".to_owned()),
        ..person(connection, false)
    };
    let tablet = Participant {
        name_key: Some("iPad".to_owned()),
        ..person("t", false)
    };
    let mut events = lesson();
    events.retain(
        |one| !matches!(&one.kind, ZoomKind::Joined(who) | ZoomKind::Left(who) if !who.is_host),
    );
    events.extend([
        event(117, ZoomKind::Joined(tablet)),
        event(120, ZoomKind::Joined(registrant("s1"))),
        event(720, ZoomKind::Left(registrant("s1"))),
        event(940, ZoomKind::Joined(registrant("s2"))),
        event(2640, ZoomKind::Left(registrant("s2"))),
    ]);

    let estimate = estimate_with(&events, None, &[100]).unwrap();
    assert_eq!(estimate.figures.seconds, 600 + 1700);
    assert_eq!(estimate.figures.low_seconds, 600 + 1700 - 2);
}
