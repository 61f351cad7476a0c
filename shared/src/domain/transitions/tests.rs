//! The life of a session, rule by rule, and over thousands of random lives.

use std::time::Duration;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::super::{SessionId, Status, StudentId, TeacherId, segments, uncounted_seconds};
use super::*;

fn rules() -> Rules {
    Rules::new(Duration::from_secs(30), Duration::from_hours(2))
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
}

fn sent() -> Session {
    Session {
        id: SessionId(1),
        student: StudentId(1),
        teacher: TeacherId("ustaz1".into()),
        link: "https://zoom.us/j/1234567890".into(),
        sent_at: Some(at(-60)),
        expires_at: Some(at(48 * 3600)),
        state: State::Sent,
        revision: 0,
    }
}

fn bare() -> Message {
    Message::default()
}

fn joined(seconds: i64) -> Session {
    sent().join(&bare(), at(seconds), &rules()).unwrap().session
}

/// Beats every 30 s after `from`, up to `to`.
fn beaten(session: Session, from: i64, to: i64) -> Session {
    let beats = (from + 30..=to).step_by(30);
    beats.fold(session, |session, second| session.heartbeat(&bare(), at(second), &rules()).session)
}

fn seconds(session: &Session) -> i64 {
    session.figures(&rules()).unwrap().seconds
}

#[test]
fn the_first_join_starts_the_session_and_sets_click_and_activity_together() {
    let presence = joined(0).presence().unwrap();
    assert_eq!((presence.clicked_at, presence.last_sign_at), (at(0), at(0)));
}

#[test]
fn reopening_forty_minutes_later_keeps_the_first_click_and_the_minutes() {
    let live = beaten(joined(0), 0, 2400);
    let reopened = live.join(&bare(), at(2405), &rules()).unwrap().session;
    assert_eq!(reopened.presence().unwrap().clicked_at, at(0));
    assert_eq!(seconds(&reopened), 2405);
}

#[test]
fn a_session_ended_after_two_seconds_has_two_seconds_and_no_minute() {
    let ended = joined(0).end(EndReason::Closed, &bare(), at(2), &rules()).unwrap().session;
    let figures = ended.figures(&rules()).unwrap();
    assert_eq!((figures.seconds, figures.minutes(), figures.low_seconds, figures.high_seconds), (2, 0, 2, 2));
}

#[test]
fn the_first_end_stands() {
    let ended = joined(0).end(EndReason::Finished, &bare(), at(20), &rules()).unwrap().session;
    let again = ended.clone().end(EndReason::Closed, &bare(), at(60), &rules()).unwrap();
    assert_eq!((again.session, again.evidence.len()), (ended, 0));
}

#[test]
fn a_link_that_was_never_opened_cannot_end() {
    assert_eq!(sent().end(EndReason::Finished, &bare(), at(2700), &rules()), Err(NotOpened));
}

#[test]
fn a_heartbeat_before_the_join_changes_nothing() {
    assert_eq!(sent().heartbeat(&bare(), at(0), &rules()), Change { session: sent(), evidence: vec![] });
}

#[test]
fn a_session_ended_by_timeout_counts_to_its_last_sign_of_life() {
    let live = beaten(joined(0), 0, 3600);
    for noticed in [3600 + 7201, 3600 + 4 * 3600, 3600 + 30 * 86400] {
        let over = live.clone().settle(at(noticed), &rules()).session;
        assert_eq!((over.status(), over.ended_at(), seconds(&over)), (Status::Timeout, Some(at(3600)), 3600));
    }
    assert_eq!(live.clone().settle(at(3600 + 7200), &rules()).session.status(), Status::Active);
}

#[test]
fn one_sign_of_life_and_five_hours_of_silence_are_zero_minutes_with_a_band_that_says_so() {
    let figures = joined(0).settle(at(5 * 3600), &rules()).session.figures(&rules()).unwrap();
    assert_eq!((figures.seconds, figures.low_seconds, figures.high_seconds), (0, 0, 7200));
    assert_eq!(figures.grade, Some(super::super::Grade::C));
}

#[test]
fn silence_is_not_counted_and_widens_the_band() {
    let slept = beaten(joined(0), 0, 600);
    let awake = beaten(slept.heartbeat(&bare(), at(1800), &rules()).session, 1800, 2400);
    let ended = awake.end(EndReason::Finished, &bare(), at(2400), &rules()).unwrap().session;
    let figures = ended.figures(&rules()).unwrap();
    assert_eq!((figures.seconds, figures.low_seconds, figures.high_seconds), (1200, 1200, 2400));
}

