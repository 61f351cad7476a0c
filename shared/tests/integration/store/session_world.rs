//! A session and its pages, in tests: lets something happen to them and says what the rules make of it.

use super::happenings::{Number, PageSays, What, says};
use chrono::{DateTime, TimeDelta, Utc};
use session_tracking::domain::{
    ClassReport, MeasuredTime, MeasurementSource, NextClass, PageMessage, Presence,
    PresenceParameters, Session, SessionChange, SessionId, Signal, State, StudentId, TeacherId,
    ZoomEstimate,
};

#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    number: u32,
    ticks: u32,
    spoke_at: DateTime<Utc>,
    tapped: bool,
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) session: Session,
    pub(super) now: DateTime<Utc>,
    pages: [Counters; 4],
    pub(super) rules: PresenceParameters,
}

impl World {
    pub(super) fn new(id: SessionId, expires_after: i64, rules: PresenceParameters) -> Self {
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
            expected: None,
            class_report: ClassReport::default(),
            revision: 0,
        };

        Self {
            session,
            now,
            pages: [Counters::default(); 4],
            rules,
        }
    }

    pub(super) fn happen(&mut self, what: &What) {
        match what {
            What::Page(said) => self.hear(said),
            What::Naps(times) => self.nap(*times),
            What::GoesOn(seconds) => {
                let until = self.now + TimeDelta::seconds(*seconds);
                self.apply_zoom_estimate(Some(until));
            }
            What::IsOver => self.apply_zoom_estimate(None),
            What::AdminEnds => {
                let ended =
                    self.session
                        .clone()
                        .end_by_admin("admin1", "open", self.now, &self.rules);
                self.become_of(ended.ok());
            }
            What::ClassStarts => self.become_of(Some(self.session.clone().start_class(self.now))),
            What::ClassEnds => {
                let next = NextClass::default();
                let ended = self
                    .session
                    .clone()
                    .end_class(None, next, self.now, &self.rules);

                self.become_of(ended.ok());
            }
        }
    }

    fn become_of(&mut self, change: Option<SessionChange>) {
        if let Some(change) = change {
            self.session = change.session;
        }
    }

    pub(super) fn hear(&mut self, said: &PageSays) {
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
    pub(super) fn known_page(&self, chosen: usize) -> usize {
        let spoke = |page: &usize| self.pages[*page].spoke_at > DateTime::UNIX_EPOCH;
        let known: Vec<usize> = (0..self.pages.len()).filter(spoke).collect();

        known
            .get(chosen % known.len().max(1))
            .copied()
            .unwrap_or(chosen)
    }

    fn apply_zoom_estimate(&mut self, goes_on_until: Option<DateTime<Utc>>) {
        let from = self
            .session
            .presence()
            .map_or(self.now, |Presence { clicked_at, .. }| *clicked_at);
        let estimate = ZoomEstimate {
            figures: MeasuredTime::with_band(60, 50, 70, MeasurementSource::Zoom),
            together_seconds: 60,
            from,
            to: self.now,
            goes_on_until,
            no_show: None,
            doubts: Vec::new(),
        };

        self.become_of(Some(
            self.session
                .clone()
                .apply_zoom_estimate(&estimate, self.now),
        ));
    }

    pub(super) fn message(&mut self, said: &PageSays) -> PageMessage {
        let page = &mut self.pages[said.page];
        let silent = (self.now - page.spoke_at).num_seconds().clamp(0, 100_000);
        let ticks = silent.unsigned_abs() / self.rules.heartbeat.as_secs();

        page.ticks += if said.ran {
            u32::try_from(ticks).unwrap().max(1)
        } else {
            0
        };

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
