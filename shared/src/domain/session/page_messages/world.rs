//! A world of pages on devices, for tests: it knows the truth, loses and delays messages, and counts how far
//! off the server may rightly be.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::*;

/// H, T, G and A in seconds.
pub(crate) const H: i64 = 30;
pub(crate) const T: i64 = 3 * H;
const G: i64 = 2 * H;
pub(crate) const A: i64 = 3 * 3600;
/// Seconds that a slow message takes.
pub(crate) const SLOW: i64 = 20;

/// What the network does to messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Network {
    /// The longest usual delay, in seconds.
    pub(crate) delay: i64,
    /// Of a hundred messages so many are lost.
    pub(crate) lost: u8,
    /// Of a hundred heartbeats so many are slow.
    pub(crate) slow: u8,
    /// Of a hundred messages so many arrive a second time, within an hour.
    pub(crate) doubled: u8,
}

/// One loaded page.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Page {
    pub(crate) sequence: u32,
    pub(crate) ticks: u32,
    next_tick: i64,
    every: i64,
    pub(crate) phone: bool,
    pub(crate) zoomed: bool,
    pub(crate) online: bool,
    /// Since when it counts as open.
    open_since: Option<i64>,
    runs: bool,
    pub(crate) delivered_at: i64,
    pub(crate) delivered_ticks: u32,
    /// Seconds asleep since then, and since when it is awake again.
    pub(crate) slept: i64,
    waking_since: Option<i64>,
    pub(crate) pressed_at: Option<i64>,
    pub(crate) there: bool,
}

pub(crate) struct Sent {
    pub(crate) at: i64,
    pub(crate) slow: bool,
    pub(crate) page: usize,
    pub(crate) message: PageMessage,
}

/// The world.
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) pages: Vec<Page>,
    /// How much more, and how much less, than the truth the server may record.
    pub(crate) over: i64,
    pub(crate) under: i64,
    pub(crate) network: Network,
    pub(crate) random: SmallRng,
    pub(crate) sent: Vec<Sent>,
    truth: Vec<(i64, i64)>,
    all_gone_at: Option<i64>,
    /// Seconds in Zoom so far.
    pub(crate) away: i64,
}

impl World {
    pub(crate) fn new(network: Network, seed: u64) -> Self {
        let random = SmallRng::seed_from_u64(seed);
        let (pages, sent, truth) = (Vec::new(), Vec::new(), Vec::new());

        Self {
            now: 0,
            pages,
            over: 0,
            under: 0,
            network,
            random,
            sent,
            truth,
            all_gone_at: None,
            away: 0,
        }
    }

    pub(crate) fn random(&mut self, range: std::ops::RangeInclusive<i64>) -> i64 {
        self.random.random_range(range)
    }

    /// A page is loaded and joins; returns its number.
    pub(crate) fn open(&mut self, phone: bool) -> usize {
        self.open_ticking(phone, H)
    }

    /// The same, with a timer that ticks more slowly than the heartbeat asks for.
    pub(crate) fn open_ticking(&mut self, phone: bool, every: i64) -> usize {
        let soon = T.max(G) + self.late();
        if let Some(gone_at) = self
            .all_gone_at
            .take()
            .filter(|gone_at| self.now - gone_at <= soon)
        {
            self.over += self.now - gone_at;
        }
        self.pages.push(Page {
            sequence: 0,
            ticks: 0,
            next_tick: self.now + every,
            every,
            phone,
            zoomed: false,
            online: true,
            open_since: Some(self.now),
            runs: true,
            delivered_at: self.now,
            delivered_ticks: 0,
            slept: 0,
            waking_since: None,
            pressed_at: None,
            there: true,
        });
        let page = self.pages.len() - 1;
        self.transmit(page, Signal::Join);
        self.slack();
        page
    }

    /// Time passes; timers tick.
    pub(crate) fn pass(&mut self, seconds: i64) {
        let until = self.now + seconds;
        for page in 0..self.pages.len() {
            while self.pages[page].runs && self.pages[page].next_tick <= until {
                self.now = self.pages[page].next_tick;
                self.pages[page].next_tick += self.pages[page].every;
                self.pages[page].ticks += 1;

                if self.pages[page].pressed_at.is_none() {
                    self.send(page, Signal::Heartbeat);
                }
            }

            self.now = until - seconds;
        }

        self.now = until;
    }

    /// The page is closed.
    pub(crate) fn close(&mut self, page: usize) {
        let told = self.send(page, Signal::Closed);
        self.gone(page, told);
    }

