//! The heartbeat that says nothing but that its page is there: nearly every message of a lesson is one.
//!
//! The store writes such a heartbeat by one statement, without reading the session (the short way,
//! `store/heartbeat.rs`). [`PlainHeartbeat::only_prolongs`] lists what that relies on. The statement repeats these
//! conditions in the same order, and `tests/integration/store/heartbeat_agrees.rs` holds the two together.

use chrono::{DateTime, Utc};

use super::{PageDocument, PageMessage, PresenceParameters, Signal, Visibility};
use crate::domain::ledger::DocumentId;
use crate::domain::session::{Session, State};

/// What a heartbeat says, as far as the short way writes it or has to find it in the row already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainHeartbeat<'a> {
    /// The page's document; `None` from pages that do not name themselves.
    pub document: Option<&'a DocumentId>,
    /// The document's number afterwards; 0 for pages that do not number their messages.
    pub number: u32,
    /// The document's number before must lie below this one.
    pub newer_than: u32,
    /// Ticks of the document's timer so far.
    pub ticks: u32,
    /// It repeats that the Zoom link was tapped: the document's tap must be known.
    pub repeats_tap: bool,
    /// It repeats that the page runs on a phone: the document must be known to.
    pub on_phone: bool,
}

impl<'a> PlainHeartbeat<'a> {
    /// Reads a message. `None`: it says what happened to the page, so the session has to be read first.
    #[must_use]
    pub fn of(message: &'a PageMessage) -> Option<Self> {
        (message.signal == Signal::Heartbeat).then(|| Self {
            document: message.document.as_ref(),
            number: message.sequence.unwrap_or(0),
            // A message without a number counts on a page that has never numbered one.
            newer_than: message.sequence.unwrap_or(1),
            ticks: message.ticks,
            repeats_tap: message.zoom_tapped,
            on_phone: message.phone,
        })
    }

    /// Returns since when a session must have been heard of: before, silence is left out, or has ended it.
    #[must_use]
    pub fn heard_since(now: DateTime<Utc>, rules: &PresenceParameters) -> DateTime<Utc> {
        now - rules.silence.min(rules.idle_timeout)
    }

    /// Tells whether all that this heartbeat does at `now` (whole seconds) is to move the last sign of life of the
    /// session and of its document, with the document's number and ticks, and nothing goes into the ledger.
    #[must_use]
    pub fn only_prolongs(
        &self,
        session: &Session,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> bool {
        let State::Active(presence) = &session.state else {
            return false;
        };
        let Some(document) = presence.document(self.document) else {
            return false;
        };

        // A second heartbeat within one second moves nothing; see `Document::takes`.
        presence.last_sign_at < now
            && presence.last_sign_at >= Self::heard_since(now, rules)
            // `Session::count_by_pages` forgets a beginning that no meeting holds.
            && (session.lesson_started_at.is_none() || session.meeting_until.is_some())
            && self.is_repeated_by(document)
            // The document can account for no gap, nor is one kept for it alone; gaps are kept oldest first.
            && presence.gaps.last().is_none_or(|newest| newest.to <= document.seen_at)
    }

    /// Tells whether the document is open, has not heard this heartbeat yet, and learns nothing from it.
    fn is_repeated_by(&self, document: &PageDocument) -> bool {
        document.visibility != Visibility::Closed
            && document.sequence < self.newer_than
            && (!self.repeats_tap || document.zoom_visit.is_known())
            && (!self.on_phone || document.phone)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::calendar::Interval;
    use crate::domain::session::SessionChange;

    const PHONE: [bool; 2] = [false, true];

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_764_000_000 + seconds, 0).unwrap()
    }

    fn rules() -> PresenceParameters {
        let seconds = |count| Duration::from_secs(count);
        PresenceParameters::new(seconds(30), seconds(7200), seconds(10_800))
    }

    fn message(signal: Signal, sequence: u32, phone: bool, zoom_tapped: bool) -> PageMessage {
        let document = Some("a".parse().unwrap());
        PageMessage {
            document,
            sequence: Some(sequence),
            phone,
            zoom_tapped,
            ..PageMessage::bare(signal)
        }
    }

    /// Applies a message. Returns whether it only prolongs the session.
    fn apply(session: &mut Session, message: &PageMessage, now: DateTime<Utc>) -> bool {
        let plain = PlainHeartbeat::of(message);
        let only_prolongs = plain.is_some_and(|plain| plain.only_prolongs(session, now, &rules()));
        let SessionChange {
            session: after,
            evidence,
        } = session.clone().apply(message, now, &rules()).unwrap();

        assert!(evidence.is_empty() || !only_prolongs);
        *session = after;

        only_prolongs
    }

