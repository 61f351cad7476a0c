//! Random sessions for tests: what pages, Zoom, teacher and admin may make of one, by the rules themselves.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use session_tracking::domain::{
    PageMessage, PresenceParameters, Session, SessionId, Signal, State, ZoomVisit,
};

use super::session_world::{Number, PageSays, What, World, says};

/// One thing that happens, so many seconds after the one before.
#[derive(Clone, Debug)]
pub(super) struct Event {
    after: i64,
    what: What,
}

/// What an earlier version left in the row.
#[derive(Clone, Copy, Debug)]
enum Older {
    Nothing,
    /// Taps without their times.
    NoTrips,
    /// An opening after the last sign of life.
    OpenedLater,
    /// A lesson's start that no meeting holds.
    StartAlone,
}

/// How a session came to be as it is.
#[derive(Clone, Debug)]
pub(super) struct History {
    /// Whether it begins with a page that joins.
    is_opened: bool,
    events: Vec<Event>,
    last: (i64, PageSays),
    /// The longest interval between heartbeats and the shortest idle timeout that can be set.
    slow: bool,
    expires_after: i64,
    revision: i64,
    older: Older,
}

/// A session, the message that comes next, and by which rules.
#[derive(Debug)]
pub(super) struct Next {
    pub(super) session: Session,
    pub(super) message: PageMessage,
    pub(super) now: DateTime<Utc>,
    pub(super) rules: PresenceParameters,
}

pub(super) fn histories() -> impl Strategy<Value = History> {
    let last = (
        prop_oneof![8 => 1..60_i64, 1 => wait(), 1 => 360..900_i64],
        prop_oneof![3 => heartbeat(), 1 => page_says()],
    );
    let revision = prop_oneof![6 => Just(7_i64), 1 => 998..1_002_i64, 1 => 19_998..20_002_i64];
    let older = prop_oneof![
        9 => Just(Older::Nothing),
        1 => Just(Older::NoTrips),
        1 => Just(Older::OpenedLater),
        1 => Just(Older::StartAlone),
    ];
    let expires_after = prop_oneof![86_400..86_401_i64, 0..9_000_i64];
    let events = (
        prop::bool::weighted(0.95),
        proptest::collection::vec(event(), 0..8),
    );
    let row = (expires_after, revision, older);

    (events, last, prop::bool::weighted(0.2), row).prop_map(|(events, last, slow, row)| {
        let (is_opened, events) = events;
        let (expires_after, revision, older) = row;

        History {
            is_opened,
            events,
            last,
            slow,
            expires_after,
            revision,
            older,
        }
    })
}

/// Around each limit of the rules; a little into the past where two servers' clocks differ.
fn wait() -> impl Strategy<Value = i64> {
    prop_oneof![
        10 => 25..35_i64,
        2 => -2..5_i64,
        2 => 55..65_i64,
        2 => 85..95_i64,
        1 => 355..365_i64,
        1 => 895..905_i64,
        1 => 7_190..7_210_i64,
        1 => 0..12_000_i64,
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let what = prop_oneof![
        24 => page_says().prop_map(What::Page),
        // With the 33rd the oldest gap is dropped.
        4 => prop_oneof![1..40_u8, Just(33)].prop_map(What::Naps),
        2 => (0..9_000_i64).prop_map(What::GoesOn),
        1 => Just(What::IsOver),
        1 => Just(What::AdminEnds),
        1 => Just(What::ClassStarts),
        1 => Just(What::ClassEnds),
    ];

    (wait(), what).prop_map(|(after, what)| Event { after, what })
}

fn page_says() -> impl Strategy<Value = PageSays> {
    let signal = prop_oneof![
        2 => Just(Signal::Join),
        8 => Just(Signal::Heartbeat),
        2 => Just(Signal::Visible),
        2 => Just(Signal::Hidden),
        4 => Just(Signal::ZoomTapped),
        1 => Just(Signal::Closed),
        1 => Just(Signal::LeftForZoom),
        1 => Just(Signal::Crashed),
        1 => Just(Signal::Finish),
    ];

    let number = prop_oneof![
        8 => Just(Number::Next),
        2 => Just(Number::Skips),
        1 => Just(Number::Late),
        1 => Just(Number::Zero),
        1 => Just(Number::Missing),
    ];

    let flags = (
        prop::bool::weighted(0.7),
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.15),
    );

    (0..4_usize, signal, number, flags, 0..100_i64).prop_map(
        |(page, signal, number, flags, age)| {
            let (ran, phone, zoom) = flags;
            PageSays {
                page,
                signal,
                number,
                ran,
                phone,
                zoom,
                age,
            }
        },
    )
}

fn heartbeat() -> impl Strategy<Value = PageSays> {
    page_says().prop_map(|said| PageSays {
        signal: Signal::Heartbeat,
        ..said
    })
}

impl History {
    /// Lets everything happen. The session's row is `id`.
    pub(super) fn into_next(self, id: SessionId) -> Next {
        let seconds = Duration::from_secs;
        let rules = if self.slow {
            PresenceParameters::new(seconds(300), seconds(360), seconds(10_800))
        } else {
            PresenceParameters::new(seconds(30), seconds(7_200), seconds(10_800))
        };
        let mut world = World::new(id, self.expires_after, rules);

        if self.is_opened {
            world.now += TimeDelta::seconds(60);
            world.hear(&says(1, Signal::Join));
        }

        for event in &self.events {
            world.now += TimeDelta::seconds(event.after);
            world.happen(&event.what);
        }

        let (after, said) = &self.last;
        world.now += TimeDelta::seconds(*after);
        let page = world.known_page(said.page);
        let message = world.message(&PageSays {
            page,
            ..said.clone()
        });

        let mut session = Session {
            revision: self.revision,
            ..world.session
        };

        self.older.leave_in(&mut session);
        Next {
            session,
            message,
            now: world.now,
            rules,
        }
    }
}

impl Older {
    fn leave_in(self, session: &mut Session) {
        if let State::Active(presence) = &mut session.state {
            match self {
                Self::Nothing | Self::StartAlone => {}
                Self::NoTrips => {
                    presence
                        .documents
                        .iter_mut()
                        .for_each(|document| document.zoom_visit = ZoomVisit::default());
                }
                Self::OpenedLater => {
                    presence.clicked_at = presence.last_sign_at + TimeDelta::seconds(20)
                }
            }
        }

        if matches!(self, Self::StartAlone) {
            session.lesson_started_at = session.sent_at;
            session.meeting_until = None;
        }
    }
}
