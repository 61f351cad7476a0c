//! The deviations from the plan.

use anyhow::ensure;
use serde::Deserialize;

/// `[scenarios]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "mixes/README.md says what each key means")]
pub struct Scenarios {
    pub desktop_closes_late: f64,
    pub desktop_closes_at_zoom: f64,
    pub desktop_never_closes: f64,
    pub phone_returns: f64,
    pub crash: f64,
    pub network_drop: f64,
    pub rejoin: f64,
    pub opened_again: f64,
    pub two_devices: f64,
    pub client_clock: f64,
    pub laptop_sleep: f64,
    pub preview_bot: f64,
    pub waits_for_host: f64,
    pub student_absent: f64,
    pub absent_opens_page: f64,
    pub teacher_absent: f64,
    pub meeting_restarts: f64,
    pub link_reused: f64,
    pub message_lost: f64,
    pub server_error: f64,
    pub webhook_lost: f64,
    pub webhook_late: f64,
    pub webhook_twice: f64,
    pub webhook_out_of_order: f64,
    pub webhook_left_missing: f64,
    pub zoom_killed: f64,
    pub cron_missed: f64,
    pub cron_doubled: f64,
    pub abuse: f64,
    pub day_edge: f64,
    pub ends_early: f64,
    pub runs_over: f64,
    pub posted_twice: f64,
    pub alternative_host: f64,
    pub lent_host_account: f64,
    pub note_taking_bot: f64,
    pub teacher_device: f64,
    pub sibling: f64,
    pub null_fields: f64,
    pub breakout_moves: f64,
    pub waiting_room_again: f64,
    pub reconnect_overlaps: f64,
    pub phone_and_computer: f64,
    pub late_link: f64,
    pub wrong_zone_report: f64,
    pub disconnected: f64,
}

impl Scenarios {
    /// Refuses shares of one whole that are more than it.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let closings =
            self.desktop_closes_late + self.desktop_closes_at_zoom + self.desktop_never_closes;
        let accounts = self.alternative_host + self.lent_host_account + self.note_taking_bot;

        ensure!(
            closings <= 1.0 + 1e-9,
            "the three desktop_* closings add up to {closings}: at most 1"
        );

        ensure!(
            accounts <= 1.0 + 1e-9,
            "alternative_host, lent_host_account and note_taking_bot add up to {accounts}: at most 1"
        );

        Ok(())
    }
}
