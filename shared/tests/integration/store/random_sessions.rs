//! Random sessions for tests: what pages, Zoom, teacher and admin may make of one, by the rules themselves.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use session_tracking::domain::{
    PageMessage, PresenceParameters, Session, SessionId, Signal, State, ZoomVisit,
};

use super::happenings::{PageSays, says};
use super::random_events::{Event, event, heartbeat, page_says, wait};
use super::session_world::World;

/// What an earlier version left in the row.
#[derive(Clone, Copy, Debug)]
enum Older {
    Nothing,
    /// Taps without their times.
    NoTrips,
    /// An opening after the last activity.
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
                    presence.clicked_at = presence.last_sign_at + TimeDelta::seconds(20);
                }
            }
        }

        if matches!(self, Self::StartAlone) {
            session.lesson_started_at = session.sent_at;
            session.meeting_until = None;
        }
    }
}
