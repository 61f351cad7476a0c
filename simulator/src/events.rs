//! A queue of events in the order of time; events of the same time keep the order in which they were added.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::lesson::Word;
use crate::page::{Message, To};
use crate::spans::Millis;

/// One of a lesson's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageKey {
    /// The lesson's number.
    pub lesson: usize,
    /// The page's number in it.
    pub page: usize,
}

/// Something that happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// The teacher posts the link.
    Post(usize),
    /// A machine fetches the page; true: by HEAD.
    Bot(usize, bool),
    /// A person opens the page.
    Load(PageKey),
    /// Something happens to the page, by number.
    Act(PageKey, usize),
    /// The page's timer with that number.
    Tick(PageKey, u32),
    /// A join is tried again.
    Rejoin(PageKey),
    /// A message reaches the server; false: the answer gets lost.
    Arrive(PageKey, Message, bool),
    /// A page hears that its message failed; with a status, from the server.
    Fail(PageKey, To, Option<u16>),
    /// A webhook is delivered, after a number of tries.
    Webhook(usize, usize),
    /// The teacher's page speaks.
    Says(usize, Word),
    /// Somebody imports the report of a lesson's meeting.
    Report(usize),
    /// The schedule.
    Sweep,
}

struct Entry(Reverse<(Millis, u64)>, Event);

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

/// The queue.
#[derive(Default)]
pub struct Events {
    queue: BinaryHeap<Entry>,
    added: u64,
}

impl Events {
    /// Adds something.
    pub fn add(&mut self, at: Millis, event: Event) {
        self.added += 1;
        self.queue.push(Entry(Reverse((at, self.added)), event));
    }

    /// Takes what is next.
    pub fn take_next(&mut self) -> Option<(Millis, Event)> {
        self.queue
            .pop()
            .map(|Entry(Reverse((at, _)), event)| (at, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_is_first_and_equals_keep_their_order() {
        let mut events = Events::default();
        for (at, lesson) in [(5, 0), (3, 1), (5, 2), (1, 3)] {
            events.add(at, Event::Post(lesson));
        }

        let mut order = Vec::new();
        while let Some((_, Event::Post(lesson))) = events.take_next() {
            order.push(lesson);
        }

        assert_eq!(order, [3, 1, 0, 2]);
    }
}
