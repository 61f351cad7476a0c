//! `zoom silent`.

use std::process::ExitCode;

use session_tracking::app::App;
use session_tracking::domain::SchoolCalendar;
use session_tracking::store::{Silence, SilentAccount};

use crate::trouble::fatal;

/// Lists accounts that fell silent.
pub(super) async fn list_silent(app: &App) -> anyhow::Result<ExitCode> {
    let store = app.store().await.map_err(|error| fatal(&error))?;
    let accounts = store
        .list_silent_accounts(app.clock.now())
        .await
        .map_err(|error| fatal(&error))?;

    for account in &accounts {
        println!("{}", describe(account, app.calendar()));
    }

    if accounts.is_empty() {
        println!("No account is silent.");
        return Ok(ExitCode::SUCCESS);
    }

    Ok(ExitCode::FAILURE)
}

/// Says what is missing of an account, and what to do.
fn describe(silent: &SilentAccount, days: &SchoolCalendar) -> String {
    let account = &silent.account;
    let lessons = match silent.lessons {
        1 => "1 lesson".to_owned(),
        lessons => format!("{lessons} lessons"),
    };
    let last_event_at = days.show(silent.last_event_at);

    match silent.silence {
        Silence::Complete => format!(
            "{account}: told of none of {lessons} since {last_event_at}\n  Look at the event subscription of the \
             Zoom app in that account"
        ),
        Silence::OnlyStartsAndEnds => format!(
            "{account}: told only when meetings start and end, not who joins and leaves, of {lessons}; the last \
             event at {last_event_at}\n  Subscribe the Zoom app to meeting.participant_joined and \
             meeting.participant_left, add the scopes that they need, and let the account authorise the app again"
        ),
    }
}
