//! The life of a session, rule by rule.

use std::time::Duration;

use chrono::TimeDelta;

use super::*;
use crate::domain::attendance::ClassReport;
use crate::domain::ids::{SessionId, StudentId, TeacherId};
use crate::domain::measured_time::Confidence;
use crate::domain::session::Status;

pub(crate) fn rules() -> PresenceParameters {
    PresenceParameters::new(
        Duration::from_secs(30),
        Duration::from_hours(2),
        Duration::from_hours(3),
    )
}

pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

pub(crate) fn sent() -> Session {
    Session {
        id: SessionId(1),
        student: StudentId(1),
        teacher: TeacherId("ustaz1".into()),
        link: "https://zoom.us/j/1234567890".into(),
        sent_at: Some(at(-60)),
        expires_at: Some(at(48 * 3600)),
        state: State::Sent,
        meeting_until: None,
        together_seconds: None,
        lesson_started_at: None,
        no_show: None,
        class_report: ClassReport::default(),
        revision: 0,
    }
}

/// What a page that says nothing about itself does to a session.
fn send(session: &Session, signal: Signal, seconds: i64) -> Result<SessionChange, Rejection> {
    session
        .clone()
        .apply(&PageMessage::bare(signal), at(seconds), &rules())
}

fn after(session: &Session, signal: Signal, seconds: i64) -> Session {
    send(session, signal, seconds).unwrap().session
}

fn joined(seconds: i64) -> Session {
    after(&sent(), Signal::Join, seconds)
}

/// Beats every 30 s after `from`, up to `to`.
fn beaten(session: Session, from: i64, to: i64) -> Session {
    (from + 30..=to)
        .step_by(30)
        .fold(session, |session, second| {
            after(&session, Signal::Heartbeat, second)
        })
}

fn seconds(session: &Session) -> i64 {
    session.figures(&rules()).unwrap().seconds
}

#[test]
fn the_first_join_starts_the_session_and_sets_click_and_activity_together() {
    let opened = joined(0);
    let presence = opened.presence().unwrap();
    assert_eq!((presence.clicked_at, presence.last_sign_at), (at(0), at(0)));
}

#[test]
fn reopening_forty_minutes_later_keeps_the_first_click_and_the_minutes() {
    let live = beaten(joined(0), 0, 2400);
    let reopened = after(&live, Signal::Join, 2405);
    assert_eq!(reopened.presence().unwrap().clicked_at, at(0));
    assert_eq!(seconds(&reopened), 2405);
}

#[test]
fn a_session_ended_after_two_seconds_has_two_seconds_and_no_minute() {
    let ended = after(&joined(0), Signal::Closed, 2);
    let figures = ended.figures(&rules()).unwrap();

    assert_eq!(
        (
            figures.seconds,
            figures.minutes(),
            figures.low_seconds,
            figures.high_seconds
        ),
        (2, 0, 0, 2)
    );
}

#[test]
fn the_first_end_stands() {
    let ended = after(&joined(0), Signal::Finish, 20);
    let again = send(&ended, Signal::Closed, 60).unwrap();
    assert_eq!((again.session, again.evidence.len()), (ended, 0));
}

#[test]
fn a_link_that_was_never_opened_cannot_end() {
    assert_eq!(
        send(&sent(), Signal::Finish, 2700),
        Err(Rejection::NotOpened)
    );
}

#[test]
fn a_heartbeat_before_the_join_changes_nothing() {
    assert_eq!(
        send(&sent(), Signal::Heartbeat, 0),
        Ok(SessionChange {
            session: sent(),
            evidence: vec![]
        })
    );
}

#[test]
fn a_session_ended_by_timeout_counts_to_its_last_sign_of_life() {
    let live = beaten(joined(0), 0, 3600);
    for noticed in [3600 + 7201, 3600 + 4 * 3600, 3600 + 30 * 86400] {
        let over = live.clone().settle(at(noticed), &rules()).session;
        assert_eq!(
            (over.status(), over.ended_at(), seconds(&over)),
            (Status::Timeout, Some(at(3600)), 3600)
        );
    }

    assert_eq!(
        live.clone()
            .settle(at(3600 + 7200), &rules())
            .session
            .status(),
        Status::Active
    );
}

#[test]
fn one_sign_of_life_and_five_hours_of_silence_are_zero_minutes_with_a_band_that_says_so() {
    let figures = joined(0)
        .settle(at(5 * 3600), &rules())
        .session
        .figures(&rules())
        .unwrap();

    assert_eq!(
        (figures.seconds, figures.low_seconds, figures.high_seconds),
        (0, 0, 7200)
    );

    assert_eq!(figures.grade, Some(Confidence::C));
}

