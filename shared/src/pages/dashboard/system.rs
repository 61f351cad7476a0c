//! The state of the system itself, part by part.

use std::cmp::Reverse;

use super::warnings::{Warning, warnings};
use crate::app::system_status::SystemStatus;
use crate::domain::{NotificationStatus, SchoolCalendar};
use crate::pages::staff::ShownInstant;
use crate::pages::staff::labels::{count, delivery, number, percent};
use crate::store::Silence;

/// The state as the overview shows it.
#[derive(Debug)]
pub(crate) struct SystemPanel {
    pub(crate) items: Vec<SystemItem>,
    /// What somebody should look at. Each sentence says what to do.
    pub(crate) warnings: Vec<Warning>,
}

/// The state of one part.
#[derive(Debug)]
pub(crate) struct SystemItem {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) at: Option<ShownInstant>,
    pub(crate) level: Level,
}

/// Whether a part is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Good,
    Warning,
}

impl Level {
    fn good_if(is_good: bool) -> Self {
        if is_good { Self::Good } else { Self::Warning }
    }
}

impl SystemItem {
    fn new(name: &'static str, text: String, is_good: bool) -> Self {
        Self {
            name,
            text,
            at: None,
            level: Level::good_if(is_good),
        }
    }
}

/// Kinds of errors that are named.
const MAX_ERROR_KINDS: usize = 3;

/// Returns the panel.
pub(crate) fn panel(status: &SystemStatus, days: &SchoolCalendar) -> SystemPanel {
    SystemPanel {
        items: items(status, days),
        warnings: warnings(status, days),
    }
}

fn items(status: &SystemStatus, days: &SchoolCalendar) -> Vec<SystemItem> {
    let due = status.health.counts.due;

    vec![
        // Always good: without its database there is no dashboard that could say so.
        SystemItem::new("Database", format!("connected ({})", status.database), true),
        last_sweep(status, days),
        SystemItem::new("Overdue sessions", number(due), due == 0),
        SystemItem::new(
            "Errors in 24 hours",
            error_rate(status),
            status.errors.is_empty(),
        ),
        SystemItem::new(
            "Zoom",
            silent_accounts(status),
            status.silent_accounts.is_empty(),
        ),
        SystemItem::new(
            "Telegram in 24 hours",
            deliveries(status),
            !status.has_many_undelivered(),
        ),
    ]
}

/// Overdue sessions alone are no trouble: the next sweep closes them.
fn last_sweep(status: &SystemStatus, days: &SchoolCalendar) -> SystemItem {
    let Some(run) = status.last_sweep else {
        return SystemItem::new("Last sweep", "never".to_owned(), false);
    };

    let is_good = run.failed == 0 && !status.sweep_is_overdue;
    SystemItem {
        at: Some(ShownInstant::of(run.started_at, days)),
        ..SystemItem::new(
            "Last sweep",
            format!("closed {}", number(run.closed)),
            is_good,
        )
    }
}

fn error_rate(status: &SystemStatus) -> String {
    let errors = status.error_count();
    if errors == 0 {
        return "none".to_owned();
    }

    let mut kinds = Vec::new();
    for kind in status.errors.iter().take(MAX_ERROR_KINDS) {
        kinds.push(format!(
            "{} of {} with {}",
            kind.errors, kind.route, kind.status
        ));
    }

    // The number of requests is an estimate; no more of them can have failed.
    let requests = status.requests.max(errors);
    format!(
        "{errors}, {} of about {} requests ({})",
        percent(errors, requests),
        number(requests),
        kinds.join(", ")
    )
}

fn silent_accounts(status: &SystemStatus) -> String {
    if status.silent_accounts.is_empty() {
        return "no account is silent".to_owned();
    }

    let mut parts = Vec::new();
    for (silence, one, many) in [
        (
            Silence::Complete,
            "account is silent",
            "accounts are silent",
        ),
        (
            Silence::OnlyStartsAndEnds,
            "account tells only of starts and ends",
            "accounts tell only of starts and ends",
        ),
    ] {
        let accounts = status.silent_accounts.iter();
        let number = accounts.filter(|account| account.silence == silence);
        match i64::try_from(number.count()).unwrap_or(i64::MAX) {
            0 => {}
            accounts => parts.push(count(accounts, one, many)),
        }
    }

    parts.join(", ")
}

/// The delivered messages first, then the others, the most frequent first.
fn deliveries(status: &SystemStatus) -> String {
    if status.deliveries.is_empty() {
        return "no message".to_owned();
    }

    let mut others: Vec<(&NotificationStatus, i64)> = Vec::new();
    for (delivery, count) in &status.deliveries {
        if *delivery != NotificationStatus::Sent {
            others.push((delivery, *count));
        }
    }
    others.sort_by_key(|&(delivery, count)| (Reverse(count), delivery.as_str()));

    let mut parts = vec![format!("{} delivered", number(status.delivered()))];
    for (other, count) in others {
        parts.push(format!("{} {}", number(count), delivery(Some(other))));
    }

    parts.join(", ")
}
