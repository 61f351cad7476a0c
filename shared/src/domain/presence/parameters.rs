//! The parameters of presence: how long a silence counts, and when a session times out.

use std::time::Duration;

use chrono::TimeDelta;

/// The times by which activity is judged. Silence and grace follow from the heartbeat interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresenceParameters {
    /// H: the time between two heartbeats of a page.
    pub heartbeat: Duration,
    /// T = 3 H: a longer gap between two messages is a silence, which does not count. A hidden tab without a
    /// Worker sends at most one heartbeat a minute, so T must be longer than that at H = 30 s.
    pub silence: TimeDelta,
    /// G = 2 H: if a page comes back within this time after its closing (a reload), it never left.
    pub grace: TimeDelta,
    /// A: if a phone went to Zoom and its page answers again within this time, the student was in class. No lesson
    /// lasts longer.
    pub away: TimeDelta,
    /// The silence after which a session is over.
    pub idle_timeout: TimeDelta,
}

impl PresenceParameters {
    /// Derives the parameters from the three settings.
    ///
    /// # Panics
    /// When a duration exceeds chrono's range (some 292 million years).
    #[must_use]
    pub fn new(heartbeat: Duration, idle_timeout: Duration, away: Duration) -> Self {
        let delta =
            |duration| TimeDelta::from_std(duration).expect("settings are bounded by hours");

        Self {
            heartbeat,
            silence: delta(heartbeat * 3),
            grace: delta(heartbeat * 2),
            away: delta(away),
            idle_timeout: delta(idle_timeout),
        }
    }
}
