//! What the world's network does with messages, and what the server makes of them.

use chrono::TimeDelta;
use rand::RngExt;

use crate::domain::ledger::Evidence;
use crate::domain::presence::{PageMessage, Signal};
use crate::domain::session::Session;
use crate::domain::session::example::{at, parameters};
use crate::domain::session::page_messages::tests::unopened;
use crate::domain::session::page_messages::world::{A, H, SLOW, SentMessage, T, World};

impl World {
    /// Sends a message, which may get lost. Returns whether it will arrive.
    pub(crate) fn send(&mut self, page: usize, signal: Signal) -> bool {
        let is_lost = self.random.random_range(0..100) < self.network.lost;
        if is_lost || !self.pages[page].online {
            self.pages[page].sequence += 1;
            return false;
        }

        self.transmit(page, signal)
    }

    /// Sends a message that arrives.
    pub(crate) fn transmit(&mut self, page: usize, signal: Signal) -> bool {
        // A slow message after an outage could lack the ticks that prove the time of the outage.
        let is_regular = self.now - self.pages[page].delivered_at <= 2 * H;
        let slow = signal == Signal::Heartbeat
            && is_regular
            && self.random.random_range(0..100) < self.network.slow;

        self.pages[page].sequence += 1;
        let message = self.message(page, signal);
        self.sent.push(SentMessage {
            at: self.now,
            slow,
            page,
            message,
        });

        if !slow {
            self.allow_sleep(page);
            self.allow_waking(page);
        }

        let sender = &mut self.pages[page];
        sender.delivered_at = self.now;
        sender.delivered_ticks = sender.ticks;
        sender.slept = 0;

        true
    }

    /// Builds a page's message.
    fn message(&self, page: usize, signal: Signal) -> PageMessage {
        let sender = &self.pages[page];
        let age = sender
            .pressed_at
            .map_or(0, |pressed_at| self.now - pressed_at);

        PageMessage {
            signal,
            document: Some(format!("page-{page}").parse().unwrap()),
            sequence: Some(sender.sequence),
            ticks: sender.ticks,
            age: TimeDelta::seconds(age),
            phone: sender.phone,
            zoom_tapped: sender.zoom_tapped,
        }
    }

    /// Allows that a page's sleep counts: if it was too short to be noticed, if ticks before or after it make up for
    /// it, or on a phone that may have been in Zoom.
    fn allow_sleep(&mut self, page: usize) {
        let sender = &self.pages[page];
        let delay = self.greatest_delay();
        let silence = self.now - sender.delivered_at;
        let last_delivery = self.pages.iter().map(|page| page.delivered_at).max();
        let silence_of_all = self.now - last_delivery.unwrap_or(0);

        if silence > A - delay {
            self.under += silence;
        }

        // The next message may overtake this one, with one tick more.
        let ticks = i64::from(sender.ticks - sender.delivered_ticks) + 1;
        let looks_short = silence_of_all - delay <= T;
        let looks_offline = ticks * H * 10 >= (silence - delay) * 6;
        let looks_in_zoom = sender.phone && sender.zoom_tapped;

        if looks_short || looks_offline || looks_in_zoom {
            self.over += sender.slept;
            // It uses up the limit of time away.
            self.away += sender.slept;
        }
    }

    /// Delivers all messages in some order. Returns the session when everything is over, its ledger, and the seconds
    /// that slow messages may have added.
    pub(crate) fn record(&mut self) -> (Session, Vec<Evidence>, i64) {
        let (arrivals, added) = self.arrivals();
        let last_arrival = arrivals.last().map_or(0, |(arrives_at, _)| *arrives_at);

        let mut session = unopened();
        let mut ledger = Vec::new();
        for (arrives_at, message) in arrivals {
            let Ok(change) = session
                .clone()
                .apply(&message, at(arrives_at), &parameters())
            else {
                continue;
            };

            session = Session {
                revision: change.session.revision + 1,
                ..change.session
            };
            ledger.extend(change.evidence);
        }

        let a_day_later = at(last_arrival.max(self.now) + 86_400);
        let over = session.settle(a_day_later, &parameters());
        ledger.extend(over.evidence);

        // The database returns it in this order.
        ledger.sort_by_key(|evidence: &Evidence| evidence.at);
        (over.session, ledger, added)
    }

    /// Draws when each message arrives. Returns the messages in the order of arrival, and the seconds that slow ones
    /// may add.
    fn arrivals(&mut self) -> (Vec<(i64, PageMessage)>, i64) {
        let mut arrivals: Vec<(i64, PageMessage)> = Vec::new();
        let mut added = 0;

        for index in 0..self.sent.len() {
            let sent_at = self.sent[index].at;
            let slow = self.sent[index].slow;
            let message = self.sent[index].message.clone();
            let delay = if message.signal == Signal::Join {
                // A page sends nothing else before its join was answered.
                0
            } else if slow {
                SLOW
            } else {
                self.random.random_range(0..=self.network.delay)
            };

            if slow && !self.is_overtaken(index) {
                added += SLOW + self.network.delay;
            }

            if self.random.random_range(0..100) < self.network.doubled {
                let later = self.random.random_range(0..=3600);
                arrivals.push((sent_at + delay + later, message.clone()));
            }

            arrivals.push((sent_at + delay, message));
        }

        arrivals.sort_by_key(|(arrives_at, _)| *arrives_at);
        (arrivals, added)
    }

    /// Tells whether a later message of the same page arrives before a slow one.
    fn is_overtaken(&self, index: usize) -> bool {
        let slow = &self.sent[index];
        self.sent[index + 1..].iter().any(|later| {
            later.page == slow.page && !later.slow && later.at + self.network.delay < slow.at + SLOW
        })
    }

    /// Delivers every message once more to the session as it is.
    pub(crate) fn replay(&self, session: &Session) -> Session {
        let late = at(self.now + 90_000);
        let mut replayed = session.clone();

        for sent in &self.sent {
            if let Ok(change) = replayed.clone().apply(&sent.message, late, &parameters()) {
                replayed = change.session;
            }
        }

        replayed
    }
}