#[test]
fn silence_is_not_counted_and_widens_the_band() {
    let slept = beaten(joined(0), 0, 600);
    let awake = beaten(after(&slept, Signal::Heartbeat, 1800), 1800, 2400);
    let ended = after(&awake, Signal::Finish, 2400);
    let figures = ended.figures(&rules()).unwrap();

    assert_eq!(
        (figures.seconds, figures.low_seconds, figures.high_seconds),
        (1200, 0, 2400)
    );
}

#[test]
fn a_reload_within_the_grace_time_is_no_gap() {
    let closed = after(&joined(0), Signal::Closed, 50);
    let back = after(&closed, Signal::Join, 110);
    assert_eq!(seconds(&back), 110);
    let later = after(&closed, Signal::Join, 111);

    assert_eq!(seconds(&later), 50);
}

#[test]
fn closed_and_timed_out_sessions_revive_and_finished_ones_do_not() {
    let closed = after(&joined(0), Signal::Closed, 30);
    let silent = joined(0).settle(at(10_000), &rules()).session;
    for over in [closed, silent] {
        let revived = after(&over, Signal::Heartbeat, 10_001);
        assert_eq!(
            (revived.status(), revived.ended_at()),
            (Status::Active, None)
        );

        assert_eq!(revived.presence().unwrap().clicked_at, at(0));
        let expired = Session {
            expires_at: Some(at(9_000)),
            ..over
        };

        assert_eq!(after(&expired, Signal::Heartbeat, 10_001), expired);
        assert_eq!(
            send(&expired, Signal::Join, 10_001),
            Err(Rejection::Expired)
        );
    }

    let finished = after(&joined(0), Signal::Finish, 30);
    assert_eq!(after(&finished, Signal::Heartbeat, 31), finished);

    assert_eq!(
        send(&finished, Signal::Join, 31),
        Err(Rejection::Ended { seconds: 30 })
    );
}

#[test]
fn an_expired_link_starts_nothing_but_a_live_lesson_outlives_it() {
    let expired = Session {
        expires_at: Some(at(0)),
        ..sent()
    };

    assert_eq!(send(&expired, Signal::Join, 0), Err(Rejection::Expired));
    let live = Session {
        expires_at: Some(at(10)),
        ..joined(0)
    };

    assert_eq!(seconds(&after(&live, Signal::Join, 60)), 60);
}

/// A message of a page that names itself.
fn numbered(document: &str, sequence: u32, ticks: u32, signal: Signal) -> PageMessage {
    let document = Some(document.parse().unwrap());
    PageMessage {
        document,
        sequence: Some(sequence),
        ticks,
        ..PageMessage::bare(signal)
    }
}

fn told(session: &Session, message: &PageMessage, seconds: i64) -> Session {
    session
        .clone()
        .apply(message, at(seconds), &rules())
        .unwrap()
        .session
}

#[test]
fn a_late_message_and_a_duplicate_change_nothing() {
    let opened = told(&sent(), &numbered("a", 1, 0, Signal::Join), 0);
    let closed = told(&opened, &numbered("a", 3, 0, Signal::Closed), 20);

    for late in [
        numbered("a", 2, 0, Signal::Heartbeat),
        numbered("a", 1, 0, Signal::Join),
        numbered("a", 3, 0, Signal::Closed),
        numbered("a", 4, 0, Signal::Hidden),
    ] {
        assert_eq!(told(&closed, &late, 25), closed, "{late:?}");
    }

    let back = told(&closed, &numbered("a", 5, 0, Signal::Heartbeat), 25);
    assert_eq!((back.status(), seconds(&back)), (Status::Active, 25));
}

#[test]
fn a_session_closes_with_its_last_page() {
    let one = told(&sent(), &numbered("a", 1, 0, Signal::Join), 0);
    let two = told(&one, &numbered("b", 1, 0, Signal::Join), 10);
    let left = told(&two, &numbered("a", 2, 0, Signal::Closed), 40);

    assert_eq!((left.status(), seconds(&left)), (Status::Active, 40));
    let over = told(&left, &numbered("b", 2, 1, Signal::Closed), 70);

    assert_eq!(
        (over.status(), over.ended_at(), seconds(&over)),
        (Status::Ended, Some(at(70)), 70)
    );
}

#[test]
fn a_page_that_crashed_does_not_keep_the_session_open_for_long() {
    let one = told(&sent(), &numbered("a", 1, 0, Signal::Join), 0);
    let two = told(&one, &numbered("b", 1, 0, Signal::Join), 10);
    let beating = (1..=10).fold(two, |session, beat| {
        told(
            &session,
            &numbered("a", 1 + beat, beat, Signal::Heartbeat),
            10 + 30 * i64::from(beat),
        )
    });

    let over = told(&beating, &numbered("a", 20, 10, Signal::Closed), 320);
    assert_eq!(
        (over.status(), over.end_reason()),
        (Status::Ended, Some(EndReason::Closed))
    );
}

