//! What the world's network does with messages, and what the server makes of them.

use chrono::TimeDelta;
use rand::RngExt;

use super::*;
use crate::domain::session::page_messages::tests::{at, rules, sent};
use crate::domain::session::page_messages::world::{A, H, SLOW, Sent, T, World};

impl World {
    /// Returns whether it will arrive.
    pub(crate) fn send(&mut self, page: usize, signal: Signal) -> bool {
        let lost = self.random.random_range(0..100) < self.network.lost;
        if lost || !self.pages[page].online {
            self.pages[page].sequence += 1;
            return false;
        }

        self.transmit(page, signal)
    }

    pub(crate) fn transmit(&mut self, page: usize, signal: Signal) -> bool {
        // A slow one after an outage could fall short of the ticks that prove it.
        let usual = self.now - self.pages[page].delivered_at <= 2 * H;
        let slow = signal == Signal::Heartbeat
            && usual
            && self.random.random_range(0..100) < self.network.slow;
        let one = &mut self.pages[page];

        one.sequence += 1;
        let message = PageMessage {
            signal,
            document: Some(format!("page-{page}").parse().unwrap()),
            sequence: Some(one.sequence),
            ticks: one.ticks,
            age: TimeDelta::seconds(one.pressed_at.map_or(0, |pressed_at| self.now - pressed_at)),
            phone: one.phone,
            zoom_tapped: one.zoomed,
        };

        self.sent.push(Sent {
            at: self.now,
            slow,
            page,
            message,
        });

        if !slow {
            self.allow_sleep(page);
            self.settle_waking(page);
        }

        let one = &mut self.pages[page];
        (one.delivered_at, one.delivered_ticks, one.slept) = (self.now, one.ticks, 0);

        true
    }

    /// Sleep counts where it was too short to tell, where ticks outside it make up for it, or on a phone that
    /// may have been in Zoom.
    fn allow_sleep(&mut self, page: usize) {
        let one = &self.pages[page];
        let late = self.late();
        let gap = self.now - one.delivered_at - late;
        let any = self
            .pages
            .iter()
            .map(|page| page.delivered_at)
            .max()
            .unwrap_or(0);

        // The next message may overtake this one, with a tick more.
        let ticks = i64::from(one.ticks - one.delivered_ticks) + 1;
        if self.now - one.delivered_at > A - late {
            self.under += self.now - one.delivered_at;
        }

        if self.now - any - late <= T || ticks * H * 10 >= gap * 6 || (one.phone && one.zoomed) {
            self.over += one.slept;
            // It uses up the limit of time away.
            self.away += one.slept;
        }
    }

    /// Delivers everything in some order. Returns the session when all is over, its ledger, and what the slow
    /// messages may have added.
    pub(crate) fn record(&mut self) -> (Session, Vec<Evidence>, i64) {
        let mut arrivals: Vec<(i64, PageMessage)> = Vec::new();
        let mut added = 0;

        for index in 0..self.sent.len() {
            let (sent_at, slow) = (self.sent[index].at, self.sent[index].slow);
            let message = self.sent[index].message.clone();
            let delay = match message.signal {
                // A page sends nothing else before its join was answered.
                Signal::Join => 0,
                _ if slow => SLOW,
                _ => self.random.random_range(0..=self.network.delay),
            };
            let overtaken = self.sent[index + 1..].iter().any(|later| {
                later.page == self.sent[index].page
                    && !later.slow
                    && later.at + self.network.delay < sent_at + SLOW
            });

            if slow && !overtaken {
                added += SLOW + self.network.delay;
            }

            if self.random.random_range(0..100) < self.network.doubled {
                let again = self.random.random_range(0..=3600);
                arrivals.push((sent_at + delay + again, message.clone()));
            }

            arrivals.push((sent_at + delay, message));
        }

        arrivals.sort_by_key(|(arrives_at, _)| *arrives_at);
        let last = arrivals.last().map_or(0, |(arrives_at, _)| *arrives_at);
        let (mut session, mut ledger) = (sent(), Vec::new());

        for (arrives_at, message) in arrivals {
            let Ok(change) = session.clone().apply(&message, at(arrives_at), &rules()) else {
                continue;
            };

            session = Session {
                revision: change.session.revision + 1,
                ..change.session
            };

            ledger.extend(change.evidence);
        }

        let over = session.settle(at(last.max(self.now) + 86_400), &rules());
        ledger.extend(over.evidence);

        // As the database returns it.
        ledger.sort_by_key(|evidence: &Evidence| evidence.at);
        (over.session, ledger, added)
    }

    /// Delivers every message once more to the session as it is.
    pub(crate) fn replay(&self, session: &Session) -> Session {
        let late = at(self.now + 90_000);
        self.sent.iter().fold(session.clone(), |session, sent| {
            session
                .clone()
                .apply(&sent.message, late, &rules())
                .map_or(session, |change| change.session)
        })
    }
}
