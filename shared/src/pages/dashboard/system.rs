//! The state of the system itself: what works, and, as sentences, what does not.

use std::cmp::Reverse;

use crate::app::system_status::SystemStatus;
use crate::domain::{NotificationStatus, SchoolCalendar};
use crate::pages::staff::ShownInstant;
use crate::pages::staff::labels::{count, delivery, number, percent};

/// The state as the overview shows it.
#[derive(Debug)]
pub(crate) struct SystemPanel {
    pub(crate) items: Vec<SystemItem>,
    /// What somebody should look at. Each sentence says what to do.
    pub(crate) warnings: Vec<String>,
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
/// Zoom accounts that get a warning each.
const MAX_ACCOUNT_WARNINGS: usize = 3;

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
    match status.silent_accounts.len() {
        0 => "no account is silent".to_owned(),
        1 => "1 account is silent".to_owned(),
        accounts => format!("{accounts} accounts are silent"),
    }
}

/// The delivered messages first, then the others, the most frequent first.
fn deliveries(status: &SystemStatus) -> String {
    if status.deliveries.is_empty() {
        return "no message".to_owned();
    }

    let mut others: Vec<(NotificationStatus, i64)> = Vec::new();
    for (delivery, count) in &status.deliveries {
        if *delivery != NotificationStatus::Sent {
            others.push((*delivery, *count));
        }
    }
    others.sort_by_key(|(delivery, count)| (Reverse(*count), delivery.as_str()));

    let mut parts = vec![format!("{} delivered", number(status.delivered()))];
    for (other, count) in others {
        parts.push(format!("{} {}", number(count), delivery(Some(other))));
    }

    parts.join(", ")
}

fn warnings(status: &SystemStatus, days: &SchoolCalendar) -> Vec<String> {
    let mut warnings = Vec::new();
    warnings.extend(sweep_warning(status));
    warnings.extend(failed_rows_warning(status));
    warnings.extend(error_warning(status));
    warnings.extend(account_warnings(status, days));
    warnings.extend(telegram_warning(status));
    warnings.extend(password_warning(status));

    warnings
}

fn sweep_warning(status: &SystemStatus) -> Option<String> {
    if !status.sweep_is_overdue {
        return None;
    }

    let due = count(
        status.health.counts.due,
        "session is overdue",
        "sessions are overdue",
    );
    Some(format!(
        "No sweep has closed idle sessions for hours: {due}. Check the schedule (Vercel: Settings, Cron Jobs; AWS: \
         the schedule of the stack). The recorded minutes are correct nevertheless."
    ))
}

fn failed_rows_warning(status: &SystemStatus) -> Option<String> {
    let run = status.last_sweep.filter(|run| run.failed > 0)?;
    let failed = count(run.failed, "session", "sessions");

    Some(format!(
        "The last sweep could not close {failed}. The log names each: search for “Error in auto-timeout”."
    ))
}

fn error_warning(status: &SystemStatus) -> Option<String> {
    let errors = status.error_count();
    if errors == 0 {
        return None;
    }

    let failed = count(errors, "request", "requests");
    Some(format!(
        "{failed} failed within 24 hours. The log gives the causes at the level ERROR."
    ))
}

fn account_warnings(status: &SystemStatus, days: &SchoolCalendar) -> Vec<String> {
    let mut warnings = Vec::new();
    for silent in status.silent_accounts.iter().take(MAX_ACCOUNT_WARNINGS) {
        warnings.push(format!(
            "The Zoom account {} has sent no events since {}, although it had {}. Check the event subscription of the \
             app in that account. `session-tracking zoom import` fills in what is missing from a report.",
            silent.account,
            days.show(silent.last_event_at),
            count(silent.lessons, "lesson", "lessons")
        ));
    }

    warnings
}

fn telegram_warning(status: &SystemStatus) -> Option<String> {
    if !status.has_telegram_bot {
        return Some(
            "No Telegram bot is set up: links are stored, but not sent to students.".to_owned(),
        );
    }
    if !status.has_many_undelivered() {
        return None;
    }

    Some(format!(
        "Telegram delivered only {} of {} messages within 24 hours. The column “Message” of the list gives the causes.",
        status.delivered(),
        status.tried()
    ))
}

fn password_warning(status: &SystemStatus) -> Option<String> {
    status.accepts_plain_passwords.then(|| {
        "Teachers may still sign in with passwords that are stored as plain text (PLAIN_TEACHER_PASSWORDS). Switch \
         this off when every teacher has signed in once."
            .to_owned()
    })
}