#[test]
fn ticks_prove_that_only_the_network_was_away() {
    let live = told(&sent(), &numbered("a", 1, 0, Signal::Join), 0);
    let back = told(&live, &numbered("a", 9, 20, Signal::Heartbeat), 600);

    assert_eq!(
        (seconds(&back), back.presence().unwrap().uncounted_seconds),
        (600, 0)
    );

    let slept = told(&live, &numbered("a", 9, 11, Signal::Heartbeat), 600);
    assert_eq!(
        (seconds(&slept), slept.presence().unwrap().uncounted_seconds),
        (0, 600)
    );
}

#[test]
fn a_phone_in_zoom_is_away_and_counts_when_it_comes_back() {
    let phone = |sequence, signal| PageMessage {
        phone: true,
        ..numbered("a", sequence, 0, signal)
    };
    let mut session = told(&sent(), &phone(1, Signal::Join), 0);
    session = told(&session, &phone(2, Signal::ZoomTapped), 20);
    session = told(&session, &phone(3, Signal::Hidden), 21);

    assert_eq!(
        session.phase(at(3000), &rules()),
        crate::domain::session::Phase::Away
    );

    // The browser may send what was left for its end when the page goes to the background.
    session = told(&session, &phone(4, Signal::Crashed), 22);
    let back = told(&session, &phone(5, Signal::Visible), 3321);
    let figures = back.figures(&rules()).unwrap();

    assert_eq!((figures.seconds, figures.low_seconds), (3321, 0));
    let over = told(&back, &phone(6, Signal::Finish), 3330);
    let figures = over.figures(&rules()).unwrap();

    assert_eq!(
        (figures.seconds, figures.low_seconds, figures.high_seconds),
        (3330, 0, 3330)
    );

    // It timed out meanwhile: nothing is lost.
    let silent = session.clone().settle(at(9000), &rules()).session;
    let figures = silent.figures(&rules()).unwrap();

    assert_eq!(
        (silent.status(), figures.seconds, figures.high_seconds),
        (Status::Timeout, 22, 22 + 3 * 3600)
    );

    let late = told(&silent, &phone(5, Signal::Visible), 9001);
    assert_eq!((late.status(), seconds(&late)), (Status::Active, 9001));

    // Longer than any lesson: not counted.
    assert_eq!(
        seconds(&told(
            &silent,
            &phone(5, Signal::Visible),
            22 + 3 * 3600 + 1
        )),
        22
    );
}

#[test]
fn leaving_for_zoom_in_the_same_tab_is_not_the_end() {
    for phone in [true, false] {
        let message = |sequence, signal| PageMessage {
            phone,
            ..numbered("a", sequence, 0, signal)
        };
        let session = told(&sent(), &message(1, Signal::Join), 0);
        let left = told(&session, &message(2, Signal::LeftForZoom), 20);

        assert_eq!(
            (left.status(), left.phase(at(600), &rules())),
            (Status::Active, crate::domain::session::Phase::Away)
        );

        let back = told(&left, &message(3, Signal::Visible), 1220);
        assert_eq!(
            seconds(&back),
            if phone { 1220 } else { 20 },
            "only a phone's page lives on behind Zoom"
        );
    }
}

#[test]
fn an_end_that_had_to_wait_counts_from_when_it_was_pressed_but_never_before_the_last_sign() {
    let live = told(&sent(), &numbered("a", 1, 0, Signal::Join), 0);
    for (age, ended) in [(0, 80), (20, 60), (500, 0), (i64::MAX / 1000, 0), (-50, 80)] {
        let age = TimeDelta::seconds(age);
        let end = PageMessage {
            age,
            ..numbered("a", 5, 2, Signal::Finish)
        };

        assert_eq!(told(&live, &end, 80).ended_at(), Some(at(ended)), "{age}");
    }
}

#[test]
fn an_end_after_the_page_was_closed_makes_the_end_final_and_moves_nothing() {
    let closed = told(
        &told(&sent(), &numbered("a", 1, 0, Signal::Join), 0),
        &numbered("a", 3, 0, Signal::Closed),
        20,
    );
    let over = told(&closed, &numbered("a", 2, 0, Signal::Finish), 22);

    assert_eq!(
        (over.end_reason(), over.ended_at()),
        (Some(EndReason::Finished), Some(at(20)))
    );
}

#[test]
fn the_same_message_twice_has_one_dedupe_key() {
    let message = numbered("d0c", 1, 0, Signal::Join);
    let first = sent().apply(&message, at(0), &rules()).unwrap();
    let again = sent().apply(&message, at(1), &rules()).unwrap();

    assert_eq!(first.evidence[0].dedupe_key, again.evidence[0].dedupe_key);
}
