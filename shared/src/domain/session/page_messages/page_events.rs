//! What may happen to the world's pages.

use std::ops::RangeInclusive;

use crate::domain::presence::Signal;
use crate::domain::session::page_messages::world::{A, G, H, Page, T, World};

impl World {
    /// Loads a page, which joins. Returns its number.
    pub(crate) fn open(&mut self, phone: bool) -> usize {
        self.open_with_timer(phone, H)
    }

    /// Loads a page whose timer ticks at its own interval.
    pub(crate) fn open_with_timer(&mut self, phone: bool, tick_seconds: i64) -> usize {
        // The time without a page counts if the student is back before it looks like a silence.
        let longest = T.max(G) + self.greatest_delay();
        if let Some(gone_at) = self.all_gone_at.take()
            && self.now - gone_at <= longest
        {
            self.over += self.now - gone_at;
        }

        self.pages.push(Page::new(self.now, phone, tick_seconds));
        let page = self.pages.len() - 1;
        self.transmit(page, Signal::Join);
        self.allow_delay();

        page
    }

    /// Closes the page.
    pub(crate) fn close(&mut self, page: usize) {
        let is_reported = self.send(page, Signal::Closed);
        self.remove(page, is_reported);
    }

    /// Lets the page crash. The browser may still report that.
    pub(crate) fn crash(&mut self, page: usize, browser_reports: bool) {
        let is_reported =
            browser_reports && self.pages[page].online && self.transmit(page, Signal::Crashed);
        self.remove(page, is_reported);
    }

    fn remove(&mut self, page: usize, is_reported: bool) {
        self.allow_waking(page);
        if !is_reported {
            self.under += self.now - self.pages[page].delivered_at;
            // If the student opens the link again soon, the time that the page slept counts as well.
            self.over += self.pages[page].slept;
        }

        self.stop_truth(page);
        self.pages[page].exists = false;
        self.pages[page].runs = false;

        if !self.pages.iter().any(|page| page.exists) {
            self.all_gone_at = Some(self.now);
        }

        self.allow_delay();
    }

    /// Puts the computer to sleep, or lets the browser freeze the page.
    pub(crate) fn sleep(&mut self, page: usize) {
        self.allow_waking(page);
        self.under += self.now - self.pages[page].delivered_at;
        self.stop_truth(page);
        self.pages[page].runs = false;
    }

    /// Wakes the page: an overdue timer ticks once, and the page reports at once that it is visible.
    pub(crate) fn wake(&mut self, page: usize, slept: i64) {
        let now = self.now;
        let woken = &mut self.pages[page];
        woken.slept += slept;
        woken.runs = true;
        woken.open_since = Some(now);
        woken.awake_since = Some(now);

        if woken.next_tick <= now {
            woken.ticks += 1;
            woken.next_tick = now + woken.tick_seconds;
        }

        self.send(page, Signal::Visible);
        self.allow_delay();
    }

    /// Taps the link on a phone: Zoom comes to the front, and the page stops.
    pub(crate) fn go_to_zoom(&mut self, page: usize) {
        self.pages[page].zoom_tapped = true;
        self.send(page, Signal::ZoomTapped);
        self.send(page, Signal::Hidden);
        self.pages[page].runs = false;
    }

    /// Comes back to the page after some seconds in Zoom.
    pub(crate) fn come_back(&mut self, page: usize, away: i64) {
        assert!(away < A, "longer is not counted");
        self.away += away;

        if self.away + self.greatest_delay() > A {
            self.under += away;
        }

        self.pages[page].runs = true;
        self.pages[page].next_tick = self.now + H;
        self.pages[page].awake_since = Some(self.now);
        self.send(page, Signal::Visible);
        self.allow_delay();
    }

    /// Covers the page by something else, or uncovers it.
    pub(crate) fn cover(&mut self, page: usize, covered: bool) {
        let signal = if covered {
            Signal::Hidden
        } else {
            Signal::Visible
        };
        self.send(page, signal);
    }

    /// Connects the page with the network, or disconnects it.
    pub(crate) fn connect(&mut self, page: usize, online: bool) {
        self.pages[page].online = online;
        if online {
            self.send(page, Signal::Heartbeat);
        }
    }

    /// Presses "End session": the lesson is over for every page.
    pub(crate) fn finish(&mut self, page: usize) {
        for page in 0..self.pages.len() {
            self.allow_waking(page);
            self.stop_truth(page);
        }

        self.pages[page].pressed_at = Some(self.now);
    }

    /// Delivers the press to the server, at once or after a wait.
    pub(crate) fn deliver_finish(&mut self, page: usize) {
        self.pages[page].online = true;
        self.transmit(page, Signal::Finish);
        self.allow_delay();

        for page in &mut self.pages {
            page.exists = false;
            page.runs = false;
        }
    }

    /// Loads a page and keeps it open for a random time.
    pub(crate) fn open_for_a_while(&mut self, phone: bool) -> usize {
        let page = self.open(phone);
        self.pass_random(0..=4000);

        page
    }

    /// Disconnects the page from the network for a random time.
    pub(crate) fn lose_network(&mut self, page: usize) {
        self.connect(page, false);
        self.pass_random(1..=2000);
    }

    /// Loads a page, closes it, and does the same again after a time.
    pub(crate) fn close_and_reopen(&mut self, gap: RangeInclusive<i64>) {
        let page = self.open_for_a_while(false);
        self.close(page);
        self.pass_random(gap);

        let page = self.open_for_a_while(false);
        self.close(page);
    }

    /// Puts the page to sleep for a time, and closes it some time after that.
    pub(crate) fn sleep_and_close(&mut self, page: usize, sleep: RangeInclusive<i64>) {
        self.sleep(page);
        let slept = self.pass_random(sleep);
        self.wake(page, slept);

        self.pass_random(0..=600);
        self.close(page);
    }
}
