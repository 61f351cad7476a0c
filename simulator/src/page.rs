//! The tracking page as a browser runs it: what `pages/tracking.js` sends, and when.

mod acts;
mod answers;
mod message;

pub use self::message::{Answer, Message, ReportedStatus, To};
use crate::lesson::PageLife;
use crate::spans::{MINUTE, Millis};

/// A page in a browser.
#[expect(clippy::struct_excessive_bools, reason = "the script's own variables")]
#[derive(Clone, Debug)]
pub struct BrowserPage {
    token: String,
    id: String,
    phone: bool,
    worker: bool,
    sequence: u32,
    ticks: u32,
    joined: bool,
    joining: bool,
    /// The server answered that all is over.
    pub over: bool,
    leaving: bool,
    zoom_tapped: bool,
    hidden_since: Option<Millis>,
    end_pressed_at: Option<Millis>,
    visible_unsaid: bool,
    retry_after: Millis,
    /// Its timer was started.
    pub ticking: bool,
    /// The system lets it run.
    pub running: bool,
    /// Gone, since when.
    pub gone_at: Option<Millis>,
    /// Its timer's number: one that was stopped must not tick.
    pub timer: u32,
}

impl BrowserPage {
    /// A page that begins to load.
    #[must_use]
    pub fn new(life: &PageLife, token: &str, id: String) -> Self {
        Self {
            token: token.to_owned(),
            id,
            phone: life.phone,
            worker: life.worker,
            sequence: 0,
            ticks: 0,
            joined: false,
            joining: false,
            over: false,
            leaving: false,
            zoom_tapped: false,
            hidden_since: None,
            end_pressed_at: None,
            visible_unsaid: false,
            retry_after: answers::FIRST_RETRY,
            ticking: false,
            running: true,
            gone_at: None,
            timer: 0,
        }
    }

    fn message(&mut self, to: To, kind: &'static str, beacon: bool, now: Millis) -> Message {
        self.sequence += 1;
        let more = match (to, kind) {
            (To::Track, _) => String::new(),
            (To::Heartbeat, kind) => format!(",\"kind\":\"{kind}\""),
            (To::EndSession, "finished") => {
                format!(
                    ",\"reason\":\"finished\",\"age_ms\":{}",
                    now - self.end_pressed_at.unwrap_or(now)
                )
            }
            (To::EndSession, reason) => format!(",\"reason\":\"{reason}\""),
        };

        let Self {
            token,
            id,
            sequence,
            ticks,
            phone,
            zoom_tapped,
            ..
        } = self;

        let body = format!(
            "{{\"token\":\"{token}\",\"doc\":\"{id}\",\"seq\":{sequence},\"ticks\":{ticks},\"phone\":{phone},\"zoom\":{zoom_tapped}{more}}}"
        );

        Message {
            to,
            body,
            kind,
            beacon,
        }
    }

    /// Returns the join of a page that is loaded or tries again.
    pub fn join(&mut self, now: Millis) -> Option<Message> {
        let ready = !(self.over || self.leaving || self.joined || self.joining)
            && self.hidden_since.is_none();
        ready.then(|| {
            self.joining = true;
            self.message(To::Track, "", false, now)
        })
    }

    /// Returns a heartbeat, or a message that has waited to be sent and goes instead.
    pub fn beat(&mut self, kind: &'static str, now: Millis) -> Option<Message> {
        if self.over || self.leaving {
            return None;
        }

        if self.end_pressed_at.is_some() {
            return Some(self.message(To::EndSession, "finished", false, now));
        }

        if !self.joined {
            return self.join(now);
        }

        self.visible_unsaid |= kind == "visible";
        let kind = if self.visible_unsaid { "visible" } else { kind };

        Some(self.message(To::Heartbeat, kind, false, now))
    }

    /// Counts a tick of the timer. Returns the heartbeat.
    pub fn tick(&mut self, now: Millis) -> Option<Message> {
        self.ticks += 1;
        self.beat("heartbeat", now)
    }

    /// The time to the next tick.
    #[must_use]
    pub fn tick_after(&self, now: Millis) -> Millis {
        // Without a Worker a covered page's timer is slowed down after five minutes.
        let slow = !self.worker
            && self
                .hidden_since
                .is_some_and(|since| now - since > 5 * MINUTE);
        if slow { MINUTE } else { MINUTE / 2 }
    }

    /// Returns the message, or an end of the session that has waited and goes first.
    fn tell_first(&mut self, to: To, kind: &'static str, now: Millis) -> Message {
        if self.end_pressed_at.is_some() {
            self.message(To::EndSession, "finished", true, now)
        } else {
            self.message(to, kind, true, now)
        }
    }

    /// "End session" was pressed, and heard by the server or not.
    #[must_use]
    pub fn pressed_at(&self) -> Option<Millis> {
        self.end_pressed_at
    }
}

#[cfg(test)]
mod tests;
