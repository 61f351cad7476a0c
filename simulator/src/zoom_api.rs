//! Zoom's API as a school's server-to-server app meets it: real HTTP on 127.0.0.1, answered from Zoom's own books at the
//! time of the simulated clock.
//!
//! - A list is ready some minutes after the meeting's end, a few of them hours later: until then 404, code 3001. One
//!   person alone: the same, or an empty list.
//! - Free accounts have no lists: 400, code 200. An app may not be allowed to read the log: 400, code 4711.
//! - Lists have their own times and numbers, the waiting room, breakout rooms, doubled rows, and no ids of strangers.
//! - Some calls are answered with 5xx or 429. What a plan allows on one day of UTC is counted by weight.
//!
//! It shares nothing with the server that the tests of the product ask: that one answers what a test scripts, down to
//! broken connections, and knows no clock; this one answers from the truth. What would be the same, the names of fields,
//! is Zoom's; written twice, a mistake in one is seen by the other.

mod account;
mod answers;
mod calls;
mod lists;
mod log;
mod meetings;
mod question;
mod server;

pub use self::account::{Account, Traces};
pub use self::calls::{Calls, HEAVY_CALLS_A_DAY, Weight};
pub use self::server::ZoomApi;

#[cfg(test)]
mod tests;