    #[test]
    fn the_heartbeats_of_an_ordinary_lesson_only_prolong_it() {
        for phone in PHONE {
            let mut session = Session::example(at(0), State::Sent);
            assert!(!apply(
                &mut session,
                &message(Signal::Join, 1, phone, false),
                at(10)
            ));

            for minute in 1..10 {
                let beat = message(Signal::Heartbeat, 1 + minute, phone, false);
                assert!(apply(&mut session, &beat, at(10 + 60 * i64::from(minute))));
            }

            assert!(!apply(
                &mut session,
                &message(Signal::ZoomTapped, 11, phone, true),
                at(600)
            ));

            for minute in 11..60 {
                let beat = message(Signal::Heartbeat, 1 + minute, phone, true);
                assert!(apply(&mut session, &beat, at(60 * i64::from(minute))));
            }
        }
    }

    #[test]
    fn what_a_heartbeat_is_the_first_to_say_does_more() {
        for (phone, tapped) in [(true, false), (false, true)] {
            let mut session = Session::example(at(0), State::Sent);
            apply(
                &mut session,
                &message(Signal::Join, 1, false, false),
                at(10),
            );

            let first = message(Signal::Heartbeat, 3, phone, tapped);
            assert!(
                !apply(&mut session, &first, at(40)),
                "phone {phone}, tapped {tapped}"
            );

            let second = message(Signal::Heartbeat, 4, phone, tapped);
            assert!(
                apply(&mut session, &second, at(70)),
                "phone {phone}, tapped {tapped}"
            );
        }
    }

    #[test]
    fn a_session_that_may_make_no_more_changes_is_kept_alive_by_heartbeats_alone() {
        let mut session = Session::example(at(0), State::Sent);
        apply(
            &mut session,
            &message(Signal::Join, 1, false, false),
            at(10),
        );

        session.revision = 20_000;
        assert!(apply(
            &mut session,
            &message(Signal::Heartbeat, 2, false, false),
            at(40)
        ));

        assert_eq!(session.presence().unwrap().last_sign_at, at(40));
        let full = session.clone();

        apply(
            &mut session,
            &message(Signal::Hidden, 3, false, false),
            at(50),
        );

        apply(
            &mut session,
            &message(Signal::Heartbeat, 4, false, true),
            at(60),
        );

        assert_eq!(session, full);
    }

    proptest! {
        /// Between its conditions the rule leaves no room: what it calls plain moves four values, and no other.
        #[test]
        fn nothing_else_changes(
            last in 0..200_i64, seen in 0..200_i64, number in 0..4_u32, said in prop::option::of(0..4_u32),
            flags: [bool; 4], gap in prop::option::of((0..200_i64, 1..90_i64)),
        ) {
            let [phone, tapped, says_phone, says_tapped] = flags;
            let mut session = Session::example(at(0), State::Sent);
            apply(&mut session, &message(Signal::Join, 1, phone, tapped), at(0));
            let State::Active(presence) = &mut session.state else { unreachable!() };

            let (last_sign_at, seen_at) = (at(last.max(seen)), at(seen));
            presence.last_sign_at = last_sign_at;
            presence.documents[0].sequence = number;
            presence.documents[0].seen_at = seen_at;

            let other = PageDocument { id: None, seen_at: at(0), ..presence.documents[0].clone() };
            presence.documents.push(other);
            let gap = gap.map(|(from, seconds)| Interval { from: at(from), to: at(from + seconds) });

            presence.gaps.extend(gap);

            let beat = PageMessage { sequence: said, ticks: 3, ..message(Signal::Heartbeat, 0, says_phone, says_tapped) };
            let now = at(200) + TimeDelta::seconds(1);
            let before = session.clone();

            if apply(&mut session, &beat, now) {
                let State::Active(mut expected) = before.state.clone() else { unreachable!() };
                expected.last_sign_at = now;
                expected.documents[0].seen_at = now;
                expected.documents[0].sequence = said.unwrap_or(0);
                expected.documents[0].ticks = 3;
                prop_assert_eq!(&session.state, &State::Active(expected));
                prop_assert_eq!(Session { state: before.state.clone(), ..session }, before);
            }
        }
    }
}