    /// The page is gone; the browser may still deliver what was left for that case.
    pub(crate) fn crash(&mut self, page: usize, browser_tells: bool) {
        let told = browser_tells && self.pages[page].online && self.transmit(page, Signal::Crashed);
        self.gone(page, told);
    }

    fn gone(&mut self, page: usize, told: bool) {
        self.settle_waking(page);
        if !told {
            self.under += self.now - self.pages[page].delivered_at;
            // Whoever opens the link again soon covers what the page slept before, too.
            self.over += self.pages[page].slept;
        }

        self.stop_truth(page);
        (self.pages[page].there, self.pages[page].runs) = (false, false);

        if !self.pages.iter().any(|page| page.there) {
            self.all_gone_at = Some(self.now);
        }

        self.slack();
    }

    /// The computer sleeps, or the browser freezes the page.
    pub(crate) fn sleep(&mut self, page: usize) {
        self.settle_waking(page);
        self.under += self.now - self.pages[page].delivered_at;
        self.stop_truth(page);
        self.pages[page].runs = false;
    }

    /// It goes on: an overdue timer ticks once, and the page says so at once.
    pub(crate) fn wake(&mut self, page: usize, slept: i64) {
        let one = &mut self.pages[page];
        one.slept += slept;
        (one.runs, one.open_since, one.waking_since) = (true, Some(self.now), Some(self.now));

        if one.next_tick <= self.now {
            (one.ticks, one.next_tick) = (one.ticks + 1, self.now + one.every);
        }

        self.send(page, Signal::Visible);
        self.slack();
    }

    /// The student taps the link on a phone: Zoom comes to the front, the page stops.
    pub(crate) fn go_to_zoom(&mut self, page: usize) {
        self.pages[page].zoomed = true;
        self.send(page, Signal::ZoomTapped);
        self.send(page, Signal::Hidden);
        self.pages[page].runs = false;
    }

    /// And comes back to the page.
    pub(crate) fn come_back(&mut self, page: usize, away: i64) {
        assert!(away < A, "longer is not counted");
        self.away += away;

        if self.away + self.late() > A {
            self.under += away;
        }

        self.pages[page].runs = true;
        self.pages[page].next_tick = self.now + H;
        self.pages[page].waking_since = Some(self.now);
        self.send(page, Signal::Visible);
        self.slack();
    }

    pub(crate) fn cover(&mut self, page: usize, covered: bool) {
        self.send(
            page,
            if covered {
                Signal::Hidden
            } else {
                Signal::Visible
            },
        );
    }

    pub(crate) fn connect(&mut self, page: usize, online: bool) {
        self.pages[page].online = online;
        if online {
            self.send(page, Signal::Heartbeat);
        }
    }

    /// "End session": the lesson is over for every page.
    pub(crate) fn finish(&mut self, page: usize) {
        for one in 0..self.pages.len() {
            self.settle_waking(one);
            self.stop_truth(one);
        }

        self.pages[page].pressed_at = Some(self.now);
    }

    /// The press reaches the server, at once or after a wait.
    pub(crate) fn deliver_finish(&mut self, page: usize) {
        self.pages[page].online = true;
        self.transmit(page, Signal::Finish);
        self.slack();

        for page in &mut self.pages {
            (page.there, page.runs) = (false, false);
        }
    }

    pub(crate) fn is_phone(&self, page: usize) -> bool {
        self.pages[page].phone
    }

    /// How much shorter than it was a silence may look.
    pub(crate) fn late(&self) -> i64 {
        2 * self.network.delay + if self.network.slow > 0 { SLOW } else { 0 }
    }

    fn slack(&mut self) {
        self.over += self.network.delay;
        self.under += self.network.delay;
    }

    fn stop_truth(&mut self, page: usize) {
        if let Some(from) = self.pages[page].open_since.take() {
            self.truth.push((from, self.now));
        }
    }

    pub(crate) fn settle_waking(&mut self, page: usize) {
        if let Some(since) = self.pages[page].waking_since.take() {
            self.under += self.now - since;
        }
    }

    /// Returns the seconds in which some page counted as open.
    pub(crate) fn true_seconds(&self) -> i64 {
        let mut spans = self.truth.clone();
        spans.extend(
            self.pages
                .iter()
                .filter_map(|page| page.open_since)
                .map(|from| (from, self.now)),
        );

        spans.sort_unstable();
        let (mut total, mut reached) = (0, i64::MIN);

        for (from, to) in spans {
            total += (to - from.max(reached)).max(0);
            reached = reached.max(to);
        }

        total
    }
}
