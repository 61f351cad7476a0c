//! Random sessions for tests: what pages, Zoom, teacher and admin may make of one, by the rules themselves.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use session_tracking::domain::{
    ClassReport, MeasuredTime, MeasurementSource, NextClass, PageMessage, Presence, PresenceParameters,
    Session, SessionChange, SessionId, Signal, State, StudentId, TeacherId, ZoomEstimate, ZoomVisit,
};

/// One thing that happens, so many seconds after the one before.
#[derive(Clone, Debug)]
pub(super) struct Event {
    after: i64,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Page(PageSays),
    /// The first page sleeps so many times, while the second one is open and silent.
    Naps(u8),
    /// Zoom says that the lesson goes on for so many seconds.
    GoesOn(i64),
    IsOver,
    AdminEnds,
    ClassStarts,
    ClassEnds,
}

#[derive(Clone, Debug)]
struct PageSays {
    /// 0 does not name itself, 3 runs on a phone.
    page: usize,
    signal: Signal,
    number: Number,
    /// Whether the page's timer ran since its last message.
    ran: bool,
    phone: bool,
    /// The link was tapped before, and the message of that is lost or late.
    zoom: bool,
    age: i64,
}

#[derive(Clone, Copy, Debug)]
enum Number {
    Next,
    /// Messages in between are lost or late.
    Skips,
    Late,
    Zero,
    Missing,
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
    let events = (prop::bool::weighted(0.95), proptest::collection::vec(event(), 0..8));
    let row = (expires_after, revision, older);

    (events, last, prop::bool::weighted(0.2), row).prop_map(|(events, last, slow, row)| {
        let (is_opened, events) = events;
        let (expires_after, revision, older) = row;
        History { is_opened, events, last, slow, expires_after, revision, older }
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
    let flags = (prop::bool::weighted(0.7), prop::bool::weighted(0.05), prop::bool::weighted(0.15));

    (0..4_usize, signal, number, flags, 0..100_i64).prop_map(|(page, signal, number, flags, age)| {
        let (ran, phone, zoom) = flags;
        PageSays { page, signal, number, ran, phone, zoom, age }
    })
}

/// A page says something and nothing besides.
fn says(page: usize, signal: Signal) -> PageSays {
    PageSays { page, signal, number: Number::Next, ran: false, phone: false, zoom: false, age: 0 }
}

fn heartbeat() -> impl Strategy<Value = PageSays> {
    page_says().prop_map(|said| PageSays { signal: Signal::Heartbeat, ..said })
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
        let message = world.message(&PageSays { page, ..said.clone() });
        let mut session = Session { revision: self.revision, ..world.session };
        self.older.leave_in(&mut session);
        Next { session, message, now: world.now, rules }
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
                Self::OpenedLater => presence.clicked_at = presence.last_sign_at + TimeDelta::seconds(20),
            }
        }
        if matches!(self, Self::StartAlone) {
            session.lesson_started_at = session.sent_at;
            session.meeting_until = None;
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    number: u32,
    ticks: u32,
    spoke_at: DateTime<Utc>,
    tapped: bool,
}

#[derive(Debug)]
struct World {
    session: Session,
    now: DateTime<Utc>,
    pages: [Counters; 4],
    rules: PresenceParameters,
}

impl World {
    fn new(id: SessionId, expires_after: i64, rules: PresenceParameters) -> Self {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let session = Session {
            id,
            student: StudentId(1),
            teacher: TeacherId("ustaz1".into()),
            link: String::new(),
            sent_at: Some(now),
            expires_at: Some(now + TimeDelta::seconds(expires_after)),
            state: State::Sent,
            meeting_until: None,
            together_seconds: None,
            lesson_started_at: None,
            no_show: None,
            class_report: ClassReport::default(),
            revision: 0,
        };
        Self { session, now, pages: [Counters::default(); 4], rules }
    }

    fn happen(&mut self, what: &What) {
        match what {
            What::Page(said) => self.hear(said),
            What::Naps(times) => self.nap(*times),
            What::GoesOn(seconds) => {
                let until = self.now + TimeDelta::seconds(*seconds);
                self.count_by_zoom(Some(until));
            }
            What::IsOver => self.count_by_zoom(None),
            What::AdminEnds => {
                let ended = self.session.clone().end_by_admin("admin1", "open", self.now, &self.rules);
                self.become_of(ended.ok());
            }
            What::ClassStarts => self.become_of(Some(self.session.clone().start_class(self.now))),
            What::ClassEnds => {
                let next = NextClass::default();
                let ended = self.session.clone().end_class(None, next, self.now, &self.rules);
                self.become_of(ended.ok());
            }
        }
    }

    fn become_of(&mut self, change: Option<SessionChange>) {
        if let Some(change) = change {
            self.session = change.session;
        }
    }

    fn hear(&mut self, said: &PageSays) {
        let message = self.message(said);
        let change = self.session.clone().apply(&message, self.now, &self.rules);
        self.become_of(change.ok());
    }

    fn nap(&mut self, times: u8) {
        self.hear(&says(2, Signal::Join));
        for _ in 0..times {
            self.now += self.rules.silence + TimeDelta::seconds(5);
            self.hear(&says(1, Signal::Heartbeat));
        }
    }

    /// Chooses one of the pages that spoke, if any did, so that most last messages come from a page that is known.
    fn known_page(&self, chosen: usize) -> usize {
        let spoke = |page: &usize| self.pages[*page].spoke_at > DateTime::UNIX_EPOCH;
        let known: Vec<usize> = (0..self.pages.len()).filter(spoke).collect();
        known.get(chosen % known.len().max(1)).copied().unwrap_or(chosen)
    }

    fn count_by_zoom(&mut self, goes_on_until: Option<DateTime<Utc>>) {
        let from = self.session.presence().map_or(self.now, |Presence { clicked_at, .. }| *clicked_at);
        let estimate = ZoomEstimate {
            figures: MeasuredTime::with_band(60, 50, 70, MeasurementSource::Zoom),
            together_seconds: 60,
            from,
            to: self.now,
            goes_on_until,
            no_show: None,
            doubts: Vec::new(),
        };
        self.become_of(Some(self.session.clone().apply_zoom_estimate(&estimate, self.now)));
    }

    fn message(&mut self, said: &PageSays) -> PageMessage {
        let page = &mut self.pages[said.page];
        let silent = (self.now - page.spoke_at).num_seconds().clamp(0, 100_000);
        let ticks = silent.unsigned_abs() / self.rules.heartbeat.as_secs();
        page.ticks += if said.ran { u32::try_from(ticks).unwrap().max(1) } else { 0 };
        page.spoke_at = self.now;
        page.tapped |= said.zoom || matches!(said.signal, Signal::ZoomTapped | Signal::LeftForZoom);
        let sequence = match said.number {
            Number::Next => Some(page.number + 1),
            Number::Skips => Some(page.number + 3),
            Number::Late => Some(page.number),
            Number::Zero => Some(0),
            Number::Missing => None,
        };
        page.number = page.number.max(sequence.unwrap_or(0));

        PageMessage {
            signal: said.signal,
            document: (said.page > 0).then(|| format!("page-{}", said.page).parse().unwrap()),
            // Pages that do not name themselves do not number their messages either, as a rule.
            sequence: sequence
                .filter(|_| said.page > 0 || matches!(said.number, Number::Skips | Number::Zero)),
            ticks: page.ticks,
            age: TimeDelta::seconds(said.age),
            phone: said.phone || said.page == 3,
            zoom_tapped: page.tapped,
        }
    }
}