#[test]
fn a_reload_within_the_grace_time_is_no_gap() {
    let closed = joined(0).end(EndReason::Closed, &bare(), at(50), &rules()).unwrap().session;
    let back = closed.clone().join(&bare(), at(110), &rules()).unwrap().session;
    assert_eq!(seconds(&back), 110);
    let later = closed.join(&bare(), at(111), &rules()).unwrap().session;
    assert_eq!(seconds(&later), 50);
}

#[test]
fn closed_and_timed_out_sessions_revive_and_finished_ones_do_not() {
    let closed = joined(0).end(EndReason::Closed, &bare(), at(30), &rules()).unwrap().session;
    let silent = joined(0).settle(at(10_000), &rules()).session;
    for over in [closed, silent] {
        let revived = over.clone().heartbeat(&bare(), at(10_001), &rules()).session;
        assert_eq!((revived.status(), revived.ended_at()), (Status::Active, None));
        assert_eq!(revived.presence().unwrap().clicked_at, at(0));
        let expired = Session { expires_at: Some(at(9_000)), ..over };
        assert_eq!(expired.clone().heartbeat(&bare(), at(10_001), &rules()).session, expired);
        assert_eq!(expired.join(&bare(), at(10_001), &rules()), Err(JoinRefused::Expired));
    }
    let finished = joined(0).end(EndReason::Finished, &bare(), at(30), &rules()).unwrap().session;
    assert_eq!(finished.clone().heartbeat(&bare(), at(31), &rules()).session, finished);
    assert_eq!(finished.join(&bare(), at(31), &rules()), Err(JoinRefused::Ended { seconds: 30 }));
}

#[test]
fn an_expired_link_starts_nothing_but_a_live_lesson_outlives_it() {
    let expired = Session { expires_at: Some(at(0)), ..sent() };
    assert_eq!(expired.join(&bare(), at(0), &rules()), Err(JoinRefused::Expired));
    let live = Session { expires_at: Some(at(10)), ..joined(0) };
    assert_eq!(seconds(&live.join(&bare(), at(60), &rules()).unwrap().session), 60);
}

#[test]
fn the_same_message_twice_has_one_dedupe_key() {
    let message = Message { document: Some("d0c".parse().unwrap()), sequence: Some(1) };
    let first = sent().join(&message, at(0), &rules()).unwrap();
    let again = first.session.clone().join(&message, at(1), &rules()).unwrap();
    assert_eq!(first.evidence[0].dedupe_key, again.evidence[0].dedupe_key);
}

#[derive(Clone, Debug)]
enum Step {
    Join,
    Beat,
    Close,
    Finish,
    Settle,
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        4 => Just(Step::Join), 12 => Just(Step::Beat), 3 => Just(Step::Close), 1 => Just(Step::Finish), 2 => Just(Step::Settle)
    ];
    // Waits around every limit: heartbeat, grace, silence, idle timeout; clocks may differ by a second.
    let wait = prop_oneof![-1..40_i64, 55..65_i64, 85..95_i64, 0..4_000_i64, 7_100..8_000_i64];
    proptest::collection::vec((wait, step), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The row's cached figures are those of the fold over the ledger, whatever happened.
    #[test]
    fn the_row_says_what_the_ledger_says(steps in steps()) {
        let (mut session, mut ledger, mut now) = (sent(), Vec::<Evidence>::new(), 0);
        let mut clicked = None;
        for (wait, step) in steps {
            now += wait;
            let before = session.clone();
            let change = match step {
                Step::Join => session.join(&bare(), at(now), &rules()).unwrap_or(Change { session: before, evidence: vec![] }),
                Step::Beat => session.heartbeat(&bare(), at(now), &rules()),
                Step::Close => session.end(EndReason::Closed, &bare(), at(now), &rules()).unwrap_or(Change { session: before, evidence: vec![] }),
                Step::Finish => session.end(EndReason::Finished, &bare(), at(now), &rules()).unwrap_or(Change { session: before, evidence: vec![] }),
                Step::Settle => session.settle(at(now), &rules()),
            };
            session = Session { revision: change.session.revision + 1, ..change.session };
            ledger.extend(change.evidence);
            let Some(presence) = session.presence() else { continue };
            prop_assert_eq!(*clicked.get_or_insert(presence.clicked_at), presence.clicked_at);
            let folded = segments(presence.clicked_at, presence.last_sign_at, &ledger, &rules());
            prop_assert_eq!(uncounted_seconds(&folded), presence.uncounted_seconds);
            let figures = session.figures(&rules()).unwrap();
            prop_assert!(0 <= figures.low_seconds && figures.low_seconds <= figures.seconds && figures.seconds <= figures.high_seconds);
            prop_assert!(figures.seconds <= presence.span_seconds());
        }
        let mut keys: Vec<_> = ledger.iter().map(|evidence| &evidence.dedupe_key).collect();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), ledger.len());
    }
}
