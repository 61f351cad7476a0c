//! The estimate over every single loss.

mod histories;
mod people;

use chrono::TimeDelta;

use super::*;
use crate::domain::attendance::{
    ClassReport, KnownPeople, LessonClaim, MeetingEvidence, Participant, ZoomEvent, ZoomKind,
};
use crate::domain::ids::{StudentId, TeacherId};
use crate::domain::measured_time::{Confidence, MeasurementSource};
use crate::domain::presence::{PageDocument, PageMessage, Presence, ZoomVisit};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

fn person(connection: &str, is_host: bool) -> Participant {
    let person = is_host.then(|| "u:host".to_owned());
    Participant {
        connection: connection.to_owned(),
        person,
        is_host,
        ..Participant::default()
    }
}

fn event(seconds: i64, kind: ZoomKind) -> ZoomEvent {
    ZoomEvent {
        at: at(seconds),
        uuid: "u1".to_owned(),
        host: Some("u:host".to_owned()),
        kind,
    }
}

/// The teacher from 60 to 2700 s, the student from 120 to 2640 s: 42 min.
fn lesson() -> Vec<ZoomEvent> {
    vec![
        event(60, ZoomKind::Started),
        event(60, ZoomKind::Joined(person("h", true))),
        event(120, ZoomKind::Joined(person("s", false))),
        event(2640, ZoomKind::Left(person("s", false))),
        event(2700, ZoomKind::Left(person("h", true))),
        event(2700, ZoomKind::Ended),
    ]
}

/// The student's page, tapped at 100 s and looked at again then.
fn presence(back: i64) -> Presence {
    let tap = Some(at(100));
    let trip = ZoomVisit {
        first_tap_at: tap,
        last_tap_at: tap,
        back_at: Some(at(back)),
        ..ZoomVisit::default()
    };
    let document = PageDocument {
        zoom_visit: trip,
        ..PageDocument::new(&PageMessage::default(), at(90))
    };

    Presence {
        documents: vec![document],
        ..Presence::from(at(90))
    }
}

fn estimate_at(
    events: &[ZoomEvent],
    presence: Option<&Presence>,
    taps: &[i64],
    class: ClassReport,
    now: i64,
) -> Option<ZoomEstimate> {
    let claim = LessonClaim {
        student: StudentId(1),
        teacher: TeacherId("t1".to_owned()),
        sent_at: at(0),
        opened_at: Some(at(90)),
        taps: taps.iter().map(|seconds| at(*seconds)).collect(),
        looks: Vec::new(),
        has_page_story: false,
    };
    let evidence = MeetingEvidence::new(vec![claim], events, KnownPeople::default());
    let meeting = evidence.lesson(0, false)?;

    ZoomEstimate::of(&LessonEvidence {
        meeting: &meeting,
        presence,
        class,
        is_over: false,
        now: at(now),
    })
}

fn estimate_with(
    events: &[ZoomEvent],
    presence: Option<&Presence>,
    taps: &[i64],
) -> Option<ZoomEstimate> {
    estimate_at(events, presence, taps, ClassReport::default(), 40_000)
}

fn estimate(events: &[ZoomEvent]) -> ZoomEstimate {
    estimate_with(events, None, &[]).unwrap()
}

fn figures(estimate: &ZoomEstimate) -> (i64, i64, i64, Option<Confidence>) {
    let MeasuredTime {
        seconds,
        low_seconds,
        high_seconds,
        grade,
        ..
    } = estimate.figures;

    (seconds, low_seconds, high_seconds, grade)
}

#[test]
fn a_whole_lesson_is_exact() {
    let whole = estimate(&lesson());
    assert_eq!(figures(&whole), (2520, 2519, 2521, Some(Confidence::A)));

    assert_eq!(
        (whole.from, whole.to, whole.together_seconds),
        (at(120), at(2640), 2520)
    );

    assert!(whole.doubts.is_empty() && whole.goes_on_until.is_none());
}

#[test]
fn coming_again_is_not_counted_twice_and_the_gap_not_at_all() {
    let mut events = lesson();
    events.insert(3, event(900, ZoomKind::Left(person("s", false))));
    events.insert(4, event(1000, ZoomKind::Joined(person("s2", false))));
    events[5] = event(2640, ZoomKind::Left(person("s2", false)));

    assert_eq!(
        figures(&estimate(&events)),
        (2420, 2418, 2422, Some(Confidence::A))
    );
}

#[test]
fn a_lost_leaving_has_the_meetings_end_as_its_bound() {
    let without = |index: usize| {
        let mut events = lesson();
        events.remove(index);
        events
    };
    // The host was last: the student left some time before.
    let lost = estimate(&without(3));
    assert_eq!(figures(&lost), (2560, 0, 2581, Some(Confidence::C)));
    assert_eq!(lost.doubts, [Doubt::LostLeave]);

    // The page was looked at again when the student came back from Zoom.
    let seen = estimate_with(&without(3), Some(&presence(2650)), &[100]).unwrap();
    assert_eq!(figures(&seen), (2520, 2219, 2581, Some(Confidence::C)));
    assert_eq!(seen.figures.source, Some(MeasurementSource::PageAndZoom));

    // Or the teacher says when the class was over.
    let class = ClassReport {
        started_at: None,
        ended_at: Some(at(2660)),
        seen_at: None,
    };

    assert_eq!(
        figures(&estimate_at(&without(3), None, &[], class, 40_000).unwrap()).0,
        2540
    );

    // The student was last: the meeting's end is the student's.
    let mut student_last = without(3);
    student_last[3] = event(2500, ZoomKind::Left(person("h", true)));

    assert_eq!(
        figures(&estimate(&student_last)),
        (2580, 2489, 2581, Some(Confidence::B)),
        "but the app may have died before Zoom noticed it"
    );
}

