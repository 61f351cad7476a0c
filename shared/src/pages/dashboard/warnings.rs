//! What of the system somebody should look at, in sentences that say what to do.

use super::link::Link;
use crate::app::system_status::SystemStatus;
use crate::domain::{CauseEntry, Period, SchoolCalendar};
use crate::pages::staff::labels::{count, number};
use crate::store::{Silence, SilentAccount};

/// Zoom accounts that get a warning each.
const MAX_ACCOUNT_WARNINGS: usize = 3;
/// Causes of messages that did not arrive that are named with their remedy.
const MAX_CAUSES: usize = 3;
/// Slots of the timetable that are named.
const MAX_SLOT_WARNINGS: usize = 3;

/// Rows that cannot be read are named up to this number.
const MAX_ROWS_NAMED: usize = 5;

/// Something that somebody should look at.
#[derive(Debug)]
pub(crate) struct Warning {
    pub(crate) text: String,
    /// Where something can be done about it, and how that is called.
    pub(crate) link: Option<(String, &'static str)>,
}

impl From<String> for Warning {
    fn from(text: String) -> Self {
        Self { text, link: None }
    }
}

/// Returns all warnings, the most urgent first.
pub(crate) fn warnings(status: &SystemStatus, days: &SchoolCalendar) -> Vec<Warning> {
    let mut warnings = Vec::new();
    warnings.extend(sweep_warning(status).map(Warning::from));
    warnings.extend(failed_rows_warning(status).map(Warning::from));
    warnings.extend(odd_rows_warning(status).map(Warning::from));
    warnings.extend(error_warning(status).map(Warning::from));
    warnings.extend(
        account_warnings(status, days)
            .into_iter()
            .map(Warning::from),
    );
    warnings.extend(host_warning(status));
    warnings.extend(connection_warning(status));
    warnings.extend(timetable_warning(status, days));
    warnings.extend(telegram_warning(status).map(Warning::from));
    warnings.extend(password_warning(status).map(Warning::from));

    warnings
}

fn connection_warning(status: &SystemStatus) -> Option<Warning> {
    if status.broken_connections == 0 {
        return None;
    }

    let teachers = count(status.broken_connections, "teacher", "teachers");
    Some(Warning {
        text: format!(
            "The connection to Zoom is broken for {teachers}, who can start no class without a link: they press \
             “Connect Zoom” again on their page."
        ),
        link: Some((Link::to_zoom().to_string(), "see whose")),
    })
}

fn host_warning(status: &SystemStatus) -> Option<Warning> {
    if status.unknown_hosts == 0 {
        return None;
    }

    let lessons = count(status.unknown_hosts, "lesson", "lessons");
    Some(Warning {
        text: format!(
            "The host of {lessons} of the last week is not known, so it is not sure who taught. You can say whose the Zoom account is:"
        ),
        link: Some((Link::to_hosts().to_string(), "confirm hosts")),
    })
}

fn timetable_warning(status: &SystemStatus, days: &SchoolCalendar) -> Option<Warning> {
    let slots: i64 = status.odd_slots.iter().map(|(_, slots)| slots).sum();
    let named: Vec<String> = status
        .odd_slots
        .iter()
        .take(MAX_SLOT_WARNINGS)
        .map(|(odd, _)| odd.to_string())
        .collect();
    if named.is_empty() {
        return None;
    }

    let today = days.day_of(status.read_at);
    let slots = count(slots, "slot", "slots");
    Some(Warning {
        text: format!(
            "{slots} of the timetable cannot be read, so no lesson is planned by them: {}. Correct them in the \
             school’s application, such as 4:00 PM and MWF.",
            named.join("; ")
        ),
        link: Some((
            Link::to_plan(Period::month(today), None).to_string(),
            "show them all",
        )),
    })
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

fn odd_rows_warning(status: &SystemStatus) -> Option<String> {
    let rows = &status.odd_rows;
    if rows.is_empty() {
        return None;
    }

    let number = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let left_out = count(
        number,
        "row of the school's tables cannot be read and is",
        "rows of the school's tables cannot be read and are",
    );
    let named: Vec<String> = rows
        .iter()
        .take(MAX_ROWS_NAMED)
        .map(|row| format!("{}, {}", row.key, row.reason))
        .collect();
    let more = if rows.len() > MAX_ROWS_NAMED {
        "; and more"
    } else {
        ""
    };

    Some(format!(
        "{left_out} left out: {}{more}. Correct them in the school's database.",
        named.join("; ")
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
    let accounts = status.silent_accounts.iter().take(MAX_ACCOUNT_WARNINGS);
    accounts
        .map(|silent| account_warning(silent, days))
        .collect()
}

fn account_warning(silent: &SilentAccount, days: &SchoolCalendar) -> String {
    let account = &silent.account;
    let last_event_at = days.show(silent.last_event_at);
    let lessons = count(silent.lessons, "lesson", "lessons");

    match silent.silence {
        Silence::Complete => format!(
            "The Zoom account {account} has sent no events since {last_event_at}, although it had {lessons}. Check the \
             event subscription of the app in that account. `session-tracking zoom import` fills in what is missing \
             from a report."
        ),
        Silence::OnlyStartsAndEnds => format!(
            "The Zoom account {account} tells only when meetings start and end, not who joins and leaves: {lessons} \
             within a day, the last event at {last_event_at}. Add the events “Participant/Host joined meeting” and \
             “Participant/Host left meeting” and their scopes to the app, and let the account authorise it again. \
             `session-tracking zoom import` fills in what is missing from a report."
        ),
    }
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

    let mut text = format!(
        "Telegram delivered only {} of {} messages within 24 hours.",
        status.delivered(),
        status.tried()
    );
    for (cause, messages) in status.causes().into_iter().take(MAX_CAUSES) {
        let CauseEntry { label, remedy, .. } = cause.entry();
        text = format!("{text} {} not, “{label}”: {remedy}", number(messages));
    }

    Some(text)
}

fn password_warning(status: &SystemStatus) -> Option<String> {
    status.accepts_plain_passwords.then(|| {
        "Teachers may still sign in with passwords that are stored as plain text (PLAIN_TEACHER_PASSWORDS). Switch \
         this off when every teacher has signed in once."
            .to_owned()
    })
}
