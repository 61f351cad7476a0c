//! Pages of the older system, which do not name themselves.

use super::*;
use crate::domain::measured_time::Confidence;
use crate::domain::session::Status;

#[test]
fn the_first_join_starts_the_session_and_sets_click_and_activity_together() {
    let opened = joined(0);
    let presence = opened.presence().unwrap();
    assert_eq!((presence.clicked_at, presence.last_sign_at), (at(0), at(0)));
}

#[test]
fn reopening_forty_minutes_later_keeps_the_first_click_and_the_minutes() {
    let live = with_heartbeats(joined(0), 0, 2400);
    let reopened = after(&live, Signal::Join, 2405);
    assert_eq!(reopened.presence().unwrap().clicked_at, at(0));
    assert_eq!(seconds(&reopened), 2405);
}

#[test]
fn a_session_ended_after_two_seconds_has_two_seconds_and_no_minute() {
    let ended = after(&joined(0), Signal::Closed, 2);
    let figures = ended.figures(&parameters()).unwrap();

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
    let again = change_by(&ended, Signal::Closed, 60).unwrap();
    assert_eq!((again.session, again.evidence.len()), (ended, 0));
}

#[test]
fn a_link_that_was_never_opened_cannot_end() {
    assert_eq!(
        change_by(&unopened(), Signal::Finish, 2700),
        Err(Rejection::NotOpened)
    );
}

#[test]
fn a_heartbeat_before_the_join_changes_nothing() {
    assert_eq!(
        change_by(&unopened(), Signal::Heartbeat, 0),
        Ok(SessionChange {
            session: unopened(),
            evidence: vec![]
        })
    );
}

#[test]
fn a_session_ended_by_timeout_counts_to_its_last_sign_of_life() {
    let live = with_heartbeats(joined(0), 0, 3600);
    for noticed in [3600 + 7201, 3600 + 4 * 3600, 3600 + 30 * 86400] {
        let over = live.clone().settle(at(noticed), &parameters()).session;
        assert_eq!(
            (over.status(), over.ended_at(), seconds(&over)),
            (Status::Timeout, Some(at(3600)), 3600)
        );
    }

    assert_eq!(
        live.clone()
            .settle(at(3600 + 7200), &parameters())
            .session
            .status(),
        Status::Active
    );
}

#[test]
fn one_sign_of_life_and_five_hours_of_silence_are_zero_minutes_with_a_band_that_says_so() {
    let figures = joined(0)
        .settle(at(5 * 3600), &parameters())
        .session
        .figures(&parameters())
        .unwrap();

    assert_eq!(
        (figures.seconds, figures.low_seconds, figures.high_seconds),
        (0, 0, 7200)
    );

    assert_eq!(figures.grade, Some(Confidence::C));
}

#[test]
fn silence_is_not_counted_and_widens_the_band() {
    let slept = with_heartbeats(joined(0), 0, 600);
    let awake = with_heartbeats(after(&slept, Signal::Heartbeat, 1800), 1800, 2400);
    let ended = after(&awake, Signal::Finish, 2400);
    let figures = ended.figures(&parameters()).unwrap();

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
    let silent = joined(0).settle(at(10_000), &parameters()).session;
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
            change_by(&expired, Signal::Join, 10_001),
            Err(Rejection::Expired)
        );
    }

    let finished = after(&joined(0), Signal::Finish, 30);
    assert_eq!(after(&finished, Signal::Heartbeat, 31), finished);

    assert_eq!(
        change_by(&finished, Signal::Join, 31),
        Err(Rejection::Ended { seconds: 30 })
    );
}

#[test]
fn an_expired_link_starts_nothing_but_a_live_lesson_outlives_it() {
    let expired = Session {
        expires_at: Some(at(0)),
        ..unopened()
    };

    assert_eq!(
        change_by(&expired, Signal::Join, 0),
        Err(Rejection::Expired)
    );
    let live = Session {
        expires_at: Some(at(10)),
        ..joined(0)
    };

    assert_eq!(seconds(&after(&live, Signal::Join, 60)), 60);
}
