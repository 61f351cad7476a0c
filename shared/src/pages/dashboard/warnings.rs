//! What of the system somebody should look at, in sentences that say what to do.

use crate::app::system_status::SystemStatus;
use crate::domain::SchoolCalendar;
use crate::pages::staff::labels::count;

/// Zoom accounts that get a warning each.
const MAX_ACCOUNT_WARNINGS: usize = 3;

/// Returns all warnings, the most urgent first.
pub(crate) fn warnings(status: &SystemStatus, days: &SchoolCalendar) -> Vec<String> {
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