#[test]
fn a_lost_coming_has_the_tap_or_the_meetings_beginning() {
    let mut events = lesson();
    events.remove(2);

    assert_eq!(
        figures(&estimate(&events)),
        (2580, 0, 2581, Some(Confidence::C))
    );

    let tapped = estimate_with(&events, None, &[100]).unwrap();
    assert_eq!(figures(&tapped), (2525, 2419, 2541, Some(Confidence::B)));

    // The student was first: the meeting began with them.
    events[1] = event(300, ZoomKind::Joined(person("h", true)));
    assert_eq!(
        figures(&estimate(&events)),
        (2580, 2579, 2581, Some(Confidence::A))
    );
}

#[test]
fn a_lost_coming_again_is_after_the_leaving_before() {
    let mut events = lesson();
    events.insert(3, event(900, ZoomKind::Left(person("s", false))));
    events[4] = event(2640, ZoomKind::Left(person("s2", false)));

    // Away for two minutes, as most are; the first tap was answered by the first coming.
    let guessed = estimate_with(&events, None, &[50]).unwrap();
    assert_eq!(
        (guessed.figures.seconds, guessed.figures.high_seconds),
        (780 + 1620, 780 + 1740 + 2)
    );

    let tapped = estimate_with(&events, None, &[50, 940]).unwrap();
    assert_eq!(tapped.figures.seconds, 780 + 2640 - 955);
}

#[test]
fn a_killed_app_was_gone_before_zoom_noticed_it() {
    let mut events = lesson();
    events[3] = event(2640, ZoomKind::Dropped(person("s", false)));
    let estimate = estimate(&events);

    assert_eq!(figures(&estimate), (2445, 2429, 2521, Some(Confidence::B)));
    assert_eq!(estimate.doubts, [Doubt::NoticedLate]);
}

#[test]
fn what_cannot_be_told_is_marked() {
    let mut several = lesson();
    several.insert(3, event(300, ZoomKind::Joined(person("x", false))));
    several.insert(4, event(2000, ZoomKind::Left(person("x", false))));
    let estimate_of_several = estimate(&several);

    assert_eq!(
        figures(&estimate_of_several),
        (2520, 0, 2522, Some(Confidence::C))
    );

    assert_eq!(estimate_of_several.doubts, [Doubt::SeveralPeople]);
    let without_host = |events: Vec<ZoomEvent>| -> Vec<ZoomEvent> {
        let is_host = |one: &ZoomEvent| matches!(&one.kind, ZoomKind::Joined(who) | ZoomKind::Left(who) if who.is_host);
        events.into_iter().filter(|one| !is_host(one)).collect()
    };
    let unknown = estimate(&without_host(several));

    assert_eq!(
        (unknown.doubts.as_slice(), unknown.no_show),
        (&[Doubt::UnknownHost, Doubt::SeveralPeople][..], None)
    );

    // A student who tapped and was alone has waited for the teacher. Without the tap it may have been the teacher.
    let alone = |until| {
        let person = || person("s", false);
        let events = [
            event(120, ZoomKind::Started),
            event(120, ZoomKind::Joined(person())),
            event(until, ZoomKind::Left(person())),
            event(until, ZoomKind::Ended),
        ];
        let estimate = estimate_with(&events, None, &[100]).unwrap();
        (estimate.no_show, estimate.doubts)
    };
    assert_eq!(alone(1320), (Some(NoShow::Teacher), Vec::new()));
    assert_eq!(
        alone(2640),
        (None, vec![Doubt::UnknownHost]),
        "nobody waits so long: the teacher's events were lost"
    );

    let after_others = estimate_with(&without_host(lesson()), None, &[100]).unwrap();
    assert_eq!(
        (after_others.doubts.as_slice(), after_others.no_show),
        (&[Doubt::UnknownHost][..], None),
        "somebody opened the meeting before the student came"
    );

    let unknown = estimate(&without_host(lesson()));
    assert_eq!(
        (unknown.doubts.as_slice(), unknown.no_show),
        (&[Doubt::UnknownGuest][..], None)
    );

    let only_the_host: Vec<ZoomEvent> = lesson()
        .into_iter()
        .filter(
            |one| !matches!(&one.kind, ZoomKind::Joined(who) | ZoomKind::Left(who) if !who.is_host),
        )
        .collect();

    assert_eq!(
        estimate_with(&only_the_host, None, &[]),
        None,
        "a student who never came is not in Zoom's word"
    );
}

#[test]
fn who_is_in_the_meeting_now_is_running() {
    let now = |now| estimate_at(&lesson()[..3], None, &[], ClassReport::default(), now).unwrap();
    let running = now(1000);

    assert!(
        running.goes_on_until == Some(at(120 + 6 * 3600)) && running.figures.seconds == 880,
        "{running:?}"
    );

    let long_ago = now(120 + 6 * 3600);
    assert!(
        long_ago.goes_on_until.is_none() && long_ago.doubts == [Doubt::LostLeave],
        "{long_ago:?}"
    );
}
