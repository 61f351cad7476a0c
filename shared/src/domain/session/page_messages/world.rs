//! A world of pages on devices, for tests: it knows the truth, loses and delays messages, and computes how far the
//! recorded time may lie from the truth.

use std::ops::RangeInclusive;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::domain::presence::{PageMessage, Signal};

/// H, T, G and A in seconds.
pub(crate) const H: i64 = 30;
pub(crate) const T: i64 = 3 * H;
pub(crate) const G: i64 = 2 * H;
pub(crate) const A: i64 = 3 * 3600;
/// Seconds that a slow message takes.
pub(crate) const SLOW: i64 = 20;

/// What the network does to messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Network {
    /// The longest usual delay, in seconds.
    pub(crate) delay: i64,
    /// How many of a hundred messages are lost.
    pub(crate) lost: u8,
    /// How many of a hundred heartbeats are slow.
    pub(crate) slow: u8,
    /// How many of a hundred messages arrive a second time, within an hour.
    pub(crate) doubled: u8,
}

/// One loaded page.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the page's properties do not depend on each other"
)]
pub(crate) struct Page {
    pub(crate) sequence: u32,
    pub(crate) ticks: u32,
    pub(crate) next_tick: i64,
    /// Seconds between two ticks of its timer.
    pub(crate) tick_seconds: i64,
    pub(crate) phone: bool,
    pub(crate) zoom_tapped: bool,
    pub(crate) online: bool,
    /// Whether its script runs.
    pub(crate) runs: bool,
    /// Whether the page is loaded.
    pub(crate) exists: bool,
    /// When it began to count as open.
    pub(crate) open_since: Option<i64>,
    /// When its last message was delivered that was not lost, and the ticks in that message.
    pub(crate) delivered_at: i64,
    pub(crate) delivered_ticks: u32,
    /// Seconds asleep since then.
    pub(crate) slept: i64,
    /// When it woke up, if no message has been delivered since.
    pub(crate) awake_since: Option<i64>,
    /// When "End session" was pressed.
    pub(crate) pressed_at: Option<i64>,
}

impl Page {
    /// Builds a page that is loaded at `now`.
    pub(crate) fn new(now: i64, phone: bool, tick_seconds: i64) -> Self {
        Self {
            sequence: 0,
            ticks: 0,
            next_tick: now + tick_seconds,
            tick_seconds,
            phone,
            zoom_tapped: false,
            online: true,
            runs: true,
            exists: true,
            open_since: Some(now),
            delivered_at: now,
            delivered_ticks: 0,
            slept: 0,
            awake_since: None,
            pressed_at: None,
        }
    }
}

/// A message on its way.
pub(crate) struct SentMessage {
    pub(crate) at: i64,
    pub(crate) slow: bool,
    pub(crate) page: usize,
    pub(crate) message: PageMessage,
}

/// The world.
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) pages: Vec<Page>,
    /// How much more than the truth the server may record, in seconds.
    pub(crate) over: i64,
    /// How much less than the truth it may record.
    pub(crate) under: i64,
    pub(crate) network: Network,
    pub(crate) random: SmallRng,
    pub(crate) sent: Vec<SentMessage>,
    /// From when to when each page counted as open that does so no more.
    pub(crate) truth: Vec<(i64, i64)>,
    /// When the last page was gone.
    pub(crate) all_gone_at: Option<i64>,
    /// Seconds in Zoom so far.
    pub(crate) away: i64,
}

impl World {
    pub(crate) fn new(network: Network, seed: u64) -> Self {
        Self {
            now: 0,
            pages: Vec::new(),
            over: 0,
            under: 0,
            network,
            random: SmallRng::seed_from_u64(seed),
            sent: Vec::new(),
            truth: Vec::new(),
            all_gone_at: None,
            away: 0,
        }
    }

    /// Lets time pass: timers tick.
    pub(crate) fn pass(&mut self, seconds: i64) {
        let until = self.now + seconds;
        for page in 0..self.pages.len() {
            while self.pages[page].runs && self.pages[page].next_tick <= until {
                self.now = self.pages[page].next_tick;
                self.pages[page].next_tick += self.pages[page].tick_seconds;
                self.pages[page].ticks += 1;

                if self.pages[page].pressed_at.is_none() {
                    self.send(page, Signal::Heartbeat);
                }
            }

            self.now = until - seconds;
        }

        self.now = until;
    }

    /// Lets a random time pass. Returns its seconds.
    pub(crate) fn pass_random(&mut self, range: RangeInclusive<i64>) -> i64 {
        let seconds = self.random.random_range(range);
        self.pass(seconds);

        seconds
    }

    /// Returns how much shorter than it was a silence may look.
    pub(crate) fn greatest_delay(&self) -> i64 {
        2 * self.network.delay + if self.network.slow > 0 { SLOW } else { 0 }
    }

    /// Allows for the delay of one message.
    pub(crate) fn allow_delay(&mut self) {
        self.over += self.network.delay;
        self.under += self.network.delay;
    }

    /// Allows that the time since a page woke up is not counted.
    pub(crate) fn allow_waking(&mut self, page: usize) {
        if let Some(since) = self.pages[page].awake_since.take() {
            self.under += self.now - since;
        }
    }

    /// Lets a page not count as open any more.
    pub(crate) fn stop_truth(&mut self, page: usize) {
        if let Some(from) = self.pages[page].open_since.take() {
            self.truth.push((from, self.now));
        }
    }

    /// Returns the seconds in which at least one page counted as open.
    pub(crate) fn true_seconds(&self) -> i64 {
        let open = self
            .pages
            .iter()
            .filter_map(|page| page.open_since)
            .map(|from| (from, self.now));
        let mut spans: Vec<(i64, i64)> = self.truth.iter().copied().chain(open).collect();
        spans.sort_unstable();

        let mut total = 0;
        let mut counted_until = i64::MIN;
        for (from, to) in spans {
            total += (to - from.max(counted_until)).max(0);
            counted_until = counted_until.max(to);
        }

        total
    }
}
