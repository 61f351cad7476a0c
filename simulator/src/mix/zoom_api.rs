//! How Zoom's API answers.

use anyhow::ensure;
use serde::Deserialize;

/// `[zoom_api]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "mixes/README.md says what each key means")]
pub struct ZoomApiHabits {
    pub paid: f64,
    pub list_delay: (i64, i64),
    pub list_hours_late: f64,
    pub alone_is_empty: f64,
    pub same_user_ids: f64,
    pub reads_logs: f64,
    pub lost_on_the_way: f64,
    pub server_error: f64,
    pub too_many_calls: f64,
}

impl ZoomApiHabits {
    /// Refuses delays that are none, and an API that hardly ever answers.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let (least, most) = self.list_delay;
        ensure!(
            0 <= least && least <= most && most <= 24 * 60,
            "zoom_api.list_delay: [least, most] from 0 to 1440 minutes"
        );

        // Each such answer is waited for in the time of the clock on the wall.
        let failures = self.server_error + self.too_many_calls;
        ensure!(
            failures <= 0.5,
            "zoom_api.server_error and too_many_calls add up to {failures}: at most 0.5"
        );

        Ok(())
    }
}
