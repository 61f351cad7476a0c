//! The parameters of presence: what counts as silence, and when a session times out.

use std::time::Duration;

use chrono::TimeDelta;

/// How signs of life are judged. Silence and grace follow from the heartbeat interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresenceParameters {
    /// H: what pages are told to wait between two heartbeats.
    pub heartbeat: Duration,
    /// T = 3 H: a longer gap between two signs of life is silence and not counted. Hidden tabs without a
    /// Worker beat once a minute at best, so T must exceed that at H = 30 s.
    pub silence: TimeDelta,
    /// G = 2 H: a page that comes back within this time of its closing (a reload) never left.
    pub grace: TimeDelta,
    /// A: a phone that left for Zoom and whose page answers again within this time was in class.
    pub away: TimeDelta,
    /// Silence after which a session is over.
    pub idle_timeout: TimeDelta,
}

impl PresenceParameters {
    /// Derives the rules from the three settings.
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
